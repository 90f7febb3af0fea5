/**
 * The error classes that domain code throws. Nothing here knows HTTP or HL7 v2: `fhir/outcome.ts` and `hl7v2/ack.ts`
 * each translate this list in one table. A message is written for the caller, names the element at fault, and carries
 * no patient data.
 */

/** Issue codes of the R4 value set https://hl7.org/fhir/R4/valueset-issue-type.html that this project uses. */
export type IssueCode =
  | "invalid"
  | "structure"
  | "required"
  | "value"
  | "invariant"
  | "security"
  | "login"
  | "forbidden"
  | "processing"
  | "not-supported"
  | "duplicate"
  | "multiple-matches"
  | "not-found"
  | "deleted"
  | "too-long"
  | "code-invalid"
  | "too-costly"
  | "business-rule"
  | "conflict"
  | "transient"
  | "exception"
  | "timeout"
  | "throttled"
  | "incomplete"
  | "informational";

export type IssueSeverity = "fatal" | "error" | "warning" | "information";

/** One finding about an input: what is wrong, how badly, and the FHIRPath expression of the element. */
export interface Issue {
  readonly severity: IssueSeverity;
  readonly code: IssueCode;
  readonly message: string;
  /** FHIRPath of the element, for example `Patient.name[0].given`. */
  readonly expression?: string;
  /** What it is about, for machines: which model, for which reason, which inputs. */
  readonly codings?: readonly { readonly system: string; readonly code: string }[];
}

export interface ErrorDetails {
  readonly code?: IssueCode;
  readonly expression?: string;
  readonly cause?: unknown;
  /** Several findings at once; the first is the error's own. */
  readonly issues?: readonly Issue[];
}

/** Base of all errors that a caller is meant to see. */
export class DomainError extends Error {
  readonly code: IssueCode;
  readonly expression: string | undefined;
  readonly issues: readonly Issue[];

  constructor(message: string, defaultCode: IssueCode, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.code = details.code ?? defaultCode;
    this.expression = details.expression;
    this.issues = details.issues ?? [
      {
        severity: "error",
        code: this.code,
        message,
        ...(details.expression === undefined ? {} : { expression: details.expression }),
      },
    ];
  }
}

/** The input is malformed: HTTP 400. */
export class InvalidInput extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "invalid", details);
  }
}
/** Nobody is logged in: 401. */
export class Unauthenticated extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "login", details);
  }
}
/** Logged in but not allowed: 403. */
export class Forbidden extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "forbidden", details);
  }
}
/** There is no such thing: 404. */
export class NotFound extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "not-found", details);
  }
}
/** There was such a thing and it was deleted: 410. */
export class Gone extends DomainError {
  readonly versionId: string | undefined;
  constructor(message: string, details: ErrorDetails & { readonly versionId?: string } = {}) {
    super(message, "deleted", details);
    this.versionId = details.versionId;
  }
}
/** The caller's version is not the current one, or a condition matched several: 412. */
export class VersionConflict extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "conflict", details);
  }
}
/** Well-formed, but a rule forbids it: 422. */
export class RuleViolation extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "business-rule", details);
  }
}
/** A model or simulation lacks an input; the message names its concept, LOINC code and unit: 422. */
export class ModelInputMissing extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "required", details);
  }
}
/** An input of a model lies outside the range that its source allows: 422. */
export class ModelInputOutOfRange extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "value", details);
  }
}
/** This server does not do that: 404 or 405, or 406/415 by the edge. */
export class NotSupported extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "not-supported", details);
  }
}
/** Larger than a stated limit: 413. */
export class TooLarge extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "too-long", details);
  }
}
/** Busy, or a dependency is away; the caller may try again: 503. */
export class Unavailable extends DomainError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, "transient", details);
  }
}

/**
 * The one translation of errors to HTTP: error class → status, issues → OperationOutcome.
 * https://hl7.org/fhir/R4/operationoutcome.html and https://hl7.org/fhir/R4/http.html#Status-Codes
 */
import type { OperationOutcome, OperationOutcomeIssue } from "@medplum/fhirtypes";
import {
  DomainError,
  Forbidden,
  Gone,
  InvalidInput,
  type Issue,
  ModelInputMissing,
  ModelInputOutOfRange,
  NotFound,
  NotSupported,
  RuleViolation,
  TooLarge,
  Unauthenticated,
  Unavailable,
  VersionConflict,
} from "../errors.ts";
import { stringifyJson } from "../json.ts";
import type { FhirAnswer } from "./exchange.ts";
import { versionEtag } from "./headers.ts";
import { MethodNotAllowed, NotAcceptable, Throttled, UnsupportedMediaType } from "./protocol-errors.ts";

type ErrorClass = abstract new (...args: never[]) => DomainError;

/** First match wins, so refinements stand before what they refine. */
const STATUS: readonly (readonly [ErrorClass, number])[] = [
  [MethodNotAllowed, 405],
  [NotAcceptable, 406],
  [UnsupportedMediaType, 415],
  [Throttled, 429],
  [InvalidInput, 400],
  [Unauthenticated, 401],
  [Forbidden, 403],
  [NotFound, 404],
  [Gone, 410],
  [VersionConflict, 412],
  [RuleViolation, 422],
  [ModelInputMissing, 422],
  [ModelInputOutOfRange, 422],
  [NotSupported, 404],
  [TooLarge, 413],
  [Unavailable, 503],
];
const UNAVAILABLE_RETRY_SECONDS = "1";

/** The HTTP status of an error; 500 for everything that is not a DomainError. */
export function statusOf(error: unknown): number {
  return STATUS.find(([errorClass]) => error instanceof errorClass)?.[1] ?? 500;
}

/** The answer for an error; what is not a DomainError says no more than that something went wrong. */
export function answerOfError(error: unknown): FhirAnswer {
  if (!(error instanceof DomainError)) {
    const issue: Issue = { severity: "fatal", code: "exception", message: "internal error; it was logged" };
    return { status: 500, json: stringifyJson(outcomeOf([issue])) };
  }
  return { status: statusOf(error), headers: headersOf(error), json: stringifyJson(outcomeOf(error.issues)) };
}

function headersOf(error: DomainError): Record<string, string> {
  if (error instanceof MethodNotAllowed) return { Allow: error.allow.join(", ") };
  if (error instanceof Gone && error.versionId !== undefined) return { ETag: versionEtag(error.versionId) };
  if (error instanceof Unavailable) return { "Retry-After": UNAVAILABLE_RETRY_SECONDS };
  if (error instanceof Unauthenticated) return { "WWW-Authenticate": "Bearer" };
  return {};
}

/** An OperationOutcome of issues; without any it says that all is well. */
export function outcomeOf(issues: readonly Issue[]): OperationOutcome {
  const shown = issues.length > 0 ? issues : [allOk("all ok")];
  return { resourceType: "OperationOutcome", issue: shown.map(issueElement) };
}

export const allOk = (message: string): Issue => ({ severity: "information", code: "informational", message });

function issueElement({ severity, code, message, expression, codings }: Issue): OperationOutcomeIssue {
  return {
    severity,
    code,
    ...(codings === undefined ? {} : { details: { coding: codings.map((coding) => ({ ...coding })) } }),
    diagnostics: message,
    ...(expression === undefined ? {} : { expression: [expression] }),
  };
}

/** `error` with every expression moved below `prefix`: `Patient.name` in `Bundle.entry[3].resource`. */
export function belowExpression(error: unknown, prefix: string): unknown {
  if (!(error instanceof DomainError)) return error;
  const issues = error.issues.map((issue) => ({ ...issue, expression: below(prefix, issue.expression) }));
  const moved: unknown = Object.assign(Object.create(Object.getPrototypeOf(error) as object) as object, error, {
    message: error.message,
    stack: error.stack,
    cause: error.cause,
    expression: issues[0]?.expression,
    issues,
  });
  return moved;
}

function below(prefix: string, expression: string | undefined): string {
  if (expression === undefined) return prefix;
  if (expression.startsWith("Bundle.entry[")) return expression;
  const rest = /^[A-Z]\w*(\..*)?$/.exec(expression);
  if (!rest) return prefix;
  return prefix.endsWith(".resource") ? `${prefix}${rest[1] ?? ""}` : `${prefix}.resource${rest[1] ?? ""}`;
}

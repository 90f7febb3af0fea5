/** Models that gave nothing, and why: as issues of an OperationOutcome beside results, or as the error of a call. */
import type { OperationOutcome, OperationOutcomeIssue } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import {
  type DomainError,
  type Issue,
  ModelInputMissing,
  ModelInputOutOfRange,
  RuleViolation,
  Unavailable,
} from "../../errors.ts";
import type { Cause, NotComputed, Reason } from "./run.ts";

const expressionOf = (concept: string | undefined): string | undefined =>
  concept && `Parameters.parameter.where(name='input').part.where(name='name' and value='${concept}')`;

/** One issue per model and kind of reason, coded with both and with every concept that is concerned. */
export function outcomeOf(runs: readonly NotComputed[], severity: "warning" | "information"): OperationOutcome {
  return {
    resourceType: "OperationOutcome",
    issue: runs.flatMap(({ model, causes }) =>
      [...Map.groupBy(causes, ({ reason }) => reason).values()].map((group) =>
        issueOf(model.metadata.id, group, severity),
      ),
    ),
  };
}

function issueOf(id: string, causes: readonly Cause[], severity: "warning" | "information"): OperationOutcomeIssue {
  const concepts = [...new Set(causes.flatMap(({ concept }) => concept ?? []))];
  // Where nobody asked for the model by name, the concepts tell enough: paths would double an answer of 76 models.
  const expression = severity === "information" ? [] : concepts.flatMap((concept) => expressionOf(concept) ?? []);
  const [first] = causes;
  // The messages of one model begin alike: its name is said once.
  const messages = causes.map(({ message }, at) => (at === 0 ? message : message.replace(`${id}: `, "")));
  return {
    severity,
    code: first?.code ?? "processing",
    details: {
      coding: [
        { system: SYSTEM.model, code: id },
        ...(first === undefined ? [] : [reasonCoding(first)]),
        ...concepts.map(conceptCoding),
      ],
      text: messages.join("; "),
    },
    ...(expression.length === 0 ? {} : { expression }),
  };
}

const CLASSES = {
  "not-applicable": RuleViolation,
  "insufficient-data": ModelInputMissing,
  "out-of-range": ModelInputOutOfRange,
  unavailable: Unavailable,
} as const satisfies Record<Reason, unknown>;

const reasonCoding = ({ reason }: Cause) => ({ system: SYSTEM.notComputed, code: reason });
const conceptCoding = (code: string) => ({ system: SYSTEM.concept, code });

/** The error of a call in which nothing that was asked for could be computed: 422 with every cause, or 503. */
export function errorOf(runs: readonly NotComputed[]): DomainError {
  const issues = runs.flatMap(({ model, causes }) => causes.map((cause) => errorIssueOf(model.metadata.id, cause)));
  const reason = runs[0]?.causes[0]?.reason;
  const ErrorClass = (reason && CLASSES[reason]) ?? RuleViolation;
  return new ErrorClass(issues[0]?.message ?? "no model could be computed", { issues });
}

/** One cause, coded as `outcomeOf` codes it. */
function errorIssueOf(id: string, cause: Cause): Issue {
  const { code, message, concept } = cause;
  const expression = expressionOf(concept);
  return {
    severity: "error",
    code,
    message,
    ...(expression === undefined ? {} : { expression }),
    codings: [
      { system: SYSTEM.model, code: id },
      reasonCoding(cause),
      ...(concept === undefined ? [] : [conceptCoding(concept)]),
    ],
  };
}

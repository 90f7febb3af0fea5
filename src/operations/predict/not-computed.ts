/** Models that gave nothing, and why: as issues of an OperationOutcome beside results, or as the error of a call. */
import type { OperationOutcome, OperationOutcomeIssue } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import { type DomainError, type Issue, ModelInputMissing, ModelInputOutOfRange, RuleViolation } from "../../errors.ts";
import type { NotComputed } from "./run.ts";

const expressionOf = (concept: string | undefined): string | undefined =>
  concept && `Parameters.parameter.where(name='input').part.where(name='name' and value='${concept}')`;

/** One issue per cause, each coded with the model, the kind of reason and the concept. */
export function outcomeOf(runs: readonly NotComputed[], severity: "warning" | "information"): OperationOutcome {
  return {
    resourceType: "OperationOutcome",
    issue: runs.flatMap(({ model, causes }) =>
      causes.map(({ reason, code, message, concept }): OperationOutcomeIssue => {
        const expression = expressionOf(concept);
        return {
          severity,
          code,
          details: {
            coding: [
              { system: SYSTEM.model, code: model.metadata.id },
              { system: SYSTEM.notComputed, code: reason },
              ...(concept === undefined ? [] : [{ system: SYSTEM.concept, code: concept }]),
            ],
            text: message,
          },
          ...(expression === undefined ? {} : { expression: [expression] }),
        };
      }),
    ),
  };
}

/** The error of a call in which nothing that was asked for could be computed: 422 with every cause. */
export function errorOf(runs: readonly NotComputed[]): DomainError {
  const issues = runs.flatMap(({ causes }) =>
    causes.map(({ code, message, concept }): Issue => {
      const expression = expressionOf(concept);
      return { severity: "error", code, message, ...(expression === undefined ? {} : { expression }) };
    }),
  );
  const reason = runs[0]?.causes[0]?.reason;
  const ErrorClass =
    reason === "insufficient-data"
      ? ModelInputMissing
      : reason === "out-of-range"
        ? ModelInputOutOfRange
        : RuleViolation;
  return new ErrorClass(issues[0]?.message ?? "no model could be computed", { issues });
}

/**
 * Invariants whose FHIRPath in R4 4.0.1 does not say what their text says. An expression that gives nothing counts as
 * not satisfied, so most entries make it give true where the rule does not apply.
 */

interface Correction {
  readonly expression: string;
  readonly why: string;
}

/** By the definition's path and the rule's key. */
export const CORRECTED_EXPRESSIONS: Readonly<Record<string, Correction>> = {
  "Questionnaire.item.enableWhen que-7": {
    expression: "operator = 'exists' implies (answer is boolean)",
    why: "Boolean is the type of FHIRPath, the answer has that of FHIR",
  },
  "MessageDefinition.focus md-1": {
    expression: "max.empty() or max = '*' or max.toInteger() > 0",
    why: "max is optional",
  },
  "Appointment app-4": {
    expression: "cancelationReason.exists() implies (status = 'noshow' or status = 'cancelled')",
    why: "'no-show' is no code of the status",
  },
};

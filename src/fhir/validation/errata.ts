/**
 * Invariants whose FHIRPath in R4 4.0.1 does not say what their text says. An expression that gives nothing counts as
 * not satisfied, so most entries make it give true where the rule does not apply.
 */

interface Correction {
  readonly expression: string;
  readonly why: string;
}

/** By the definition's path and the rule's key. */
export const CORRECTED_EXPRESSIONS: Readonly<Record<string, Correction>> = {};

/** How whole a run is: computed on every input that the model takes, or on some that were missing, imputed or clamped. */
import type { ConceptName } from "../../concepts/index.ts";
import type { Computed } from "./run.ts";

export interface RunStatus {
  /** What could not be computed at all is no run: its reason stands in the OperationOutcome. */
  readonly code: "complete" | "partial";
  /** Optional inputs that the model did without. */
  readonly missing: readonly ConceptName[];
  readonly imputed: readonly ConceptName[];
  /** Computed on the nearest bound of the model's range. */
  readonly clamped: readonly ConceptName[];
  /** False because the record has no entry of them; a run with such is still complete. */
  readonly assumedAbsent: readonly ConceptName[];
}

/** The status of a run and the inputs that made it so. */
export function statusOf({ inputs }: Pick<Computed, "inputs">): RunStatus {
  const conceptsIn = (...states: readonly string[]) =>
    inputs.filter(({ state }) => states.includes(state)).map(({ concept }) => concept);
  const missing = conceptsIn("missing", "too-old");
  const imputed = conceptsIn("imputed");
  const clamped = conceptsIn("clamped");
  const isWhole = missing.length + imputed.length + clamped.length === 0;
  return {
    code: isWhole ? "complete" : "partial",
    missing,
    imputed,
    clamped,
    assumedAbsent: inputs.filter(({ known }) => known?.origin === "absent").map(({ concept }) => concept),
  };
}

/**
 * Joins what a caller supplies to what the twin knows: the inputs that models and simulations run on. A supplied value
 * overrides the twin's and is marked so.
 */
import type { ConceptName, ConceptValue } from "../concepts/index.ts";
import type { FeatureSource, Finding, Origin } from "../twin/state.ts";

export interface KnownValue {
  /** In the concept's own unit. */
  readonly value: ConceptValue;
  readonly origin: Origin | "supplied";
  readonly rule: string;
  readonly sources: readonly FeatureSource[];
  readonly asFound?: { readonly value: string; readonly unit?: string };
}

/** Everything known about the person of one call. */
export interface KnownInputs {
  readonly patientId: string | undefined;
  readonly asOf: string;
  readonly values: ReadonlyMap<ConceptName, KnownValue>;
  readonly findings: readonly Finding[];
}

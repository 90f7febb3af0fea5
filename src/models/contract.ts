/**
 * What a risk model is: metadata, from which its inputs are found, checked, documented and published as a Library, and
 * one pure function in the form of the paper. `src/models/README.md` is the recipe for adding one.
 */
import type { ConceptName, ConceptValue } from "../concepts/index.ts";

/** Confidence in a model's numbers: A read in the source or two agreeing sources, B one, C an assumption. */
export type Confidence = "A" | "B" | "C";

export interface Source {
  readonly citation: string;
  readonly doi?: string;
  readonly url?: string;
  /** Which table, page or supplement the numbers are from. */
  readonly where?: string;
}

export interface InputDeclaration {
  readonly concept: ConceptName;
  /** UCUM unit in which `compute` takes it; the concept's own unless given. */
  readonly unit?: string;
  /** Range, in `unit`, in which the source allows the value. */
  readonly range?: readonly [number, number];
  /** Outside `range`: refuse, or compute on the nearest bound and mark it. Refuse unless the source clamps. */
  readonly outOfRange?: "refuse" | "clamp";
  /** Absent: an error, unless the source has a rule, which is then told in words. */
  readonly missing?: { readonly rule: "optional" | "impute"; readonly says: string; readonly value?: ConceptValue };
  /** How old a measured value may be, in days before `asOf`; older is reported as missing. */
  readonly maxAgeDays?: number;
  /** Whether the person can change it (for counterfactuals). */
  readonly modifiable?: boolean;
}

/** A condition under which the model does not apply, told in words: "known cardiovascular disease". */
export interface Exclusion {
  readonly concept: ConceptName;
  readonly when: ConceptValue;
  readonly says: string;
}

export interface ModelMetadata<Inputs extends string = string> {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly sources: readonly Source[];
  readonly confidence: Confidence;
  readonly population: string;
  readonly intendedUse: string;
  readonly wrongUse: string;
  readonly licence: string;
  readonly inputs: Readonly<Record<Inputs, InputDeclaration>>;
  readonly exclusions?: readonly Exclusion[];
  /** Known limits of the model that every answer repeats. */
  readonly limits?: readonly string[];
  /** Other models to name when this one does not apply: id and when. */
  readonly insteadOf?: readonly { readonly id: string; readonly when: string }[];
}

/** What one input adds, against the model's reference person. */
export interface Contribution {
  /** Key of `metadata.inputs`, or several joined by "+" where the source ties them together. */
  readonly input: string;
  /** On the scale named by `Result.contributionScale`. */
  readonly value: number;
}

/** One predicted outcome or computed measure. */
export interface Result {
  /** Stable code of ours within the model: `total-cvd-10y`, `egfr-creatinine`. */
  readonly code: string;
  readonly display: string;
  /** Probability 0 to 1, unrounded, of the outcome within the horizon. */
  readonly probability?: number;
  readonly horizonYears?: number;
  /** Points of a score. */
  readonly score?: number;
  /** A computed measure (eGFR, MELD): value and UCUM unit, answered as an Observation. */
  readonly measure?: { readonly value: number; readonly unit: string; readonly loinc?: string };
  readonly band?: { readonly code: string; readonly display: string; readonly source: string };
  readonly contributionScale?: "log-odds" | "log-hazard" | "points" | "log-ratio";
  /** They sum to `total` − `reference` on that scale. */
  readonly contributions?: readonly Contribution[];
  readonly total?: number;
  readonly reference?: { readonly value: number; readonly says: string };
  /** Warnings that stand beside the number whatever it is: "a single parameter scores 3". */
  readonly flags?: readonly string[];
  /** Facts that do not fit above, by name: sub-scores, a rate table's figure. */
  readonly details?: Readonly<Record<string, number | string | boolean>>;
}

/** Inputs of `compute`: present and in range, in the declared units; those declared optional may be undefined. */
export type ComputeInputs = Readonly<Record<string, ConceptValue | undefined>>;

export interface RiskModel {
  readonly metadata: ModelMetadata;
  /** SHA-256 of the model's coefficients as text, hex, first 16 digits; appears in the answer. */
  readonly coefficientHash: string;
  compute(inputs: ComputeInputs): readonly Result[];
}

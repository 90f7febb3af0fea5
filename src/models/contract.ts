/**
 * What a risk model is: metadata, from which its inputs are found, checked, documented and published as a Library, and
 * one pure function in the form of the paper. `src/models/README.md` is the recipe for adding one.
 */
import type { ConceptName, ConceptValue } from "../concepts/index.ts";
import type { BandCode } from "./bands.ts";
import type { Scale } from "./points.ts";

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
  /** The upper end of `range` is not part of it ("eGFR below 60"). */
  readonly maxExcluded?: boolean;
  /** Taken in completed units, rounded down before the range is checked: age in completed years. */
  readonly completed?: boolean;
  /** Outside `range`: refuse, or compute on the nearest bound and mark it. Refuse unless the source clamps. */
  readonly outOfRange?: "refuse" | "clamp";
  /** Absent: an error, unless the source has a rule, which is then told in words. */
  readonly missing?: {
    readonly rule: "optional" | "impute";
    readonly says: string;
    readonly value?: ConceptValue;
    /** A fact about the person that is open while not known, so that bounds over its values are told (`explain`). */
    readonly isOpen?: true;
  };
  /**
   * Asked only of persons of whom each of these holds, and then required; of others it is left aside. `missing` tells it
   * in words.
   */
  readonly onlyOf?: readonly { readonly concept: ConceptName; readonly is: ConceptValue }[];
  /** Of others a value that is neither false nor 0 contradicts what is known of them, and is refused. */
  readonly contradictsOthers?: true;
  /** Which of several values on record is taken: the latest unless given, as the source asks for another. */
  readonly selection?: SelectionRule;
  /** How old a measured value may be, in days before `asOf`; older is reported as missing. */
  readonly maxAgeDays?: number;
  /** Whether the person can change it (for counterfactuals). */
  readonly modifiable?: boolean;
}

/**
 * How a value is chosen among those on record:
 * - `worst`: the lowest, the highest or, on a scale of points, the value with the most points, of the last hours;
 * - `lowest-ratio-pair`, `latest-pair`: a numerator with the denominator last known at its time, of the lowest ratio in the
 *   last hours or the latest; declared alike by the inputs of both.
 */
export type SelectionRule =
  | { readonly rule: "worst"; readonly hours: 24; readonly by: "lowest" | "highest" | Scale }
  | {
      readonly rule: "lowest-ratio-pair" | "latest-pair";
      readonly hours: 24;
      readonly numerator: ConceptName;
      readonly denominator: ConceptName;
    };

/** One outcome or measure that a model can give; `Result.code` is one of these. */
export interface OutputDeclaration {
  readonly code: string;
  readonly display: string;
  readonly gives: "probability" | "score" | "measure";
  /** UCUM unit: of a measure its own, of a probability % (as answered), of a score {score}. */
  readonly unit: string;
  readonly loinc?: string;
  /** Of a measure: what it is among observations; laboratory unless given. */
  readonly category?: "laboratory" | "vital-signs" | "procedure" | "therapy";
  /** Days within which the outcome is predicted, where that is not a number of years (`Result.horizonYears`). */
  readonly horizonDays?: number;
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
  readonly outputs: readonly OutputDeclaration[];
  /** From the one that needs most to the plainest; the first whose needs are met is computed unless one is asked for. */
  readonly variants?: readonly Variant<Inputs>[];
  readonly exclusions?: readonly Exclusion[];
  /** Known limits of the model that every answer repeats. */
  readonly limits?: readonly string[];
  /** Where it was validated and where it fails; absent where no figure is at hand, which is no statement that it was not. */
  readonly validation?: readonly Validation[];
  /** Other models to name when this one does not apply: id and when. */
  readonly insteadOf?: readonly { readonly id: string; readonly when: string }[];
}

/** How well the model was found to predict, in one cohort: figures as published, none computed here. */
export interface Validation {
  readonly cohort: string;
  readonly year?: number;
  /** C-statistic, 0.5 to 1. */
  readonly cStatistic?: number;
  /** Observed events for each expected one. */
  readonly observedToExpected?: number;
  /** Subgroups or conditions in which it is known to fail, in words. */
  readonly failures?: readonly string[];
  readonly source: string;
}

/** One of several published sets of equations of a model, asked for as `model=<id>:<code>`. */
export interface Variant<Inputs extends string = string> {
  readonly code: string;
  readonly display: string;
  /** Sets of inputs, beside those of every variant, of which one must be known whole; [[]] needs none. */
  readonly needs: readonly (readonly Inputs[])[];
  /** Inputs that the variant uses beside those of every variant. */
  readonly uses: readonly Inputs[];
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
  readonly band?: { readonly code: BandCode; readonly display: string; readonly source: string };
  /** `measure`: in the unit of the measure. */
  readonly contributionScale?: "log-odds" | "log-hazard" | "points" | "log-ratio" | "measure";
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
  /** @param variant code of one of `metadata.variants`, whose needs are met; only for a model that has any */
  compute(inputs: ComputeInputs, variant?: string): readonly Result[];
}

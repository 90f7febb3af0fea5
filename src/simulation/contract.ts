/**
 * What a simulation is: metadata from which its inputs are found, checked and published, and one pure function from
 * inputs, scenarios and a seed to series and endpoints. Solvers (`solvers/`) know no physiology; systems (`systems/`)
 * know no solver's inside. A run is plain data in and out, so that it can be handed to a worker thread.
 */
import type { ConceptValue } from "../concepts/index.ts";
import type { Confidence, Exclusion, InputDeclaration, Source } from "../models/contract.ts";

export interface SimulationMetadata {
  readonly id: string;
  readonly version: string;
  readonly title: string;
  readonly sources: readonly Source[];
  readonly confidence: Confidence;
  readonly population: string;
  readonly intendedUse: string;
  readonly wrongUse: string;
  readonly licence: string;
  readonly limits: readonly string[];
  readonly inputs: Readonly<Record<string, InputDeclaration>>;
  /** Whom the simulation does not apply to, told in words. */
  readonly exclusions?: readonly Exclusion[];
  /** Short names of interventions it understands, with what a dose means for each. */
  readonly interventions: readonly InterventionDeclaration[];
  readonly outputs: readonly {
    readonly code: string;
    readonly display: string;
    readonly unit: string;
    readonly loinc?: string;
  }[];
  /** Horizon and step in `unit`, with the limits that a call may not pass. */
  readonly time: {
    readonly unit: "a" | "d" | "h" | "min";
    readonly horizon: { readonly standard: number; readonly max: number };
    readonly step: { readonly standard: number; readonly min: number };
  };
  readonly members: { readonly standard: number; readonly max: number };
}

export interface InterventionDeclaration {
  readonly code: string;
  readonly display: string;
  readonly doseUnit?: string;
  readonly doses?: readonly number[];
  /** Least and largest dose, where any between is allowed. */
  readonly doseRange?: readonly [number, number];
  readonly source: Source;
  readonly confidence: Confidence;
}

export interface Intervention {
  readonly code: string;
  /** In the intervention's dose unit. */
  readonly dose?: number;
  /** In the model's time unit from the start of the run. */
  readonly start?: number;
  readonly end?: number;
}

export interface Scenario {
  readonly name: string;
  readonly interventions: readonly Intervention[];
  /** Overrides for this scenario only. */
  readonly inputs?: Readonly<Record<string, ConceptValue>>;
}

export interface SimulationRequest {
  readonly model: string;
  readonly inputs: Readonly<Record<string, ConceptValue | undefined>>;
  readonly scenarios: readonly Scenario[];
  readonly horizon: number;
  readonly step: number;
  readonly members: number;
  readonly seed: number;
  readonly outputs?: readonly string[];
}

/** A band over the members, or (members = 1) the one run in `p50`. Arrays run over `times`. */
export interface Series {
  readonly scenario: string;
  readonly output: string;
  readonly times: readonly number[];
  readonly p5?: readonly number[];
  readonly p50: readonly number[];
  readonly p95?: readonly number[];
}

export interface Endpoint {
  readonly scenario: string;
  readonly code: string;
  readonly display: string;
  /** Probability 0 to 1 within the horizon: of the published central parameters, and its interval over the members. */
  readonly probability: number;
  readonly interval?: readonly [number, number];
  /** In the model's time unit, where it is not the horizon of the run. */
  readonly horizon?: number;
  /** Relative probability or further reading of another endpoint: its code. */
  readonly readingOf?: string;
}

/** A scenario against the first one, member by member with the same random numbers. */
export interface Comparison {
  readonly scenario: string;
  readonly against: string;
  readonly code: string;
  readonly display: string;
  readonly unit: string;
  readonly difference: number;
  readonly interval?: readonly [number, number];
  /** Share of members in which the scenario does better. */
  readonly probabilityBetter?: number;
}

export interface SimulationResult {
  readonly series: readonly Series[];
  readonly endpoints: readonly Endpoint[];
  readonly comparisons: readonly Comparison[];
  /** Assumptions and range warnings that a reader must see, in words. */
  readonly notes: readonly string[];
  /** How it was computed: solver, tolerances, draws. */
  readonly method: string;
  /** The weakest confidence of any number used. */
  readonly confidence: Confidence;
}

export interface Simulation {
  readonly metadata: SimulationMetadata;
  readonly coefficientHash: string;
  run(request: SimulationRequest): SimulationResult;
}

/** The twin's state: what is known of one person as of a time, each value with its source. Pure data. */
import type { Dosage } from "@medplum/fhirtypes";
import type { ConceptName, ConceptValue } from "../concepts/index.ts";

/** How a value came about. `absent`: the record was searched and holds no entry; see `rule`. */
export type Origin = "measured" | "derived" | "absent";

export interface Feature {
  readonly concept: ConceptName;
  /** In the concept's own unit. */
  readonly value: ConceptValue;
  readonly origin: Origin;
  /** What was chosen and why, for a reader: "latest", "CKD-EPI 2021 from creatinine, age, sex". */
  readonly rule: string;
  readonly sources: readonly FeatureSource[];
  /** The value as the source gives it, where that differs. */
  readonly asFound?: { readonly value: string; readonly unit?: string };
  /** All values of the last 24 hours, latest first, where there are several and a model may ask for the worst of them. */
  readonly window?: readonly TimedValue[];
}

/** One of several values of a quantity, in the concept's unit. */
export interface TimedValue {
  readonly value: number;
  /** ms since 1970. */
  readonly time: number;
  readonly sources: readonly FeatureSource[];
}

export interface FeatureSource {
  /** "Observation/12"; with `/_history/n` where the version is known. */
  readonly reference: string;
  /** The clinical time of the source, as written there. */
  readonly time?: string;
  /** `system|code` that was matched. */
  readonly code?: string;
  /** What `time` is, of a condition: its onset, when it was recorded, or the beginning of its encounter. */
  readonly timeOf?: "onset" | "recorded" | "encounter";
  /** Whether a condition was active at the time asked for, by its abatement or else its clinical status. */
  readonly status?: "active" | "inactive";
  /** First dosage instruction of a medication, as written. */
  readonly dosage?: Dosage;
}

/** Something about the data that a reader must know: an implausible value left out, two sources that disagree. */
export interface Finding {
  readonly concept: ConceptName;
  readonly message: string;
  readonly sources: readonly FeatureSource[];
}

export interface TwinState {
  readonly patientId: string | undefined;
  /** Instant as of which the state holds (ISO 8601, UTC). */
  readonly asOf: string;
  readonly features: ReadonlyMap<ConceptName, Feature>;
  readonly findings: readonly Finding[];
}

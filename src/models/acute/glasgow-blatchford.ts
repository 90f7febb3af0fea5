/**
 * Glasgow-Blatchford score: need for treatment of bleeding from the upper gastrointestinal tract.
 *
 * Source      Blatchford O et al. Lancet 2000;356:1318-1321. doi:10.1016/S0140-6736(00)02816-6
 * Rule        points of urea (mmol/L), haemoglobin (g/dL, by sex), systolic pressure, pulse and four findings, summed
 * Population  adults with bleeding from the upper gastrointestinal tract.
 * Missing     nothing is imputed; a missing value is an error.      Rounding  none: unrounded values, lower bounds.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { isAtLeast, pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a value may be: a limit of ours

export const metadata = {
  id: "glasgow-blatchford",
  version: "1.0.0",
  title: "Glasgow-Blatchford score of upper gastrointestinal bleeding",
  sources: [
    {
      citation:
        "Blatchford O, Murray WR, Blatchford M. A risk score to predict need for treatment for upper-gastrointestinal haemorrhage. Lancet 2000;356:1318-1321",
      doi: "10.1016/S0140-6736(00)02816-6",
      where: "the score",
    },
  ],
  confidence: "A",
  population: "Adults who present with bleeding from the upper gastrointestinal tract",
  intendedUse: "Finds people with upper gastrointestinal bleeding who are unlikely to need treatment",
  wrongUse: "Not for bleeding from the lower tract, or in people who are in hospital for another reason",
  licence: "Published score, free to use with citation",
  inputs: {
    age: {
      concept: "age",
      range: [16, 125], // a limit of ours: the score is of adults
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    sex: { concept: "sex" },
    ureaNitrogen: { concept: "ureaNitrogen", unit: "mmol/L", maxAgeDays: ONE_DAY },
    haemoglobin: { concept: "haemoglobin", unit: "g/dL", maxAgeDays: ONE_DAY },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    hasMelaena: { concept: "hasMelaena" },
    hasSyncopeAtPresentation: { concept: "hasSyncopeAtPresentation" },
    hasLiverDisease: { concept: "hasLiverDisease" },
    hasHeartFailure: { concept: "hasHeartFailure" },
  },
  outputs: [
    {
      code: "glasgow-blatchford",
      display: "Need for treatment of upper gastrointestinal bleeding (Glasgow-Blatchford)",
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["It is not checked that the person bleeds from the upper gastrointestinal tract."],
} as const satisfies ModelMetadata;

interface Values {
  readonly sex: keyof typeof SCALES.haemoglobin;
  /** Urea, mmol/L. */
  readonly ureaNitrogen: number;
  /** g/dL */
  readonly haemoglobin: number;
  readonly systolicBloodPressure: number;
  readonly heartRate: number;
}

// biome-ignore format: one row per value, as the table has it
const SCALES = {
  urea: [[25, 6], [10, 4], [8, 3], [6.5, 2], [LOWEST, 0]] satisfies Scale,
  haemoglobin: {
    male: [[13, 0], [12, 1], [10, 3], [LOWEST, 6]] satisfies Scale,
    female: [[12, 0], [10, 1], [LOWEST, 6]] satisfies Scale,
  },
  systolicBloodPressure: [[110, 0], [100, 1], [90, 2], [LOWEST, 3]] satisfies Scale,
} as const;
const PULSE = { from: 100, points: 1 } as const;
const FACTS = { hasMelaena: 1, hasSyncopeAtPresentation: 2, hasLiverDisease: 2, hasHeartFailure: 2 } as const;
/** Care at home is considered to this score. */
const OUTPATIENT_TO = 1;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const values = inputs as unknown as Values; // the declarations were checked before
  const points = [
    { input: "ureaNitrogen", value: pointsOf(SCALES.urea, values.ureaNitrogen) },
    { input: "haemoglobin", value: pointsOf(SCALES.haemoglobin[values.sex], values.haemoglobin) },
    { input: "systolicBloodPressure", value: pointsOf(SCALES.systolicBloodPressure, values.systolicBloodPressure) },
    { input: "heartRate", value: pointsIf(isAtLeast(values.heartRate, PULSE.from), PULSE.points) },
    ...Object.entries(FACTS).map(([input, worth]) => ({ input, value: pointsIf(inputs[input], worth) })),
  ];
  const [{ code, display }] = metadata.outputs;
  const sum = sumOfPoints(points, "same sex, every value in its band of 0 points");
  const band = {
    code: "low",
    display: "0 or 1 point: treatment unlikely to be needed",
    source: "customary threshold of outpatient care",
  } as const;
  return [{ code, display, ...sum, ...(sum.score <= OUTPATIENT_TO ? { band } : {}) }];
}

export const GLASGOW_BLATCHFORD: RiskModel = {
  metadata,
  coefficientHash: hashOf({ SCALES, PULSE, FACTS, OUTPATIENT_TO }),
  compute,
};

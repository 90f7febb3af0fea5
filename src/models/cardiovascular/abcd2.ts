/**
 * ABCD2: early risk of stroke after a transient ischaemic attack.
 *
 * Source      Johnston SC et al. Lancet 2007;369:283-292. doi:10.1016/S0140-6736(07)60150-0
 * Rule        age 60 and over 1; blood pressure 140 systolic or 90 diastolic and over 1; weakness 2, speech impairment without
 *             weakness 1; duration 60 minutes and over 2, from 10 minutes 1; diabetes 1
 * Population  adults with a transient ischaemic attack.
 * Missing     nothing is imputed; an item that is not known is an error.
 * Rounding    none: a duration of 59.5 minutes belongs to the band below 60.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { isAtLeast } from "../thresholds.ts";

const SEVEN_DAYS = 7; // how old a finding may be: a limit of ours

export const metadata = {
  id: "abcd2",
  version: "1.0.0",
  title: "ABCD2: early risk of stroke after a transient ischaemic attack",
  sources: [
    {
      citation:
        "Johnston SC, Rothwell PM, Nguyen-Huynh MN, et al. Validation and refinement of scores to predict very early stroke risk after transient ischaemic attack. Lancet 2007;369:283-292",
      doi: "10.1016/S0140-6736(07)60150-0",
      where: "points; stroke within 2 days by band",
    },
  ],
  confidence: "A",
  population: "Adults with a transient ischaemic attack",
  intendedUse: "Estimates the risk of a stroke within 2 days of a transient ischaemic attack",
  wrongUse: "Not a reason by itself to delay the assessment of a person with a low score; not for a completed stroke",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: SEVEN_DAYS },
    diastolicBloodPressure: { concept: "diastolicBloodPressure", unit: "mm[Hg]", maxAgeDays: SEVEN_DAYS },
    tiaFeature: { concept: "tiaFeature", maxAgeDays: SEVEN_DAYS },
    tiaDuration: { concept: "tiaDuration", unit: "min", maxAgeDays: SEVEN_DAYS },
    hasDiabetes: { concept: "hasDiabetes" },
  },
  outputs: [
    {
      code: "abcd2",
      display: "Stroke within 2 days of a transient ischaemic attack (ABCD2)",
      horizonDays: 2,
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The blood pressure is the first one taken after the attack."],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly systolicBloodPressure: number;
  readonly diastolicBloodPressure: number;
  readonly tiaFeature: keyof typeof FEATURE_POINTS;
  /** Minutes. */
  readonly tiaDuration: number;
  readonly hasDiabetes: boolean;
}

const AGE_FROM = 60;
/** mmHg */
const PRESSURE_FROM = { systolic: 140, diastolic: 90 } as const;
const FEATURE_POINTS = { weakness: 2, speech: 1, other: 0 } as const;
/** Minutes. */
const DURATION = [
  [60, 2],
  [10, 1],
  [LOWEST, 0],
] as const satisfies Scale;
/** Stroke within 2 days by band. */
const BANDS = [
  { from: 6, code: "high", display: "High risk", percent: 8.1 },
  { from: 4, code: "moderate", display: "Moderate risk", percent: 4.1 },
  { from: 0, code: "low", display: "Low risk", percent: 1 },
] as const;

function itemPoints(person: Person): readonly Contribution[] {
  const isHigh =
    isAtLeast(person.systolicBloodPressure, PRESSURE_FROM.systolic) ||
    isAtLeast(person.diastolicBloodPressure, PRESSURE_FROM.diastolic);
  return [
    { input: "age", value: Number(person.age >= AGE_FROM) },
    { input: "systolicBloodPressure+diastolicBloodPressure", value: Number(isHigh) },
    { input: "tiaFeature", value: FEATURE_POINTS[person.tiaFeature] },
    { input: "tiaDuration", value: pointsOf(DURATION, person.tiaDuration) },
    { input: "hasDiabetes", value: Number(person.hasDiabetes) },
  ];
}

export function compute(inputs: ComputeInputs): readonly Result[] {
  const points = sumOfPoints(
    itemPoints(inputs as unknown as Person), // the declarations were checked before
    "a person under 60 years, under 140/90 mmHg, under 10 minutes, without weakness, speech impairment or diabetes",
  );
  const band = BANDS.find(({ from }) => points.score >= from) ?? BANDS[2];
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      ...points,
      band: { code: band.code, display: band.display, source: "Johnston 2007: 0 to 3, 4 and 5, 6 and 7 points" },
      details: { "johnston-2007-stroke-2-days-percent": band.percent },
    },
  ];
}

export const ABCD2: RiskModel = {
  metadata,
  coefficientHash: hashOf({ AGE_FROM, PRESSURE_FROM, FEATURE_POINTS, DURATION, BANDS }),
  compute,
};

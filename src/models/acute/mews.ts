/**
 * MEWS: Modified Early Warning Score.
 *
 * Source      Subbe CP et al. QJM 2001;94:521-526. doi:10.1093/qjmed/94.10.521 (table 1)
 * Rule        points of systolic pressure, heart rate, respiratory rate, temperature and the AVPU scale, summed
 * Population  adult medical inpatients.
 * Missing     nothing is imputed; a missing sign is an error.      Rounding  none: a value in a gap of the printed table
 *             belongs to the band below it.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";

const ONE_DAY = 1; // how old a sign may be: a limit of ours

export const metadata = {
  id: "mews",
  version: "1.0.0",
  title: "MEWS: Modified Early Warning Score",
  sources: [
    {
      citation:
        "Subbe CP, Kruger M, Rutherford P, Gemmel L. Validation of a modified Early Warning Score in medical admissions. QJM 2001;94:521-526",
      doi: "10.1093/qjmed/94.10.521",
      where: "table 1",
    },
  ],
  confidence: "A",
  population: "Adults admitted to a medical ward",
  intendedUse: "Recognises medical inpatients who deteriorate, from vital signs taken together",
  wrongUse: "Not for children, pregnancy, or signs that were not taken at the same time; never instead of judgement",
  licence: "Published score, free to use with citation",
  inputs: {
    age: {
      concept: "age",
      range: [16, 125], // a limit of ours: the paper says adults
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    respiratoryRate: { concept: "respiratoryRate", unit: "/min", maxAgeDays: ONE_DAY },
    bodyTemperature: { concept: "bodyTemperature", unit: "Cel", maxAgeDays: ONE_DAY },
    consciousness: { concept: "consciousness", maxAgeDays: ONE_DAY },
  },
  outputs: [{ code: "mews", display: "Acute deterioration (MEWS)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "not valid in pregnancy" },
    { concept: "consciousness", when: "confusion", says: "its AVPU scale has no row for new confusion" },
  ],
  limits: ["The signs must have been taken together; they are used here if none is older than a day."],
  insteadOf: [{ id: "news2", when: "new confusion, oxygen saturation or supplemental oxygen count" }],
} as const satisfies ModelMetadata;

interface Signs {
  readonly systolicBloodPressure: number;
  readonly heartRate: number;
  readonly respiratoryRate: number;
  readonly bodyTemperature: number;
  readonly consciousness: keyof typeof AVPU;
}

// biome-ignore format: one row per parameter, as the table has it
const SCALES = {
  systolicBloodPressure: [[200, 2], [101, 0], [81, 1], [71, 2], [LOWEST, 3]],
  heartRate: [[130, 3], [111, 2], [101, 1], [51, 0], [40, 1], [LOWEST, 2]],
  respiratoryRate: [[30, 3], [21, 2], [15, 1], [9, 0], [LOWEST, 2]],
  bodyTemperature: [[38.5, 2], [35, 0], [LOWEST, 2]],
} as const satisfies Record<string, Scale>;
/** Confusion is excluded before; who is confused is awake, which AVPU calls alert. */
const AVPU = { alert: 0, confusion: 0, voice: 1, pain: 2, unresponsive: 3 } as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const signs = inputs as unknown as Signs; // the declarations were checked before
  const [{ code, display }] = metadata.outputs;
  const points = [
    { input: "systolicBloodPressure", value: pointsOf(SCALES.systolicBloodPressure, signs.systolicBloodPressure) },
    { input: "heartRate", value: pointsOf(SCALES.heartRate, signs.heartRate) },
    { input: "respiratoryRate", value: pointsOf(SCALES.respiratoryRate, signs.respiratoryRate) },
    { input: "bodyTemperature", value: pointsOf(SCALES.bodyTemperature, signs.bodyTemperature) },
    { input: "consciousness", value: AVPU[signs.consciousness] },
  ];
  return [{ code, display, ...sumOfPoints(points, "every sign in its band of 0 points") }];
}

export const MEWS: RiskModel = { metadata, coefficientHash: hashOf({ SCALES, AVPU }), compute };

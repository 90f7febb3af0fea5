/**
 * LACE: death or unplanned readmission within 30 days of discharge.
 *
 * Source      van Walraven C et al. CMAJ 2010;182:551-557. doi:10.1503/cmaj.091117
 * Rule        length of stay, acute admission 3, comorbidity (Charlson's conditions with LACE's own weights) to 3 as it is
 *             and 5 from 4, emergency visits in 6 months to at most 4, summed; high from 10
 * Population  adults discharged alive from medical or surgical care.
 * Missing     nothing is imputed; a missing item is an error.      Rounding  3.5 days of stay count as 3.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { pointsIf } from "../thresholds.ts";

export const metadata = {
  id: "lace",
  version: "1.0.0",
  title: "LACE index: death or unplanned readmission within 30 days",
  sources: [
    {
      citation:
        "van Walraven C, Dhalla IA, Bell C, et al. Derivation and validation of an index to predict early death or unplanned readmission after discharge from hospital to the community. CMAJ 2010;182:551-557",
      doi: "10.1503/cmaj.091117",
      where: "the index",
    },
  ],
  confidence: "A",
  population: "Adults discharged alive from hospital to the community",
  intendedUse: "Finds people at high risk of early death or readmission, to plan their care after discharge",
  wrongUse: "Not during the stay, not for planned readmissions, psychiatric or obstetric care",
  licence: "Published index, free to use with citation",
  inputs: {
    age: {
      concept: "age",
      range: [18, 125], // a limit of ours: the index is of adults
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    lengthOfStay: { concept: "lengthOfStay", unit: "d" },
    isUrgentAdmission: { concept: "isUrgentAdmission" },
    laceComorbidityScore: { concept: "laceComorbidityScore", completed: true },
    emergencyVisitsIn6Months: { concept: "emergencyVisitsIn6Months", completed: true },
  },
  outputs: [
    {
      code: "lace",
      display: "Death or unplanned readmission within 30 days (LACE)",
      horizonDays: 30,
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The comorbidity score has LACE's own weights; Charlson's own score is another number."],
  insteadOf: [{ id: "hospital-score", when: "haemoglobin and sodium at discharge are known" }],
} as const satisfies ModelMetadata;

interface Items {
  /** Days. */
  readonly lengthOfStay: number;
  readonly isUrgentAdmission: boolean;
  readonly laceComorbidityScore: number;
  readonly emergencyVisitsIn6Months: number;
}

// biome-ignore format: one row, as the table has it
const LENGTH_OF_STAY = [[14, 7], [7, 5], [4, 4], [3, 3], [2, 2], [1, 1], [LOWEST, 0]] as const satisfies Scale;
const ACUTE_ADMISSION = 3;
const COMORBIDITY = { asItIsTo: 3, pointsAbove: 5 } as const;
const MOST_VISITS = 4;
const HIGH_FROM = 10;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const items = inputs as unknown as Items; // the declarations were checked before
  const comorbidity = items.laceComorbidityScore;
  const points = [
    { input: "lengthOfStay", value: pointsOf(LENGTH_OF_STAY, items.lengthOfStay) },
    { input: "isUrgentAdmission", value: pointsIf(items.isUrgentAdmission, ACUTE_ADMISSION) },
    {
      input: "laceComorbidityScore",
      value: comorbidity <= COMORBIDITY.asItIsTo ? comorbidity : COMORBIDITY.pointsAbove,
    },
    { input: "emergencyVisitsIn6Months", value: Math.min(items.emergencyVisitsIn6Months, MOST_VISITS) },
  ];
  const [{ code, display }] = metadata.outputs;
  const sum = sumOfPoints(points, "under a day of planned stay, no comorbidity, no emergency visit");
  const highRisk = sum.score >= HIGH_FROM;
  const band = { code: "high", display: "High risk (10 and over)", source: "van Walraven 2010" } as const;
  return [{ code, display, ...sum, ...(highRisk ? { band } : {}), details: { highRisk } }];
}

export const LACE: RiskModel = {
  metadata,
  coefficientHash: hashOf({ LENGTH_OF_STAY, ACUTE_ADMISSION, COMORBIDITY, MOST_VISITS, HIGH_FROM }),
  compute,
};

/**
 * MUST: Malnutrition Universal Screening Tool.
 *
 * Source      British Association for Parenteral and Enteral Nutrition (BAPEN), 2003. Stratton RJ et al. Br J Nutr
 *             2004;92:799-808. doi:10.1079/BJN20041258
 * Rule        body mass index over 20: 0, 18.5 to 20: 1, under 18.5: 2; unplanned weight loss in 3 to 6 months under 5 %: 0,
 *             5 to 10 %: 1, over 10 %: 2; acutely ill without intake for more than 5 days: 2
 * Bands       0 low, 1 medium, 2 and over high
 * Population  adults.
 * Missing     nothing is imputed: a weight loss that is not known is not 0.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, pointsResult } from "../item-scores.ts";
import { isAtLeast, isOver } from "../thresholds.ts";

const ONE_MONTH_DAYS = 30; // how old a value may be: a limit of ours
const ONE_WEEK_DAYS = 7; // how old the finding of acute illness may be: a limit of ours

export const metadata = {
  id: "must",
  version: "1.0.0",
  title: "MUST: Malnutrition Universal Screening Tool",
  sources: [
    {
      citation:
        "British Association for Parenteral and Enteral Nutrition. The 'MUST' report and explanatory booklet. BAPEN, 2003",
      url: "https://www.bapen.org.uk/screening-and-must/",
      where: "steps 1 to 4",
    },
    {
      citation:
        "Stratton RJ, Hackston A, Longmore D, et al. Malnutrition in hospital outpatients and inpatients: prevalence, concurrent validity and ease of use of the 'malnutrition universal screening tool' ('MUST') for adults. Br J Nutr 2004;92:799-808",
      doi: "10.1079/BJN20041258",
    },
  ],
  confidence: "A",
  population: "Adults in hospital, care homes and the community",
  intendedUse: "Screens for the risk of malnutrition",
  wrongUse: "Not for children or in pregnancy; fluid (oedema, dialysis) makes weight and its change misleading",
  licence:
    "Copyright of BAPEN; free for non-commercial use with credit: 'MUST' of the Malnutrition Advisory Group of BAPEN",
  inputs: {
    bodyMassIndex: {
      concept: "bodyMassIndex",
      unit: "kg/m2",
      range: [8, 100], // a plausibility limit of ours
      maxAgeDays: ONE_MONTH_DAYS,
    },
    unplannedWeightLoss: { concept: "unplannedWeightLoss", unit: "%", range: [0, 80], maxAgeDays: ONE_MONTH_DAYS }, // ours
    isAcutelyIllWithoutIntake: { concept: "isAcutelyIllWithoutIntake", maxAgeDays: ONE_WEEK_DAYS },
    age: {
      concept: "age",
      range: [18, 125],
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
  },
  outputs: [{ code: "must", display: "Risk of malnutrition (MUST)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "body mass index does not tell malnutrition in pregnancy" },
  ],
} as const satisfies ModelMetadata;

interface Person {
  readonly bodyMassIndex: number;
  /** % */
  readonly unplannedWeightLoss: number;
  readonly isAcutelyIllWithoutIntake: boolean;
}

const BMI = { over: 20, from: 18.5 } as const;
const LOSS_PERCENT = { from: 5, over: 10 } as const;
const ACUTE_ILLNESS_POINTS = 2;

/** Both ends of the middle band belong to it: 18.5 and 20. */
function bodyMassIndexPoints(bmi: number): number {
  if (isOver(bmi, BMI.over)) return 0;
  return isAtLeast(bmi, BMI.from) ? 1 : 2;
}

/** Both ends of the middle band belong to it: 5 and 10 %. */
function weightLossPoints(percent: number): number {
  if (isOver(percent, LOSS_PERCENT.over)) return 2;
  return isAtLeast(percent, LOSS_PERCENT.from) ? 1 : 0;
}

const BANDS = [
  [2, "high", "High risk of malnutrition"],
  [1, "medium", "Medium risk of malnutrition"],
  [0, "low", "Low risk of malnutrition"],
] as const satisfies BandRows;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const result = pointsResult(
    metadata.outputs[0],
    [
      { input: "bodyMassIndex", value: bodyMassIndexPoints(person.bodyMassIndex) },
      { input: "unplannedWeightLoss", value: weightLossPoints(person.unplannedWeightLoss) },
      { input: "isAcutelyIllWithoutIntake", value: person.isAcutelyIllWithoutIntake ? ACUTE_ILLNESS_POINTS : 0 },
    ],
    { value: 0, says: "BMI over 20 kg/m², weight loss under 5 %, not acutely ill without intake" },
  );
  return [{ ...result, band: bandAt(BANDS, result.score, "BAPEN, step 4") }];
}

export const MUST: RiskModel = {
  metadata,
  coefficientHash: hashOf({ BMI, LOSS_PERCENT, ACUTE_ILLNESS_POINTS, BANDS }),
  compute,
};

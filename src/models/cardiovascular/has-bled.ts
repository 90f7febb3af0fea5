/**
 * HAS-BLED: risk of major bleeding with anticoagulation in atrial fibrillation.
 *
 * Source      Pisters R et al. Chest 2010;138:1093-1100. doi:10.1378/chest.10-0134
 * Rule        one point each: uncontrolled hypertension (systolic over 160 mmHg), abnormal kidney function, abnormal liver
 *             function, stroke, bleeding, labile INR, age over 65, antiplatelet drug or NSAID, alcohol (8 drinks a week)
 * Population  adults with atrial fibrillation.
 * Missing     nothing is imputed; what is not known is an error.      Rounding  age in completed years.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";

export const metadata = {
  id: "has-bled",
  version: "1.0.0",
  title: "HAS-BLED: risk of major bleeding in atrial fibrillation",
  sources: [
    {
      citation:
        "Pisters R, Lane DA, Nieuwlaat R, et al. A novel user-friendly score (HAS-BLED) to assess 1-year risk of major bleeding in patients with atrial fibrillation: the Euro Heart Survey. Chest 2010;138:1093-1100",
      doi: "10.1378/chest.10-0134",
      where: "points; bleeds per 100 patient-years by score",
    },
  ],
  confidence: "B", // the points A, the rates B
  population: "Adults with atrial fibrillation, anticoagulated or considered for it",
  intendedUse: "Finds people who need closer follow-up and the risk factors for bleeding that can be corrected",
  wrongUse: "Not a reason by itself to withhold anticoagulation; not without atrial fibrillation",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true },
    hasUncontrolledHypertension: { concept: "hasUncontrolledHypertension", modifiable: true },
    hasAbnormalKidneyFunction: { concept: "hasAbnormalKidneyFunction" },
    hasAbnormalLiverFunction: { concept: "hasAbnormalLiverFunction" },
    hasStroke: { concept: "hasStroke" },
    hasMajorBleeding: { concept: "hasMajorBleeding" },
    hasLabileInr: { concept: "hasLabileInr", modifiable: true },
    onAntiplateletOrNsaid: { concept: "onAntiplateletOrNsaid", modifiable: true },
    drinksEightOrMoreAWeek: { concept: "drinksEightOrMoreAWeek", modifiable: true },
  },
  outputs: [
    { code: "has-bled", display: "Major bleeding in atrial fibrillation (HAS-BLED)", gives: "score", unit: "{score}" },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasAtrialFibrillation", when: false, says: "no atrial fibrillation is on record" },
  ],
  limits: [
    "Rates by score are those of one cohort, few of whom had more than 3 points; from 6 points there is no rate.",
    "A high score asks for care with anticoagulation, not for leaving it out.",
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly hasUncontrolledHypertension: boolean;
  readonly hasAbnormalKidneyFunction: boolean;
  readonly hasAbnormalLiverFunction: boolean;
  readonly hasStroke: boolean;
  readonly hasMajorBleeding: boolean;
  readonly hasLabileInr: boolean;
  readonly onAntiplateletOrNsaid: boolean;
  readonly drinksEightOrMoreAWeek: boolean;
}

/** One point each. */
const FACTS = [
  "hasUncontrolledHypertension",
  "hasAbnormalKidneyFunction",
  "hasAbnormalLiverFunction",
  "hasStroke",
  "hasMajorBleeding",
  "hasLabileInr",
  "onAntiplateletOrNsaid",
  "drinksEightOrMoreAWeek",
] as const satisfies readonly (keyof Person)[];
const AGE_OVER = 65;

/** Major bleeds per 100 patient-years by score, 0 to 5. */
const RATES = [1.13, 1.02, 1.88, 3.74, 8.7, 12.5] as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const points = sumOfPoints(
    [
      { input: "age", value: Number(person.age > AGE_OVER) },
      ...FACTS.map((input) => ({ input, value: Number(person[input]) })),
    ],
    "a person of 65 years or under without any of the factors",
  );
  const rate = RATES[points.score];
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      ...points,
      ...(points.score >= 3
        ? { band: { code: "high", display: "High risk of bleeding", source: "Pisters 2010: 3 points and over" } }
        : {}),
      ...(rate === undefined ? {} : { details: { "pisters-2010-major-bleeds-per-100-patient-years": rate } }),
    },
  ];
}

export const HAS_BLED: RiskModel = { metadata, coefficientHash: hashOf({ FACTS, AGE_OVER, RATES }), compute };

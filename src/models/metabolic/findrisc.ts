/**
 * FINDRISC: 10-year risk of type 2 diabetes from a questionnaire.
 *
 * Source      Lindström J, Tuomilehto J. Diabetes Care 2003;26:725-731. doi:10.2337/diacare.26.3.725
 * Rule        age 45 to 54 2, 55 to 64 3, over 64 4; body mass index 25 to 30 1, over 30 3; waist of a man 94 to 102 3,
 *             over 102 4, of a woman 80 to 88 3, over 88 4; not active for 30 minutes a day 2; vegetables, fruit or
 *             berries not every day 1; medication for blood pressure 2; high glucose found before 5; diabetes of a
 *             second-degree relative 3, of a first-degree one 5
 * Bands       under 7 low, 7 to 11 slightly elevated, 12 to 14 moderate, 15 to 20 high, over 20 very high
 * Population  adults without diabetes.      Missing  nothing is imputed.
 * Rounding    age in completed years; a body mass index of 30 and a waist of 102 or 88 cm belong to the middle band.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";

const TWO_YEARS = { maxAgeDays: 730 } as const; // a limit of ours

export const metadata = {
  id: "findrisc",
  version: "1.0.0",
  title: "FINDRISC: 10-year risk of type 2 diabetes",
  sources: [
    {
      citation:
        "Lindström J, Tuomilehto J. The Diabetes Risk Score: a practical tool to predict type 2 diabetes risk. Diabetes Care 2003;26:725-731",
      doi: "10.2337/diacare.26.3.725",
      where: "points, in the extended form in general use, and risk by band",
    },
  ],
  confidence: "A",
  population: "Adults without diabetes",
  intendedUse: "Finds people whose blood glucose should be measured and who gain from prevention, without a laboratory",
  wrongUse: "Not with known diabetes or in pregnancy; not a diagnosis",
  licence: "Published questionnaire, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true }, // a limit of ours
    sex: { concept: "sex" },
    bodyMassIndex: { concept: "bodyMassIndex", unit: "kg/m2", ...TWO_YEARS, modifiable: true },
    waistCircumference: { concept: "waistCircumference", unit: "cm", ...TWO_YEARS, modifiable: true },
    isActiveDaily: { concept: "isActiveDaily", ...TWO_YEARS, modifiable: true },
    eatsFruitOrVegetablesDaily: { concept: "eatsFruitOrVegetablesDaily", ...TWO_YEARS, modifiable: true },
    onAntihypertensive: { concept: "onAntihypertensive" },
    hasPreviousHighGlucose: { concept: "hasPreviousHighGlucose" },
    familyHistoryOfDiabetes: { concept: "familyHistoryOfDiabetes" },
  },
  outputs: [
    { code: "findrisc", display: "Type 2 diabetes within 10 years (FINDRISC)", gives: "score", unit: "{score}" },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasDiabetes", when: true, says: "known diabetes: the risk is of becoming diabetic" },
    { concept: "isPregnant", when: true, says: "waist and body mass index are not those of the person in pregnancy" },
  ],
  limits: [
    "Derived in Finland; waist bounds are those for Europeans. The risk is the published one of the band, not of the person.",
  ],
  insteadOf: [
    { id: "qdiabetes-2018-a", when: "25 to 84 years in the United Kingdom, from the general practice record" },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly bodyMassIndex: number;
  /** cm */
  readonly waistCircumference: number;
  readonly isActiveDaily: boolean;
  readonly eatsFruitOrVegetablesDaily: boolean;
  readonly onAntihypertensive: boolean;
  readonly hasPreviousHighGlucose: boolean;
  readonly familyHistoryOfDiabetes: keyof typeof POINTS.familyHistory;
}

const POINTS = {
  /** From completed years, points. */
  age: { 45: 2, 55: 3, 65: 4 },
  bodyMassIndex: { from25: 1, over30: 3 },
  waist: { from: 3, over: 4 },
  notActive: 2,
  noVegetables: 1,
  antihypertensive: 2,
  highGlucose: 5,
  familyHistory: { none: 0, "second-degree": 3, "first-degree": 5 },
} as const;
/** cm: from the first, over the second. */
const WAIST_BOUNDS = { male: [94, 102], female: [80, 88] } as const;

const agePoints = ({ age }: Person) =>
  age >= 65 ? POINTS.age[65] : age >= 55 ? POINTS.age[55] : age >= 45 ? POINTS.age[45] : 0;
const bodyMassIndexPoints = ({ bodyMassIndex }: Person) =>
  bodyMassIndex > 30 ? POINTS.bodyMassIndex.over30 : bodyMassIndex >= 25 ? POINTS.bodyMassIndex.from25 : 0;
function waistPoints({ sex, waistCircumference }: Person): number {
  const [from, over] = WAIST_BOUNDS[sex];
  return waistCircumference > over ? POINTS.waist.over : waistCircumference >= from ? POINTS.waist.from : 0;
}

const row = rowsOf<Person>();
const TERMS = [
  row(1, ["age"], agePoints),
  row(1, ["bodyMassIndex"], bodyMassIndexPoints),
  row(1, ["waistCircumference"], waistPoints),
  row(POINTS.notActive, ["isActiveDaily"], (p) => Number(!p.isActiveDaily)),
  row(POINTS.noVegetables, ["eatsFruitOrVegetablesDaily"], (p) => Number(!p.eatsFruitOrVegetablesDaily)),
  row(POINTS.antihypertensive, ["onAntihypertensive"], (p) => Number(p.onAntihypertensive)),
  row(POINTS.highGlucose, ["hasPreviousHighGlucose"], (p) => Number(p.hasPreviousHighGlucose)),
  row(1, ["familyHistoryOfDiabetes"], (p) => POINTS.familyHistory[p.familyHistoryOfDiabetes]),
];
const referenceOf = ({ sex }: Person): Person => ({
  age: 44,
  sex,
  bodyMassIndex: 22,
  waistCircumference: 75,
  isActiveDaily: true,
  eatsFruitOrVegetablesDaily: true,
  onAntihypertensive: false,
  hasPreviousHighGlucose: false,
  familyHistoryOfDiabetes: "none",
});

/** From points; risk of the band in percent. */
const BANDS = [
  { from: 21, code: "very-high", display: "Very high risk", percent: 50 },
  { from: 15, code: "high", display: "High risk", percent: 33 },
  { from: 12, code: "moderate", display: "Moderate risk", percent: 17 },
  { from: 7, code: "slightly-elevated", display: "Slightly elevated risk", percent: 4 },
  { from: 0, code: "low", display: "Low risk", percent: 1 },
] as const;
const LOWEST_BAND = BANDS[4];

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const points = explain(TERMS, {
    person,
    reference: referenceOf(person),
    says: "no points: under 45 years, none of the others",
  });
  const band = BANDS.find(({ from }) => points.total >= from) ?? LOWEST_BAND;
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score: points.total,
      band: { code: band.code, display: band.display, source: "FINDRISC bands" },
      contributionScale: "points",
      ...points,
      details: { "diabetes-10y-percent-of-the-band": band.percent },
    },
  ];
}

export const FINDRISC: RiskModel = { metadata, coefficientHash: hashOf({ POINTS, WAIST_BOUNDS, BANDS }), compute };

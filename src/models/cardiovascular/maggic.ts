/**
 * MAGGIC: death within one and three years in heart failure.
 *
 * Source      Pocock SJ et al. Eur Heart J 2013;34:1404-1413. doi:10.1093/eurheartj/ehs337
 * Rule        points of thirteen factors, those of age and systolic blood pressure by ejection fraction, summed; the risks of
 *             death by score are the paper's tables, which end at 50 points
 * Population  adults with heart failure, whatever the ejection fraction.
 * Missing     nothing is imputed; what is not known is an error.
 * Rounding    none: a value in a gap of the printed bands belongs to the band below it.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { isAtLeast } from "../thresholds.ts";

const ONE_YEAR_DAYS = 365; // how old a value may be: a limit of ours
/** The last row of the tables; the points go up to 57. */
const LAST_ROW = 50;

export const metadata = {
  id: "maggic",
  version: "1.0.0",
  title: "MAGGIC: death within one and three years in heart failure",
  sources: [
    {
      citation:
        "Pocock SJ, Ariti CA, McMurray JJV, et al. Predicting survival in heart failure: a risk score based on 39 372 patients from 30 studies. Eur Heart J 2013;34:1404-1413",
      doi: "10.1093/eurheartj/ehs337",
      where: "points; probability of death within one and three years by score",
    },
  ],
  confidence: "A",
  population: "Adults with heart failure, with reduced or preserved ejection fraction",
  intendedUse: "Estimates survival in heart failure to inform a shared decision",
  wrongUse: "Not without heart failure; it says nothing about what a treatment would change",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 110], completed: true },
    sex: { concept: "sex" },
    leftVentricularEjectionFraction: {
      concept: "leftVentricularEjectionFraction",
      unit: "%",
      range: [5, 85], // this and the next three: plausibility limits of ours
      maxAgeDays: ONE_YEAR_DAYS,
    },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [60, 250],
      maxAgeDays: ONE_YEAR_DAYS,
      modifiable: true,
    },
    bodyMassIndex: { concept: "bodyMassIndex", unit: "kg/m2", range: [10, 80], maxAgeDays: ONE_YEAR_DAYS },
    creatinine: { concept: "creatinine", unit: "umol/L", range: [20, 2000], maxAgeDays: ONE_YEAR_DAYS },
    nyhaClass: { concept: "nyhaClass", maxAgeDays: ONE_YEAR_DAYS },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    hasDiabetes: { concept: "hasDiabetes" },
    hasCopd: { concept: "hasCopd" },
    hasHeartFailureFor18Months: { concept: "hasHeartFailureFor18Months" },
    onBetaBlocker: { concept: "onBetaBlocker", modifiable: true },
    onAceInhibitorOrArb: { concept: "onAceInhibitorOrArb", modifiable: true },
  },
  outputs: [
    { code: "maggic", display: "Death in heart failure (MAGGIC points)", gives: "score", unit: "{score}" },
    {
      code: "maggic-death-1y",
      display: "Death within 1 year in heart failure (MAGGIC)",
      gives: "probability",
      unit: "%",
    },
    {
      code: "maggic-death-3y",
      display: "Death within 3 years in heart failure (MAGGIC)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasHeartFailure", when: false, says: "no heart failure is on record" },
  ],
  limits: ["The tables end at 50 points; from there on the risk is the one at 50."],
  validation: [
    {
      cohort: "51,043 patients of the Swedish Heart Failure Registry, death within 3 years",
      year: 2014,
      cStatistic: 0.741,
      observedToExpected: 1.08,
      failures: ["the lowest risks are overestimated a little, high risks underestimated"],
      source: "Eur J Heart Fail, PMID 24464911",
    },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  /** % */
  readonly leftVentricularEjectionFraction: number;
  readonly systolicBloodPressure: number;
  readonly bodyMassIndex: number;
  /** µmol/L */
  readonly creatinine: number;
  readonly nyhaClass: keyof typeof NYHA_POINTS;
  readonly currentSmoker: boolean;
  readonly hasDiabetes: boolean;
  readonly hasCopd: boolean;
  readonly hasHeartFailureFor18Months: boolean;
  readonly onBetaBlocker: boolean;
  readonly onAceInhibitorOrArb: boolean;
}

/** By the lower bound of each band. */
// biome-ignore format: one row per factor
const SCALES = {
  ejectionFraction: [[40, 0], [35, 2], [30, 3], [25, 5], [20, 6], [LOWEST, 7]],
  bodyMassIndex: [[30, 0], [25, 2], [20, 3], [15, 5], [LOWEST, 6]],
  creatinine: [[250, 8], [210, 6], [170, 5], [150, 4], [130, 3], [110, 2], [90, 1], [LOWEST, 0]],
} as const satisfies Record<string, Scale>;
/** Points of age and of systolic blood pressure by the lower bound of the ejection fraction. */
// biome-ignore format: one row per factor
const BY_EJECTION_FRACTION = [
  {
    from: 40,
    age: [[80, 15], [75, 12], [70, 9], [65, 7], [60, 5], [55, 3], [LOWEST, 0]],
    systolicBloodPressure: [[130, 0], [120, 1], [110, 1], [LOWEST, 2]],
  },
  {
    from: 30,
    age: [[80, 13], [75, 10], [70, 8], [65, 6], [60, 4], [55, 2], [LOWEST, 0]],
    systolicBloodPressure: [[140, 0], [130, 1], [120, 1], [110, 2], [LOWEST, 3]],
  },
  {
    from: LOWEST,
    age: [[80, 10], [75, 8], [70, 6], [65, 4], [60, 2], [55, 1], [LOWEST, 0]],
    systolicBloodPressure: [[150, 0], [140, 1], [130, 2], [120, 3], [110, 4], [LOWEST, 5]],
  },
] as const satisfies readonly { from: number; age: Scale; systolicBloodPressure: Scale }[];
const NYHA_POINTS = { I: 0, II: 2, III: 6, IV: 8 } as const;
const FACT_POINTS = { currentSmoker: 1, hasDiabetes: 3, hasCopd: 2, hasHeartFailureFor18Months: 2 } as const;
/** Points where the drug is not taken. */
const WITHOUT_POINTS = { onBetaBlocker: 3, onAceInhibitorOrArb: 1 } as const;
const MALE_POINTS = 1;

/** Deaths per 1000 by score, 0 to 50. */
// biome-ignore format: as the tables have it
const DEATHS_PER_1000 = {
  1: [
    15, 16, 18, 20, 22, 24, 27, 29, 32, 36, 39, 43, 48, 52, 58, 63, 70, 77, 84, 93, 102, 111, 122, 134, 147, 160, 175, 191,
    209, 227, 248, 269, 292, 316, 342, 369, 398, 427, 458, 490, 523, 557, 591, 625, 659, 692, 725, 757, 787, 816, 842,
  ],
  3: [
    39, 43, 48, 52, 58, 63, 70, 77, 84, 92, 102, 111, 122, 134, 146, 160, 175, 191, 209, 227, 247, 269, 292, 316, 342, 369,
    397, 427, 458, 490, 523, 556, 590, 625, 658, 692, 725, 756, 787, 815, 842, 866, 889, 908, 926, 941, 953, 964, 973, 980,
    985,
  ],
} as const;

function factorPoints(person: Person): readonly Contribution[] {
  const ejectionFraction = person.leftVentricularEjectionFraction;
  const byFraction =
    BY_EJECTION_FRACTION.find(({ from }) => isAtLeast(ejectionFraction, from)) ?? BY_EJECTION_FRACTION[2];
  const facts = Object.entries(FACT_POINTS) as [keyof typeof FACT_POINTS, number][]; // its own keys
  const drugs = Object.entries(WITHOUT_POINTS) as [keyof typeof WITHOUT_POINTS, number][]; // its own keys
  return [
    { input: "leftVentricularEjectionFraction", value: pointsOf(SCALES.ejectionFraction, ejectionFraction) },
    { input: "age", value: pointsOf(byFraction.age, person.age) },
    {
      input: "systolicBloodPressure",
      value: pointsOf(byFraction.systolicBloodPressure, person.systolicBloodPressure),
    },
    { input: "bodyMassIndex", value: pointsOf(SCALES.bodyMassIndex, person.bodyMassIndex) },
    { input: "creatinine", value: pointsOf(SCALES.creatinine, person.creatinine) },
    { input: "nyhaClass", value: NYHA_POINTS[person.nyhaClass] },
    { input: "sex", value: person.sex === "male" ? MALE_POINTS : 0 },
    ...facts.map(([input, points]) => ({ input, value: person[input] ? points : 0 })),
    ...drugs.map(([input, points]) => ({ input, value: person[input] ? 0 : points })),
  ];
}

export function compute(inputs: ComputeInputs): readonly Result[] {
  const points = sumOfPoints(
    factorPoints(inputs as unknown as Person), // the declarations were checked before
    "a woman under 55 years with an ejection fraction of 40 % or more, NYHA I, and no point of any factor",
  );
  const { score, ...explained } = points;
  const [output, death1, death3] = metadata.outputs;
  const isClamped = score > LAST_ROW;
  const risk = (years: 1 | 3, { code, display }: typeof death1 | typeof death3): Result => ({
    code,
    display,
    probability: (DEATHS_PER_1000[years][Math.min(score, LAST_ROW)] ?? Number.NaN) / 1000,
    horizonYears: years,
    ...explained,
  });
  return [
    {
      code: output.code,
      display: output.display,
      ...points,
      ...(isClamped ? { flags: ["more than 50 points: the risks are those at 50, where the tables end"] } : {}),
    },
    risk(1, death1),
    risk(3, death3),
  ];
}

export const MAGGIC: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    SCALES,
    BY_EJECTION_FRACTION,
    NYHA_POINTS,
    FACT_POINTS,
    WITHOUT_POINTS,
    MALE_POINTS,
    DEATHS_PER_1000,
  }),
  compute,
};

/**
 * CAIDE: dementia within 20 years, from risk factors in midlife; with and without APOE.
 *
 * Source      Kivipelto M et al. Lancet Neurol 2006;5:735-741. doi:10.1016/S1474-4422(06)70537-3
 * Rule        points of age, education, sex, blood pressure, body mass index, cholesterol and activity, summed: 0 to 15;
 *             model 2 has points of its own, with APOE ε4: 0 to 18
 * Equation    p = logistic(-7.406 + 0.796 + 0.401 · points); model 2: logistic(-8.083 + 1.020 + 0.390 · points)
 * Population  39 to 64 years.
 * Missing     nothing is imputed; without APOE model 1 alone is given.
 * Rounding    none: a value in a printed gap (9.5 years of education) belongs to the band below it.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { pointsResult } from "../item-scores.ts";
import { LOWEST, pointsOf, type Scale } from "../points.ts";
import { isOver } from "../thresholds.ts";

const FIVE_YEARS_DAYS = 1826; // how old a value may be: a limit of ours

export const metadata = {
  id: "caide",
  version: "1.0.0",
  title: "CAIDE: dementia within 20 years, from midlife",
  sources: [
    {
      citation:
        "Kivipelto M, Ngandu T, Laatikainen T, Winblad B, Soininen H, Tuomilehto J. Risk score for the prediction of dementia risk in 20 years among middle aged people: a longitudinal, population-based study. Lancet Neurol 2006;5:735-741",
      doi: "10.1016/S1474-4422(06)70537-3",
      where: "points, logistic models, observed risk by points",
    },
  ],
  confidence: "B",
  population: "People of 39 to 64 years; derived in Finland",
  intendedUse: "Estimates the risk of dementia in later life to discuss risk factors that can be changed",
  wrongUse: "Not from 65 years, not with dementia, and no test for it",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [39, 64], completed: true },
    sex: { concept: "sex" },
    educationDuration: { concept: "educationDuration", unit: "a", range: [0, 40] }, // a plausibility limit of ours
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [60, 260], // this and the next two: plausibility limits of ours
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    bodyMassIndex: {
      concept: "bodyMassIndex",
      unit: "kg/m2",
      range: [10, 80],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    totalCholesterol: {
      concept: "totalCholesterol",
      unit: "mmol/L",
      range: [1, 20],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    isPhysicallyActive: { concept: "isPhysicallyActive", maxAgeDays: FIVE_YEARS_DAYS, modifiable: true },
    hasApoeE4: {
      concept: "hasApoeE4",
      missing: { rule: "optional", says: "without it the model without APOE alone is given" },
    },
  },
  outputs: [
    { code: "dementia-20y", display: "Dementia within 20 years", gives: "probability", unit: "%" },
    { code: "dementia-20y-apoe", display: "Dementia within 20 years, with APOE", gives: "probability", unit: "%" },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasDementia", when: true, says: "dementia is known already" },
  ],
  limits: ["Derived in one region of Finland; how well it fits elsewhere and in other ethnic groups is uncertain."],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  /** Years. */
  readonly educationDuration: number;
  readonly systolicBloodPressure: number;
  readonly bodyMassIndex: number;
  /** mmol/L */
  readonly totalCholesterol: number;
  readonly isPhysicallyActive: boolean;
  readonly hasApoeE4: boolean | undefined;
}

interface Equation {
  readonly age: Scale;
  readonly education: Scale;
  readonly male: number;
  readonly systolicOver140: number;
  readonly bodyMassIndexOver30: number;
  readonly cholesterolOver6_5: number;
  readonly inactive: number;
  readonly apoeE4: number;
  readonly intercept: number;
  readonly perPoint: number;
}
/** Points from 47 and from 54 years, and under 10 and under 7 years of education. */
// biome-ignore format: one row per scale
const EQUATIONS = {
  withoutApoe: {
    age: [[54, 4], [47, 3], [LOWEST, 0]],
    education: [[10, 0], [7, 2], [LOWEST, 3]],
    male: 1,
    systolicOver140: 2,
    bodyMassIndexOver30: 2,
    cholesterolOver6_5: 2,
    inactive: 1,
    apoeE4: 0,
    intercept: -7.406 + 0.796,
    perPoint: 0.401,
  },
  withApoe: {
    age: [[54, 5], [47, 3], [LOWEST, 0]],
    education: [[10, 0], [7, 3], [LOWEST, 4]],
    male: 1,
    systolicOver140: 2,
    bodyMassIndexOver30: 2,
    cholesterolOver6_5: 1,
    inactive: 1,
    apoeE4: 2,
    intercept: -8.083 + 1.02,
    perPoint: 0.39,
  },
} as const satisfies Record<string, Equation>;

/** Observed 20-year risk in per cent by points of model 1, as published. */
const OBSERVED = [
  [12, 16.4],
  [10, 7.4],
  [8, 4.2],
  [6, 1.9],
  [LOWEST, 1],
] as const satisfies Scale;

const REFERENCE = {
  value: 0,
  says: "a woman under 47 years, 10 years of education and over, systolic 140 mmHg, BMI 30 kg/m² and cholesterol 6.5 mmol/L at most, active",
};

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const [plain, withApoe] = metadata.outputs;
  const first = resultOf(plain, EQUATIONS.withoutApoe, person);
  const observed = { observedPercentAtThesePoints: pointsOf(OBSERVED, first.score) };
  if (person.hasApoeE4 === undefined) return [{ ...first, details: observed }];
  return [{ ...first, details: observed }, resultOf(withApoe, EQUATIONS.withApoe, person)];
}

function resultOf(output: (typeof metadata.outputs)[number], equation: Equation, person: Person) {
  const result = pointsResult(output, pointsIn(equation, person), REFERENCE);
  const probability = 1 / (1 + Math.exp(-(equation.intercept + equation.perPoint * result.score)));
  return { ...result, probability, horizonYears: 20 };
}

function pointsIn(equation: Equation, person: Person): readonly Contribution[] {
  const ifSo = (isSo: boolean, points: number) => (isSo ? points : 0);
  return [
    { input: "age", value: pointsOf(equation.age, person.age) },
    { input: "educationDuration", value: pointsOf(equation.education, person.educationDuration) },
    { input: "sex", value: ifSo(person.sex === "male", equation.male) },
    {
      input: "systolicBloodPressure",
      value: ifSo(isOver(person.systolicBloodPressure, 140), equation.systolicOver140),
    },
    { input: "bodyMassIndex", value: ifSo(isOver(person.bodyMassIndex, 30), equation.bodyMassIndexOver30) },
    { input: "totalCholesterol", value: ifSo(isOver(person.totalCholesterol, 6.5), equation.cholesterolOver6_5) },
    { input: "isPhysicallyActive", value: ifSo(!person.isPhysicallyActive, equation.inactive) },
    ...(equation.apoeE4 === 0 ? [] : [{ input: "hasApoeE4", value: ifSo(person.hasApoeE4 === true, equation.apoeE4) }]),
  ];
}

export const CAIDE: RiskModel = { metadata, coefficientHash: hashOf({ EQUATIONS, OBSERVED }), compute };

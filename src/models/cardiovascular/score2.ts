/**
 * SCORE2: 10-year risk of fatal and non-fatal cardiovascular disease in Europe.
 *
 * Source      SCORE2 working group. Eur Heart J 2021;42:2439-2454. doi:10.1093/eurheartj/ehab309 (supplementary methods)
 * Equation    r = 1 - S0^exp(x), x = Σ β · term, with a = (age - 60)/5, s = current smoker, b = (SBP - 120)/20,
 *             t = total cholesterol - 6, h = (HDL - 1.3)/0.5, cholesterol in mmol/L;
 *             calibrated to the region: R = 1 - exp(-exp(k1 + k2 · ln(-ln(1 - r))))
 * Population  40 to 69 years, without cardiovascular disease or diabetes.
 * Missing     nothing is imputed; a missing input, the region included, is an error.      Rounding  none here.
 */
import { contributionsOf, sharesOf, type Term } from "../attribution.ts";
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";

const FIVE_YEARS_DAYS = 1826; // how old a value may be: a limit of ours

export const metadata = {
  id: "score2",
  version: "1.0.0",
  title: "SCORE2: 10-year risk of cardiovascular disease in Europe",
  sources: [
    {
      citation:
        "SCORE2 working group and ESC Cardiovascular risk collaboration. SCORE2 risk prediction algorithms: new models to estimate 10-year risk of cardiovascular disease in Europe. Eur Heart J 2021;42:2439-2454",
      doi: "10.1093/eurheartj/ehab309",
      where: "supplementary methods: coefficients, baseline survival and scaling by region",
    },
    {
      citation:
        "Visseren FLJ, Mach F, Smulders YM, et al. 2021 ESC Guidelines on cardiovascular disease prevention in clinical practice. Eur Heart J 2021;42:3227-3337",
      doi: "10.1093/eurheartj/ehab484",
      where: "risk categories by age, countries by region",
    },
  ],
  confidence: "A",
  population: "People of 40 to 69 years in Europe without cardiovascular disease or diabetes",
  intendedUse: "Primary prevention: estimates the risk of a first cardiovascular event to inform a shared decision",
  wrongUse: "Not with known cardiovascular disease, diabetes, or outside 40 to 69 years",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [40, 69], completed: true },
    sex: { concept: "sex" },
    cardiovascularRiskRegion: { concept: "cardiovascularRiskRegion" },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [80, 220], // this and the next two: plausibility limits of ours
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    totalCholesterol: {
      concept: "totalCholesterol",
      unit: "mmol/L",
      range: [2, 12],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    hdlCholesterol: {
      concept: "hdlCholesterol",
      unit: "mmol/L",
      range: [0.3, 4],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
  },
  outputs: [
    {
      code: "cvd-10y",
      display: "Fatal or non-fatal cardiovascular disease within 10 years",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    {
      concept: "hasCardiovascularDisease",
      when: true,
      says: "known cardiovascular disease: the risk is of a first event",
    },
    {
      concept: "hasDiabetes",
      when: true,
      says: "diabetes: SCORE2-Diabetes is the model for it",
    },
  ],
  limits: ["The risk region follows the country of residence, not of birth."],
  validation: [
    {
      cohort: "25 other cohorts of 15 European countries (1,133,181 persons), the one with the lowest",
      year: 2021,
      cStatistic: 0.67,
      source: "SCORE2 working group. Eur Heart J 2021;42:2439-2454, doi:10.1093/eurheartj/ehab309",
    },
    {
      cohort: "the same cohorts, the one with the highest",
      year: 2021,
      cStatistic: 0.81,
      source: "SCORE2 working group. Eur Heart J 2021;42:2439-2454, doi:10.1093/eurheartj/ehab309",
    },
  ],
  insteadOf: [
    { id: "score2-op", when: "70 to 89 years" },
    { id: "score2-diabetes", when: "40 to 69 years, with type 2 diabetes" },
    { id: "prevent", when: "30 to 79 years, with or without diabetes, derived in the United States" },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly cardiovascularRiskRegion: keyof (typeof REGION_SCALES)["male"];
  readonly currentSmoker: boolean;
  readonly systolicBloodPressure: number;
  /** mmol/L */
  readonly totalCholesterol: number;
  /** mmol/L */
  readonly hdlCholesterol: number;
}

const a = (p: Person) => (p.age - 60) / 5;
const s = (p: Person) => Number(p.currentSmoker);
const b = (p: Person) => (p.systolicBloodPressure - 120) / 20;
const t = (p: Person) => p.totalCholesterol - 6;
const h = (p: Person) => (p.hdlCholesterol - 1.3) / 0.5;

/** In the order of the coefficients: a, s, b, t, h, a·s, a·b, a·t, a·h. */
const TERMS: readonly Term<Person>[] = [
  { inputs: [], value: a },
  { inputs: ["currentSmoker"], value: s },
  { inputs: ["systolicBloodPressure"], value: b },
  { inputs: ["totalCholesterol"], value: t },
  { inputs: ["hdlCholesterol"], value: h },
  { inputs: ["currentSmoker"], value: (p) => a(p) * s(p) },
  { inputs: ["systolicBloodPressure"], value: (p) => a(p) * b(p) },
  { inputs: ["totalCholesterol"], value: (p) => a(p) * t(p) },
  { inputs: ["hdlCholesterol"], value: (p) => a(p) * h(p) },
];
/** β in the order of the terms, and S0; SCORE2-Diabetes has the same S0. */
export const COEFFICIENTS = {
  male: { beta: [0.3742, 0.6012, 0.2777, 0.1458, -0.2698, -0.0755, -0.0255, -0.0281, 0.0426], survival: 0.9605 },
  female: { beta: [0.4648, 0.7744, 0.3131, 0.1002, -0.2606, -0.1088, -0.0277, -0.0226, 0.0613], survival: 0.9776 },
} as const;
/** k1, k2; SCORE2-Diabetes has the same. */
export const REGION_SCALES = {
  male: {
    low: [-0.5699, 0.7476],
    moderate: [-0.1565, 0.8009],
    high: [0.3207, 0.936],
    "very-high": [0.5836, 0.8294],
  },
  female: {
    low: [-0.738, 0.7019],
    moderate: [-0.3143, 0.7701],
    high: [0.571, 0.9369],
    "very-high": [0.9412, 0.8329],
  },
} as const;

/** The reference of the contributions: same age, sex and region, and the values at which the paper's terms are 0. */
const referenceOf = (person: Person): Person => ({
  ...person,
  currentSmoker: false,
  systolicBloodPressure: 120,
  totalCholesterol: 6,
  hdlCholesterol: 1.3,
});
const REFERENCE_SAYS =
  "same age, sex and region, not smoking, systolic 120 mmHg, total cholesterol 6 mmol/L, HDL 1.3 mmol/L (the centres of the paper's terms)";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const { beta, survival } = COEFFICIENTS[person.sex];
  const [k1, k2] = REGION_SCALES[person.sex][person.cardiovascularRiskRegion];
  const reference = referenceOf(person);
  const x = linearPredictor(beta, person);
  const uncalibrated = 1 - survival ** Math.exp(x);
  const risk = 1 - Math.exp(-Math.exp(k1 + k2 * Math.log(-Math.log(1 - uncalibrated))));
  // On the logarithm of the calibrated cumulative hazard every term keeps its place, scaled by k2.
  const logHazard = (predictor: number) => k1 + k2 * (Math.log(-Math.log(survival)) + predictor);
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      probability: risk,
      horizonYears: 10,
      band: bandOf(person.age, risk),
      contributionScale: "log-hazard",
      contributions: contributionsOf(
        TERMS,
        sharesOf(TERMS, person, reference),
        beta.map((coefficient) => coefficient * k2),
      ),
      total: logHazard(x),
      reference: { value: logHazard(linearPredictor(beta, reference)), says: REFERENCE_SAYS },
    },
  ];
}

const linearPredictor = (beta: readonly number[], person: Person): number =>
  TERMS.reduce((sum, { value }, at) => sum + (beta[at] ?? Number.NaN) * value(person), 0);

/** Categories of the 2021 ESC guideline: under 50 years 2.5 and 7.5 %, from 50 years 5 and 10 %. */
function bandOf(age: number, risk: number): NonNullable<Result["band"]> {
  const [high, veryHigh] = age < 50 ? [0.025, 0.075] : [0.05, 0.1];
  const source = "2021 ESC guideline on cardiovascular disease prevention, categories by age";
  if (risk >= veryHigh) return { code: "very-high", display: "Very high risk", source };
  if (risk >= high) return { code: "high", display: "High risk", source };
  return { code: "low-to-moderate", display: "Low to moderate risk", source };
}

export const SCORE2: RiskModel = { metadata, coefficientHash: hashOf({ COEFFICIENTS, REGION_SCALES }), compute };

/**
 * SCORE2-OP: 10-year risk of fatal and non-fatal cardiovascular disease in older people in Europe.
 *
 * Source      SCORE2-OP working group. Eur Heart J 2021;42:2455-2467. doi:10.1093/eurheartj/ehab312 (supplementary methods)
 * Equation    r = 1 - S0^exp(x - mean), x = Σ β · term, with a = age - 73, d = diabetes, s = current smoker,
 *             b = SBP - 150, t = total cholesterol - 6, h = HDL - 1.4, cholesterol in mmol/L;
 *             calibrated to the region: R = 1 - exp(-exp(k1 + k2 · ln(-ln(1 - r))))
 * Population  70 to 89 years, without cardiovascular disease.
 * Missing     diabetes that is not known is taken as none, as the published charts have it, and marked; the rest, the
 *             region included, is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";

const FIVE_YEARS_DAYS = 1826; // how old a value may be: a limit of ours

export const metadata = {
  id: "score2-op",
  version: "1.0.0",
  title: "SCORE2-OP: 10-year risk of cardiovascular disease in older people in Europe",
  sources: [
    {
      citation:
        "SCORE2-OP working group and ESC Cardiovascular risk collaboration. SCORE2-OP risk prediction algorithms: estimating incident cardiovascular event risk in older persons in four geographical risk regions. Eur Heart J 2021;42:2455-2467",
      doi: "10.1093/eurheartj/ehab312",
      where: "supplementary methods: coefficients, baseline survival, means and scaling by region",
    },
    {
      citation:
        "Visseren FLJ, Mach F, Smulders YM, et al. 2021 ESC Guidelines on cardiovascular disease prevention in clinical practice. Eur Heart J 2021;42:3227-3337",
      doi: "10.1093/eurheartj/ehab484",
      where: "risk categories by age, countries by region",
    },
  ],
  confidence: "A",
  population: "People of 70 to 89 years in Europe without cardiovascular disease",
  intendedUse: "Primary prevention: estimates the risk of a first cardiovascular event to inform a shared decision",
  wrongUse: "Not with known cardiovascular disease, nor outside 70 to 89 years",
  licence: "Published equations, free to use with citation; the name is of the European Society of Cardiology",
  inputs: {
    age: { concept: "age", range: [70, 89], completed: true },
    sex: { concept: "sex" },
    cardiovascularRiskRegion: { concept: "cardiovascularRiskRegion" },
    hasDiabetes: {
      concept: "hasDiabetes",
      missing: {
        rule: "impute",
        value: false,
        isOpen: true,
        says: "taken as no diabetes, as the published charts have it",
      },
    },
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
      code: "score2-op-cvd-10y",
      display: "Fatal or non-fatal cardiovascular disease within 10 years (SCORE2-OP)",
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
  ],
  limits: [
    "The risk region follows the country of residence, not of birth.",
    "The supplement of the paper prints example values that do not agree with one another; the coefficients are those that two implementations share.",
  ],
  validation: [
    {
      cohort: "6 other populations (338,615 persons), the one with the lowest",
      year: 2021,
      cStatistic: 0.63,
      source: "SCORE2-OP working group. Eur Heart J 2021;42:2455-2467, doi:10.1093/eurheartj/ehab312",
    },
    {
      cohort: "the same populations, the one with the highest",
      year: 2021,
      cStatistic: 0.67,
      source: "SCORE2-OP working group. Eur Heart J 2021;42:2455-2467, doi:10.1093/eurheartj/ehab312",
    },
    {
      cohort: "791 persons from 65 years in primary care, Barcelona",
      year: 2024,
      cStatistic: 0.706,
      failures: ["women: the risk was underestimated (expected/observed 0.77)"],
      source: "Eur J Prev Cardiol 2024, doi:10.1093/eurjpc/zwae383",
    },
  ],
  insteadOf: [
    { id: "score2", when: "40 to 69 years, without diabetes" },
    { id: "score2-diabetes", when: "40 to 69 years, with type 2 diabetes" },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly cardiovascularRiskRegion: keyof (typeof REGION_SCALES)["male"];
  readonly hasDiabetes: boolean;
  readonly currentSmoker: boolean;
  readonly systolicBloodPressure: number;
  /** mmol/L */
  readonly totalCholesterol: number;
  /** mmol/L */
  readonly hdlCholesterol: number;
}

const a = (p: Person) => p.age - 73;
const d = (p: Person) => Number(p.hasDiabetes);
const s = (p: Person) => Number(p.currentSmoker);
const b = (p: Person) => p.systolicBloodPressure - 150;
const t = (p: Person) => p.totalCholesterol - 6;
const h = (p: Person) => p.hdlCholesterol - 1.4;

const TERMS = {
  a: term([], a),
  d: term(["hasDiabetes"], d),
  s: term(["currentSmoker"], s),
  b: term(["systolicBloodPressure"], b),
  t: term(["totalCholesterol"], t),
  h: term(["hdlCholesterol"], h),
  "a · d": term(["hasDiabetes"], (p: Person) => a(p) * d(p)),
  "a · s": term(["currentSmoker"], (p: Person) => a(p) * s(p)),
  "a · b": term(["systolicBloodPressure"], (p: Person) => a(p) * b(p)),
  "a · t": term(["totalCholesterol"], (p: Person) => a(p) * t(p)),
  "a · h": term(["hdlCholesterol"], (p: Person) => a(p) * h(p)),
} as const;

const EQUATIONS = {
  male: {
    coefficients: {
      a: 0.0634,
      d: 0.4245,
      s: 0.3524,
      b: 0.0094,
      t: 0.085,
      h: -0.3564,
      "a · d": -0.0174,
      "a · s": -0.0247,
      "a · b": -0.0005,
      "a · t": 0.0073,
      "a · h": 0.0091,
    },
    survival: 0.7576,
    mean: 0.0929,
  },
  female: {
    coefficients: {
      a: 0.0789,
      d: 0.601,
      s: 0.4921,
      b: 0.0102,
      t: 0.0605,
      h: -0.304,
      "a · d": -0.0107,
      "a · s": -0.0255,
      "a · b": -0.0004,
      "a · t": -0.0009, // negative, as published; several public calculators have its sign wrong
      "a · h": 0.0154,
    },
    survival: 0.8082,
    mean: 0.229,
  },
} as const;
/** k1, k2 */
const REGION_SCALES = {
  male: { low: [-0.34, 1.19], moderate: [0.01, 1.25], high: [0.08, 1.15], "very-high": [0.05, 0.7] },
  female: { low: [-0.52, 1.01], moderate: [-0.1, 1.1], high: [0.38, 1.09], "very-high": [0.38, 0.69] },
} as const;

/** The reference of the contributions: same age, sex and region, and the values at which the paper's terms are 0. */
const referenceOf = (person: Person): Person => ({
  ...person,
  hasDiabetes: false,
  currentSmoker: false,
  systolicBloodPressure: 150,
  totalCholesterol: 6,
  hdlCholesterol: 1.4,
});
const REFERENCE_SAYS =
  "same age, sex and region, no diabetes, not smoking, systolic 150 mmHg, total cholesterol 6 mmol/L, HDL 1.4 mmol/L (the centres of the paper's terms)";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const calibration = REGION_SCALES[person.sex][person.cardiovascularRiskRegion];
  const hazard = hazardOf({ terms: TERMS, ...EQUATIONS[person.sex], calibration }, person, {
    person: referenceOf(person),
    says: REFERENCE_SAYS,
  });
  const [{ code, display }] = metadata.outputs;
  return [{ code, display, horizonYears: 10, ...hazard, band: bandOf(hazard.probability) }];
}

/** Categories of the 2021 ESC guideline from 70 years: 7.5 and 15 %. */
function bandOf(risk: number): NonNullable<Result["band"]> {
  const source = "2021 ESC guideline on cardiovascular disease prevention, categories from 70 years";
  if (risk >= 0.15) return { code: "very-high", display: "Very high risk", source };
  if (risk >= 0.075) return { code: "high", display: "High risk", source };
  return { code: "low-to-moderate", display: "Low to moderate risk", source };
}

export const SCORE2_OP: RiskModel = { metadata, coefficientHash: hashOf({ EQUATIONS, REGION_SCALES }), compute };

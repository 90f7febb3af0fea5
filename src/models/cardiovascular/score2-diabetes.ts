/**
 * SCORE2-Diabetes: 10-year risk of fatal and non-fatal cardiovascular disease in people with type 2 diabetes in Europe.
 *
 * Source      SCORE2-Diabetes working group. Eur Heart J 2023;44:2544-2556. doi:10.1093/eurheartj/ehad260
 * Equation    r = 1 - S0^exp(x), x = Σ β · term, with a = (age - 60)/5, s = current smoker, b = (SBP - 120)/20,
 *             d = diabetes = 1, t = total cholesterol - 6, h = (HDL - 1.3)/0.5, cholesterol in mmol/L,
 *             g = (age at diagnosis - 50)/5, A = (HbA1c - 31)/9.34 in mmol/mol, e = (ln eGFR - 4.5)/0.15;
 *             S0 and the calibration to the region are those of SCORE2
 * Population  40 to 69 years, with type 2 diabetes, without cardiovascular disease.
 * Missing     nothing is imputed; a missing input, the region included, is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";
import { REGION_SCALES, COEFFICIENTS as SCORE2_COEFFICIENTS } from "./score2.ts";

const TWO_YEARS_DAYS = 730; // how old a value may be: a limit of ours

export const metadata = {
  id: "score2-diabetes",
  version: "1.0.0",
  title: "SCORE2-Diabetes: 10-year risk of cardiovascular disease in type 2 diabetes in Europe",
  sources: [
    {
      citation:
        "SCORE2-Diabetes working group and ESC Cardiovascular risk collaboration. SCORE2-Diabetes: 10-year cardiovascular risk estimation in type 2 diabetes in Europe. Eur Heart J 2023;44:2544-2556",
      doi: "10.1093/eurheartj/ehad260",
      where: "coefficients; categories; graphical abstract for the worked example",
    },
    {
      citation:
        "SCORE2 working group and ESC Cardiovascular risk collaboration. SCORE2 risk prediction algorithms: new models to estimate 10-year risk of cardiovascular disease in Europe. Eur Heart J 2021;42:2439-2454",
      doi: "10.1093/eurheartj/ehab309",
      where: "baseline survival and scaling by region",
    },
  ],
  confidence: "A",
  population: "People of 40 to 69 years in Europe with type 2 diabetes and without cardiovascular disease",
  intendedUse: "Primary prevention: estimates the risk of a first cardiovascular event to inform a shared decision",
  wrongUse:
    "Not with known cardiovascular disease or severe target-organ damage, type 1 diabetes, or outside 40 to 69 years",
  licence: "Published equations, free to use with citation; the name is of the European Society of Cardiology",
  inputs: {
    age: { concept: "age", range: [40, 69], completed: true },
    sex: { concept: "sex" },
    cardiovascularRiskRegion: { concept: "cardiovascularRiskRegion" },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [80, 220], // this and the next five: plausibility limits of ours
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    totalCholesterol: {
      concept: "totalCholesterol",
      unit: "mmol/L",
      range: [2, 12],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    hdlCholesterol: {
      concept: "hdlCholesterol",
      unit: "mmol/L",
      range: [0.3, 4],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    ageAtDiabetesDiagnosis: { concept: "ageAtDiabetesDiagnosis", range: [1, 69] },
    hba1c: {
      concept: "hba1c",
      unit: "mmol/mol",
      range: [20, 180],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    egfr: { concept: "egfr", unit: "mL/min/{1.73_m2}", range: [5, 180], maxAgeDays: TWO_YEARS_DAYS },
  },
  outputs: [
    {
      code: "score2-diabetes-cvd-10y",
      display: "Fatal or non-fatal cardiovascular disease within 10 years (SCORE2-Diabetes)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasDiabetes", when: false, says: "no diabetes is on record: SCORE2 is the model for it" },
    { concept: "hasType1Diabetes", when: true, says: "type 1 diabetes: the model is for type 2" },
    {
      concept: "hasCardiovascularDisease",
      when: true,
      says: "known cardiovascular disease: the risk is of a first event",
    },
  ],
  limits: [
    "The risk region follows the country of residence, not of birth.",
    "With severe target-organ damage the guideline counts the risk as very high whatever the model says.",
  ],
  insteadOf: [
    { id: "score2", when: "40 to 69 years, without diabetes" },
    { id: "score2-op", when: "70 to 89 years" },
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
  /** Years. */
  readonly ageAtDiabetesDiagnosis: number;
  /** mmol/mol */
  readonly hba1c: number;
  readonly egfr: number;
}

const a = (p: Person) => (p.age - 60) / 5;
const s = (p: Person) => Number(p.currentSmoker);
const b = (p: Person) => (p.systolicBloodPressure - 120) / 20;
const t = (p: Person) => p.totalCholesterol - 6;
const h = (p: Person) => (p.hdlCholesterol - 1.3) / 0.5;
const g = (p: Person) => (p.ageAtDiabetesDiagnosis - 50) / 5;
const A = (p: Person) => (p.hba1c - 31) / 9.34;
const e = (p: Person) => (Math.log(p.egfr) - 4.5) / 0.15;

const TERMS = {
  a: term([], a),
  s: term(["currentSmoker"], s),
  b: term(["systolicBloodPressure"], b),
  d: term([], () => 1),
  t: term(["totalCholesterol"], t),
  h: term(["hdlCholesterol"], h),
  "a · s": term(["currentSmoker"], (p: Person) => a(p) * s(p)),
  "a · b": term(["systolicBloodPressure"], (p: Person) => a(p) * b(p)),
  "a · d": term([], a),
  "a · t": term(["totalCholesterol"], (p: Person) => a(p) * t(p)),
  "a · h": term(["hdlCholesterol"], (p: Person) => a(p) * h(p)),
  "d · g": term(["ageAtDiabetesDiagnosis"], g),
  A: term(["hba1c"], A),
  e: term(["egfr"], e),
  "e²": term(["egfr"], (p: Person) => e(p) ** 2),
  "A · a": term(["hba1c"], (p: Person) => A(p) * a(p)),
  "e · a": term(["egfr"], (p: Person) => e(p) * a(p)),
} as const;

/** In the order of the terms. */
const COEFFICIENTS = {
  male: {
    a: 0.5368,
    s: 0.4774,
    b: 0.1322,
    d: 0.6457,
    t: 0.1102,
    h: -0.1087,
    "a · s": -0.0672,
    "a · b": -0.0268,
    "a · d": -0.0983,
    "a · t": -0.0181,
    "a · h": 0.0095,
    "d · g": -0.0998,
    A: 0.0955,
    e: -0.0591,
    "e²": 0.0058,
    "A · a": -0.0134,
    "e · a": 0.0115,
  },
  female: {
    a: 0.6624,
    s: 0.6139,
    b: 0.1421,
    d: 0.8096,
    t: 0.1127,
    h: -0.1568,
    "a · s": -0.1122,
    "a · b": -0.0167,
    "a · d": -0.1272,
    "a · t": -0.02,
    "a · h": 0.0186,
    "d · g": -0.118,
    A: 0.1173,
    e: -0.064,
    "e²": 0.0062,
    "A · a": -0.0196,
    "e · a": 0.0169,
  },
} as const;

/** The reference of the contributions: same age, sex and region, and the values at which the paper's terms are 0. */
const referenceOf = (person: Person): Person => ({
  ...person,
  currentSmoker: false,
  systolicBloodPressure: 120,
  totalCholesterol: 6,
  hdlCholesterol: 1.3,
  ageAtDiabetesDiagnosis: 50,
  hba1c: 31,
  egfr: Math.exp(4.5),
});
const REFERENCE_SAYS =
  "same age, sex and region, diabetes diagnosed at 50 years, not smoking, systolic 120 mmHg, total cholesterol 6 mmol/L, HDL 1.3 mmol/L, HbA1c 31 mmol/mol, eGFR 90 mL/min/1.73 m² (the centres of the paper's terms)";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const equation = {
    terms: TERMS,
    coefficients: COEFFICIENTS[person.sex],
    survival: SCORE2_COEFFICIENTS[person.sex].survival,
    calibration: REGION_SCALES[person.sex][person.cardiovascularRiskRegion],
  };
  const hazard = hazardOf(equation, person, { person: referenceOf(person), says: REFERENCE_SAYS });
  const [{ code, display }] = metadata.outputs;
  const isContradictory = person.ageAtDiabetesDiagnosis >= person.age + 1;
  return [
    {
      code,
      display,
      horizonYears: 10,
      ...hazard,
      band: bandOf(hazard.probability),
      ...(isContradictory ? { flags: ["the age at diagnosis of diabetes is above the age: check both"] } : {}),
    },
  ];
}

/** Categories of the 2023 ESC guideline on diabetes: 5, 10 and 20 %. */
function bandOf(risk: number): NonNullable<Result["band"]> {
  const source = "2023 ESC guideline on cardiovascular disease in diabetes";
  if (risk >= 0.2) return { code: "very-high", display: "Very high risk", source };
  if (risk >= 0.1) return { code: "high", display: "High risk", source };
  if (risk >= 0.05) return { code: "moderate", display: "Moderate risk", source };
  return { code: "low", display: "Low risk", source };
}

export const SCORE2_DIABETES: RiskModel = {
  metadata,
  coefficientHash: hashOf({ COEFFICIENTS, SCORE2_COEFFICIENTS, REGION_SCALES }),
  compute,
};

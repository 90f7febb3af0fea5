/**
 * Reynolds risk score: 10-year risk of cardiovascular disease with C-reactive protein and parental history.
 *
 * Source      women: Ridker PM et al. JAMA 2007;297:611-619. doi:10.1001/jama.297.6.611
 *             men: Ridker PM et al. Circulation 2008;118:2243-2251. doi:10.1161/CIRCULATIONAHA.108.814251
 * Equation    R = 1 - S0^exp(x), x natural logarithms of SBP, hsCRP (mg/L), cholesterol and HDL (mg/dL); women: age, and
 *             HbA1c (%) with diabetes only; men: ln age
 * Population  women from 45 years; men of 50 to 80 years without diabetes; without cardiovascular disease.
 * Missing     nothing is imputed. No result for a man with diabetes, nor for a woman with diabetes without HbA1c.
 * Rounding    none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";

const TWO_YEARS_DAYS = 730; // how old a value may be: a limit of ours

export const metadata = {
  id: "reynolds",
  version: "1.0.0",
  title: "Reynolds risk score: 10-year risk of cardiovascular disease",
  sources: [
    {
      citation:
        "Ridker PM, Buring JE, Rifai N, Cook NR. Development and validation of improved algorithms for the assessment of global cardiovascular risk in women: the Reynolds Risk Score. JAMA 2007;297:611-619",
      doi: "10.1001/jama.297.6.611",
      where: "equation for women",
    },
    {
      citation:
        "Ridker PM, Paynter NP, Rifai N, Gaziano JM, Cook NR. C-reactive protein and parental history improve global cardiovascular risk prediction: the Reynolds Risk Score for men. Circulation 2008;118:2243-2251",
      doi: "10.1161/CIRCULATIONAHA.108.814251",
      where: "equation for men",
    },
  ],
  confidence: "A",
  population: "Women from 45 years, and men of 50 to 80 years without diabetes; without cardiovascular disease",
  intendedUse:
    "Primary prevention: estimates the risk of a first heart attack, stroke, revascularisation or cardiovascular death",
  wrongUse:
    "Not with known cardiovascular disease, nor for men with diabetes; not with a C-reactive protein taken in acute illness",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [45, 80], completed: true }, // for women the upper end is a limit of ours
    sex: { concept: "sex" },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [80, 220], // this and the next four: plausibility limits of ours
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    totalCholesterol: {
      concept: "totalCholesterol",
      unit: "mg/dL",
      range: [80, 450],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    hdlCholesterol: {
      concept: "hdlCholesterol",
      unit: "mg/dL",
      range: [10, 150],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    highSensitivityCrp: {
      concept: "highSensitivityCrp",
      unit: "mg/L",
      range: [0.05, 50],
      maxAgeDays: TWO_YEARS_DAYS,
    },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    hasParentWithInfarctionBefore60: { concept: "hasParentWithInfarctionBefore60" },
    hasDiabetes: { concept: "hasDiabetes" },
    hba1c: {
      concept: "hba1c",
      unit: "%",
      range: [3, 20],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
      onlyOf: [
        { concept: "sex", is: "female" },
        { concept: "hasDiabetes", is: true },
      ],
      missing: { rule: "optional", says: "used for women with diabetes only, who have no result without it" },
    },
  },
  outputs: [
    {
      code: "reynolds-cvd-10y",
      display: "Cardiovascular disease within 10 years (Reynolds)",
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
    "Men with diabetes have no result: the equation for men was derived without them.",
    "Derived in health professionals of the United States, most of them White.",
  ],
  validation: [
    {
      cohort: "4,227 persons of 50 to 74 years without diabetes in MESA, United States",
      year: 2015,
      failures: ["women: underestimated by 21 %", "men: overestimated by 9 %"],
      source: "DeFilippis AP et al. Ann Intern Med 2015;162(4), doi:10.7326/M14-1281",
    },
  ],
  insteadOf: [{ id: "prevent", when: "30 to 79 years, with or without diabetes, derived in the United States" }],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly systolicBloodPressure: number;
  /** mg/dL */
  readonly totalCholesterol: number;
  /** mg/dL */
  readonly hdlCholesterol: number;
  /** mg/L */
  readonly highSensitivityCrp: number;
  readonly currentSmoker: boolean;
  readonly hasParentWithInfarctionBefore60: boolean;
  readonly hasDiabetes: boolean;
  /** % */
  readonly hba1c: number | undefined;
}

const TERMS = {
  age: term([], (p: Person) => p.age),
  lnAge: term([], (p: Person) => Math.log(p.age)),
  lnSbp: term(["systolicBloodPressure"], (p: Person) => Math.log(p.systolicBloodPressure)),
  lnHsCrp: term(["highSensitivityCrp"], (p: Person) => Math.log(p.highSensitivityCrp)),
  lnTotalCholesterol: term(["totalCholesterol"], (p: Person) => Math.log(p.totalCholesterol)),
  lnHdl: term(["hdlCholesterol"], (p: Person) => Math.log(p.hdlCholesterol)),
  "HbA1c with diabetes": term(["hasDiabetes", "hba1c"], (p: Person) => (p.hasDiabetes ? (p.hba1c ?? Number.NaN) : 0)),
  smoker: term(["currentSmoker"], (p: Person) => Number(p.currentSmoker)),
  parent: term(["hasParentWithInfarctionBefore60"], (p: Person) => Number(p.hasParentWithInfarctionBefore60)),
} as const;

const EQUATIONS = {
  female: {
    coefficients: {
      age: 0.0799,
      lnSbp: 3.137,
      lnHsCrp: 0.18,
      lnTotalCholesterol: 1.382,
      lnHdl: -1.172,
      "HbA1c with diabetes": 0.134,
      smoker: 0.818,
      parent: 0.438,
    },
    mean: 22.325,
    survival: 0.98634,
  },
  male: {
    coefficients: {
      lnAge: 4.385,
      lnSbp: 2.607,
      lnTotalCholesterol: 0.963,
      lnHdl: -0.772,
      lnHsCrp: 0.102,
      smoker: 0.405,
      parent: 0.541,
    },
    mean: 33.097,
    survival: 0.899,
  },
} as const;
const MEN_FROM_YEARS = 50;

/** The reference of the contributions: same age and sex, and levels of ours. */
const referenceOf = (person: Person): Person => ({
  ...person,
  systolicBloodPressure: 110,
  totalCholesterol: 170,
  hdlCholesterol: 50,
  highSensitivityCrp: 0.5,
  currentSmoker: false,
  hasParentWithInfarctionBefore60: false,
  hasDiabetes: false,
});
const REFERENCE_SAYS =
  "same age and sex, systolic 110 mmHg, total cholesterol 170 mg/dL, HDL 50 mg/dL, hsCRP 0.5 mg/L, not smoking, no parental history, no diabetes";

/** No result for a man with diabetes. */
export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  if (person.hasDiabetes && person.sex === "male") return [];
  const hazard = hazardOf({ terms: TERMS, ...EQUATIONS[person.sex] }, person, {
    person: referenceOf(person),
    says: REFERENCE_SAYS,
  });
  const [{ code, display }] = metadata.outputs;
  const isTooYoung = person.sex === "male" && person.age < MEN_FROM_YEARS;
  return [
    {
      code,
      display,
      horizonYears: 10,
      ...hazard,
      ...(isTooYoung ? { flags: ["the equation for men was derived from 50 years: the age is below"] } : {}),
    },
  ];
}

export const REYNOLDS: RiskModel = { metadata, coefficientHash: hashOf(EQUATIONS), compute };

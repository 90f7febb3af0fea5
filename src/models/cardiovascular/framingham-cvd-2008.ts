/**
 * Framingham general cardiovascular risk: 10-year risk of a first cardiovascular event, from lipids or from body mass index.
 *
 * Source      D'Agostino RB Sr et al. Circulation 2008;117:743-753. doi:10.1161/CIRCULATIONAHA.107.699579
 * Equation    R = 1 - S0^exp(Σ β · x - m), x natural logarithms of the numbers, by sex
 * Population  30 to 74 years, without cardiovascular disease.
 * Missing     nothing is imputed; the versions whose inputs are known are computed.
 * Rounding    none; values under 1 % and over 30 % are given as they are.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";

const FIVE_YEARS_DAYS = 1826; // how old a value may be: a limit of ours

export const metadata = {
  id: "framingham-cvd-2008",
  version: "1.0.0",
  title: "Framingham general cardiovascular risk (2008), 10 years",
  sources: [
    {
      citation:
        "D'Agostino RB Sr, Vasan RS, Pencina MJ, et al. General cardiovascular risk profile for use in primary care: the Framingham Heart Study. Circulation 2008;117:743-753",
      doi: "10.1161/CIRCULATIONAHA.107.699579",
      where: "regression coefficients with lipids and with body mass index; worked examples",
    },
  ],
  confidence: "A",
  population: "People of 30 to 74 years without cardiovascular disease; derived in Framingham, Massachusetts",
  intendedUse:
    "Primary prevention: estimates the risk of a first coronary, cerebrovascular or peripheral arterial event or heart failure",
  wrongUse: "Not with known cardiovascular disease, nor outside 30 to 74 years",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [30, 74], completed: true },
    sex: { concept: "sex" },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [80, 220], // this and the next three: plausibility limits of ours
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    onAntihypertensive: { concept: "onAntihypertensive" },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    hasDiabetes: { concept: "hasDiabetes" },
    totalCholesterol: {
      concept: "totalCholesterol",
      unit: "mg/dL",
      range: [80, 450],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
      missing: { rule: "optional", says: "needed by the version with lipids only" },
    },
    hdlCholesterol: {
      concept: "hdlCholesterol",
      unit: "mg/dL",
      range: [10, 150],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
      missing: { rule: "optional", says: "needed by the version with lipids only" },
    },
    bodyMassIndex: {
      concept: "bodyMassIndex",
      unit: "kg/m2",
      range: [12, 70],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
      missing: { rule: "optional", says: "needed by the version with body mass index only" },
    },
  },
  outputs: [
    {
      code: "framingham-cvd-10y",
      display: "Cardiovascular disease within 10 years (Framingham 2008, lipids)",
      gives: "probability",
      unit: "%",
    },
    {
      code: "framingham-cvd-bmi-10y",
      display: "Cardiovascular disease within 10 years (Framingham 2008, body mass index)",
      gives: "probability",
      unit: "%",
    },
  ],
  variants: [
    {
      code: "lipids-and-bmi",
      display: "both versions, with lipids and with body mass index",
      needs: [["totalCholesterol", "hdlCholesterol", "bodyMassIndex"]],
      uses: ["totalCholesterol", "hdlCholesterol", "bodyMassIndex"],
    },
    {
      code: "lipids",
      display: "the version with lipids",
      needs: [["totalCholesterol", "hdlCholesterol"]],
      uses: ["totalCholesterol", "hdlCholesterol"],
    },
    {
      code: "bmi",
      display: "the version with body mass index",
      needs: [["bodyMassIndex"]],
      uses: ["bodyMassIndex"],
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
  limits: ["Derived in one town of the United States; where the risk is lower it is overestimated."],
  validation: [
    {
      cohort: "the women of the development cohort, so that it flatters",
      year: 2008,
      cStatistic: 0.793,
      source: "D'Agostino RB Sr et al. Circulation 2008;117:743-753, doi:10.1161/CIRCULATIONAHA.107.699579",
    },
    {
      cohort: "the men of the development cohort, so that it flatters",
      year: 2008,
      cStatistic: 0.763,
      source: "D'Agostino RB Sr et al. Circulation 2008;117:743-753, doi:10.1161/CIRCULATIONAHA.107.699579",
    },
  ],
  insteadOf: [{ id: "prevent", when: "30 to 79 years, derived in the United States" }],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly systolicBloodPressure: number;
  readonly onAntihypertensive: boolean;
  readonly currentSmoker: boolean;
  readonly hasDiabetes: boolean;
  /** mg/dL; known where the version with lipids is computed */
  readonly totalCholesterol: number;
  /** mg/dL; known where the version with lipids is computed */
  readonly hdlCholesterol: number;
  /** kg/m²; known where the version with body mass index is computed */
  readonly bodyMassIndex: number;
}

const PRESSURE = ["systolicBloodPressure", "onAntihypertensive"] as const;
const lnSbp = (p: Person, isTreated: boolean) =>
  p.onAntihypertensive === isTreated ? Math.log(p.systolicBloodPressure) : 0;

const TERMS = {
  lnAge: term([], (p: Person) => Math.log(p.age)),
  lnTotalCholesterol: term(["totalCholesterol"], (p: Person) => Math.log(p.totalCholesterol)),
  lnHdl: term(["hdlCholesterol"], (p: Person) => Math.log(p.hdlCholesterol)),
  lnBmi: term(["bodyMassIndex"], (p: Person) => Math.log(p.bodyMassIndex)),
  lnSbpUntreated: term(PRESSURE, (p: Person) => lnSbp(p, false)),
  lnSbpTreated: term(PRESSURE, (p: Person) => lnSbp(p, true)),
  smoker: term(["currentSmoker"], (p: Person) => Number(p.currentSmoker)),
  diabetes: term(["hasDiabetes"], (p: Person) => Number(p.hasDiabetes)),
} as const;

const LIPIDS = {
  male: {
    coefficients: {
      lnAge: 3.06117,
      lnTotalCholesterol: 1.1237,
      lnHdl: -0.93263,
      lnSbpUntreated: 1.93303,
      lnSbpTreated: 1.99881,
      smoker: 0.65451,
      diabetes: 0.57367,
    },
    mean: 23.9802,
    survival: 0.88936,
  },
  female: {
    coefficients: {
      lnAge: 2.32888,
      lnTotalCholesterol: 1.20904,
      lnHdl: -0.70833,
      lnSbpUntreated: 2.76157,
      lnSbpTreated: 2.82263,
      smoker: 0.52873,
      diabetes: 0.69154,
    },
    mean: 26.1931,
    survival: 0.95012,
  },
} as const;
const BMI = {
  male: {
    coefficients: {
      lnAge: 3.11296,
      lnBmi: 0.79277,
      lnSbpUntreated: 1.85508,
      lnSbpTreated: 1.92672,
      smoker: 0.70953,
      diabetes: 0.5316,
    },
    mean: 23.9388,
    survival: 0.88431,
  },
  female: {
    coefficients: {
      lnAge: 2.72107,
      lnBmi: 0.51125,
      lnSbpUntreated: 2.81291,
      lnSbpTreated: 2.88267,
      smoker: 0.61868,
      diabetes: 0.77763,
    },
    mean: 26.0145,
    survival: 0.94833,
  },
} as const;

/** The reference of the contributions, by levels of ours. */
const referenceOf = (person: Person): Person => ({
  ...person,
  systolicBloodPressure: 110,
  onAntihypertensive: false,
  currentSmoker: false,
  hasDiabetes: false,
  totalCholesterol: 170,
  hdlCholesterol: 50,
  bodyMassIndex: 22.5,
});
const REFERENCE_SAYS =
  "same age and sex, systolic 110 mmHg, untreated, not smoking, no diabetes; where used, total cholesterol 170 mg/dL, HDL 50 mg/dL, body mass index 22.5 kg/m²";

export function compute(inputs: ComputeInputs, variant = "lipids"): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations and the variant's needs were checked before
  const [lipids, bmi] = metadata.outputs;
  return [
    ...(variant === "bmi" ? [] : [resultOf(lipids, LIPIDS[person.sex], person)]),
    ...(variant === "lipids" ? [] : [resultOf(bmi, BMI[person.sex], person)]),
  ];
}

type Numbers = (typeof LIPIDS)[Person["sex"]] | (typeof BMI)[Person["sex"]];

function resultOf({ code, display }: (typeof metadata.outputs)[number], numbers: Numbers, person: Person): Result {
  const hazard = hazardOf({ terms: TERMS, ...numbers }, person, {
    person: referenceOf(person),
    says: REFERENCE_SAYS,
  });
  return { code, display, horizonYears: 10, ...hazard, band: bandOf(hazard.probability) };
}

function bandOf(risk: number): NonNullable<Result["band"]> {
  const source = "thresholds in use with Framingham risks, 6 and 20 %";
  if (risk > 0.2) return { code: "high", display: "High risk", source };
  if (risk >= 0.06) return { code: "intermediate", display: "Intermediate risk", source };
  return { code: "low", display: "Low risk", source };
}

export const FRAMINGHAM_CVD_2008: RiskModel = { metadata, coefficientHash: hashOf({ LIPIDS, BMI }), compute };

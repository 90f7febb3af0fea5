/**
 * Pooled cohort equations: 10-year risk of a first hard atherosclerotic cardiovascular event.
 *
 * Source      Goff DC et al. Circulation 2014;129(25 Suppl 2):S49-S73. doi:10.1161/01.cir.0000437741.48606.98 (appendix 7)
 * Equation    R = 1 - S0^exp(Σ β · x - mean), x natural logarithms, by sex and race
 * Population  40 to 79 years, Black or White, without atherosclerotic cardiovascular disease.
 * Missing     nothing is imputed; a missing input, race included, is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";

const FIVE_YEARS_DAYS = 1826; // how old a value may be: a limit of ours

export const metadata = {
  id: "pce-2013",
  version: "1.0.0",
  title: "Pooled cohort equations (ACC/AHA 2013): 10-year risk of atherosclerotic cardiovascular disease",
  sources: [
    {
      citation:
        "Goff DC Jr, Lloyd-Jones DM, Bennett G, et al. 2013 ACC/AHA guideline on the assessment of cardiovascular risk. Circulation 2014;129(25 Suppl 2):S49-S73",
      doi: "10.1161/01.cir.0000437741.48606.98",
      where: "equations; coefficients with the four and five digits that public calculators carry",
    },
    {
      citation:
        "Arnett DK, Blumenthal RS, Albert MA, et al. 2019 ACC/AHA guideline on the primary prevention of cardiovascular disease. Circulation 2019;140:e596-e646",
      doi: "10.1161/CIR.0000000000000678",
      where: "risk categories",
    },
  ],
  confidence: "A",
  population:
    "Black or White people of 40 to 79 years in the United States without atherosclerotic cardiovascular disease",
  intendedUse: "Primary prevention: estimates the risk of a first heart attack, coronary death or stroke",
  wrongUse: "Not with known cardiovascular disease, nor outside 40 to 79 years; not where PREVENT is the model in use",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [40, 79], completed: true },
    sex: { concept: "sex" },
    race: { concept: "race" },
    totalCholesterol: {
      concept: "totalCholesterol",
      unit: "mg/dL",
      range: [130, 320], // this and the next two: what the calculator of the guideline accepts
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    hdlCholesterol: {
      concept: "hdlCholesterol",
      unit: "mg/dL",
      range: [20, 100],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [90, 200],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    onAntihypertensive: { concept: "onAntihypertensive" },
    hasDiabetes: { concept: "hasDiabetes" },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
  },
  outputs: [
    {
      code: "pce-ascvd-10y",
      display: "First hard atherosclerotic cardiovascular event within 10 years (pooled cohort equations)",
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
    "The equations overestimate the risk in cohorts of today.",
    "Race selects the equation, as published; the newer equations of the same societies, prevent, are without race.",
    "In young Black women with an extreme systolic blood pressure the published equations give implausible values.",
    "The coefficients are those of public calculators; the paper prints them rounded to three digits, which moves a risk by up to 0.28 percentage points.",
  ],
  validation: [
    {
      cohort: "10,997 adults of 45 to 79 years in REGARDS, United States, 5 years",
      year: 2014,
      cStatistic: 0.72,
      failures: ["predicted risk of 10 % and over: 12.0 events for 15.1 predicted, in 1,000 person-years"],
      source: "Muntner P et al. JAMA 2014;311:1406-1415, doi:10.1001/jama.2014.2630",
    },
    {
      cohort: "4,227 persons of 50 to 74 years without diabetes in MESA, United States",
      year: 2015,
      failures: [
        "a modern multi-ethnic cohort: this and three Framingham scores overestimated by 37 to 154 % in men and 8 to 67 % in women",
      ],
      source: "DeFilippis AP et al. Ann Intern Med 2015;162(4), doi:10.7326/M14-1281",
    },
  ],
  insteadOf: [
    { id: "prevent", when: "30 to 79 years, the newer equations of the same societies, without race" },
    { id: "score2", when: "European populations, 40 to 69 years, without diabetes" },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  /** One of the concept's codes. */
  readonly race: string;
  /** mg/dL */
  readonly totalCholesterol: number;
  /** mg/dL */
  readonly hdlCholesterol: number;
  readonly systolicBloodPressure: number;
  readonly onAntihypertensive: boolean;
  readonly hasDiabetes: boolean;
  readonly currentSmoker: boolean;
}

const lnAge = (p: Person) => Math.log(p.age);
const lnTotal = (p: Person) => Math.log(p.totalCholesterol);
const lnHdl = (p: Person) => Math.log(p.hdlCholesterol);
const lnTreated = (p: Person) => (p.onAntihypertensive ? Math.log(p.systolicBloodPressure) : 0);
const lnUntreated = (p: Person) => (p.onAntihypertensive ? 0 : Math.log(p.systolicBloodPressure));
const PRESSURE = ["systolicBloodPressure", "onAntihypertensive"] as const;

const TERMS = {
  "ln age": term([], lnAge),
  "(ln age)²": term([], (p: Person) => lnAge(p) ** 2),
  "ln TC": term(["totalCholesterol"], lnTotal),
  "ln age · ln TC": term(["totalCholesterol"], (p: Person) => lnAge(p) * lnTotal(p)),
  "ln HDL": term(["hdlCholesterol"], lnHdl),
  "ln age · ln HDL": term(["hdlCholesterol"], (p: Person) => lnAge(p) * lnHdl(p)),
  "ln treated SBP": term(PRESSURE, lnTreated),
  "ln age · ln treated SBP": term(PRESSURE, (p: Person) => lnAge(p) * lnTreated(p)),
  "ln untreated SBP": term(PRESSURE, lnUntreated),
  "ln age · ln untreated SBP": term(PRESSURE, (p: Person) => lnAge(p) * lnUntreated(p)),
  smoker: term(["currentSmoker"], (p: Person) => Number(p.currentSmoker)),
  "ln age · smoker": term(["currentSmoker"], (p: Person) => lnAge(p) * Number(p.currentSmoker)),
  diabetes: term(["hasDiabetes"], (p: Person) => Number(p.hasDiabetes)),
} as const;

interface Numbers {
  readonly coefficients: Readonly<Partial<Record<keyof typeof TERMS, number>>>;
  readonly mean: number;
  readonly survival: number;
}
const EQUATIONS: Readonly<Record<Person["sex"], Readonly<Record<"white" | "black", Numbers>>>> = {
  female: {
    white: {
      coefficients: {
        "ln age": -29.799,
        "(ln age)²": 4.884,
        "ln TC": 13.54,
        "ln age · ln TC": -3.114,
        "ln HDL": -13.578,
        "ln age · ln HDL": 3.149,
        "ln treated SBP": 2.019,
        "ln untreated SBP": 1.957,
        smoker: 7.574,
        "ln age · smoker": -1.665,
        diabetes: 0.661,
      },
      mean: -29.1817,
      survival: 0.96652,
    },
    black: {
      coefficients: {
        "ln age": 17.1141,
        "ln TC": 0.9396,
        "ln HDL": -18.9196,
        "ln age · ln HDL": 4.4748,
        "ln treated SBP": 29.2907,
        "ln age · ln treated SBP": -6.4321,
        "ln untreated SBP": 27.8197,
        "ln age · ln untreated SBP": -6.0873,
        smoker: 0.6908,
        diabetes: 0.8738,
      },
      mean: 86.6081,
      survival: 0.95334,
    },
  },
  male: {
    white: {
      coefficients: {
        "ln age": 12.344,
        "ln TC": 11.853,
        "ln age · ln TC": -2.664,
        "ln HDL": -7.99,
        "ln age · ln HDL": 1.769,
        "ln treated SBP": 1.797,
        "ln untreated SBP": 1.764,
        smoker: 7.837,
        "ln age · smoker": -1.795,
        diabetes: 0.658,
      },
      mean: 61.1816,
      survival: 0.91436,
    },
    black: {
      coefficients: {
        "ln age": 2.469,
        "ln TC": 0.302,
        "ln HDL": -0.307,
        "ln treated SBP": 1.916,
        "ln untreated SBP": 1.809,
        smoker: 0.549,
        diabetes: 0.645,
      },
      mean: 19.5425,
      survival: 0.89536,
    },
  },
};

/** The reference of the contributions: the optimal levels of the guideline's own calculator. */
const referenceOf = (person: Person): Person => ({
  ...person,
  totalCholesterol: 170,
  hdlCholesterol: 50,
  systolicBloodPressure: 110,
  onAntihypertensive: false,
  hasDiabetes: false,
  currentSmoker: false,
});
const REFERENCE_SAYS =
  "same age, sex and race, total cholesterol 170 mg/dL, HDL 50 mg/dL, systolic 110 mmHg, untreated, no diabetes, not smoking";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const equation = EQUATIONS[person.sex][person.race === "black" ? "black" : "white"];
  const hazard = hazardOf({ terms: TERMS, ...equation }, person, {
    person: referenceOf(person),
    says: REFERENCE_SAYS,
  });
  const [{ code, display }] = metadata.outputs;
  const isDerivedFor = person.race === "black" || person.race === "white";
  return [
    {
      code,
      display,
      horizonYears: 10,
      ...hazard,
      band: bandOf(hazard.probability),
      ...(isDerivedFor
        ? {}
        : { flags: ["the equations were derived in Black and White people; the one for White people was used"] }),
    },
  ];
}

function bandOf(risk: number): NonNullable<Result["band"]> {
  const source = "2019 ACC/AHA guideline on primary prevention";
  if (risk >= 0.2) return { code: "high", display: "High risk", source };
  if (risk >= 0.075) return { code: "intermediate", display: "Intermediate risk", source };
  if (risk >= 0.05) return { code: "borderline", display: "Borderline risk", source };
  return { code: "low", display: "Low risk", source };
}

export const PCE_2013: RiskModel = { metadata, coefficientHash: hashOf(EQUATIONS), compute };

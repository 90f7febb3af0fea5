/**
 * MESA risk score: 10-year risk of coronary heart disease, with and without coronary artery calcium.
 *
 * Source      McClelland RL et al. J Am Coll Cardiol 2015;66:1643-1653. doi:10.1016/j.jacc.2015.08.035
 * Equation    R = 1 - S0^exp(x), x = Σ β · term, nothing centred; calcium as ln(Agatston score + 1)
 * Population  45 to 85 years, White, Black, Hispanic or Chinese American, without cardiovascular disease.
 * Missing     nothing is imputed; without a calcium score the equation without it is computed.
 * Rounding    none; no cap.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";

const FIVE_YEARS_DAYS = 1826; // how old a value may be: a limit of ours

export const metadata = {
  id: "mesa-chd",
  version: "1.0.0",
  title: "MESA risk score: 10-year risk of coronary heart disease with coronary artery calcium",
  sources: [
    {
      citation:
        "McClelland RL, Jorgensen NW, Budoff M, et al. 10-year coronary heart disease risk prediction using coronary artery calcium and traditional risk factors: derivation in the MESA with validation in the HNR study and the DHS. J Am Coll Cardiol 2015;66:1643-1653",
      doi: "10.1016/j.jacc.2015.08.035",
      where: "equations with and without coronary artery calcium",
    },
  ],
  confidence: "A",
  population:
    "White, Black, Hispanic and Chinese American people of 45 to 85 years in the United States without cardiovascular disease",
  intendedUse:
    "Primary prevention: estimates the risk of coronary heart disease, with a calcium score where there is one",
  wrongUse: "Not with known cardiovascular disease, nor outside 45 to 85 years",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [45, 85], completed: true },
    sex: { concept: "sex" },
    race: { concept: "race" },
    totalCholesterol: {
      concept: "totalCholesterol",
      unit: "mg/dL",
      range: [80, 450], // this and the next two: plausibility limits of ours
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    hdlCholesterol: {
      concept: "hdlCholesterol",
      unit: "mg/dL",
      range: [10, 150],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [80, 220],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    onLipidLoweringDrug: { concept: "onLipidLoweringDrug" },
    onAntihypertensive: { concept: "onAntihypertensive" },
    hasDiabetes: { concept: "hasDiabetes" },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    hasRelativeWithInfarction: { concept: "hasRelativeWithInfarction" },
    coronaryArteryCalciumScore: {
      concept: "coronaryArteryCalciumScore",
      range: [0, 15_000], // plausibility limits of ours
      maxAgeDays: FIVE_YEARS_DAYS,
      missing: { rule: "optional", says: "needed by the equation with coronary artery calcium only" },
    },
  },
  outputs: [
    {
      code: "mesa-chd-10y",
      display: "Coronary heart disease within 10 years (MESA, without calcium score)",
      gives: "probability",
      unit: "%",
    },
    {
      code: "mesa-chd-calcium-10y",
      display: "Coronary heart disease within 10 years (MESA, with calcium score)",
      gives: "probability",
      unit: "%",
    },
  ],
  variants: [
    {
      code: "with-calcium",
      display: "both equations, without and with coronary artery calcium",
      needs: [["coronaryArteryCalciumScore"]],
      uses: ["coronaryArteryCalciumScore"],
    },
    { code: "without-calcium", display: "the equation without coronary artery calcium", needs: [[]], uses: [] },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    {
      concept: "hasCardiovascularDisease",
      when: true,
      says: "known cardiovascular disease: the risk is of a first event",
    },
    {
      concept: "race",
      when: "american-indian-or-alaska-native",
      says: "derived in White, Black, Hispanic and Chinese American people",
    },
    {
      concept: "race",
      when: "native-hawaiian-or-pacific-islander",
      says: "derived in White, Black, Hispanic and Chinese American people",
    },
  ],
  limits: [
    "Family history is of a heart attack in a parent, sibling or child.",
    "Race and ethnicity are terms of the published equations; prevent is without them, and without the calcium score.",
  ],
  validation: [
    {
      cohort: "the Heinz Nixdorf Recall study, with coronary calcium",
      year: 2015,
      cStatistic: 0.779,
      source: "McClelland RL et al. J Am Coll Cardiol 2015;66:1643-1653, doi:10.1016/j.jacc.2015.08.035",
    },
    {
      cohort: "the Dallas Heart study, with coronary calcium",
      year: 2015,
      cStatistic: 0.816,
      source: "McClelland RL et al. J Am Coll Cardiol 2015;66:1643-1653, doi:10.1016/j.jacc.2015.08.035",
    },
  ],
  insteadOf: [
    { id: "prevent", when: "30 to 79 years, derived in the United States" },
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
  readonly onLipidLoweringDrug: boolean;
  readonly onAntihypertensive: boolean;
  readonly hasDiabetes: boolean;
  readonly currentSmoker: boolean;
  readonly hasRelativeWithInfarction: boolean;
  /** Agatston; known where the equation with calcium is computed */
  readonly coronaryArteryCalciumScore: number;
}

const TERMS = {
  age: term([], (p: Person) => p.age),
  male: term([], (p: Person) => Number(p.sex === "male")),
  chinese: term([], (p: Person) => Number(p.race === "asian")),
  black: term([], (p: Person) => Number(p.race === "black")),
  hispanic: term([], (p: Person) => Number(p.race === "hispanic")),
  diabetes: term(["hasDiabetes"], (p: Person) => Number(p.hasDiabetes)),
  smoker: term(["currentSmoker"], (p: Person) => Number(p.currentSmoker)),
  totalCholesterol: term(["totalCholesterol"], (p: Person) => p.totalCholesterol),
  hdl: term(["hdlCholesterol"], (p: Person) => p.hdlCholesterol),
  lipidDrug: term(["onLipidLoweringDrug"], (p: Person) => Number(p.onLipidLoweringDrug)),
  sbp: term(["systolicBloodPressure"], (p: Person) => p.systolicBloodPressure),
  bloodPressureDrug: term(["onAntihypertensive"], (p: Person) => Number(p.onAntihypertensive)),
  familyHistory: term(["hasRelativeWithInfarction"], (p: Person) => Number(p.hasRelativeWithInfarction)),
  "ln(calcium + 1)": term(["coronaryArteryCalciumScore"], (p: Person) => Math.log(p.coronaryArteryCalciumScore + 1)),
} as const;

const WITHOUT_CALCIUM = {
  coefficients: {
    age: 0.0455,
    male: 0.7496,
    chinese: -0.5055,
    black: -0.2111,
    hispanic: -0.19,
    diabetes: 0.5168,
    smoker: 0.4732,
    totalCholesterol: 0.0053,
    hdl: -0.014,
    lipidDrug: 0.2473,
    sbp: 0.0085,
    bloodPressureDrug: 0.3381,
    familyHistory: 0.4522,
  },
  survival: 0.99963,
} as const;
const WITH_CALCIUM = {
  coefficients: {
    age: 0.0172,
    male: 0.4079,
    chinese: -0.3475,
    black: 0.0353,
    hispanic: -0.0222,
    diabetes: 0.3892,
    smoker: 0.3717,
    totalCholesterol: 0.0043,
    hdl: -0.0114,
    lipidDrug: 0.1206,
    sbp: 0.0066,
    bloodPressureDrug: 0.2278,
    familyHistory: 0.3239,
    "ln(calcium + 1)": 0.2743,
  },
  survival: 0.99833,
} as const;

/** The reference of the contributions: same age, sex and race, and levels of ours. */
const referenceOf = (person: Person): Person => ({
  ...person,
  totalCholesterol: 170,
  hdlCholesterol: 50,
  systolicBloodPressure: 110,
  onLipidLoweringDrug: false,
  onAntihypertensive: false,
  hasDiabetes: false,
  currentSmoker: false,
  hasRelativeWithInfarction: false,
  coronaryArteryCalciumScore: 0,
});
const REFERENCE_SAYS =
  "same age, sex and race, total cholesterol 170 mg/dL, HDL 50 mg/dL, systolic 110 mmHg, untreated, no diabetes, not smoking, no family history; where used, calcium score 0";

export function compute(inputs: ComputeInputs, variant = "without-calcium"): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations and the variant's needs were checked before
  const [without, withCalcium] = metadata.outputs;
  return [
    resultOf(without, WITHOUT_CALCIUM, person),
    ...(variant === "with-calcium" ? [resultOf(withCalcium, WITH_CALCIUM, person)] : []),
  ];
}

function resultOf(
  { code, display }: (typeof metadata.outputs)[number],
  numbers: typeof WITHOUT_CALCIUM | typeof WITH_CALCIUM,
  person: Person,
): Result {
  const hazard = hazardOf({ terms: TERMS, ...numbers }, person, {
    person: referenceOf(person),
    says: REFERENCE_SAYS,
  });
  return {
    code,
    display,
    horizonYears: 10,
    ...hazard,
    ...(person.race === "asian"
      ? { flags: ["the coefficient for Asian people was derived in Chinese Americans"] }
      : {}),
  };
}

export const MESA_CHD: RiskModel = {
  metadata,
  coefficientHash: hashOf({ WITHOUT_CALCIUM, WITH_CALCIUM }),
  compute,
};

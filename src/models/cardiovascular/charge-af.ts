/**
 * CHARGE-AF, simple model: 5-year risk of new atrial fibrillation.
 *
 * Source      Alonso A et al. J Am Heart Assoc 2013;2:e000102. doi:10.1161/JAHA.112.000102
 * Equation    R = 1 - 0.9718412736^exp(x - 12.58156), x = Σ β · term, without electrocardiogram
 * Population  46 to 94 years, without atrial fibrillation.
 * Missing     nothing is imputed; a missing input, race included, is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf, term } from "../proportional-hazards.ts";

const TWO_YEARS_DAYS = 730; // how old a value may be: a limit of ours

export const metadata = {
  id: "charge-af",
  version: "1.0.0",
  title: "CHARGE-AF: 5-year risk of atrial fibrillation",
  sources: [
    {
      citation:
        "Alonso A, Krijthe BP, Aspelund T, et al. Simple risk model predicts incidence of atrial fibrillation in a racially and geographically diverse population: the CHARGE-AF consortium. J Am Heart Assoc 2013;2:e000102",
      doi: "10.1161/JAHA.112.000102",
      where: "simple model without electrocardiogram",
    },
  ],
  confidence: "A",
  population:
    "People of 46 to 94 years without atrial fibrillation; derived in cohorts of the United States and Europe",
  intendedUse: "Estimates the risk of new atrial fibrillation, to choose whom to screen",
  wrongUse: "Not with known atrial fibrillation; a high risk is no diagnosis",
  licence: "Published equation, free to use with citation",
  inputs: {
    age: { concept: "age", range: [46, 94], completed: true },
    race: { concept: "race" },
    bodyHeight: { concept: "bodyHeight", unit: "cm", range: [120, 220] }, // this and the next three: limits of ours
    bodyWeight: {
      concept: "bodyWeight",
      unit: "kg",
      range: [30, 250],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [80, 220],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    diastolicBloodPressure: {
      concept: "diastolicBloodPressure",
      unit: "mm[Hg]",
      range: [40, 130],
      maxAgeDays: TWO_YEARS_DAYS,
      modifiable: true,
    },
    currentSmoker: { concept: "currentSmoker", modifiable: true },
    onAntihypertensive: { concept: "onAntihypertensive" },
    hasDiabetes: { concept: "hasDiabetes" },
    hasHeartFailure: { concept: "hasHeartFailure" },
    hasMyocardialInfarction: { concept: "hasMyocardialInfarction" },
  },
  outputs: [
    {
      code: "charge-af-5y",
      display: "Atrial fibrillation within 5 years (CHARGE-AF)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasAtrialFibrillation", when: true, says: "atrial fibrillation is known already" },
  ],
  limits: ["Race is White or not White, as the paper has it; this library has no version without it."],
  validation: [
    {
      cohort: "AGES, Reykjavik",
      year: 2013,
      cStatistic: 0.664,
      source: "Alonso A et al. J Am Heart Assoc 2013, doi:10.1161/JAHA.112.000102",
    },
    {
      cohort: "the Rotterdam study",
      year: 2013,
      cStatistic: 0.705,
      source: "Alonso A et al. J Am Heart Assoc 2013, doi:10.1161/JAHA.112.000102",
    },
    {
      cohort: "24,020 persons of EPIC Norfolk, United Kingdom",
      year: 2014,
      cStatistic: 0.81,
      failures: ["EPIC Norfolk: nearly twice as many cases were predicted as were seen; recalibration was needed"],
      source: "Eur J Prev Cardiol 2015;22:932-939, doi:10.1177/2047487314544045",
    },
  ],
  insteadOf: [{ id: "cha2ds2-vasc", when: "atrial fibrillation that is known: risk of stroke" }],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  /** One of the concept's codes. */
  readonly race: string;
  /** cm */
  readonly bodyHeight: number;
  /** kg */
  readonly bodyWeight: number;
  readonly systolicBloodPressure: number;
  readonly diastolicBloodPressure: number;
  readonly currentSmoker: boolean;
  readonly onAntihypertensive: boolean;
  readonly hasDiabetes: boolean;
  readonly hasHeartFailure: boolean;
  readonly hasMyocardialInfarction: boolean;
}

const TERMS = {
  "age/5": term([], (p: Person) => p.age / 5),
  white: term([], (p: Person) => Number(p.race === "white")),
  "height/10": term([], (p: Person) => p.bodyHeight / 10),
  "weight/15": term(["bodyWeight"], (p: Person) => p.bodyWeight / 15),
  "SBP/20": term(["systolicBloodPressure"], (p: Person) => p.systolicBloodPressure / 20),
  "DBP/10": term(["diastolicBloodPressure"], (p: Person) => p.diastolicBloodPressure / 10),
  smoker: term(["currentSmoker"], (p: Person) => Number(p.currentSmoker)),
  antihypertensive: term(["onAntihypertensive"], (p: Person) => Number(p.onAntihypertensive)),
  diabetes: term(["hasDiabetes"], (p: Person) => Number(p.hasDiabetes)),
  heartFailure: term(["hasHeartFailure"], (p: Person) => Number(p.hasHeartFailure)),
  infarction: term(["hasMyocardialInfarction"], (p: Person) => Number(p.hasMyocardialInfarction)),
} as const;

const EQUATION = {
  coefficients: {
    "age/5": 0.508,
    white: 0.465,
    "height/10": 0.248,
    "weight/15": 0.115,
    "SBP/20": 0.197,
    "DBP/10": -0.101,
    smoker: 0.359,
    antihypertensive: 0.349,
    diabetes: 0.237,
    heartFailure: 0.701,
    infarction: 0.496,
  },
  survival: 0.9718412736,
  mean: 12.58156,
} as const;

/** The reference of the contributions: same age, race and height, and levels of ours. */
const referenceOf = (person: Person): Person => ({
  ...person,
  bodyWeight: 22.5 * (person.bodyHeight / 100) ** 2,
  systolicBloodPressure: 120,
  diastolicBloodPressure: 80,
  currentSmoker: false,
  onAntihypertensive: false,
  hasDiabetes: false,
  hasHeartFailure: false,
  hasMyocardialInfarction: false,
});
const REFERENCE_SAYS =
  "same age, race and height, body mass index 22.5 kg/m², 120/80 mmHg, untreated, not smoking, no diabetes, heart failure or infarction";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const hazard = hazardOf({ terms: TERMS, ...EQUATION }, person, {
    person: referenceOf(person),
    says: REFERENCE_SAYS,
  });
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      horizonYears: 5,
      ...hazard,
      ...(hazard.probability >= 0.05
        ? { band: { code: "high", display: "High risk of atrial fibrillation", source: "CHARGE-AF: 5 % and over" } }
        : {}),
    },
  ];
}

export const CHARGE_AF: RiskModel = { metadata, coefficientHash: hashOf(EQUATION), compute };

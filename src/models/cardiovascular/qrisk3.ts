/**
 * QRISK3-2017 coefficients, independent implementation: 10-year risk of cardiovascular disease in England and Wales.
 *
 * Source      Hippisley-Cox J, Coupland C, Brindle P. BMJ 2017;357:j2099. doi:10.1136/bmj.j2099; numbers as published with
 *             the C source of QRISK3-2017 (`qrisk3.coefficients.json`)
 * Equation    R = 1 - S0(10)^exp(x), x = Σ β · term; terms centred; fractional polynomials of age/10 and BMI/10 by sex:
 *             women age^-2 and age, men age^-1 and age^3; both BMI^-2 and BMI^-2 · ln BMI; no cap on BMI
 * Population  25 to 84 years, without cardiovascular disease, not on a statin.
 * Missing     a Townsend score that is not known is 0, as the authors' calculator takes it, and marked; the rest is an error.
 * Rounding    none here.
 */
import type { Term } from "../attribution.ts";
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { hazardOf } from "../proportional-hazards.ts";
import table from "./qrisk3.coefficients.json" with { type: "json" };

const FIVE_YEARS_DAYS = 1826; // how old a value may be: a limit of ours
/** The text that the authors ask to be held together with any score. */
const DISCLAIMER_OF_CLINRISK =
  "Disclaimer of ClinRisk Ltd.: the initial version of this file, to be found at http://svn.clinrisk.co.uk/opensource/qrisk2, faithfully implements QRISK3-2017. ClinRisk Ltd. have released this code under the GNU Lesser General Public License to enable others to implement the algorithm faithfully. However, the nature of the GNU Lesser General Public License is such that we cannot prevent, for example, someone accidentally altering the coefficients, getting the inputs wrong, or just poor programming. ClinRisk Ltd. stress, therefore, that it is the responsibility of the end user to check that the source that they receive produces the same results as the original code found at https://qrisk.org. Inaccurate implementations of risk scores can lead to wrong patients being given the wrong treatment.";

export const metadata = {
  id: "qrisk3",
  version: "1.0.0",
  title: "QRISK3-2017 coefficients, independent implementation: 10-year risk of cardiovascular disease",
  sources: [
    {
      citation:
        "Hippisley-Cox J, Coupland C, Brindle P. Development and validation of QRISK3 risk prediction algorithms to estimate future risk of cardiovascular disease: prospective cohort study. BMJ 2017;357:j2099",
      doi: "10.1136/bmj.j2099",
      where: "equations; numbers as published with the C source of QRISK3-2017",
    },
  ],
  confidence: "A",
  population: "People of 25 to 84 years in England and Wales without cardiovascular disease who do not take a statin",
  intendedUse:
    "Primary prevention: estimates the risk of a first heart attack, angina, stroke or transient ischaemic attack",
  wrongUse: "Not with known cardiovascular disease, nor on a statin, nor outside 25 to 84 years",
  licence:
    "Published numbers; the authors' C source is under the GNU Lesser General Public License v3 and is not used here. QRISK is a registered trademark; this is an independent implementation. The authors' disclaimer stands with every answer.",
  inputs: {
    age: { concept: "age", range: [25, 84], completed: true },
    sex: { concept: "sex" },
    qresearchEthnicity: { concept: "qresearchEthnicity" },
    qresearchSmoking: { concept: "qresearchSmoking", modifiable: true },
    townsendScore: {
      concept: "townsendScore",
      range: [-7, 11],
      missing: {
        rule: "impute",
        value: 0,
        isOpen: true,
        says: "0 is used, as the authors' calculator has it without a postcode",
      },
    },
    bodyMassIndex: {
      concept: "bodyMassIndex",
      unit: "kg/m2",
      range: [12, 70], // plausibility limits of ours; outside 20 to 40 the answer says what the authors' page would give
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    cholesterolHdlRatio: {
      concept: "cholesterolHdlRatio",
      range: [1, 11],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [70, 210],
      maxAgeDays: FIVE_YEARS_DAYS,
      modifiable: true,
    },
    systolicBloodPressureSd: {
      concept: "systolicBloodPressureSd",
      unit: "mm[Hg]",
      range: [0, 60], // plausibility limits of ours
      maxAgeDays: FIVE_YEARS_DAYS,
    },
    hasTreatedHypertension: { concept: "hasTreatedHypertension" },
    hasType1Diabetes: { concept: "hasType1Diabetes" },
    hasType2Diabetes: { concept: "hasType2Diabetes" },
    hasAtrialFibrillation: { concept: "hasAtrialFibrillation" },
    hasChronicKidneyDisease345: { concept: "hasChronicKidneyDisease345" },
    hasRheumatoidArthritis: { concept: "hasRheumatoidArthritis" },
    hasSystemicLupus: { concept: "hasSystemicLupus" },
    hasMigraine: { concept: "hasMigraine" },
    hasSevereMentalIllness: { concept: "hasSevereMentalIllness" },
    hasErectileDysfunction: {
      concept: "hasErectileDysfunction",
      onlyOf: [{ concept: "sex", is: "male" }],
      contradictsOthers: true,
      missing: { rule: "optional", says: "counts in men only, of whom it must be known" },
    },
    onAtypicalAntipsychotic: { concept: "onAtypicalAntipsychotic" },
    onSystemicCorticosteroid: { concept: "onSystemicCorticosteroid" },
    hasRelativeWithHeartDiseaseBefore60: { concept: "hasRelativeWithHeartDiseaseBefore60" },
  },
  outputs: [
    {
      code: "qrisk3-cvd-10y",
      display: "Cardiovascular disease within 10 years (QRISK3-2017 coefficients)",
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
    { concept: "onStatin", when: true, says: "takes a statin: derived in people who do not" },
  ],
  limits: [
    "Ethnicity is a term of the published equations; score2 and prevent are without it, derived in other countries.",
    DISCLAIMER_OF_CLINRISK,
  ],
  validation: [
    {
      cohort: "233,233 women of 40 to 69 years in UK Biobank",
      year: 2023,
      cStatistic: 0.722,
      failures: [
        "65 years and over: C-statistic under 0.62",
        "UK Biobank, who are healthier than others: the risk was overestimated by as much as 20 %, most in older persons",
      ],
      source: "Parsons RE et al. Heart 2023;109:1690-1697, doi:10.1136/heartjnl-2022-321231",
    },
    {
      cohort: "170,137 men of 40 to 69 years in UK Biobank",
      year: 2023,
      cStatistic: 0.697,
      source: "Parsons RE et al. Heart 2023;109:1690-1697, doi:10.1136/heartjnl-2022-321231",
    },
  ],
  insteadOf: [
    { id: "score2", when: "European populations, 40 to 69 years, without diabetes" },
    { id: "prevent", when: "30 to 79 years, derived in the United States" },
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  readonly qresearchEthnicity: string;
  readonly qresearchSmoking: string;
  readonly townsendScore: number;
  readonly bodyMassIndex: number;
  readonly cholesterolHdlRatio: number;
  readonly systolicBloodPressure: number;
  readonly systolicBloodPressureSd: number;
  readonly hasTreatedHypertension: boolean;
  readonly hasType1Diabetes: boolean;
  readonly hasType2Diabetes: boolean;
  readonly hasAtrialFibrillation: boolean;
  readonly hasChronicKidneyDisease345: boolean;
  readonly hasRheumatoidArthritis: boolean;
  readonly hasSystemicLupus: boolean;
  readonly hasMigraine: boolean;
  readonly hasSevereMentalIllness: boolean;
  readonly hasErectileDysfunction: boolean;
  readonly onAtypicalAntipsychotic: boolean;
  readonly onSystemicCorticosteroid: boolean;
  readonly hasRelativeWithHeartDiseaseBefore60: boolean;
}

/** Names of the inputs that are true or false. */
type Fact = { [Key in keyof Person]: Person[Key] extends boolean ? Key : never }[keyof Person];

/** The true-or-false inputs by their name in the table. */
const FACTS = {
  atrialFibrillation: "hasAtrialFibrillation",
  atypicalAntipsychotic: "onAtypicalAntipsychotic",
  corticosteroid: "onSystemicCorticosteroid",
  erectileDysfunction: "hasErectileDysfunction",
  migraine: "hasMigraine",
  rheumatoidArthritis: "hasRheumatoidArthritis",
  kidneyDisease: "hasChronicKidneyDisease345",
  severeMentalIllness: "hasSevereMentalIllness",
  lupus: "hasSystemicLupus",
  treatedHypertension: "hasTreatedHypertension",
  type1Diabetes: "hasType1Diabetes",
  type2Diabetes: "hasType2Diabetes",
  familyHistory: "hasRelativeWithHeartDiseaseBefore60",
} as const satisfies Record<string, Fact>;

type Factor = Term<Person>;
const AGE = {
  female: { age1: (age: number) => age ** -2, age2: (age: number) => age },
  male: { age1: (age: number) => age ** -1, age2: (age: number) => age ** 3 },
} as const;

/** The factors of which the terms of the table are products, by name, centred for a sex. */
function factorsOf(sex: Person["sex"]): Readonly<Record<string, Factor>> {
  const { centres } = table.equations[sex];
  const bmi = (p: Person) => p.bodyMassIndex / 10;
  const oneOf = (
    input: "qresearchEthnicity" | "qresearchSmoking",
    name: string,
    codes: readonly string[],
  ): readonly (readonly [string, Factor])[] =>
    codes.map((code) => [`${name} ${code}`, { inputs: [input], value: (p) => Number(p[input] === code) }]);
  return {
    age1: { inputs: [], value: (p) => AGE[sex].age1(p.age / 10) - centres.age1 },
    age2: { inputs: [], value: (p) => AGE[sex].age2(p.age / 10) - centres.age2 },
    bmi1: { inputs: ["bodyMassIndex"], value: (p) => bmi(p) ** -2 - centres.bmi1 },
    bmi2: { inputs: ["bodyMassIndex"], value: (p) => bmi(p) ** -2 * Math.log(bmi(p)) - centres.bmi2 },
    ratio: { inputs: ["cholesterolHdlRatio"], value: (p) => p.cholesterolHdlRatio - centres.ratio },
    sbp: { inputs: ["systolicBloodPressure"], value: (p) => p.systolicBloodPressure - centres.sbp },
    sbpSd: { inputs: ["systolicBloodPressureSd"], value: (p) => p.systolicBloodPressureSd - centres.sbpSd },
    townsend: { inputs: ["townsendScore"], value: (p) => p.townsendScore - centres.townsend },
    ...Object.fromEntries(
      Object.entries(FACTS).map(([name, input]): [string, Factor] => [
        name,
        { inputs: [input], value: (p) => Number(p[input]) },
      ]),
    ),
    ...Object.fromEntries(oneOf("qresearchSmoking", "smoking", ["ex", "light", "moderate", "heavy"])),
    ...Object.fromEntries(
      oneOf("qresearchEthnicity", "ethnicity", [
        "indian",
        "pakistani",
        "bangladeshi",
        "other-asian",
        "black-caribbean",
        "black-african",
        "chinese",
        "other",
      ]),
    ),
  };
}

/** The equation of a sex: each term of the table as the product of the factors that its name lists. */
function equationOf(sex: Person["sex"]) {
  const { coefficients, survival } = table.equations[sex];
  const factors = factorsOf(sex);
  const terms = Object.keys(coefficients).map((name): [string, Factor] => {
    const product = name.split(" · ").map((factor) => factors[factor] as Factor); // a name without one fails at load
    const inputs = product.flatMap((factor) => factor.inputs);
    return [name, { inputs, value: (p) => product.reduce((so, { value }) => so * value(p), 1) }];
  });
  return { terms: Object.fromEntries(terms), coefficients: coefficients as Readonly<Record<string, number>>, survival };
}
const EQUATIONS = { female: equationOf("female"), male: equationOf("male") } as const;

/** The reference of the contributions: same age, sex, ethnicity and area, and levels of ours. */
const referenceOf = (person: Person): Person => ({
  ...person,
  qresearchSmoking: "non",
  bodyMassIndex: 25,
  cholesterolHdlRatio: 4,
  systolicBloodPressure: 125,
  systolicBloodPressureSd: 0,
  ...(Object.fromEntries(Object.values(FACTS).map((input) => [input, false])) as Record<Fact, false>), // all of them
});
const REFERENCE_SAYS =
  "same age, sex, ethnicity and Townsend score, non-smoker, body mass index 25 kg/m², cholesterol ratio 4, steady systolic 125 mmHg, none of the conditions and drugs";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const risk = (who: Person) =>
    hazardOf(EQUATIONS[person.sex], who, { person: referenceOf(person), says: REFERENCE_SAYS });
  const clampedBmi = Math.min(Math.max(person.bodyMassIndex, 20), 40);
  const isClamped = clampedBmi !== person.bodyMassIndex;
  const flags = [
    ...(isClamped
      ? [
          "the body mass index is outside 20 to 40 kg/m², to which the authors' page cuts it; the detail bmi-cut-to-20-40-percent is the risk with it cut",
        ]
      : []),
    ...(person.hasType1Diabetes && person.hasType2Diabetes ? ["both types of diabetes are given: check them"] : []),
  ];
  const hazard = risk(person);
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      horizonYears: 10,
      ...hazard,
      ...(flags.length === 0 ? {} : { flags }),
      details: {
        "displayed-percent": toOneDecimal(100 * hazard.probability),
        ...(isClamped
          ? { "bmi-cut-to-20-40-percent": 100 * risk({ ...person, bodyMassIndex: clampedBmi }).probability }
          : {}),
      },
    },
  ];
}

/** As the authors' program shows it. */
const toOneDecimal = (percent: number): number => Math.round(percent * 10) / 10;

export const QRISK3: RiskModel = { metadata, coefficientHash: hashOf(table.equations), compute };

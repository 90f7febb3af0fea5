/**
 * PSI: pneumonia severity index (PORT).
 *
 * Source      Fine MJ et al. N Engl J Med 1997;336:243-250. doi:10.1056/NEJM199701233360402 (figure 1, tables 2 and 3)
 * Rule        step 1: class I at 50 years or under with none of five diseases and no abnormal vital sign or mental status;
 *             step 2: else age (women - 10) and points by item; class II to 70, III to 90, IV to 130, V over 130
 * Population  adults with community-acquired pneumonia.
 * Missing     nothing is imputed; a missing value is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { isAtLeast, isOver, pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a value may be: a limit of ours

export const metadata = {
  id: "psi-port",
  version: "1.0.0",
  title: "PSI: pneumonia severity index (PORT)",
  sources: [
    {
      citation:
        "Fine MJ, Auble TE, Yealy DM, et al. A prediction rule to identify low-risk patients with community-acquired pneumonia. N Engl J Med 1997;336:243-250",
      doi: "10.1056/NEJM199701233360402",
      where: "figure 1; points by item; deaths by class",
    },
  ],
  confidence: "B",
  population: "Adults who present with community-acquired pneumonia",
  intendedUse: "Finds people with pneumonia at low risk of death, to help decide where it is treated",
  wrongUse: "Not without pneumonia, not for hospital-acquired pneumonia or children; never instead of judgement",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true }, // lower end a limit of ours: the score is of adults
    sex: { concept: "sex" },
    livesInNursingHome: { concept: "livesInNursingHome" },
    hasNeoplasticDisease: { concept: "hasNeoplasticDisease" },
    hasChronicLiverDisease: { concept: "hasChronicLiverDisease" },
    hasHeartFailure: { concept: "hasHeartFailure" },
    hasCerebrovascularDisease: { concept: "hasCerebrovascularDisease" },
    hasKidneyDisease: { concept: "hasKidneyDisease" },
    hasAlteredMentalStatus: { concept: "hasAlteredMentalStatus", maxAgeDays: ONE_DAY },
    respiratoryRate: { concept: "respiratoryRate", unit: "/min", maxAgeDays: ONE_DAY },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
    bodyTemperature: { concept: "bodyTemperature", unit: "Cel", maxAgeDays: ONE_DAY },
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    arterialPh: { concept: "arterialPh", maxAgeDays: ONE_DAY },
    ureaNitrogen: { concept: "ureaNitrogen", unit: "mg/dL", maxAgeDays: ONE_DAY },
    sodium: { concept: "sodium", unit: "mmol/L", maxAgeDays: ONE_DAY },
    glucose: { concept: "glucose", unit: "mg/dL", maxAgeDays: ONE_DAY },
    haematocrit: { concept: "haematocrit", unit: "%", maxAgeDays: ONE_DAY },
    arterialOxygenPressure: { concept: "arterialOxygenPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
    hasPleuralEffusion: { concept: "hasPleuralEffusion" },
  },
  outputs: [
    { code: "psi-port", display: "Severity of pneumonia (PSI)", gives: "score", unit: "{score}" },
    { code: "psi-death", display: "Death at this class of the PSI", gives: "probability", unit: "%" },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["It is not checked that the person has pneumonia.", "Age weighs heavily: young people can be very ill."],
  insteadOf: [{ id: "curb-65", when: "few laboratory values are known" }],
} as const satisfies ModelMetadata;

interface Values {
  readonly age: number;
  readonly sex: "female" | "male";
  readonly respiratoryRate: number;
  readonly systolicBloodPressure: number;
  readonly bodyTemperature: number;
  readonly heartRate: number;
  readonly arterialPh: number;
  /** mg/dL */
  readonly ureaNitrogen: number;
  readonly sodium: number;
  /** mg/dL */
  readonly glucose: number;
  readonly haematocrit: number;
  readonly arterialOxygenPressure: number;
}

const FEMALE_POINTS = -10;
const DISEASES = {
  hasNeoplasticDisease: 30,
  hasChronicLiverDisease: 20,
  hasHeartFailure: 10,
  hasCerebrovascularDisease: 10,
  hasKidneyDisease: 10,
} as const;
const OTHER_FACTS = { livesInNursingHome: 10, hasPleuralEffusion: 10 } as const;
const ALTERED_MENTAL_STATUS = 20;
interface Rule {
  readonly key: keyof Values & string;
  readonly points: number;
  readonly isMet: (value: number) => boolean;
}
const VITAL_SIGNS: readonly Rule[] = [
  { key: "respiratoryRate", points: 20, isMet: (value) => isAtLeast(value, 30) },
  { key: "systolicBloodPressure", points: 20, isMet: (value) => !isAtLeast(value, 90) },
  { key: "bodyTemperature", points: 15, isMet: (value) => !isAtLeast(value, 35) || isAtLeast(value, 40) },
  { key: "heartRate", points: 10, isMet: (value) => isAtLeast(value, 125) },
];
const LABORATORY: readonly Rule[] = [
  { key: "arterialPh", points: 30, isMet: (value) => !isAtLeast(value, 7.35) },
  { key: "ureaNitrogen", points: 20, isMet: (value) => isAtLeast(value, 30) },
  { key: "sodium", points: 20, isMet: (value) => !isAtLeast(value, 130) },
  { key: "glucose", points: 10, isMet: (value) => isAtLeast(value, 250) },
  { key: "haematocrit", points: 10, isMet: (value) => !isAtLeast(value, 30) },
  { key: "arterialOxygenPressure", points: 10, isMet: (value) => !isAtLeast(value, 60) },
];
const STEP_1_AGE_TO = 50;
const CLASSES = [
  { roman: "II", code: "psi-ii", to: 70, death: 0.006 },
  { roman: "III", code: "psi-iii", to: 90, death: 0.009 },
  { roman: "IV", code: "psi-iv", to: 130, death: 0.093 },
  { roman: "V", code: "psi-v", to: Number.POSITIVE_INFINITY, death: 0.27 },
] as const;
const CLASS_I = { roman: "I", code: "psi-i", to: Number.POSITIVE_INFINITY, death: 0.001 } as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const values = inputs as unknown as Values; // the declarations were checked before
  const pointsOfFacts = (facts: Readonly<Record<string, number>>) =>
    Object.entries(facts).map(([input, points]) => ({ input, value: pointsIf(inputs[input], points) }));
  const pointsOfRules = (rules: readonly Rule[]) =>
    rules.map(({ key, points, isMet }) => ({ input: key, value: pointsIf(isMet(Number(values[key])), points) }));
  const step1 = [
    ...pointsOfFacts({ ...DISEASES, hasAlteredMentalStatus: ALTERED_MENTAL_STATUS }),
    ...pointsOfRules(VITAL_SIGNS),
  ];
  const contributions = [...step1, ...pointsOfFacts(OTHER_FACTS), ...pointsOfRules(LABORATORY)];
  const ofAgeAndSex = values.age + (values.sex === "female" ? FEMALE_POINTS : 0);
  const score = contributions.reduce((sum, { value }) => sum + value, ofAgeAndSex);
  const isClassI = values.age <= STEP_1_AGE_TO && step1.every(({ value }) => value === 0);
  const found = isClassI ? CLASS_I : (CLASSES.find(({ to }) => !isOver(score, to)) ?? CLASSES[3]);
  const explained = {
    contributionScale: "points",
    contributions,
    total: score,
    reference: { value: ofAgeAndSex, says: "same age and sex, no item met" },
  } as const;
  const [{ code, display }, death] = metadata.outputs;
  return [
    {
      code,
      display,
      score,
      band: { code: found.code, display: `Class ${found.roman}`, source: "Fine 1997" },
      ...explained,
      details: { class: found.roman },
    },
    { code: death.code, display: death.display, probability: found.death, ...explained },
  ];
}

export const PSI_PORT: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    FEMALE_POINTS,
    DISEASES,
    OTHER_FACTS,
    ALTERED_MENTAL_STATUS,
    rules: [...VITAL_SIGNS, ...LABORATORY].map(({ key, points, isMet }) => [key, points, String(isMet)]),
    CLASSES: [CLASS_I, ...CLASSES],
    STEP_1_AGE_TO,
  }),
  compute,
};

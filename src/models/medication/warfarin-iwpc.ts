/**
 * IWPC: stable weekly dose of warfarin, with and without the genotype.
 *
 * Source      International Warfarin Pharmacogenetics Consortium (Klein TE et al.). N Engl J Med 2009;360:753-764.
 *             doi:10.1056/NEJMoa0809329 (supplementary appendix)
 * Equation    dose in mg a week = (intercept + Σ coefficient · term)², age in decades (69 years are 6), height in cm,
 *             weight in kg
 * Population  adults who take warfarin to an INR of 2 to 3.
 * Missing     an unknown genotype or race is a category of the paper and must be stated as such; a missing value is an
 *             error; without any genotype only the clinical equation is computed.      Rounding  none here.
 * Note        copies in circulation drop the term of CYP2C9 *2/*3 or give it to *2/*2.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";

const ONE_YEAR = 365; // how old a weight may be: a limit of ours
const TEN_YEARS = 3650; // and a height
const only = { rule: "optional", says: "needed by the pharmacogenetic equation only" } as const;

export const metadata = {
  id: "warfarin-iwpc",
  version: "1.0.0",
  title: "IWPC: stable weekly dose of warfarin",
  sources: [
    {
      citation:
        "International Warfarin Pharmacogenetics Consortium; Klein TE, Altman RB, Eriksson N, et al. Estimation of the warfarin dose with clinical and pharmacogenetic data. N Engl J Med 2009;360:753-764",
      doi: "10.1056/NEJMoa0809329",
      where: "supplementary appendix: both equations",
    },
  ],
  confidence: "B",
  population: "Adults who take warfarin to an INR of 2 to 3",
  intendedUse: "Estimates the weekly dose at which the INR becomes stable, for a clinician who starts warfarin",
  wrongUse: "Not an order of a dose and no substitute for INR measurements; not for another target or for children",
  licence: "Published equations, free to use with citation",
  inputs: {
    // The ranges are ours.
    age: { concept: "age", range: [18, 99], completed: true },
    bodyHeight: { concept: "bodyHeight", unit: "cm", range: [130, 230], maxAgeDays: TEN_YEARS },
    bodyWeight: { concept: "bodyWeight", unit: "kg", range: [30, 250], maxAgeDays: ONE_YEAR },
    iwpcRace: { concept: "iwpcRace" },
    onCytochromeInducer: { concept: "onCytochromeInducer" },
    onAmiodarone: { concept: "onAmiodarone" },
    vkorc1Genotype: { concept: "vkorc1Genotype", missing: only },
    cyp2c9Genotype: { concept: "cyp2c9Genotype", missing: only },
  },
  outputs: [
    {
      code: "warfarin-pharmacogenetic",
      display: "Weekly dose of warfarin, pharmacogenetic equation",
      gives: "measure",
      category: "therapy",
      unit: "mg/wk",
    },
    {
      code: "warfarin-clinical",
      display: "Weekly dose of warfarin, clinical equation",
      gives: "measure",
      category: "therapy",
      unit: "mg/wk",
    },
  ],
  variants: [
    {
      code: "pharmacogenetic",
      display: "pharmacogenetic equation, and the clinical one beside it",
      needs: [["vkorc1Genotype", "cyp2c9Genotype"]],
      uses: ["vkorc1Genotype", "cyp2c9Genotype"],
    },
    { code: "clinical", display: "clinical equation, without genotype", needs: [[]], uses: [] },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "not derived in pregnancy" },
  ],
  limits: [
    "The dose is an estimate of a stable dose for an INR of 2 to 3; the INR decides on every dose.",
    "It is not checked that warfarin is indicated, or that nothing speaks against it.",
    "Race stands in the equation for variants that were not measured; it is a category of the study, not of a person, and both equations of the source have it: there is none without it.",
    "Nothing is given where the pharmacogenetic equation comes to a root of 0 or less, in a frail person with several variants.",
    "Only the CYP2C9 alleles *1, *2 and *3 are in the equation; others can lower the dose.",
  ],
} as const satisfies ModelMetadata;

interface Person {
  readonly age: number;
  readonly bodyHeight: number;
  readonly bodyWeight: number;
  readonly iwpcRace: keyof typeof PHARMACOGENETIC.iwpcRace;
  readonly onCytochromeInducer: boolean;
  readonly onAmiodarone: boolean;
  readonly vkorc1Genotype: keyof typeof PHARMACOGENETIC.vkorc1Genotype;
  readonly cyp2c9Genotype: keyof typeof PHARMACOGENETIC.cyp2c9Genotype;
}

/** Coefficients of the square root of the weekly dose. */
const PHARMACOGENETIC = {
  intercept: 5.6044,
  decade: -0.2614,
  heightCm: 0.0087,
  weightKg: 0.0128,
  vkorc1Genotype: { GG: 0, AG: -0.8677, AA: -1.6974, unknown: -0.4854 },
  cyp2c9Genotype: {
    "*1/*1": 0,
    "*1/*2": -0.5211,
    "*1/*3": -0.9357,
    "*2/*2": -1.0616,
    "*2/*3": -1.9206,
    "*3/*3": -2.3312,
    unknown: -0.2188,
  },
  iwpcRace: { white: 0, asian: -0.1092, black: -0.276, "missing-or-mixed": -0.1032 },
  onCytochromeInducer: 1.1816,
  onAmiodarone: -0.5503,
} as const;
const CLINICAL = {
  intercept: 4.0376,
  decade: -0.2546,
  heightCm: 0.0118,
  weightKg: 0.0134,
  iwpcRace: { white: 0, asian: -0.6752, black: 0.406, "missing-or-mixed": 0.0443 },
  onCytochromeInducer: 1.2799,
  onAmiodarone: -0.5695,
} as const;
type Equation = typeof PHARMACOGENETIC | typeof CLINICAL;

export function compute(inputs: ComputeInputs, variant: string = "clinical"): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations and the variant's needs were checked before
  const [pharmacogenetic, clinical] = metadata.outputs;
  const withoutGenotype = doseOf(clinical, CLINICAL, person, []);
  if (variant === "clinical") return withoutGenotype === undefined ? [] : [withoutGenotype];
  const { vkorc1Genotype, cyp2c9Genotype } = person;
  const genotype = [
    { input: "vkorc1Genotype", value: PHARMACOGENETIC.vkorc1Genotype[vkorc1Genotype] },
    { input: "cyp2c9Genotype", value: PHARMACOGENETIC.cyp2c9Genotype[cyp2c9Genotype] },
  ];
  const dose = doseOf(pharmacogenetic, PHARMACOGENETIC, person, genotype);
  if (dose === undefined || withoutGenotype === undefined) return []; // the clinical one alone would forget the genotype
  const isUnknown = vkorc1Genotype === "unknown" || cyp2c9Genotype === "unknown";
  return [
    {
      ...dose,
      ...(isUnknown ? { flags: ["a genotype is not known: the paper's term for unknown genotypes is used"] } : {}),
    },
    withoutGenotype,
  ];
}

/**
 * The dose, and what each input adds to it in mg a week. The square of a sum has no parts of its own; by Shapley's rule a
 * part d of the root adds d · (root + root of the reference). A root of 0 or less has no dose: its square would be one.
 */
function doseOf(
  { code, display, unit }: (typeof metadata.outputs)[number],
  equation: Equation,
  person: Person,
  genotype: readonly { readonly input: string; readonly value: number }[],
): Result | undefined {
  const referenceRoot =
    equation.intercept +
    equation.decade * Math.floor(person.age / 10) +
    equation.heightCm * person.bodyHeight +
    equation.weightKg * person.bodyWeight;
  const parts = [
    ...genotype,
    { input: "iwpcRace", value: equation.iwpcRace[person.iwpcRace] },
    { input: "onCytochromeInducer", value: person.onCytochromeInducer ? equation.onCytochromeInducer : 0 },
    { input: "onAmiodarone", value: person.onAmiodarone ? equation.onAmiodarone : 0 },
  ];
  const root = parts.reduce((sum, { value }) => sum + value, referenceRoot);
  if (root <= 0) return undefined;
  return {
    code,
    display,
    measure: { value: root ** 2, unit },
    contributionScale: "points", // of one mg a week
    contributions: parts.map(({ input, value }) => ({ input, value: value * (root + referenceRoot) })),
    total: root ** 2,
    reference: {
      value: referenceRoot ** 2,
      says: "same age, height and weight; white, VKORC1 G/G and CYP2C9 *1/*1 where used, no inducer, no amiodarone",
    },
  };
}

export const WARFARIN_IWPC: RiskModel = {
  metadata,
  coefficientHash: hashOf({ PHARMACOGENETIC, CLINICAL }),
  compute,
};

/**
 * Neonatal early-onset sepsis: probability at birth and after the newborn was examined (Kaiser Permanente model).
 *
 * Source      Puopolo KM et al. Pediatrics 2011;128:e1155-e1163. doi:10.1542/peds.2010-3464 (risk at birth)
 *             Kuzniewicz MW et al. JAMA Pediatr 2017;171:365-371. doi:10.1001/jamapediatrics.2016.4678 (examination)
 * Equation    logit = k + 0.8680·T - 6.9325·GA + 0.0877·GA² + 1.2256·(ROM + 0.05)^0.2 + antibiotics + GBS
 *             T °F, GA weeks as a decimal, ROM hours; then odds · likelihood ratio of the examination
 * Population  newborns from 34 weeks.
 * Missing     nothing is imputed; without an examination the risk at birth alone is given.      Rounding  none here.
 *
 * Differs from the paper: the sign of "GBS unknown" is +, against the supplement of 2011, which is misprinted.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt } from "../item-scores.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const ONE_DAY = 1; // how old an examination may be: a limit of ours
const ONE_WEEK_DAYS = 7; // how old what is known of the birth may be: a limit of ours

export const metadata = {
  id: "kaiser-eos",
  version: "1.0.0",
  title: "Neonatal early-onset sepsis, model of 2011 and 2017",
  sources: [
    {
      citation:
        "Puopolo KM, Draper D, Wi S, et al. Estimating the probability of neonatal early-onset infection on the basis of maternal risk factors. Pediatrics 2011;128:e1155-e1163",
      doi: "10.1542/peds.2010-3464",
      where: "risk at birth",
    },
    {
      citation:
        "Kuzniewicz MW, Puopolo KM, Fischer A, et al. A quantitative, risk-based approach to the management of neonatal early-onset sepsis. JAMA Pediatr 2017;171:365-371",
      doi: "10.1001/jamapediatrics.2016.4678",
      where: "likelihood ratios of the examination, thresholds",
    },
  ],
  confidence: "A",
  population: "Newborns from 34 weeks of gestation",
  intendedUse: "Estimates the probability of culture-confirmed early-onset sepsis to inform observation and treatment",
  wrongUse: "Not under 34 weeks, not for late-onset sepsis; a newborn who is ill is treated whatever the number",
  licence:
    "Published equation, free to use with citation. The calculator and its name are Kaiser Permanente's; this is an independent implementation",
  inputs: {
    earlyOnsetSepsisIncidence: { concept: "earlyOnsetSepsisIncidence" },
    gestationalAgeAtBirth: {
      concept: "gestationalAgeAtBirth",
      unit: "wk",
      range: [34, 43], // from 34 by the source, the upper end is a limit of ours
    },
    maternalIntrapartumTemperature: {
      concept: "maternalIntrapartumTemperature",
      unit: "[degF]",
      range: [95, 106], // a plausibility limit of ours
      maxAgeDays: ONE_WEEK_DAYS,
    },
    ruptureOfMembranesDuration: {
      concept: "ruptureOfMembranesDuration",
      unit: "h",
      range: [0, 240], // a plausibility limit of ours
      maxAgeDays: ONE_WEEK_DAYS,
    },
    maternalGroupBStreptococcus: { concept: "maternalGroupBStreptococcus" },
    intrapartumAntibiotics: { concept: "intrapartumAntibiotics" },
    newbornExamination: {
      concept: "newbornExamination",
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "without it the risk at birth alone is given" },
    },
    age: {
      concept: "age",
      range: [0, 1], // a limit of ours: the record of an older person is that of another question
      maxExcluded: true,
      missing: { rule: "optional", says: "it is not checked that the person is a newborn" },
    },
  },
  outputs: [
    { code: "eos-at-birth", display: "Early-onset sepsis, risk at birth", gives: "probability", unit: "%" },
    {
      code: "eos-after-examination",
      display: "Early-onset sepsis, risk after examination of the newborn",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "Temperature, membranes, streptococcus and antibiotics are those of the mother in labour, entered with the newborn.",
    "The update of 2024 is not in this model.",
  ],
} as const satisfies ModelMetadata;

interface Birth {
  readonly earlyOnsetSepsisIncidence: keyof typeof INTERCEPTS;
  /** Weeks, as a decimal. */
  readonly gestationalAgeAtBirth: number;
  /** °F */
  readonly maternalIntrapartumTemperature: number;
  /** h */
  readonly ruptureOfMembranesDuration: number;
  readonly maternalGroupBStreptococcus: "negative" | "positive" | "unknown";
  readonly intrapartumAntibiotics: "none" | "gbs-2h-or-broad-2h" | "broad-4h";
  readonly newbornExamination: keyof typeof LIKELIHOOD_RATIOS | undefined;
}

/** k, by the incidence per 1000 live births. */
const INTERCEPTS = { "0.3": 40.0528, "0.4": 40.3415, "0.5": 40.5656, "0.6": 40.7489 } as const;

const row = rowsOf<Birth>();
// biome-ignore format: one row per term
const TERMS = [
  row(0.868, ["maternalIntrapartumTemperature"], (b) => b.maternalIntrapartumTemperature),
  row(-6.9325, ["gestationalAgeAtBirth"], (b) => b.gestationalAgeAtBirth),
  row(0.0877, ["gestationalAgeAtBirth"], (b) => b.gestationalAgeAtBirth ** 2),
  row(1.2256, ["ruptureOfMembranesDuration"], (b) => (b.ruptureOfMembranesDuration + 0.05) ** 0.2),
  row(-1.0488, ["intrapartumAntibiotics"], (b) => Number(b.intrapartumAntibiotics === "gbs-2h-or-broad-2h")),
  row(-1.1861, ["intrapartumAntibiotics"], (b) => Number(b.intrapartumAntibiotics === "broad-4h")),
  row(0.5771, ["maternalGroupBStreptococcus"], (b) => Number(b.maternalGroupBStreptococcus === "positive")),
  row(0.0427, ["maternalGroupBStreptococcus"], (b) => Number(b.maternalGroupBStreptococcus === "unknown")),
];

const LIKELIHOOD_RATIOS = { well: 0.41, equivocal: 5, "clinical-illness": 21.2 } as const;
const lnRatio = (b: Birth) =>
  b.newbornExamination === undefined ? 0 : Math.log(LIKELIHOOD_RATIOS[b.newbornExamination]);
const EXAMINATION = row(1, ["newbornExamination"], lnRatio);

/** The reference of the contributions; values of ours in the usual range. */
const referenceOf = (birth: Birth): Birth => ({
  ...birth,
  gestationalAgeAtBirth: 40,
  maternalIntrapartumTemperature: 98.6,
  ruptureOfMembranesDuration: 0,
  maternalGroupBStreptococcus: "negative",
  intrapartumAntibiotics: "none",
  newbornExamination: birth.newbornExamination === undefined ? undefined : "well",
});
const REFERENCE_SAYS =
  "same incidence, 40 weeks, 98.6 °F (37 °C), membranes ruptured at birth, no group B streptococcus, no antibiotics; where examined, well appearing";

/** Per 1000; a threshold is of the risk after the examination. */
const BANDS = [
  [3, "eos-from-3", "3 per 1000 and over"],
  [1, "eos-from-1", "From 1 to under 3 per 1000"],
  [0, "eos-under-1", "Under 1 per 1000"],
] as const satisfies BandRows;

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

export function compute(inputs: ComputeInputs): readonly Result[] {
  const birth = inputs as unknown as Birth; // the declarations were checked before
  const intercept = INTERCEPTS[birth.earlyOnsetSepsisIncidence];
  const who = { person: birth, reference: referenceOf(birth), says: REFERENCE_SAYS, intercept };
  const [atBirth, afterExamination] = metadata.outputs;
  const prior = explain(TERMS, who);
  const first: Result = {
    code: atBirth.code,
    display: atBirth.display,
    probability: logistic(prior.total),
    contributionScale: "log-odds",
    ...prior,
  };
  if (birth.newbornExamination === undefined) return [first];
  const posterior = explain([...TERMS, EXAMINATION], who);
  const probability = logistic(posterior.total);
  return [
    first,
    {
      code: afterExamination.code,
      display: afterExamination.display,
      probability,
      band: bandAt(BANDS, probability * 1000, "Kuzniewicz 2017"),
      contributionScale: "log-odds",
      ...posterior,
      ...(birth.newbornExamination === "clinical-illness"
        ? { flags: ["clinical illness was found, which weighs whatever the number"] }
        : {}),
    },
  ];
}

export const KAISER_EOS: RiskModel = {
  metadata,
  coefficientHash: hashOf({ INTERCEPTS, terms: textOf(TERMS), LIKELIHOOD_RATIOS, BANDS }),
  compute,
};

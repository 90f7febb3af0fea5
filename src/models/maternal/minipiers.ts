/**
 * miniPIERS: adverse maternal outcome of a hypertensive disorder of pregnancy within 48 hours, without a laboratory.
 *
 * Source      Payne BA et al. PLoS Med 2014;11:e1001589. doi:10.1371/journal.pmed.1001589
 * Equation    logit = -5.77 - 0.298·parous - 1.07·ln GA + 1.34·ln SBP + dipstick + 1.18·bleeding with pain
 *             + 0.422·headache or visual disturbance + 0.847·chest pain or dyspnoea; GA weeks, SBP mmHg
 * Population  women with a hypertensive disorder of pregnancy.
 * Missing     nothing is imputed, the dipstick not taken to be negative.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt } from "../item-scores.ts";
import { explain, rowsOf, textOf } from "../linear-predictor.ts";

const ONE_DAY = 1; // how old a sign may be: a limit of ours
const ONE_WEEK_DAYS = 7; // a limit of ours

export const metadata = {
  id: "minipiers",
  version: "1.0.0",
  title: "miniPIERS: adverse maternal outcome within 48 hours, without a laboratory",
  sources: [
    {
      citation:
        "Payne BA, Hutcheon JA, Ansermino JM, et al. A risk prediction model for the assessment and triage of women with hypertensive disorders of pregnancy in low-resourced settings: the miniPIERS multi-country prospective cohort study. PLoS Med 2014;11:e1001589",
      doi: "10.1371/journal.pmed.1001589",
      where: "equation and threshold",
    },
  ],
  confidence: "A",
  population: "Women with a hypertensive disorder of pregnancy, in places with few resources",
  intendedUse: "Recognises women at high risk of a serious complication within 48 hours, for triage and transport",
  wrongUse: "Not without a hypertensive disorder of pregnancy; a risk under the threshold is no reassurance",
  licence: "Published under CC BY, free to use with attribution",
  inputs: {
    isParous: { concept: "isParous" },
    gestationalAge: {
      concept: "gestationalAge",
      unit: "wk",
      range: [20, 45], // this and the next: plausibility limits of ours
      maxAgeDays: ONE_WEEK_DAYS,
    },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [60, 280],
      maxAgeDays: ONE_DAY,
    },
    dipstickProteinuria: { concept: "dipstickProteinuria", maxAgeDays: ONE_DAY },
    hasVaginalBleedingWithAbdominalPain: { concept: "hasVaginalBleedingWithAbdominalPain", maxAgeDays: ONE_DAY },
    hasHeadacheOrVisualDisturbance: { concept: "hasHeadacheOrVisualDisturbance", maxAgeDays: ONE_DAY },
    hasChestPainOrDyspnoea: { concept: "hasChestPainOrDyspnoea", maxAgeDays: ONE_DAY },
  },
  outputs: [
    {
      code: "hypertensive-pregnancy-complication-48h",
      display: "Adverse maternal outcome within 48 hours",
      horizonDays: 2,
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "sex", when: "male", says: "the model is of pregnant women" },
    { concept: "isPregnant", when: false, says: "the person is not pregnant" },
  ],
  limits: ["It is not checked that there is a hypertensive disorder of pregnancy: the model is of women who have one."],
  validation: [
    {
      cohort: "1,300 women of the fullPIERS cohort, high-income countries",
      year: 2014,
      cStatistic: 0.713,
      source: "Payne BA et al. PLoS Med 2014;11:e1001589, doi:10.1371/journal.pmed.1001589",
    },
  ],
  insteadOf: [{ id: "fullpiers", when: "pre-eclampsia, with laboratory values and oxygen saturation" }],
} as const satisfies ModelMetadata;

interface Woman {
  readonly isParous: boolean;
  /** Weeks, as a decimal. */
  readonly gestationalAge: number;
  /** mmHg */
  readonly systolicBloodPressure: number;
  readonly dipstickProteinuria: "none-to-1" | "2" | "3" | "4";
  readonly hasVaginalBleedingWithAbdominalPain: boolean;
  readonly hasHeadacheOrVisualDisturbance: boolean;
  readonly hasChestPainOrDyspnoea: boolean;
}

const INTERCEPT = -5.77;
const row = rowsOf<Woman>();
// biome-ignore format: one row per term
const TERMS = [
  row(-0.298, ["isParous"], (w) => Number(w.isParous)),
  row(-1.07, ["gestationalAge"], (w) => Math.log(w.gestationalAge)),
  row(1.34, ["systolicBloodPressure"], (w) => Math.log(w.systolicBloodPressure)),
  row(-0.218, ["dipstickProteinuria"], (w) => Number(w.dipstickProteinuria === "2")),
  row(0.424, ["dipstickProteinuria"], (w) => Number(w.dipstickProteinuria === "3")),
  row(0.512, ["dipstickProteinuria"], (w) => Number(w.dipstickProteinuria === "4")),
  row(1.18, ["hasVaginalBleedingWithAbdominalPain"], (w) => Number(w.hasVaginalBleedingWithAbdominalPain)),
  row(0.422, ["hasHeadacheOrVisualDisturbance"], (w) => Number(w.hasHeadacheOrVisualDisturbance)),
  row(0.847, ["hasChestPainOrDyspnoea"], (w) => Number(w.hasChestPainOrDyspnoea)),
];

/** The reference of the contributions: same gestational age and parity; 140 mmHg is of ours, where hypertension begins. */
const referenceOf = (woman: Woman): Woman => ({
  ...woman,
  systolicBloodPressure: 140,
  dipstickProteinuria: "none-to-1",
  hasVaginalBleedingWithAbdominalPain: false,
  hasHeadacheOrVisualDisturbance: false,
  hasChestPainOrDyspnoea: false,
});
const REFERENCE_SAYS =
  "same gestational age and parity, systolic 140 mmHg, dipstick to 1+, no bleeding with pain, headache, visual disturbance, chest pain or dyspnoea";

const BANDS = [
  [0.25, "high", "High risk (25 % and over)"],
  [0, "below-threshold", "Under 25 %, the only threshold of the source"],
] as const satisfies BandRows;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const woman = inputs as unknown as Woman; // the declarations were checked before
  const explained = explain(TERMS, {
    person: woman,
    reference: referenceOf(woman),
    says: REFERENCE_SAYS,
    intercept: INTERCEPT,
  });
  const probability = 1 / (1 + Math.exp(-explained.total));
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      probability,
      band: bandAt(BANDS, probability, "Payne 2014"),
      contributionScale: "log-odds",
      ...explained,
    },
  ];
}

export const MINIPIERS: RiskModel = {
  metadata,
  coefficientHash: hashOf({ INTERCEPT, terms: textOf(TERMS), BANDS }),
  compute,
};

/**
 * fullPIERS: adverse maternal outcome of pre-eclampsia within 48 hours.
 *
 * Source      von Dadelszen P et al. Lancet 2011;377:219-227. doi:10.1016/S0140-6736(10)61351-7
 * Equation    logit = 2.68 - 0.0541·GA + 1.23·chest pain or dyspnoea - 0.0271·creatinine + 0.207·platelets
 *             + 4.00e-5·platelets² + 0.0101·AST - 3.05e-6·AST² + 2.50e-4·creatinine·platelets
 *             - 6.99e-5·platelets·AST - 2.56e-3·platelets·SpO2; GA weeks, creatinine µmol/L, platelets 10⁹/L, AST U/L
 * Population  women with pre-eclampsia from 20 weeks.
 * Missing     nothing is imputed.      Rounding  none here.
 *
 * The equation is not monotone: it falls with rising creatinine where platelets are under 108, and with rising AST where
 * they are over about 144. It stands as published; the answer tells when a high value has lowered the risk.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt } from "../item-scores.ts";
import { explain, rowsOf, textOf, totalOf } from "../linear-predictor.ts";

const TWO_DAYS = 2; // how old a value may be: a limit of ours, the horizon of the model
const ONE_WEEK_DAYS = 7; // a limit of ours

export const metadata = {
  id: "fullpiers",
  version: "1.0.0",
  title: "fullPIERS: adverse maternal outcome of pre-eclampsia within 48 hours",
  sources: [
    {
      citation:
        "von Dadelszen P, Payne B, Li J, et al. Prediction of adverse maternal outcomes in pre-eclampsia: development and validation of the fullPIERS model. Lancet 2011;377:219-227",
      doi: "10.1016/S0140-6736(10)61351-7",
      where: "equation and risk groups",
    },
  ],
  confidence: "A",
  population: "Women with pre-eclampsia from 20 weeks of gestation",
  intendedUse:
    "Estimates the risk of a serious maternal complication within 48 hours to inform place and timing of care",
  wrongUse:
    "Not without pre-eclampsia, not before 20 weeks, and never as reassurance where platelets are low and liver or kidney values rise (HELLP syndrome)",
  licence: "Published equation, free to use with citation",
  inputs: {
    gestationalAge: {
      concept: "gestationalAge",
      unit: "wk",
      range: [20, 45], // from 20 by the source, the upper end is a plausibility limit of ours
      maxAgeDays: ONE_WEEK_DAYS,
    },
    hasChestPainOrDyspnoea: { concept: "hasChestPainOrDyspnoea", maxAgeDays: TWO_DAYS },
    oxygenSaturation: { concept: "oxygenSaturation", unit: "%", range: [90, 100], maxAgeDays: TWO_DAYS },
    platelets: { concept: "platelets", unit: "10*9/L", range: [20, 500], maxAgeDays: TWO_DAYS },
    creatinine: {
      concept: "creatinine",
      unit: "umol/L",
      range: [10, 1000], // this and the next: plausibility limits of ours
      maxAgeDays: TWO_DAYS,
    },
    aspartateAminotransferase: {
      concept: "aspartateAminotransferase",
      unit: "U/L",
      range: [1, 5000],
      maxAgeDays: TWO_DAYS,
    },
  },
  outputs: [
    {
      code: "pre-eclampsia-complication-48h",
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
    { concept: "hasPreeclampsia", when: false, says: "no pre-eclampsia: the model is of women who have it" },
  ],
  limits: [
    "The published equation falls with rising creatinine where platelets are under 108, and with rising AST where platelets are over about 144: a low number does not exclude severe disease.",
  ],
  validation: [
    {
      cohort: "1,388 women with early-onset pre-eclampsia, Canada, Netherlands, United Kingdom",
      year: 2018,
      cStatistic: 0.8,
      failures: ["early-onset pre-eclampsia: predictions are too extreme (calibration slope 0.68)"],
      source: "Ukah UV et al. Hypertension 2018;71:659-665, doi:10.1161/HYPERTENSIONAHA.117.10318",
    },
  ],
  insteadOf: [{ id: "minipiers", when: "without laboratory values and oxygen saturation" }],
} as const satisfies ModelMetadata;

interface Woman {
  /** Weeks, as a decimal. */
  readonly gestationalAge: number;
  readonly hasChestPainOrDyspnoea: boolean;
  /** % */
  readonly oxygenSaturation: number;
  /** 10⁹/L */
  readonly platelets: number;
  /** µmol/L */
  readonly creatinine: number;
  /** U/L */
  readonly aspartateAminotransferase: number;
}

const INTERCEPT = 2.68;
const row = rowsOf<Woman>();
// biome-ignore format: one row per term
const TERMS = [
  row(-0.0541, ["gestationalAge"], (w) => w.gestationalAge),
  row(1.23, ["hasChestPainOrDyspnoea"], (w) => Number(w.hasChestPainOrDyspnoea)),
  row(-0.0271, ["creatinine"], (w) => w.creatinine),
  row(0.207, ["platelets"], (w) => w.platelets),
  row(4e-5, ["platelets"], (w) => w.platelets ** 2),
  row(0.0101, ["aspartateAminotransferase"], (w) => w.aspartateAminotransferase),
  row(-3.05e-6, ["aspartateAminotransferase"], (w) => w.aspartateAminotransferase ** 2),
  row(2.5e-4, ["creatinine", "platelets"], (w) => w.creatinine * w.platelets),
  row(-6.99e-5, ["platelets", "aspartateAminotransferase"], (w) => w.platelets * w.aspartateAminotransferase),
  row(-2.56e-3, ["platelets", "oxygenSaturation"], (w) => w.platelets * w.oxygenSaturation),
];

/** The reference of the contributions: same gestational age; the values are of ours, in the usual range. */
const referenceOf = (woman: Woman): Woman => ({
  ...woman,
  hasChestPainOrDyspnoea: false,
  oxygenSaturation: 98,
  platelets: 200,
  creatinine: 60,
  aspartateAminotransferase: 20,
});
const REFERENCE_SAYS =
  "same gestational age, no chest pain or dyspnoea, SpO2 98 %, platelets 200 · 10⁹/L, creatinine 60 µmol/L, AST 20 U/L";

const BANDS = [
  [0.3, "high", "High risk (30 % and over)"],
  [0.1, "intermediate", "Intermediate risk (10 to under 30 %)"],
  [0, "low", "Under 10 %, which does not exclude severe disease"],
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
  const flags = [
    ...(lowers("creatinine", woman) ? [`a raised creatinine ${LOWERS}`] : []),
    ...(lowers("aspartateAminotransferase", woman) ? [`a raised AST ${LOWERS}`] : []),
  ];
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      probability,
      band: bandAt(BANDS, probability, "von Dadelszen 2011"),
      contributionScale: "log-odds",
      ...explained,
      ...(flags.length === 0 ? {} : { flags }),
    },
  ];
}

const NOTABLE_LOG_ODDS = 0.1; // a limit of ours
const LOWERS = "lowers the computed risk at this platelet count: severity must be judged independently of the number";

/** Whether a value over the reference's lowers this woman's risk notably, all else as it is. */
function lowers(name: "creatinine" | "aspartateAminotransferase", woman: Woman): boolean {
  const usual = referenceOf(woman)[name];
  const change = totalOf(TERMS, woman) - totalOf(TERMS, { ...woman, [name]: usual });
  return woman[name] > usual && change < -NOTABLE_LOG_ODDS;
}

export const FULLPIERS: RiskModel = {
  metadata,
  coefficientHash: hashOf({ INTERCEPT, terms: textOf(TERMS), BANDS }),
  compute,
};

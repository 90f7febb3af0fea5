/**
 * Opioid dose in morphine milligram equivalents (MME) a day.
 *
 * Source      Dowell D et al. MMWR Recomm Rep 2022;71(3):1-95. doi:10.15585/mmwr.rr7103a1 (CDC 2022, table of factors)
 * Equation    Σ factor · amount a day; of a fentanyl patch factor · rate in µg/h
 * Population  adults who take opioids for pain.
 * Missing     an opioid of which no amount is given counts as not taken, and the answer names it; none at all is an error.
 * Rounding    none here.
 * Differs     from older tables: hydromorphone is 5 (2016: 4), methadone 4.7 whatever the dose.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { isAtLeast } from "../thresholds.ts";

const NINETY_DAYS = 90; // how old an amount may be: a limit of ours
const NOT_TAKEN = { rule: "optional", says: "counted as not taken" } as const;

/** MME for each mg, and for each µg/h of a fentanyl patch. */
const FACTORS = {
  codeineDailyDose: 0.15,
  fentanylPatchRate: 2.4,
  hydrocodoneDailyDose: 1,
  hydromorphoneDailyDose: 5,
  methadoneDailyDose: 4.7,
  morphineDailyDose: 1,
  oxycodoneDailyDose: 1.5,
  oxymorphoneDailyDose: 3,
  tapentadolDailyDose: 0.4,
  tramadolDailyDose: 0.2,
} as const;
type Opioid = keyof typeof FACTORS;
const OPIOIDS = Object.keys(FACTORS) as Opioid[]; // its own keys

const inMg = <Name extends Opioid>(concept: Name) =>
  ({ concept, unit: "mg/d", maxAgeDays: NINETY_DAYS, modifiable: true, missing: NOT_TAKEN }) as const;

export const metadata = {
  id: "opioid-mme",
  version: "1.0.0",
  title: "Opioid dose in morphine milligram equivalents a day (CDC 2022)",
  sources: [
    {
      citation:
        "Dowell D, Ragan KR, Jones CM, Baldwin GT, Chou R. CDC Clinical Practice Guideline for Prescribing Opioids for Pain: United States, 2022. MMWR Recomm Rep 2022;71(3):1-95",
      doi: "10.15585/mmwr.rr7103a1",
      where: "table of conversion factors",
    },
  ],
  confidence: "A",
  population: "Adults who take opioids for pain",
  intendedUse: "Sums the daily amounts of different opioids on one scale, to see how high the dose is",
  wrongUse:
    "Never to work out the dose of one opioid from another (rotation); not for treatment of opioid use disorder, not for children",
  licence: "Work of the United States government, in the public domain",
  inputs: {
    age: {
      concept: "age",
      range: [18, 125], // the guideline is for adults
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    codeineDailyDose: inMg("codeineDailyDose"),
    fentanylPatchRate: { ...inMg("fentanylPatchRate"), unit: "ug/h" },
    hydrocodoneDailyDose: inMg("hydrocodoneDailyDose"),
    hydromorphoneDailyDose: inMg("hydromorphoneDailyDose"),
    methadoneDailyDose: inMg("methadoneDailyDose"),
    morphineDailyDose: inMg("morphineDailyDose"),
    oxycodoneDailyDose: inMg("oxycodoneDailyDose"),
    oxymorphoneDailyDose: inMg("oxymorphoneDailyDose"),
    tapentadolDailyDose: inMg("tapentadolDailyDose"),
    tramadolDailyDose: inMg("tramadolDailyDose"),
    onBuprenorphine: {
      concept: "onBuprenorphine",
      missing: { rule: "optional", says: "it is not checked; buprenorphine has no factor" },
    },
  },
  outputs: [
    {
      code: "opioid-mme",
      display: "Opioid dose, morphine milligram equivalents a day",
      gives: "measure",
      category: "therapy",
      unit: "mg/d",
    },
  ],
  variants: [
    {
      code: "daily-amounts",
      display: "from the amounts a day of each opioid",
      needs: OPIOIDS.map((opioid) => [opioid]),
      uses: [],
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    {
      concept: "onOpioidUseDisorderTreatment",
      when: true,
      says: "the factors are not for treatment of opioid use disorder",
    },
  ],
  limits: [
    "Only opioids of which an amount is given are counted: an incomplete list gives too low a dose.",
    "The equivalents describe a dose; they must not be used to change from one opioid to another.",
    "The factors do not tell of kidney or liver function, other sedatives, or how much a person is used to.",
  ],
} as const satisfies ModelMetadata;

const CAUTION_FROM = 50;
const AVOID_FROM = 90;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const contributions = OPIOIDS.filter((opioid) => inputs[opioid] !== undefined).map((opioid) => ({
    input: opioid,
    value: FACTORS[opioid] * Number(inputs[opioid]),
  }));
  const total = contributions.reduce((sum, { value }) => sum + value, 0);
  const [{ code, display, unit }] = metadata.outputs;
  return [
    {
      code,
      display,
      measure: { value: total, unit },
      band: bandOf(total),
      contributionScale: "points", // of one equivalent a day
      contributions,
      total,
      reference: { value: 0, says: "no opioid" },
      flags: flagsOf(total, inputs.onBuprenorphine === true),
      details: { from50: isAtLeast(total, CAUTION_FROM), from90: isAtLeast(total, AVOID_FROM) },
    },
  ];
}

function bandOf(total: number): NonNullable<Result["band"]> {
  const source = "thresholds of 50 and 90 equivalents a day";
  if (isAtLeast(total, AVOID_FROM)) return { code: "mme-from-90", display: "90 MME a day and over", source };
  if (isAtLeast(total, CAUTION_FROM)) return { code: "mme-from-50", display: "From 50 to under 90 MME a day", source };
  return { code: "mme-under-50", display: "Under 50 MME a day", source };
}

function flagsOf(total: number, onBuprenorphine: boolean): readonly string[] {
  return [
    ...(isAtLeast(total, AVOID_FROM)
      ? ["90 equivalents a day and over: a dose to avoid, or to justify"]
      : isAtLeast(total, CAUTION_FROM)
        ? ["50 equivalents a day and over: a dose that calls for caution"]
        : []),
    ...(onBuprenorphine ? ["buprenorphine is taken and not counted: it has no factor"] : []),
  ];
}

export const OPIOID_MME: RiskModel = {
  metadata,
  coefficientHash: hashOf({ FACTORS, CAUTION_FROM, AVOID_FROM }),
  compute,
};

/**
 * HOSPITAL score: potentially avoidable readmission within 30 days of discharge.
 *
 * Source      Donzé JD et al. JAMA Intern Med 2016;176:496-502. doi:10.1001/jamainternmed.2015.8462 (international)
 *             Donzé J et al. JAMA Intern Med 2013;173:632-638. doi:10.1001/jamainternmed.2013.3023 (derivation)
 * Rule        haemoglobin under 12 g/dL 1, oncology service 2, sodium under 135 mmol/L 1, a procedure 1, urgent admission
 *             1, stay of 5 days or more 2, and admissions in the 12 months before 0, 2 or 5
 * Population  adults discharged from medical care.
 * Missing     nothing is imputed; a missing item is an error.      Rounding  none here.
 * Differs     between the papers: admissions are banded 0-1, 2-5, over 5 in 2016 and 0, 1-5, over 5 in 2013; other
 *             calculators use 0-2, 3-4, from 5. Both papers' scores are given; risk and band are those of 2016.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { isAtLeast, pointsIf } from "../thresholds.ts";

const ONE_WEEK = 7; // how old a value before discharge may be: a limit of ours

export const metadata = {
  id: "hospital-score",
  version: "1.0.0",
  title: "HOSPITAL score: potentially avoidable readmission within 30 days",
  sources: [
    {
      citation:
        "Donzé JD, Williams MV, Robinson EJ, et al. International validity of the HOSPITAL score to predict 30-day potentially avoidable hospital readmissions. JAMA Intern Med 2016;176:496-502",
      doi: "10.1001/jamainternmed.2015.8462",
      where: "points, risk by category",
    },
    {
      citation:
        "Donzé J, Aujesky D, Williams D, Schnipper JL. Potentially avoidable 30-day hospital readmissions in medical patients: derivation and validation of a prediction model. JAMA Intern Med 2013;173:632-638",
      doi: "10.1001/jamainternmed.2013.3023",
      where: "points of the derivation",
    },
  ],
  confidence: "C",
  population: "Adults discharged alive from medical care",
  intendedUse: "Finds people at high risk of an avoidable readmission, to plan their care after discharge",
  wrongUse: "Not during the stay, not for planned readmissions or surgical patients",
  licence: "Published score, free to use with citation",
  inputs: {
    age: {
      concept: "age",
      range: [18, 125], // a limit of ours: the score is of adults
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    haemoglobin: { concept: "haemoglobin", unit: "g/dL", maxAgeDays: ONE_WEEK },
    isOncologyDischarge: { concept: "isOncologyDischarge" },
    sodium: { concept: "sodium", unit: "mmol/L", maxAgeDays: ONE_WEEK },
    hasProcedureDuringStay: { concept: "hasProcedureDuringStay" },
    isUrgentAdmission: { concept: "isUrgentAdmission" },
    admissionsIn12Months: { concept: "admissionsIn12Months", completed: true },
    lengthOfStay: { concept: "lengthOfStay", unit: "d" },
  },
  outputs: [
    {
      code: "hospital-score",
      display: "Avoidable readmission within 30 days (HOSPITAL score, 2016)",
      horizonDays: 30,
      gives: "score",
      unit: "{score}",
    },
    {
      code: "hospital-readmission-30d",
      display: "Potentially avoidable readmission within 30 days, at this category of 2016",
      horizonDays: 30,
      gives: "probability",
      unit: "%",
    },
    {
      code: "hospital-score-2013",
      display: "Avoidable readmission within 30 days (HOSPITAL score, derivation of 2013)",
      horizonDays: 30,
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "Haemoglobin and sodium are those at discharge; the last ones known are used.",
    "Copies of this score differ in how they count earlier admissions; here both papers' counts are given.",
  ],
  validation: [
    {
      cohort: "117,065 discharges of 9 hospitals in 4 countries, potentially avoidable readmission",
      year: 2016,
      cStatistic: 0.72,
      source: "Donzé JD et al. JAMA Intern Med 2016;176:496-502, doi:10.1001/jamainternmed.2015.8462",
    },
  ],
  insteadOf: [{ id: "lace", when: "laboratory values are not known" }],
} as const satisfies ModelMetadata;

interface Items {
  /** g/dL */
  readonly haemoglobin: number;
  readonly isOncologyDischarge: boolean;
  readonly sodium: number;
  readonly hasProcedureDuringStay: boolean;
  readonly isUrgentAdmission: boolean;
  readonly admissionsIn12Months: number;
  /** Days. */
  readonly lengthOfStay: number;
}

const HAEMOGLOBIN = { under: 12, points: 1 } as const;
const SODIUM = { under: 135, points: 1 } as const;
const STAY = { from: 5, points: 2 } as const;
const FACTS = { isOncologyDischarge: 2, hasProcedureDuringStay: 1, isUrgentAdmission: 1 } as const;
/** "Over 5" admissions are 6 and more. */
// biome-ignore format: one row per paper
const ADMISSIONS = {
  "2016": [[6, 5], [2, 2], [LOWEST, 0]],
  "2013": [[6, 5], [1, 2], [LOWEST, 0]],
} as const satisfies Record<string, Scale>;
const CATEGORIES = [
  { from: 7, code: "high", display: "High risk (7 and over)", risk: 0.228 },
  { from: 5, code: "intermediate", display: "Intermediate risk (5 or 6)", risk: 0.119 },
] as const;
const LOW = { code: "low", display: "Low risk (0 to 4)", risk: 0.058 } as const;
const REFERENCE = "no item met";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const items = inputs as unknown as Items; // the declarations were checked before
  const common: readonly Contribution[] = [
    { input: "haemoglobin", value: pointsIf(!isAtLeast(items.haemoglobin, HAEMOGLOBIN.under), HAEMOGLOBIN.points) },
    { input: "sodium", value: pointsIf(!isAtLeast(items.sodium, SODIUM.under), SODIUM.points) },
    { input: "lengthOfStay", value: pointsIf(isAtLeast(items.lengthOfStay, STAY.from), STAY.points) },
    ...Object.entries(FACTS).map(([input, worth]) => ({ input, value: pointsIf(inputs[input], worth) })),
  ];
  const scoreBy = (scale: Scale) =>
    sumOfPoints(
      [...common, { input: "admissionsIn12Months", value: pointsOf(scale, items.admissionsIn12Months) }],
      REFERENCE,
    );
  const [of2016, readmission, of2013] = metadata.outputs;
  const { score, ...explained } = scoreBy(ADMISSIONS["2016"]);
  const { risk, code, display } = CATEGORIES.find(({ from }) => score >= from) ?? LOW;
  const band = { code, display, source: "Donzé 2016" };
  return [
    { code: of2016.code, display: of2016.display, score, band, ...explained },
    { code: readmission.code, display: readmission.display, probability: risk, band, ...explained },
    { code: of2013.code, display: of2013.display, ...scoreBy(ADMISSIONS["2013"]) },
  ];
}

export const HOSPITAL_SCORE: RiskModel = {
  metadata,
  coefficientHash: hashOf({ HAEMOGLOBIN, SODIUM, STAY, FACTS, ADMISSIONS, CATEGORIES, LOW }),
  compute,
};

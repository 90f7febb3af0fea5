/**
 * CURB-65 and CRB-65: severity of community-acquired pneumonia.
 *
 * Source      Lim WS et al. Thorax 2003;58:377-382. doi:10.1136/thorax.58.5.377
 * Rule        one point each: new confusion, urea over 7 mmol/L, respiratory rate of 30/min or more, systolic pressure
 *             under 90 or diastolic of 60 mmHg or less, age of 65 or more. CRB-65 leaves out urea.
 * Population  adults with community-acquired pneumonia.
 * Missing     nothing is imputed; without urea only CRB-65 is given.      Rounding  none here.
 * Differs from the paper: the deaths by score are of the pooled table that is commonly shown (0.6 to 27.8 %), not Lim's own
 * (0.7, 3.2, 13.0, 17.0, 41.5, 57.0 %); the answer names the table.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { isAtLeast, isOver, pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a value may be: a limit of ours

export const metadata = {
  id: "curb-65",
  version: "1.0.0",
  title: "CURB-65: severity of community-acquired pneumonia",
  sources: [
    {
      citation:
        "Lim WS, van der Eerden MM, Laing R, et al. Defining community acquired pneumonia severity on presentation to hospital: an international derivation and validation study. Thorax 2003;58:377-382",
      doi: "10.1136/thorax.58.5.377",
      where: "the score",
    },
  ],
  confidence: "B",
  population: "Adults who present with community-acquired pneumonia",
  intendedUse: "Estimates how severe a pneumonia is, to help decide where it is treated",
  wrongUse: "Not without pneumonia, not for hospital-acquired pneumonia or children; never instead of judgement",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true }, // lower end a limit of ours: the score is of adults
    isConfused: { concept: "isConfused", maxAgeDays: ONE_DAY },
    ureaNitrogen: {
      concept: "ureaNitrogen",
      unit: "mmol/L",
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "needed by CURB-65 only, not by CRB-65" },
    },
    respiratoryRate: { concept: "respiratoryRate", unit: "/min", maxAgeDays: ONE_DAY },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
    diastolicBloodPressure: { concept: "diastolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
  },
  outputs: [
    { code: "curb-65", display: "Severity of pneumonia (CURB-65)", gives: "score", unit: "{score}" },
    {
      code: "curb-65-death-30d",
      display: "Death within 30 days at this CURB-65 score (pooled table)",
      horizonDays: 30,
      gives: "probability",
      unit: "%",
    },
    { code: "crb-65", display: "Severity of pneumonia (CRB-65)", gives: "score", unit: "{score}" },
  ],
  variants: [
    { code: "curb-65", display: "CURB-65, with urea", needs: [["ureaNitrogen"]], uses: ["ureaNitrogen"] },
    { code: "crb-65", display: "CRB-65, without urea", needs: [[]], uses: [] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "It is not checked that the person has pneumonia.",
    "Young people can be very ill at a low score.",
    "Deaths by score are of a pooled table; those of the derivation paper are higher (0.7 to 57.0 %).",
  ],
  validation: [
    {
      cohort:
        "553 persons in hospital with community-acquired pneumonia, Germany, median age 78 years, death within 30 days",
      year: 2014,
      cStatistic: 0.68,
      source: "Nüllmann H et al. BMC Infect Dis 2014;14:39, doi:10.1186/1471-2334-14-39",
    },
    {
      cohort: "the same persons, by CRB-65",
      year: 2014,
      cStatistic: 0.63,
      source: "Nüllmann H et al. BMC Infect Dis 2014;14:39, doi:10.1186/1471-2334-14-39",
    },
  ],
  insteadOf: [{ id: "psi-port", when: "laboratory values and comorbidities are known" }],
} as const satisfies ModelMetadata;

interface Values {
  readonly age: number;
  readonly isConfused: boolean;
  /** Urea, mmol/L. */
  readonly ureaNitrogen: number;
  readonly respiratoryRate: number;
  readonly systolicBloodPressure: number;
  readonly diastolicBloodPressure: number;
}

const CRITERIA = { ureaOver: 7, respiratoryRateFrom: 30, systolicUnder: 90, diastolicTo: 60, ageFrom: 65 } as const;
/** By score, 0 to 5: the pooled table. */
const DEATH_30_DAYS = [0.006, 0.027, 0.068, 0.14, 0.278, 0.278] as const;
const REFERENCE = "no criterion met";

export function compute(inputs: ComputeInputs, variant: string = "crb-65"): readonly Result[] {
  const values = inputs as unknown as Values; // the declarations and the variant's needs were checked before
  const { ureaOver, respiratoryRateFrom, systolicUnder, diastolicTo, ageFrom } = CRITERIA;
  const isLow =
    !isAtLeast(values.systolicBloodPressure, systolicUnder) || !isOver(values.diastolicBloodPressure, diastolicTo);
  const crb = [
    { input: "isConfused", value: pointsIf(values.isConfused, 1) },
    { input: "respiratoryRate", value: pointsIf(isAtLeast(values.respiratoryRate, respiratoryRateFrom), 1) },
    { input: "systolicBloodPressure+diastolicBloodPressure", value: pointsIf(isLow, 1) },
    { input: "age", value: pointsIf(values.age >= ageFrom, 1) },
  ];
  const [curb65, death, crb65] = metadata.outputs;
  const crbResult = { code: crb65.code, display: crb65.display, ...sumOfPoints(crb, REFERENCE) };
  if (variant === "crb-65") return [crbResult];
  const urea = { input: "ureaNitrogen", value: pointsIf(isOver(values.ureaNitrogen, ureaOver), 1) };
  const { score, ...explained } = sumOfPoints([...crb, urea], REFERENCE);
  const probability = DEATH_30_DAYS[score] ?? Number.NaN; // the score is 0 to 5
  return [
    { code: curb65.code, display: curb65.display, score, ...explained },
    { code: death.code, display: death.display, probability, ...explained },
    crbResult,
  ];
}

export const CURB_65: RiskModel = { metadata, coefficientHash: hashOf({ CRITERIA, DEATH_30_DAYS }), compute };

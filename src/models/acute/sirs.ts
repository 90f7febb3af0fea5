/**
 * SIRS: systemic inflammatory response syndrome.
 *
 * Source      Bone RC et al. Chest 1992;101:1644-1655. doi:10.1378/chest.101.6.1644 (ACCP/SCCM consensus)
 * Rule        one point each: temperature over 38 or under 36 °C; heart rate over 90/min; respiratory rate over 20/min
 *             or PaCO2 under 32 mmHg; white cells over 12 or under 4 x 10^9/L or bands over 10 %; positive from 2
 * Population  adults.
 * Missing     of "or" the side that is known decides; a missing temperature, rate or white cell count is an error.
 * Rounding    none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { isAtLeast, isOver, pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a value may be: a limit of ours

export const metadata = {
  id: "sirs",
  version: "1.0.0",
  title: "SIRS: systemic inflammatory response syndrome",
  sources: [
    {
      citation:
        "Bone RC, Balk RA, Cerra FB, et al. Definitions for sepsis and organ failure and guidelines for the use of innovative therapies in sepsis. Chest 1992;101:1644-1655",
      doi: "10.1378/chest.101.6.1644",
      where: "definition of SIRS",
    },
  ],
  confidence: "A",
  population: "Adults",
  intendedUse: "Names the criteria of a systemic inflammatory response that are met",
  wrongUse: "Not a test for infection or sepsis; not for children, whose limits differ with age",
  licence: "Published criteria, free to use with citation",
  inputs: {
    age: {
      concept: "age",
      range: [18, 125], // a limit of ours: children have other limits
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    bodyTemperature: { concept: "bodyTemperature", unit: "Cel", maxAgeDays: ONE_DAY },
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    respiratoryRate: { concept: "respiratoryRate", unit: "/min", maxAgeDays: ONE_DAY },
    arterialCarbonDioxidePressure: {
      concept: "arterialCarbonDioxidePressure",
      unit: "mm[Hg]",
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "the criterion is judged by the respiratory rate alone" },
    },
    whiteBloodCells: { concept: "whiteBloodCells", unit: "10*9/L", maxAgeDays: ONE_DAY },
    bandNeutrophils: {
      concept: "bandNeutrophils",
      unit: "%",
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "the criterion is judged by the white cell count alone" },
    },
  },
  outputs: [{ code: "sirs", display: "Systemic inflammatory response (SIRS)", gives: "score", unit: "{score}" }],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The values must belong together; they are used here if none is older than a day."],
  validation: [
    {
      cohort: "2,045 persons with an infection in an emergency department, Denmark, death within 28 days",
      year: 2021,
      cStatistic: 0.52,
      source: "Infect Drug Resist 2021;14:2763-2775, doi:10.2147/IDR.S304952",
    },
  ],
} as const satisfies ModelMetadata;

interface Values {
  readonly bodyTemperature: number;
  readonly heartRate: number;
  readonly respiratoryRate: number;
  /** mmHg */
  readonly arterialCarbonDioxidePressure?: number;
  /** 10^9/L */
  readonly whiteBloodCells: number;
  /** % */
  readonly bandNeutrophils?: number;
}

const LIMITS = {
  temperature: { over: 38, under: 36 },
  heartRateOver: 90,
  respiratoryRateOver: 20,
  carbonDioxideUnder: 32,
  whiteBloodCells: { over: 12, under: 4 },
  bandsOver: 10,
} as const;
const POSITIVE_FROM = 2;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const values = inputs as unknown as Values; // the declarations were checked before
  const { temperature, heartRateOver, respiratoryRateOver, carbonDioxideUnder, whiteBloodCells, bandsOver } = LIMITS;
  const { arterialCarbonDioxidePressure: paco2, bandNeutrophils: bands } = values;
  const outside = (value: number, limit: { readonly over: number; readonly under: number }) =>
    isOver(value, limit.over) || !isAtLeast(value, limit.under);
  const breathing =
    isOver(values.respiratoryRate, respiratoryRateOver) ||
    (paco2 !== undefined && !isAtLeast(paco2, carbonDioxideUnder));
  const cells = outside(values.whiteBloodCells, whiteBloodCells) || (bands !== undefined && isOver(bands, bandsOver));
  const points = [
    { input: "bodyTemperature", value: pointsIf(outside(values.bodyTemperature, temperature), 1) },
    { input: "heartRate", value: pointsIf(isOver(values.heartRate, heartRateOver), 1) },
    { input: "respiratoryRate+arterialCarbonDioxidePressure", value: pointsIf(breathing, 1) },
    { input: "whiteBloodCells+bandNeutrophils", value: pointsIf(cells, 1) },
  ];
  const [{ code, display }] = metadata.outputs;
  const sum = sumOfPoints(points, "no criterion met");
  const positive = sum.score >= POSITIVE_FROM;
  return [{ code, display, ...sum, band: bandOf(positive), details: { positive } }];
}

function bandOf(positive: boolean): NonNullable<Result["band"]> {
  const source = "ACCP/SCCM consensus 1992: SIRS from 2 criteria";
  return positive
    ? { code: "positive", display: "SIRS criteria met", source }
    : { code: "negative", display: "SIRS criteria not met", source };
}

export const SIRS: RiskModel = { metadata, coefficientHash: hashOf({ LIMITS, POSITIVE_FROM }), compute };

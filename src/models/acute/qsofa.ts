/**
 * qSOFA: quick SOFA, a bedside sign of poor outcome in suspected infection.
 *
 * Source      Singer M et al. JAMA 2016;315:801-810. doi:10.1001/jama.2016.0287 (Sepsis-3)
 * Rule        one point each: respiratory rate of 22/min or more, GCS under 15, systolic pressure of 100 mmHg or less;
 *             positive from 2 points
 * Population  adults outside intensive care with suspected infection.
 * Missing     nothing is imputed; a missing sign is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { isAtLeast, isOver, pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a sign may be: a limit of ours

export const metadata = {
  id: "qsofa",
  version: "1.0.0",
  title: "qSOFA: quick Sepsis-related Organ Failure Assessment",
  sources: [
    {
      citation:
        "Singer M, Deutschman CS, Seymour CW, et al. The Third International Consensus Definitions for Sepsis and Septic Shock (Sepsis-3). JAMA 2016;315:801-810",
      doi: "10.1001/jama.2016.0287",
      where: "box 4",
    },
  ],
  confidence: "A",
  population: "Adults outside intensive care in whom an infection is suspected",
  intendedUse: "Points out people with suspected infection who are likely to do badly",
  wrongUse: "Not a test for sepsis, not to rule it out, not for children or without suspected infection",
  licence: "Published score, free to use with citation",
  inputs: {
    age: {
      concept: "age",
      range: [18, 125], // a limit of ours: the paper says adults
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    respiratoryRate: { concept: "respiratoryRate", unit: "/min", maxAgeDays: ONE_DAY },
    glasgowComaScale: { concept: "glasgowComaScale", range: [3, 15], completed: true, maxAgeDays: ONE_DAY },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
  },
  outputs: [{ code: "qsofa", display: "Poor outcome of suspected infection (qSOFA)", gives: "score", unit: "{score}" }],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "It is not checked that an infection is suspected.",
    "The signs must have been taken together; they are used here if none is older than a day.",
  ],
  validation: [
    {
      cohort: "2,045 persons with an infection in an emergency department, Denmark, death within 28 days",
      year: 2021,
      cStatistic: 0.63,
      failures: ["2 points and over were reached by 19.6 % only of those who died"],
      source: "Infect Drug Resist 2021;14:2763-2775, doi:10.2147/IDR.S304952",
    },
  ],
  insteadOf: [{ id: "sofa", when: "in intensive care, or where laboratory values are known" }],
} as const satisfies ModelMetadata;

interface Signs {
  readonly respiratoryRate: number;
  readonly glasgowComaScale: number;
  readonly systolicBloodPressure: number;
}

const CRITERIA = { respiratoryRateFrom: 22, glasgowComaScaleUnder: 15, systolicBloodPressureTo: 100 } as const;
const POSITIVE_FROM = 2;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const signs = inputs as unknown as Signs; // the declarations were checked before
  const points = [
    {
      input: "respiratoryRate",
      value: pointsIf(isAtLeast(signs.respiratoryRate, CRITERIA.respiratoryRateFrom), 1),
    },
    { input: "glasgowComaScale", value: pointsIf(signs.glasgowComaScale < CRITERIA.glasgowComaScaleUnder, 1) },
    {
      input: "systolicBloodPressure",
      value: pointsIf(!isOver(signs.systolicBloodPressure, CRITERIA.systolicBloodPressureTo), 1),
    },
  ];
  const [{ code, display }] = metadata.outputs;
  const sum = sumOfPoints(points, "no criterion met");
  const positive = sum.score >= POSITIVE_FROM;
  return [{ code, display, ...sum, band: bandOf(positive), details: { positive } }];
}

function bandOf(positive: boolean): NonNullable<Result["band"]> {
  const source = "Sepsis-3, 2016: positive from 2 points";
  return positive
    ? { code: "positive", display: "qSOFA positive", source }
    : { code: "negative", display: "qSOFA negative", source };
}

export const QSOFA: RiskModel = { metadata, coefficientHash: hashOf({ CRITERIA, POSITIVE_FROM }), compute };

/**
 * Wells score of pulmonary embolism.
 *
 * Source      Wells PS et al. Thromb Haemost 2000;83:416-420. doi:10.1055/s-0037-1613830
 * Rule        points of seven findings; likely over 4. Three levels: low under 2, moderate 2 to 6, high over 6.
 * Population  adults in whom a pulmonary embolism is suspected.
 * Missing     nothing is imputed; a finding that was not looked for is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { isOver, pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a finding of the examination may be: a limit of ours

export const metadata = {
  id: "wells-pe",
  version: "1.0.0",
  title: "Wells score of pulmonary embolism",
  sources: [
    {
      citation:
        "Wells PS, Anderson DR, Rodger M, et al. Derivation of a simple clinical model to categorize patients probability of pulmonary embolism: increasing the models utility with the SimpliRED D-dimer. Thromb Haemost 2000;83:416-420",
      doi: "10.1055/s-0037-1613830",
      where: "the score",
    },
  ],
  confidence: "A",
  population: "Adults in whom a pulmonary embolism is suspected",
  intendedUse: "Estimates the probability of pulmonary embolism before any test, to choose the test",
  wrongUse: "Not without suspicion, not in pregnancy; it rules nothing out by itself",
  licence: "Published score, free to use with citation",
  inputs: {
    hasSignsOfDvt: { concept: "hasSignsOfDvt", maxAgeDays: ONE_DAY },
    isPulmonaryEmbolismMostLikely: { concept: "isPulmonaryEmbolismMostLikely", maxAgeDays: ONE_DAY },
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    isImmobilisedOrAfterSurgery: { concept: "isImmobilisedOrAfterSurgery" },
    hasPreviousDvtOrPe: { concept: "hasPreviousDvtOrPe" },
    hasHaemoptysis: { concept: "hasHaemoptysis" },
    hasActiveCancer: { concept: "hasActiveCancer" },
  },
  outputs: [{ code: "wells-pe", display: "Pulmonary embolism (Wells)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "not valid in pregnancy" },
  ],
  limits: ["It is not checked that a pulmonary embolism is suspected."],
} as const satisfies ModelMetadata;

const POINTS = {
  hasSignsOfDvt: 3,
  isPulmonaryEmbolismMostLikely: 3,
  isImmobilisedOrAfterSurgery: 1.5,
  hasPreviousDvtOrPe: 1.5,
  hasHaemoptysis: 1,
  hasActiveCancer: 1,
} as const;
const HEART_RATE = { over: 100, points: 1.5 } as const;
const LIKELY_OVER = 4;
const HIGH_OVER = 6;
const MODERATE_FROM = 2;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const points = [
    ...Object.entries(POINTS).map(([input, worth]) => ({ input, value: pointsIf(inputs[input], worth) })),
    { input: "heartRate", value: pointsIf(isOver(Number(inputs.heartRate), HEART_RATE.over), HEART_RATE.points) },
  ];
  const [{ code, display }] = metadata.outputs;
  const sum = sumOfPoints(points, "no finding");
  return [{ code, display, ...sum, band: bandOf(sum.score), details: { threeTier: levelOf(sum.score) } }];
}

function bandOf(score: number): NonNullable<Result["band"]> {
  const source = "Wells 2000: likely over 4 points";
  return score > LIKELY_OVER
    ? { code: "likely", display: "Pulmonary embolism likely", source }
    : { code: "unlikely", display: "Pulmonary embolism unlikely", source };
}

function levelOf(score: number): string {
  if (score > HIGH_OVER) return "high";
  return score >= MODERATE_FROM ? "moderate" : "low";
}

export const WELLS_PE: RiskModel = {
  metadata,
  coefficientHash: hashOf({ POINTS, HEART_RATE, LIKELY_OVER, HIGH_OVER, MODERATE_FROM }),
  compute,
};

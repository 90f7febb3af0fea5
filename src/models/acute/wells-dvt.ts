/**
 * Wells score of deep vein thrombosis.
 *
 * Source      Wells PS et al. N Engl J Med 2003;349:1227-1235. doi:10.1056/NEJMoa023153 (table 1)
 * Rule        one point for each of nine findings, two off where another diagnosis is at least as likely; likely from 2.
 *             Three levels are in use as well: low to 0, moderate 1 or 2, high from 3.
 * Population  outpatients in whom a deep vein thrombosis of the leg is suspected.
 * Missing     nothing is imputed; a finding that was not looked for is an error.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a finding of the examination may be: a limit of ours

export const metadata = {
  id: "wells-dvt",
  version: "1.0.0",
  title: "Wells score of deep vein thrombosis",
  sources: [
    {
      citation:
        "Wells PS, Anderson DR, Rodger M, et al. Evaluation of D-dimer in the diagnosis of suspected deep-vein thrombosis. N Engl J Med 2003;349:1227-1235",
      doi: "10.1056/NEJMoa023153",
      where: "table 1",
    },
  ],
  confidence: "A",
  population: "Outpatients in whom a deep vein thrombosis of the leg is suspected",
  intendedUse: "Estimates the probability of deep vein thrombosis before any test, to choose the test",
  wrongUse: "Not without suspicion, not in pregnancy, not for inpatients; it rules nothing out by itself",
  licence: "Published score, free to use with citation",
  inputs: {
    hasActiveCancer: { concept: "hasActiveCancer" },
    hasLegParalysisOrCast: { concept: "hasLegParalysisOrCast" },
    isBedriddenOrAfterMajorSurgery: { concept: "isBedriddenOrAfterMajorSurgery" },
    hasDeepVeinTenderness: { concept: "hasDeepVeinTenderness", maxAgeDays: ONE_DAY },
    hasEntireLegSwelling: { concept: "hasEntireLegSwelling", maxAgeDays: ONE_DAY },
    hasCalfSwellingOver3Cm: { concept: "hasCalfSwellingOver3Cm", maxAgeDays: ONE_DAY },
    hasPittingOedemaOfOneLeg: { concept: "hasPittingOedemaOfOneLeg", maxAgeDays: ONE_DAY },
    hasCollateralVeins: { concept: "hasCollateralVeins", maxAgeDays: ONE_DAY },
    hasPreviousDvt: { concept: "hasPreviousDvt" },
    isAlternativeToDvtAsLikely: { concept: "isAlternativeToDvtAsLikely", maxAgeDays: ONE_DAY },
  },
  outputs: [{ code: "wells-dvt", display: "Deep vein thrombosis (Wells)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "not valid in pregnancy" },
  ],
  limits: ["It is not checked that a deep vein thrombosis is suspected."],
} as const satisfies ModelMetadata;

const POINTS = {
  hasActiveCancer: 1,
  hasLegParalysisOrCast: 1,
  isBedriddenOrAfterMajorSurgery: 1,
  hasDeepVeinTenderness: 1,
  hasEntireLegSwelling: 1,
  hasCalfSwellingOver3Cm: 1,
  hasPittingOedemaOfOneLeg: 1,
  hasCollateralVeins: 1,
  hasPreviousDvt: 1,
  isAlternativeToDvtAsLikely: -2,
} as const satisfies Record<keyof typeof metadata.inputs, number>;
const LIKELY_FROM = 2;
const HIGH_FROM = 3;
const MODERATE_FROM = 1;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const points = Object.entries(POINTS).map(([input, worth]) => ({ input, value: pointsIf(inputs[input], worth) }));
  const [{ code, display }] = metadata.outputs;
  const sum = sumOfPoints(points, "no finding");
  return [{ code, display, ...sum, band: bandOf(sum.score), details: { threeTier: levelOf(sum.score) } }];
}

function bandOf(score: number): NonNullable<Result["band"]> {
  const source = "Wells 2003: likely from 2 points";
  return score >= LIKELY_FROM
    ? { code: "likely", display: "Deep vein thrombosis likely", source }
    : { code: "unlikely", display: "Deep vein thrombosis unlikely", source };
}

function levelOf(score: number): string {
  if (score >= HIGH_FROM) return "high";
  return score >= MODERATE_FROM ? "moderate" : "low";
}

export const WELLS_DVT: RiskModel = {
  metadata,
  coefficientHash: hashOf({ POINTS, LIKELY_FROM, HIGH_FROM, MODERATE_FROM }),
  compute,
};

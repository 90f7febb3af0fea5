/**
 * HEART score: major adverse cardiac events within six weeks in people with chest pain.
 *
 * Source      Six AJ et al. Neth Heart J 2008;16:191-196. doi:10.1007/BF03086144 (items)
 *             Backus BE et al. Int J Cardiol 2013;168:2153-2158. doi:10.1016/j.ijcard.2013.01.255 (rates)
 * Rule        history 0 to 2, ECG 0 to 2, age (45 and over 1, 65 and over 2), risk factors (1 or 2: 1; 3 and over, or known
 *             atherosclerosis: 2), troponin (over the upper limit 1, over three times it 2)
 * Population  adults with chest pain in the emergency department, without ST elevation.
 * Missing     nothing is imputed; an item that is not known is an error.      Rounding  age in completed years.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { isOver } from "../thresholds.ts";

const ONE_DAY = 1; // how old a finding may be: a limit of ours

export const metadata = {
  id: "heart-score",
  version: "1.0.0",
  title: "HEART score: cardiac events within six weeks of chest pain",
  sources: [
    {
      citation:
        "Six AJ, Backus BE, Kelder JC. Chest pain in the emergency room: value of the HEART score. Neth Heart J 2008;16:191-196",
      doi: "10.1007/BF03086144",
      where: "items and points",
    },
    {
      citation:
        "Backus BE, Six AJ, Kelder JC, et al. A prospective validation of the HEART score for chest pain patients at the emergency department. Int J Cardiol 2013;168:2153-2158",
      doi: "10.1016/j.ijcard.2013.01.255",
      where: "events within six weeks by band",
    },
  ],
  confidence: "B", // the points A, the rates B
  population: "Adults with chest pain in the emergency department, without ST elevation",
  intendedUse: "Finds people with chest pain whose risk of a cardiac event is low, and those whose risk is high",
  wrongUse: "Not with ST elevation, nor in shock; the history item is a clinician's judgement",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true },
    heartScoreHistory: { concept: "heartScoreHistory", maxAgeDays: ONE_DAY },
    heartScoreEcg: { concept: "heartScoreEcg", maxAgeDays: ONE_DAY },
    heartScoreRiskFactors: { concept: "heartScoreRiskFactors", range: [0, 6] },
    hasAtherosclerosis: { concept: "hasAtherosclerosis" },
    troponinTimesUpperLimit: { concept: "troponinTimesUpperLimit", maxAgeDays: ONE_DAY },
  },
  outputs: [
    {
      code: "heart-score",
      display: "Major adverse cardiac events within six weeks of chest pain (HEART)",
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The rates are those of one prospective cohort in the Netherlands."],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly heartScoreHistory: "0" | "1" | "2";
  readonly heartScoreEcg: "0" | "1" | "2";
  readonly heartScoreRiskFactors: number;
  readonly hasAtherosclerosis: boolean;
  readonly troponinTimesUpperLimit: number;
}

const SCALES = {
  age: [
    [65, 2],
    [45, 1],
    [LOWEST, 0],
  ],
  riskFactors: [
    [3, 2],
    [1, 1],
    [LOWEST, 0],
  ],
} as const satisfies Record<string, Scale>;
const ATHEROSCLEROSIS_POINTS = 2;
/** Points for a troponin over so many times the upper limit. */
const TROPONIN_OVER = [
  [3, 2],
  [1, 1],
] as const;

/** Events within six weeks by band. */
const BANDS = [
  { from: 7, code: "high", display: "High risk", percent: 50.1 },
  { from: 4, code: "moderate", display: "Moderate risk", percent: 16.6 },
  { from: 0, code: "low", display: "Low risk", percent: 1.7 },
] as const;

function itemPoints(person: Person): readonly Contribution[] {
  const riskFactors = person.hasAtherosclerosis
    ? ATHEROSCLEROSIS_POINTS
    : pointsOf(SCALES.riskFactors, person.heartScoreRiskFactors);
  const troponin = TROPONIN_OVER.find(([times]) => isOver(person.troponinTimesUpperLimit, times))?.[1] ?? 0;
  return [
    { input: "heartScoreHistory", value: Number(person.heartScoreHistory) },
    { input: "heartScoreEcg", value: Number(person.heartScoreEcg) },
    { input: "age", value: pointsOf(SCALES.age, person.age) },
    { input: "heartScoreRiskFactors+hasAtherosclerosis", value: riskFactors },
    { input: "troponinTimesUpperLimit", value: troponin },
  ];
}

export function compute(inputs: ComputeInputs): readonly Result[] {
  const points = sumOfPoints(
    itemPoints(inputs as unknown as Person), // the declarations were checked before
    "a person under 45 years without any of the findings",
  );
  const band = BANDS.find(({ from }) => points.score >= from) ?? BANDS[2];
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      ...points,
      band: { code: band.code, display: band.display, source: "Backus 2013: 0 to 3, 4 to 6, 7 to 10 points" },
      details: { "backus-2013-events-6-weeks-percent": band.percent },
    },
  ];
}

export const HEART_SCORE: RiskModel = {
  metadata,
  coefficientHash: hashOf({ SCALES, ATHEROSCLEROSIS_POINTS, TROPONIN_OVER, BANDS }),
  compute,
};

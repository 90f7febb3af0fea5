/**
 * PHQ-9: severity of depressive symptoms in the last two weeks.
 *
 * Source      Kroenke K et al. J Gen Intern Med 2001;16:606-613. doi:10.1046/j.1525-1497.2001.016009606.x
 * Rule        nine items of 0 to 3 points, summed: 0 to 27; 5, 10, 15 and 20 begin mild, moderate, moderately severe, severe
 * Safety      item 9 above 0 is told whatever the total; it is never inferred from a total.
 * Population  adults.
 * Missing     nothing is estimated: all nine items, or a recorded total.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, givenPoints, inputsOf, pointsResult, totalFlag } from "../item-scores.ts";

const ONE_MONTH_DAYS = 30; // how old answers may be: a limit of ours; they speak of two weeks

// biome-ignore format: a list of numbers
const ITEMS = [
  "phq9Item1", "phq9Item2", "phq9Item3", "phq9Item4", "phq9Item5", "phq9Item6", "phq9Item7", "phq9Item8", "phq9Item9",
] as const;

export const metadata = {
  id: "phq-9",
  version: "1.0.0",
  title: "PHQ-9: severity of depressive symptoms",
  sources: [
    {
      citation:
        "Kroenke K, Spitzer RL, Williams JBW. The PHQ-9: validity of a brief depression severity measure. J Gen Intern Med 2001;16:606-613",
      doi: "10.1046/j.1525-1497.2001.016009606.x",
      where: "scoring and severity categories",
    },
  ],
  confidence: "A",
  population: "Adults who answered the Patient Health Questionnaire, nine items",
  intendedUse:
    "Grades depressive symptoms of the last two weeks and follows them: under 5 is remission, a fall by half a response",
  wrongUse:
    "Not a diagnosis of depression and no measure of the risk of suicide; not PHQ-2, PHQ-8 or the version for teens",
  licence: "Free to use without permission (Pfizer); the text of the items is not part of this software",
  inputs: {
    ...inputsOf(ITEMS, {
      range: [0, 3],
      maxAgeDays: ONE_MONTH_DAYS,
      missing: { rule: "optional", says: "needed unless a total was recorded; an unanswered item is not estimated" },
    }),
    phq9Score: {
      concept: "phq9Score",
      range: [0, 27],
      maxAgeDays: ONE_MONTH_DAYS,
      missing: { rule: "optional", says: "used where the items are not known" },
    },
  },
  outputs: [{ code: "phq-9", display: "Depressive symptoms (PHQ-9)", gives: "score", unit: "{score}" }],
  variants: [
    { code: "items", display: "from the nine items", needs: [ITEMS], uses: ITEMS },
    { code: "total", display: "from a recorded total", needs: [["phq9Score"]], uses: ["phq9Score"] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The items must be of one questionnaire; they are used here if none is older than 30 days.",
    "A score measures symptoms; bereavement, mania, drugs and physical illness are told apart by a clinician.",
  ],
} as const satisfies ModelMetadata;

const SEVERITY = [
  [20, "severe", "Severe depressive symptoms"],
  [15, "moderately-severe", "Moderately severe depressive symptoms"],
  [10, "moderate", "Moderate depressive symptoms"],
  [5, "mild", "Mild depressive symptoms"],
  [0, "minimal", "Minimal depressive symptoms"],
] as const satisfies BandRows;

const ITEM_9_POSITIVE =
  "item 9 (self-harm) is above 0, whatever the total: the safety of the person is to be asked about";
const ITEM_9_UNKNOWN = "item 9 (self-harm) is not known from a total";

export function compute(inputs: ComputeInputs, variant: string = "items"): readonly Result[] {
  const fromItems = variant === "items";
  const points = givenPoints(inputs, fromItems ? ITEMS : ["phq9Score"]);
  const result = pointsResult(metadata.outputs[0], points, { value: 0, says: "every item 0" });
  const item9Positive = Number(inputs.phq9Item9) > 0;
  const flags = fromItems
    ? [...(item9Positive ? [ITEM_9_POSITIVE] : []), ...totalFlag(inputs, "phq9Score", result.score)]
    : [ITEM_9_UNKNOWN];
  return [
    {
      ...result,
      band: bandAt(SEVERITY, result.score, "Kroenke 2001"),
      flags,
      ...(fromItems ? { details: { item9Positive } } : {}),
    },
  ];
}

export const PHQ_9: RiskModel = { metadata, coefficientHash: hashOf({ ITEMS, SEVERITY }), compute };

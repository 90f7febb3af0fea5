/**
 * GAD-7: severity of anxiety symptoms in the last two weeks.
 *
 * Source      Spitzer RL et al. Arch Intern Med 2006;166:1092-1097. doi:10.1001/archinte.166.10.1092
 * Rule        seven items of 0 to 3 points, summed: 0 to 21; 5, 10 and 15 begin mild, moderate and severe
 * Population  adults.
 * Missing     nothing is estimated: all seven items, or a recorded total.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, givenPoints, inputsOf, pointsResult, totalFlag } from "../item-scores.ts";

const ONE_MONTH_DAYS = 30; // how old answers may be: a limit of ours; they speak of two weeks

// biome-ignore format: a list of numbers
const ITEMS = [
  "gad7Item1", "gad7Item2", "gad7Item3", "gad7Item4", "gad7Item5", "gad7Item6", "gad7Item7",
] as const;

export const metadata = {
  id: "gad-7",
  version: "1.0.0",
  title: "GAD-7: severity of anxiety symptoms",
  sources: [
    {
      citation:
        "Spitzer RL, Kroenke K, Williams JBW, Löwe B. A brief measure for assessing generalized anxiety disorder: the GAD-7. Arch Intern Med 2006;166:1092-1097",
      doi: "10.1001/archinte.166.10.1092",
      where: "scoring and cut points",
    },
  ],
  confidence: "A",
  population: "Adults who answered the Generalized Anxiety Disorder questionnaire, seven items",
  intendedUse: "Grades anxiety symptoms of the last two weeks and follows them",
  wrongUse: "Not a diagnosis of an anxiety disorder; not GAD-2",
  licence: "Free to use without permission (Pfizer); the text of the items is not part of this software",
  inputs: {
    ...inputsOf(ITEMS, {
      range: [0, 3],
      maxAgeDays: ONE_MONTH_DAYS,
      missing: { rule: "optional", says: "needed unless a total was recorded; an unanswered item is not estimated" },
    }),
    gad7Score: {
      concept: "gad7Score",
      range: [0, 21],
      maxAgeDays: ONE_MONTH_DAYS,
      missing: { rule: "optional", says: "used where the items are not known" },
    },
  },
  outputs: [{ code: "gad-7", display: "Anxiety symptoms (GAD-7)", gives: "score", unit: "{score}" }],
  variants: [
    { code: "items", display: "from the seven items", needs: [ITEMS], uses: ITEMS },
    { code: "total", display: "from a recorded total", needs: [["gad7Score"]], uses: ["gad7Score"] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["The items must be of one questionnaire; they are used here if none is older than 30 days."],
} as const satisfies ModelMetadata;

const SEVERITY = [
  [15, "severe", "Severe anxiety symptoms"],
  [10, "moderate", "Moderate anxiety symptoms"],
  [5, "mild", "Mild anxiety symptoms"],
  [0, "minimal", "Minimal anxiety symptoms"],
] as const satisfies BandRows;

export function compute(inputs: ComputeInputs, variant: string = "items"): readonly Result[] {
  const fromItems = variant === "items";
  const points = givenPoints(inputs, fromItems ? ITEMS : ["gad7Score"]);
  const result = pointsResult(metadata.outputs[0], points, { value: 0, says: "every item 0" });
  const flags = fromItems ? totalFlag(inputs, "gad7Score", result.score) : [];
  return [{ ...result, band: bandAt(SEVERITY, result.score, "Spitzer 2006"), flags }];
}

export const GAD_7: RiskModel = { metadata, coefficientHash: hashOf({ ITEMS, SEVERITY }), compute };

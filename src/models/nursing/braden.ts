/**
 * Braden scale: risk of pressure injury.
 *
 * Source      Bergstrom N, Braden BJ, Laguzza A, Holman V. Nurs Res 1987;36:205-210
 * Rule        five items of 1 to 4 points and one of 1 to 3, summed: 6 to 23; fewer points are worse
 * Bands       19 to 23 none, 15 to 18 mild, 13 and 14 moderate, 10 to 12 high, 9 and under severe
 * Population  adults in hospital and long-term care.
 * Missing     nothing is estimated: all six items, or a recorded total.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, inputsOf, pointsResult, totalFlag } from "../item-scores.ts";

const TWO_DAYS = 2; // how old an assessment may be: a limit of ours

const FOUR_POINT_ITEMS = [
  "bradenSensoryPerception",
  "bradenMoisture",
  "bradenActivity",
  "bradenMobility",
  "bradenNutrition",
] as const;
const ITEMS = [...FOUR_POINT_ITEMS, "bradenFrictionAndShear"] as const;
const neededUnlessTotal = { rule: "optional", says: "needed unless a total was recorded; not estimated" } as const;

export const metadata = {
  id: "braden",
  version: "1.0.0",
  title: "Braden scale: risk of pressure injury",
  sources: [
    {
      citation:
        "Bergstrom N, Braden BJ, Laguzza A, Holman V. The Braden Scale for predicting pressure sore risk. Nurs Res 1987;36:205-210",
      doi: "10.1097/00006199-198707000-00002",
      where: "items and total; bands as in common use",
    },
  ],
  confidence: "B",
  population: "Adults in hospital and long-term care",
  intendedUse: "Grades the risk of pressure injury to plan its prevention",
  wrongUse: "Not for children (Braden Q), and no measure of an injury that is there already",
  licence:
    "Copyright of Barbara Braden and Nancy Bergstrom, 1988: printing the tool needs permission. Points alone are used here; the text of the items is not part of this software",
  inputs: {
    ...inputsOf(FOUR_POINT_ITEMS, { range: [1, 4], maxAgeDays: TWO_DAYS, missing: neededUnlessTotal }),
    bradenFrictionAndShear: {
      concept: "bradenFrictionAndShear",
      range: [1, 3],
      maxAgeDays: TWO_DAYS,
      missing: neededUnlessTotal,
    },
    bradenScore: {
      concept: "bradenScore",
      range: [6, 23],
      maxAgeDays: TWO_DAYS,
      missing: { rule: "optional", says: "used where the items are not known" },
    },
  },
  outputs: [{ code: "braden", display: "Risk of pressure injury (Braden)", gives: "score", unit: "{score}" }],
  variants: [
    { code: "items", display: "from the six items", needs: [ITEMS], uses: ITEMS },
    { code: "total", display: "from a recorded total", needs: [["bradenScore"]], uses: ["bradenScore"] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "Fewer points mean a higher risk.",
    "The items must be of one assessment; they are used here if none is older than 2 days.",
  ],
} as const satisfies ModelMetadata;

const MOST = { fourPointItem: 4, frictionAndShear: 3, total: 23 } as const;

const BANDS = [
  [19, "none", "No risk by the scale (19 to 23 points)"],
  [15, "mild", "Mild risk (15 to 18 points)"],
  [13, "moderate", "Moderate risk (13 or 14 points)"],
  [10, "high", "High risk (10 to 12 points)"],
  [6, "severe", "Severe risk (9 points and under)"],
] as const satisfies BandRows;

export function compute(inputs: ComputeInputs, variant: string = "items"): readonly Result[] {
  const lost = (input: keyof typeof metadata.inputs, most: number) => ({ input, value: Number(inputs[input]) - most });
  const fromItems = variant === "items";
  const contributions = fromItems
    ? [
        ...FOUR_POINT_ITEMS.map((item) => lost(item, MOST.fourPointItem)),
        lost("bradenFrictionAndShear", MOST.frictionAndShear),
      ]
    : [lost("bradenScore", MOST.total)];
  const reference = { value: MOST.total, says: "every item at its best, 23 points" };
  const result = pointsResult(metadata.outputs[0], contributions, reference);
  const flags = fromItems ? totalFlag(inputs, "bradenScore", result.score) : [];
  return [{ ...result, band: bandAt(BANDS, result.score, "bands of the Braden scale in common use"), flags }];
}

export const BRADEN: RiskModel = { metadata, coefficientHash: hashOf({ ITEMS, MOST, BANDS }), compute };

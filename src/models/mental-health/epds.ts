/**
 * EPDS: Edinburgh Postnatal Depression Scale.
 *
 * Source      Cox JL, Holden JM, Sagovsky R. Br J Psychiatry 1987;150:782-786. doi:10.1192/bjp.150.6.782
 * Rule        ten items of 0 to 3 points, summed: 0 to 30; items 3 and 5 to 10 come here already reversed
 * Thresholds  13 and over: probable depression; 10 and over is also used for screening.
 * Safety      item 10 above 0 is told whatever the total; it is never inferred from a total.
 * Population  women in pregnancy and after birth.
 * Missing     nothing is estimated: all ten items, or a recorded total.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, givenPoints, inputsOf, pointsResult, totalFlag } from "../item-scores.ts";

const TWO_WEEKS_DAYS = 14; // how old answers may be: a limit of ours; they speak of the last week

// biome-ignore format: a list of numbers
const ITEMS = [
  "epdsItem1", "epdsItem2", "epdsItem3", "epdsItem4", "epdsItem5",
  "epdsItem6", "epdsItem7", "epdsItem8", "epdsItem9", "epdsItem10",
] as const;

export const metadata = {
  id: "epds",
  version: "1.0.0",
  title: "EPDS: Edinburgh Postnatal Depression Scale",
  sources: [
    {
      citation:
        "Cox JL, Holden JM, Sagovsky R. Detection of postnatal depression: development of the 10-item Edinburgh Postnatal Depression Scale. Br J Psychiatry 1987;150:782-786",
      doi: "10.1192/bjp.150.6.782",
      where: "scoring and threshold",
    },
  ],
  confidence: "A",
  population: "Women in pregnancy and after birth who answered the ten items",
  intendedUse: "Screens for depression in pregnancy and after birth",
  wrongUse: "Not a diagnosis of depression and no measure of the risk of suicide",
  licence:
    "Copyright of the Royal College of Psychiatrists; free to use with citation. The text of the items is not part of this software",
  inputs: {
    ...inputsOf(ITEMS, {
      range: [0, 3],
      maxAgeDays: TWO_WEEKS_DAYS,
      missing: { rule: "optional", says: "needed unless a total was recorded; an unanswered item is not estimated" },
    }),
    epdsScore: {
      concept: "epdsScore",
      range: [0, 30],
      maxAgeDays: TWO_WEEKS_DAYS,
      missing: { rule: "optional", says: "used where the items are not known" },
    },
  },
  outputs: [{ code: "epds", display: "Perinatal depressive symptoms (EPDS)", gives: "score", unit: "{score}" }],
  variants: [
    { code: "items", display: "from the ten items, scored", needs: [ITEMS], uses: ITEMS },
    { code: "total", display: "from a recorded total", needs: [["epdsScore"]], uses: ["epdsScore"] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The items must be of one questionnaire; they are used here if none is older than 14 days.",
    "Items 3 and 5 to 10 are taken as scored, that is reversed already: raw answers give a wrong sum.",
  ],
  insteadOf: [{ id: "phq-9", when: "depressive symptoms outside pregnancy and the time after birth" }],
} as const satisfies ModelMetadata;

const SCREEN = [
  [13, "positive-screen", "Probable depression (13 points and over)"],
  [10, "borderline-screen", "Possible depression (10 to 12 points)"],
  [0, "negative-screen", "Under the thresholds in use"],
] as const satisfies BandRows;

const ITEM_10_POSITIVE =
  "item 10 (self-harm) is above 0, whatever the total: the safety of the woman and the child is to be asked about";
const ITEM_10_UNKNOWN = "item 10 (self-harm) is not known from a total";

export function compute(inputs: ComputeInputs, variant: string = "items"): readonly Result[] {
  const fromItems = variant === "items";
  const points = givenPoints(inputs, fromItems ? ITEMS : ["epdsScore"]);
  const result = pointsResult(metadata.outputs[0], points, { value: 0, says: "every item 0" });
  const item10Positive = Number(inputs.epdsItem10) > 0;
  const flags = fromItems
    ? [...(item10Positive ? [ITEM_10_POSITIVE] : []), ...totalFlag(inputs, "epdsScore", result.score)]
    : [ITEM_10_UNKNOWN];
  return [
    {
      ...result,
      band: bandAt(SCREEN, result.score, "Cox 1987; 10 points for screening"),
      flags,
      details: { atLeast13: result.score >= 13, ...(fromItems ? { item10Positive } : {}) },
    },
  ];
}

export const EPDS: RiskModel = { metadata, coefficientHash: hashOf({ ITEMS, SCREEN }), compute };

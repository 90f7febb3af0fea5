/**
 * Morse Fall Scale: risk of falling in hospital.
 *
 * Source      Morse JM, Morse RM, Tylko SJ. Can J Aging 1989;8:366-377. doi:10.1017/S0714980800008576
 * Rule        history of falling 25, secondary diagnosis 15, ambulatory aid 0, 15 or 30, intravenous access 20,
 *             gait 0, 10 or 20, forgets limitations 15, summed: 0 to 125
 * Bands       0 to 24 low, 25 to 50 moderate, 51 and over high; the cut-offs are set locally
 * Population  adults in hospital and long-term care.
 * Missing     nothing is estimated: all six items, or a recorded total.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, givenPoints, inputsOf, pointsResult, totalFlag } from "../item-scores.ts";

const TWO_DAYS = 2; // how old an assessment may be: a limit of ours

const ITEMS = [
  "hasFallen",
  "hasSecondaryDiagnosis",
  "ambulatoryAid",
  "hasIntravenousAccess",
  "gait",
  "isForgetfulOfLimitations",
] as const;

export const metadata = {
  id: "morse-fall",
  version: "1.0.0",
  title: "Morse Fall Scale: risk of falling in hospital",
  sources: [
    {
      citation:
        "Morse JM, Morse RM, Tylko SJ. Development of a scale to identify the fall-prone patient. Can J Aging 1989;8:366-377",
      doi: "10.1017/S0714980800008576",
      where: "points of the items; bands as in common use",
    },
  ],
  confidence: "B",
  population: "Adults in hospital and long-term care",
  intendedUse: "Grades the risk of falling to plan its prevention",
  wrongUse: "Not for children; the cut-offs must be set for the ward on which they are used",
  licence: "Free to use with citation; the text of the items is not part of this software",
  inputs: {
    ...inputsOf(ITEMS, {
      maxAgeDays: TWO_DAYS,
      missing: { rule: "optional", says: "needed unless a total was recorded; an item not assessed is not 0" },
    }),
    morseFallScore: {
      concept: "morseFallScore",
      range: [0, 125],
      maxAgeDays: TWO_DAYS,
      missing: { rule: "optional", says: "used where the items are not known" },
    },
  },
  outputs: [{ code: "morse-fall", display: "Risk of falling (Morse)", gives: "score", unit: "{score}" }],
  variants: [
    { code: "items", display: "from the six items", needs: [ITEMS], uses: ITEMS },
    { code: "total", display: "from a recorded total", needs: [["morseFallScore"]], uses: ["morseFallScore"] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The items must be of one assessment; they are used here if none is older than 2 days.",
    "The cut-offs of 25 and 51 are in common use; the author has them set locally.",
  ],
} as const satisfies ModelMetadata;

const POINTS = {
  hasFallen: 25,
  hasSecondaryDiagnosis: 15,
  ambulatoryAid: { none: 0, "crutch-cane-walker": 15, furniture: 30 },
  hasIntravenousAccess: 20,
  gait: { normal: 0, weak: 10, impaired: 20 },
  isForgetfulOfLimitations: 15,
} as const satisfies Record<(typeof ITEMS)[number], number | Readonly<Record<string, number>>>;

function pointsOf(item: (typeof ITEMS)[number], value: unknown): number {
  const points: number | Readonly<Record<string, number>> = POINTS[item];
  if (typeof points === "number") return value === true ? points : 0;
  return points[String(value)] ?? Number.NaN; // one of its keys: the declarations were checked before
}

const BANDS = [
  [51, "high", "High risk of falling (51 points and over)"],
  [25, "moderate", "Moderate risk of falling (25 to 50 points)"],
  [0, "low", "Low risk of falling (0 to 24 points)"],
] as const satisfies BandRows;

export function compute(inputs: ComputeInputs, variant: string = "items"): readonly Result[] {
  const fromItems = variant === "items";
  const contributions = fromItems
    ? ITEMS.map((input) => ({ input, value: pointsOf(input, inputs[input]) }))
    : givenPoints(inputs, ["morseFallScore"]);
  const result = pointsResult(metadata.outputs[0], contributions, { value: 0, says: "every item 0" });
  const flags = fromItems ? totalFlag(inputs, "morseFallScore", result.score) : [];
  return [{ ...result, band: bandAt(BANDS, result.score, "cut-offs in common use, to be set locally"), flags }];
}

export const MORSE_FALL: RiskModel = { metadata, coefficientHash: hashOf({ POINTS, BANDS }), compute };

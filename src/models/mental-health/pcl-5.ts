/**
 * PCL-5: symptoms of post-traumatic stress disorder in the last month.
 *
 * Source      Blevins CA et al. J Trauma Stress 2015;28:489-498. doi:10.1002/jts.22059
 * Rule        twenty items of 0 to 4 points, summed: 0 to 80; 31 to 33 and over suggests probable PTSD
 * Criteria    provisional by DSM-5: of items at 2 or over at least one of B (1-5), one of C (6-7), two of D (8-14) and
 *             two of E (15-20)
 * Population  adults after a traumatic event.
 * Missing     nothing is estimated: all twenty items, or a recorded total (which says nothing of the criteria).
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, givenPoints, inputsOf, pointsResult, totalFlag } from "../item-scores.ts";

const ONE_MONTH_DAYS = 30; // how old answers may be: a limit of ours; they speak of one month

// biome-ignore format: by cluster of DSM-5
const CLUSTERS = {
  B: { items: ["pcl5Item1", "pcl5Item2", "pcl5Item3", "pcl5Item4", "pcl5Item5"], needed: 1 },
  C: { items: ["pcl5Item6", "pcl5Item7"], needed: 1 },
  D: { items: ["pcl5Item8", "pcl5Item9", "pcl5Item10", "pcl5Item11", "pcl5Item12", "pcl5Item13", "pcl5Item14"], needed: 2 },
  E: { items: ["pcl5Item15", "pcl5Item16", "pcl5Item17", "pcl5Item18", "pcl5Item19", "pcl5Item20"], needed: 2 },
} as const;
const PRESENT_FROM = 2;
const ITEMS = [...CLUSTERS.B.items, ...CLUSTERS.C.items, ...CLUSTERS.D.items, ...CLUSTERS.E.items] as const;

export const metadata = {
  id: "pcl-5",
  version: "1.0.0",
  title: "PCL-5: symptoms of post-traumatic stress disorder",
  sources: [
    {
      citation:
        "Blevins CA, Weathers FW, Davis MT, Witte TK, Domino JL. The Posttraumatic Stress Disorder Checklist for DSM-5 (PCL-5): development and initial psychometric evaluation. J Trauma Stress 2015;28:489-498",
      doi: "10.1002/jts.22059",
      where: "scoring, cut-off and provisional diagnosis by cluster",
    },
  ],
  confidence: "A",
  population: "Adults after a traumatic event who answered the twenty items",
  intendedUse: "Screens for post-traumatic stress disorder and follows its symptoms",
  wrongUse: "Not a diagnosis: the event itself, duration and impairment are not asked for here",
  licence: "Public domain (US Department of Veterans Affairs); the text of the items is not part of this software",
  inputs: {
    ...inputsOf(ITEMS, {
      range: [0, 4],
      maxAgeDays: ONE_MONTH_DAYS,
      missing: { rule: "optional", says: "needed unless a total was recorded; an unanswered item is not estimated" },
    }),
    pcl5Score: {
      concept: "pcl5Score",
      range: [0, 80],
      maxAgeDays: ONE_MONTH_DAYS,
      missing: { rule: "optional", says: "used where the items are not known" },
    },
  },
  outputs: [{ code: "pcl-5", display: "Post-traumatic stress symptoms (PCL-5)", gives: "score", unit: "{score}" }],
  variants: [
    { code: "items", display: "from the twenty items", needs: [ITEMS], uses: ITEMS },
    { code: "total", display: "from a recorded total", needs: [["pcl5Score"]], uses: ["pcl5Score"] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The items must be of one questionnaire; they are used here if none is older than 30 days.",
    "Cut-offs from 31 to 33 are in use; which one suits depends on the setting.",
  ],
} as const satisfies ModelMetadata;

const SCREEN = [
  [33, "positive-screen", "At or over the cut-off of 33"],
  [31, "borderline-screen", "31 or 32 points: over the lowest cut-off in use, under 33"],
  [0, "negative-screen", "Under the cut-offs in use"],
] as const satisfies BandRows;

export function compute(inputs: ComputeInputs, variant: string = "items"): readonly Result[] {
  const fromItems = variant === "items";
  const points = givenPoints(inputs, fromItems ? ITEMS : ["pcl5Score"]);
  const result = pointsResult(metadata.outputs[0], points, { value: 0, says: "every item 0" });
  return [
    {
      ...result,
      band: bandAt(SCREEN, result.score, "Blevins 2015, cut-offs of 31 to 33"),
      flags: fromItems ? totalFlag(inputs, "pcl5Score", result.score) : [],
      details: {
        atLeast33: result.score >= 33,
        ...(fromItems ? { meetsDsm5CriteriaProvisionally: meetsCriteria(inputs) } : {}),
      },
    },
  ];
}

const meetsCriteria = (inputs: ComputeInputs): boolean =>
  Object.values(CLUSTERS).every(
    ({ items, needed }) => items.filter((item) => Number(inputs[item]) >= PRESENT_FROM).length >= needed,
  );

export const PCL_5: RiskModel = { metadata, coefficientHash: hashOf({ CLUSTERS, PRESENT_FROM, SCREEN }), compute };

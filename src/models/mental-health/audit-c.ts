/**
 * AUDIT-C: unhealthy use of alcohol, by the three consumption items of AUDIT.
 *
 * Source      Bush K et al. Arch Intern Med 1998;158:1789-1795. doi:10.1001/archinte.158.16.1789
 * Rule        three items of 0 to 4 points, summed: 0 to 12; positive from 4 in men and from 3 in women
 * Population  adults.
 * Missing     nothing is estimated: all three items, or a recorded total; and the sex, on which the threshold depends.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, givenPoints, inputsOf, pointsResult, totalFlag } from "../item-scores.ts";

const ONE_YEAR_DAYS = 365; // how old answers may be: a limit of ours

const ITEMS = ["auditCItem1", "auditCItem2", "auditCItem3"] as const;

export const metadata = {
  id: "audit-c",
  version: "1.0.0",
  title: "AUDIT-C: unhealthy use of alcohol",
  sources: [
    {
      citation:
        "Bush K, Kivlahan DR, McDonell MB, Fihn SD, Bradley KA. The AUDIT alcohol consumption questions (AUDIT-C): an effective brief screening test for problem drinking. Arch Intern Med 1998;158:1789-1795",
      doi: "10.1001/archinte.158.16.1789",
      where: "scoring and thresholds by sex",
    },
  ],
  confidence: "A",
  population: "Adults who answered the three consumption items of AUDIT",
  intendedUse: "Screens for unhealthy use of alcohol",
  wrongUse: "Not a diagnosis of alcohol use disorder; not the full AUDIT of ten items",
  licence: "Public (World Health Organization); the text of the items is not part of this software",
  inputs: {
    sex: { concept: "sex" },
    ...inputsOf(ITEMS, {
      range: [0, 4],
      maxAgeDays: ONE_YEAR_DAYS,
      missing: { rule: "optional", says: "needed unless a total was recorded; an unanswered item is not estimated" },
    }),
    auditCScore: {
      concept: "auditCScore",
      range: [0, 12],
      maxAgeDays: ONE_YEAR_DAYS,
      missing: { rule: "optional", says: "used where the items are not known" },
    },
  },
  outputs: [{ code: "audit-c", display: "Unhealthy use of alcohol (AUDIT-C)", gives: "score", unit: "{score}" }],
  variants: [
    { code: "items", display: "from the three items", needs: [ITEMS], uses: ITEMS },
    { code: "total", display: "from a recorded total", needs: [["auditCScore"]], uses: ["auditCScore"] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The items must be of one questionnaire; they are used here if none is older than 365 days.",
    "In pregnancy any use of alcohol matters; the thresholds are not made for it.",
  ],
} as const satisfies ModelMetadata;

const SCREEN = {
  male: [
    [4, "positive-screen", "Positive screen (4 points and over in men)"],
    [0, "negative-screen", "Negative screen (under 4 points in men)"],
  ],
  female: [
    [3, "positive-screen", "Positive screen (3 points and over in women)"],
    [0, "negative-screen", "Negative screen (under 3 points in women)"],
  ],
} as const satisfies Record<string, BandRows>;

export function compute(inputs: ComputeInputs, variant: string = "items"): readonly Result[] {
  const fromItems = variant === "items";
  const points = givenPoints(inputs, fromItems ? ITEMS : ["auditCScore"]);
  const result = pointsResult(metadata.outputs[0], points, { value: 0, says: "every item 0" });
  const sex = inputs.sex as keyof typeof SCREEN; // the declarations were checked before
  const band = bandAt(SCREEN[sex], result.score, "Bush 1998, threshold by sex");
  const flags = fromItems ? totalFlag(inputs, "auditCScore", result.score) : [];
  return [{ ...result, band, flags, details: { positive: band.code === "positive-screen" } }];
}

export const AUDIT_C: RiskModel = { metadata, coefficientHash: hashOf({ ITEMS, SCREEN }), compute };

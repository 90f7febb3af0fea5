import { type QuantityConcept, quantity } from "./concept.ts";

/** Rows of numbered items, as `phq9Item1`: an item's points, never its text. */
function items<const Prefix extends string, const Numbers extends readonly number[]>(
  prefix: Prefix,
  numbers: Numbers,
  display: string,
  points: readonly [number, number],
  more: Pick<QuantityConcept, "staleAfterDays"> = {},
): Readonly<Record<`${Prefix}${Numbers[number]}`, QuantityConcept>> {
  const rows = numbers.map((number) => [
    `${prefix}${number}`,
    quantity(`${display} ${number}`, "{score}", points, more),
  ]);
  return Object.fromEntries(rows) as Record<`${Prefix}${Numbers[number]}`, QuantityConcept>; // the keys just made
}

const TO_7 = [1, 2, 3, 4, 5, 6, 7] as const;
const TO_10 = [...TO_7, 8, 9, 10] as const;
const TO_20 = [...TO_10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20] as const;

/** Answers to questionnaires: the points of single items, and recorded totals. */
export const QUESTIONNAIRES = {
  ...items("phq9Item", [...TO_7, 8, 9], "PHQ-9 item", [0, 3]),
  phq9Score: quantity("PHQ-9 total score", "{score}", [0, 27], { loinc: "44261-6" }),
  ...items("gad7Item", TO_7, "GAD-7 item", [0, 3]),
  gad7Score: quantity("GAD-7 total score", "{score}", [0, 21], { loinc: "70274-6" }),
  /** Scored: items 3 and 5 to 10 are reversed already. */
  ...items("epdsItem", TO_10, "Edinburgh Postnatal Depression Scale item", [0, 3]),
  epdsScore: quantity("Edinburgh Postnatal Depression Scale total score", "{score}", [0, 30], { loinc: "99046-5" }),
  /** They ask for the last year. */
  ...items("auditCItem", [1, 2, 3], "AUDIT-C item", [0, 4], { staleAfterDays: 365 }),
  auditCScore: quantity("AUDIT-C total score", "{score}", [0, 12], { loinc: "75626-2" }),
  ...items("pcl5Item", TO_20, "PCL-5 item", [0, 4]),
  pcl5Score: quantity("PCL-5 total score", "{score}", [0, 80]),
} as const;

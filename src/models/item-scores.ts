/**
 * Scores of questionnaires and scales: what their items add, and the band of the sum.
 *
 * Such a score reaches a record in two ways, as the answers to its items or as a total alone, so a model of one has two
 * variants. A total tells less: what a single item says (self-harm, above all) is then not known, which is not the same
 * as its being absent.
 */
import type { ConceptName } from "../concepts/index.ts";
import type { BandCode } from "./bands.ts";
import type { ComputeInputs, Contribution, InputDeclaration, OutputDeclaration, Result } from "./contract.ts";

/** The same declaration for several inputs. */
export function inputsOf<const Names extends readonly ConceptName[]>(
  names: Names,
  declaration: Omit<InputDeclaration, "concept">,
): Readonly<Record<Names[number], InputDeclaration>> {
  const rows = names.map((concept) => [concept, { concept, ...declaration }]);
  return Object.fromEntries(rows) as Record<Names[number], InputDeclaration>; // the keys just made
}

/** The points of items that are given in points already. */
export const givenPoints = (inputs: ComputeInputs, names: readonly ConceptName[]): readonly Contribution[] =>
  names.map((input) => ({ input, value: Number(inputs[input]) })); // numbers: the declarations were checked before

/**
 * A score that is the reference's points and what the items add to them.
 * @param reference the points of a person without any of what is counted, and who that is, in words
 */
export function pointsResult(
  { code, display }: Pick<OutputDeclaration, "code" | "display">,
  contributions: readonly Contribution[],
  reference: NonNullable<Result["reference"]>,
): Result & { readonly score: number } {
  const score = contributions.reduce((sum, { value }) => sum + value, reference.value);
  return { code, display, score, contributionScale: "points", contributions, total: score, reference };
}

/** A flag where a recorded total is known beside the items and is not their sum: one of them is of another time. */
export function totalFlag(inputs: ComputeInputs, total: ConceptName, sumOfItems: number): readonly string[] {
  const recorded = inputs[total];
  if (recorded === undefined || recorded === sumOfItems) return [];
  return [`a recorded total of ${recorded} is not the sum of the items, ${sumOfItems}: one is of another time`];
}

/** Bands by their lower bounds, the highest first; the last takes what is below the others. */
export type BandRows = readonly (readonly [from: number, code: BandCode, display: string])[];

/** The band of a score that was not rounded: the first whose lower bound it reaches. */
export function bandAt(rows: BandRows, score: number, source: string): NonNullable<Result["band"]> {
  const row = rows.find(([from]) => score >= from) ?? rows.at(-1);
  if (row === undefined) throw new Error("a score has at least one band");
  return { code: row[1], display: row[2], source };
}

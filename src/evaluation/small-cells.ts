/**
 * Small cells: a count of very few persons can say something of one of them, so that it is not shown. Nor can it be worked
 * out: where the whole is known, a single hidden cell is the whole less the others. So further cells, the smallest first,
 * are hidden until what is hidden together is not small (complementary suppression).
 * Handbook on Statistical Disclosure Control, frequency tables. https://sdctools.github.io/HandbookSDC/
 */

/** A subgroup with fewer persons, or with fewer with or without the event, is not shown. */
export interface SmallCells {
  readonly persons: number;
  readonly events: number;
}

export const SMALL_CELLS: SmallCells = { persons: 10, events: 5 };

/** A count as it is shown: what is below the least count that may be shown says so only. */
export type ShownCount = number | string;

/**
 * Which cells of one table with a known whole are hidden.
 * @param cells numbers of each cell that add up to the whole: `[persons, with the event, without it]`
 * @param fewest the least that each of these numbers may be
 * @returns positions in `cells`
 */
export function hiddenCells(cells: readonly (readonly number[])[], fewest: readonly number[]): ReadonlySet<number> {
  const isSmall = (numbers: readonly number[]) => fewest.some((least, at) => (numbers[at] ?? 0) < least);
  const hidden = new Set(cells.flatMap((numbers, at) => (isSmall(numbers) ? [at] : [])));
  if (hidden.size === 0) return hidden;
  const others = cells
    .map((numbers, at) => ({ at, size: numbers[0] ?? 0 }))
    .filter(({ at }) => !hidden.has(at))
    .sort((one, other) => one.size - other.size);
  for (const { at } of others) {
    const together = fewest.map((_, number) =>
      [...hidden].reduce((sum, cell) => sum + (cells[cell]?.[number] ?? 0), 0),
    );
    if (!isSmall(together)) break;
    hidden.add(at);
  }
  return hidden;
}

/** Counts by reason, the most frequent first, of which the whole is known. */
export function shownCounts(
  counts: ReadonlyMap<string, number>,
  { persons }: SmallCells,
): readonly (readonly [string, ShownCount])[] {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  const hidden = hiddenCells(
    sorted.map(([, count]) => [count]),
    [persons],
  );
  return sorted.map(([reason, count], at) => [reason, hidden.has(at) ? hiddenCount(count, persons) : count]);
}

const hiddenCount = (count: number, persons: number): string => (count < persons ? `under ${persons}` : "not shown");

/** A count that stands alone. */
export const shownCount = (count: number, { persons }: SmallCells): ShownCount =>
  count === 0 || count >= persons ? count : `under ${persons}`;

/** `25 × no cholesterol`, or `known stroke (under 10)`. */
export const countText = ([reason, count]: readonly [string, ShownCount]): string =>
  typeof count === "number" ? `${count} × ${reason}` : `${reason} (${count})`;

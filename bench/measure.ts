/** What a row of the table is, and how times are summed up. */

export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bar of the design: `value` must be below, above or equal. */
  readonly bar: { readonly is: "under" | "at least" | "exactly"; readonly value: number };
  /** Spread and size of the sample, for a reader. */
  readonly detail: string;
}

export const holds = ({ value, bar }: Row) =>
  bar.is === "under" ? value < bar.value : bar.is === "at least" ? value >= bar.value : value === bar.value;

export const under = (value: number) => ({ is: "under", value }) as const;
export const atLeast = (value: number) => ({ is: "at least", value }) as const;
export const exactly = (value: number) => ({ is: "exactly", value }) as const;

/** Runs `once` after a warm-up and gives the sorted times in milliseconds. */
export async function times(count: number, once: (index: number) => Promise<void>): Promise<readonly number[]> {
  const warmUp = Math.ceil(count / 10);
  const taken: number[] = [];
  for (let index = -warmUp; index < count; index++) {
    const start = performance.now();
    await once(index + warmUp);
    if (index >= 0) taken.push(performance.now() - start);
  }
  return taken.sort((a, b) => a - b);
}

export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export function p50Row(name: string, sorted: readonly number[], barMs: number): Row {
  const detail = `p95 ${percentile(sorted, 0.95).toFixed(2)}, p99 ${percentile(sorted, 0.99).toFixed(2)} ms, n ${sorted.length}`;
  return { name, value: percentile(sorted, 0.5), unit: "ms p50", bar: under(barMs), detail };
}

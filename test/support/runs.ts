/** How often a property that writes to the store is tried: TEST_RUNS percent of what it asks for, at least a few times. */
const PERCENT = Number(process.env.TEST_RUNS ?? 100);
const FEWEST = 10;

export const storeRuns = (count: number): number =>
  Math.min(count, Math.max(FEWEST, Math.ceil((count * PERCENT) / 100)));

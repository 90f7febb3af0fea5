/** How often a test that writes to the store does so again: TEST_RUNS percent of what it asks for, at least a few times. */
const PERCENT = Number(process.env.TEST_RUNS ?? 100);
const FEWEST = 10;

export const storeRuns = (count: number): number =>
  Math.min(count, Math.max(FEWEST, Math.ceil((count * PERCENT) / 100)));

/**
 * Marks of an axis from 0 that reaches a value: steps of 1, 2 or 5 times a power of ten.
 * @param highest the largest value to be shown, above 0
 * @param atMost how many steps the axis may have
 * @returns the marks from 0; the last is at or above `highest`
 */
export function ticksTo(highest: number, atMost = 6): readonly number[] {
  const power = 10 ** Math.floor(Math.log10(highest / atMost));
  const step = power * ([1, 2, 5].find((factor) => factor * power * atMost >= highest * (1 - ROUNDING)) ?? 10);
  const steps = Math.ceil((highest * (1 - ROUNDING)) / step);
  // 12 digits: 3 * 0.1 is to be 0.3
  return Array.from({ length: steps + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** So that 0.3 / 0.1 does not ask for a fourth step. */
const ROUNDING = 1e-9;

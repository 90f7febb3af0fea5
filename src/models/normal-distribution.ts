/**
 * The normal distribution. Φ is its series near 0 and its continued fraction in the tails (Abramowitz and Stegun, Handbook
 * of Mathematical Functions 1964, 26.2.11 and 26.2.14), each to the last digits of a double: a small risk is a tail.
 */
const SERIES_UP_TO = 2.5;
const FRACTION_DEPTH = 200;

/** φ(x), the density. */
export const normalDensity = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

/** Φ(x), the probability of a value up to x, with its relative precision kept where it is small. */
export function normalCumulative(x: number): number {
  if (Math.abs(x) <= SERIES_UP_TO) return 0.5 + normalDensity(x) * series(x);
  return x < 0 ? upperTail(-x) : 1 - upperTail(x);
}

/** x + x³/3 + x⁵/(3·5) + … */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; Math.abs(term) > Math.abs(sum) * Number.EPSILON; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

/** φ(x) · 1/(x + 1/(x + 2/(x + 3/(x + …)))) for x over 0. */
function upperTail(x: number): number {
  let fraction = x;
  for (let k = FRACTION_DEPTH; k >= 1; k--) fraction = x + k / fraction;
  return normalDensity(x) / fraction;
}

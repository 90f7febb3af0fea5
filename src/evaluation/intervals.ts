/** Intervals of 95 %: of an estimate with a standard error, of a share, of a count. */

export type Interval = readonly [low: number, high: number];

/** A figure with its standard error and its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly standardError: number;
  readonly interval: Interval;
}

const Z = 1.959963984540054;

/** Wald's interval, estimate ± 1.96 standard errors, cut to where the figure can lie. */
export function estimate(
  value: number,
  standardError: number,
  [least, most]: Interval = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
): Estimate {
  const reach = Z * standardError;
  return { value, standardError, interval: [Math.max(least, value - reach), Math.min(most, value + reach)] };
}

/** Wilson's interval of a share of so many persons. J Am Stat Assoc 1927;22:209-212. */
export function wilson(share: number, persons: number): Interval {
  const middle = share + Z ** 2 / (2 * persons);
  const reach = Z * Math.sqrt((share * (1 - share)) / persons + Z ** 2 / (4 * persons ** 2));
  const scale = 1 + Z ** 2 / persons;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}

const TAIL = 0.025;
const BISECTIONS = 60;

/**
 * Exact interval of the mean of a Poisson distribution of which this count was seen: 2.5 % lie beyond each end.
 * Garwood F. Fiducial limits for the Poisson distribution. Biometrika 1936;28:437-442.
 * @param count whole, 0 or more
 */
export function poissonInterval(count: number): Interval {
  const most = count + 10 * Math.sqrt(count + 1) + 10; // far beyond any 97.5 %
  const low = count === 0 ? 0 : rootOf((mean) => 1 - TAIL - cumulative(count - 1, mean), most);
  return [low, rootOf((mean) => TAIL - cumulative(count, mean), most)];
}

/** Probability of at most so many events, at a mean over 0. */
function cumulative(events: number, mean: number): number {
  let logTerm = -mean;
  let sum = Math.exp(logTerm);
  for (let k = 1; k <= events; k++) {
    logTerm += Math.log(mean / k);
    sum += Math.exp(logTerm);
  }
  return Math.min(1, sum);
}

/** Where an increasing function crosses 0 between 0 and `most`. */
function rootOf(increasing: (x: number) => number, most: number): number {
  let [low, high] = [0, most];
  for (let step = 0; step < BISECTIONS; step++) {
    const middle = (low + high) / 2;
    if (increasing(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

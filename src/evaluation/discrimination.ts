/** How well predictions tell persons with the event from those without. */
import { type Estimate, estimate, type Interval } from "./intervals.ts";
import { RankCounts } from "./rank-counts.ts";

const RANGE: Interval = [0, 1];

/**
 * C-statistic of a binary outcome: the share of pairs, one with and one without the event, in which the one with the event
 * has the higher prediction; ties count half. Equal to the area under the ROC curve.
 * Its standard error is DeLong's, from the share of such pairs that each person wins. DeLong ER et al. Biometrics
 * 1988;44:837-845; by ranks, as in Sun X, Xu W. IEEE Signal Process Lett 2014;21:1389-1393, doi:10.1109/LSP.2014.2337313.
 * @returns NaN where there is no event or nothing else; no standard error (NaN) with fewer than two of either
 */
export function cStatistic(predictions: readonly number[], events: readonly number[]): Estimate {
  const having = predictions.filter((_, at) => events[at] === 1);
  const without = predictions.filter((_, at) => events[at] !== 1);
  const ranks = midranks([...having, ...without]);
  const wins = subtract(ranks.slice(0, having.length), midranks(having)).map((above) => above / without.length);
  const losses = subtract(ranks.slice(having.length), midranks(without)).map((above) => above / having.length);
  const error = Math.sqrt(varianceOf(wins) / having.length + varianceOf(losses) / without.length);
  return estimate(meanOf(wins), error, RANGE);
}

/** The rank of each value from the lowest, 1; of equal ones the mean of their ranks. */
function midranks(values: readonly number[]): readonly number[] {
  const order = values.map((_, at) => at).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const ranks = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && values[order[to] ?? 0] === values[order[from] ?? 0]) to++;
    for (let at = from; at < to; at++) ranks[order[at] ?? 0] = (from + 1 + to) / 2;
    from = to;
  }
  return ranks;
}

const subtract = (left: readonly number[], right: readonly number[]) =>
  left.map((value, at) => value - (right[at] ?? 0));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function varianceOf(values: readonly number[]): number {
  const mean = meanOf(values);
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
}

/**
 * Harrell's C of a censored outcome: over the pairs in which it is known who had the event first. A person censored at the
 * time of another's event is taken to have outlived it. Harrell FE et al. Stat Med 1996;15:361-387.
 * Its standard error is the infinitesimal jackknife's, from how far each person moves it, as R's survival::concordance has
 * it (Therneau T, Atkinson E. Concordance, vignette of the package).
 * @param risks the higher, the sooner the event is predicted
 * @returns NaN where no two persons can be compared
 */
export function harrellC(risks: readonly number[], times: readonly number[], events: readonly number[]): Estimate {
  const { pairs, wins } = comparisons(risks, times, events);
  const usable = sumOf(pairs) / 2;
  const value = sumOf(wins) / 2 / usable;
  const variance = wins.reduce((sum, won, at) => sum + ((won - value * (pairs[at] ?? 0)) / usable) ** 2, 0);
  return estimate(value, Math.sqrt(variance), RANGE);
}

/** Of each person the comparable pairs, and how many are in order, ties as half; every pair stands at both its persons. */
function comparisons(risks: readonly number[], times: readonly number[], events: readonly number[]) {
  const ranks = denseRanks(risks);
  const byTime = Map.groupBy(times.keys(), (at) => times[at] ?? 0);
  const order = [...byTime.keys()].sort((a, b) => a - b);
  const pairs = new Float64Array(risks.length);
  const wins = new Float64Array(risks.length);
  const hadEvent = (at: number) => events[at] === 1;
  const rankOf = (at: number) => ranks[at] ?? 0;
  const note = (at: number, compared: number, won: number) => {
    pairs[at] = (pairs[at] ?? 0) + compared;
    wins[at] = (wins[at] ?? 0) + won;
  };
  const later = new RankCounts(risks.length); // everyone who has outlived the time
  for (const time of order.toReversed()) {
    const [having = [], censored = []] = split(byTime.get(time) ?? [], hadEvent);
    for (const at of censored) later.add(rankOf(at));
    for (const at of having) note(at, later.size, later.below(rankOf(at)));
    for (const at of having) later.add(rankOf(at));
  }
  const earlier = new RankCounts(risks.length); // everyone who had the event before
  for (const time of order) {
    const [having = [], censored = []] = split(byTime.get(time) ?? [], hadEvent);
    for (const at of having) note(at, earlier.size, earlier.size - earlier.below(rankOf(at)));
    for (const at of having) earlier.add(rankOf(at));
    for (const at of censored) note(at, earlier.size, earlier.size - earlier.below(rankOf(at)));
  }
  return { pairs, wins };
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const split = <T>(items: readonly T[], belongs: (item: T) => boolean): readonly (readonly T[])[] => [
  items.filter(belongs),
  items.filter((item) => !belongs(item)),
];

/** The rank of each value among the distinct ones, from 0. */
function denseRanks(values: readonly number[]): readonly number[] {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const rankOf = new Map(distinct.map((value, rank) => [value, rank]));
  return values.map((value) => rankOf.get(value) ?? 0);
}

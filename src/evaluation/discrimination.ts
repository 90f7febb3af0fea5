/** How well predictions tell persons with the event from those without. */
import { type Estimate, estimate, type Interval } from "./intervals.ts";

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
  const pairs = new Float64Array(risks.length);
  const wins = new Float64Array(risks.length);
  let usable = 0;
  let concordant = 0;
  for (const [i, event] of events.entries()) {
    if (event !== 1) continue;
    const time = times[i] ?? 0;
    const risk = risks[i] ?? 0;
    for (const [j, other] of times.entries()) {
      const isLater = other > time || (other === time && events[j] !== 1);
      if (!isLater) continue;
      const difference = risk - (risks[j] ?? 0);
      const won = difference > 0 ? 1 : difference === 0 ? 0.5 : 0;
      usable++;
      concordant += won;
      for (const person of [i, j]) {
        pairs[person] = (pairs[person] ?? 0) + 1;
        wins[person] = (wins[person] ?? 0) + won;
      }
    }
  }
  const value = concordant / usable;
  const variance = wins.reduce((sum, won, at) => sum + ((won - value * (pairs[at] ?? 0)) / usable) ** 2, 0);
  return estimate(value, Math.sqrt(variance), RANGE);
}

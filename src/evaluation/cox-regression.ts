/**
 * Cox's proportional hazards regression by Newton's method on the partial likelihood, ties as Efron has them.
 * Cox DR. J R Stat Soc B 1972;34:187-220. Efron B. J Am Stat Assoc 1977;72:557-565, doi:10.1080/01621459.1977.10480613.
 */
import { invertPositiveDefinite, solvePositiveDefinite } from "./linear-algebra.ts";

const MAX_STEPS = 50;
const TOLERANCE = 1e-9;

export interface SurvivalData {
  /** [person][column] */
  readonly columns: readonly (readonly number[])[];
  /** Follow-up of each person, in any one unit. */
  readonly times: readonly number[];
  /** 1 if the follow-up ended with the event, 0 if it was censored. */
  readonly events: readonly number[];
}

export interface CoxFit {
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
}

/** @throws RangeError if the fit does not settle or columns depend on each other */
export function fitCox(data: SurvivalData): CoxFit {
  const centred = centre(data.columns);
  const order = data.times.map((_, at) => at).sort((a, b) => (data.times[b] ?? 0) - (data.times[a] ?? 0));
  let coefficients = new Array<number>(centred[0]?.length ?? 0).fill(0);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { score, information } = derivatives({ ...data, columns: centred }, order, coefficients);
    const change = solvePositiveDefinite(information, score);
    coefficients = coefficients.map((value, at) => value + (change[at] ?? 0));
    if (change.every((value) => Math.abs(value) < TOLERANCE)) {
      const covariance = invertPositiveDefinite(information);
      return { coefficients, standardErrors: covariance.map((row, at) => Math.sqrt(row[at] ?? Number.NaN)) };
    }
  }
  throw new RangeError("the Cox regression does not settle");
}

/** Columns less their means: the coefficients stay as they are, and exp() stays in range. */
function centre(columns: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const means = (columns[0] ?? []).map(
    (_, at) => columns.reduce((sum, row) => sum + (row[at] ?? 0), 0) / columns.length,
  );
  return columns.map((row) => row.map((value, at) => value - (means[at] ?? 0)));
}

/** Sums over a set of persons: of the weights, of x·weight, and of x·xᵀ·weight. */
class Moments {
  weight = 0;
  readonly first: number[];
  readonly second: number[][];
  constructor(size: number) {
    this.first = new Array<number>(size).fill(0);
    this.second = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  }
  add(row: readonly number[], weight: number): void {
    this.weight += weight;
    for (const [i, xi] of row.entries()) {
      this.first[i] = (this.first[i] ?? 0) + weight * xi;
      const line = this.second[i] ?? [];
      for (const [j, xj] of row.entries()) line[j] = (line[j] ?? 0) + weight * xi * xj;
    }
  }
}

/** Walks from the longest follow-up to the shortest, so that the risk set only grows. */
function derivatives(data: SurvivalData, order: readonly number[], coefficients: readonly number[]) {
  const size = coefficients.length;
  const score = new Array<number>(size).fill(0);
  const information = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  const atRisk = new Moments(size);
  for (let from = 0; from < order.length; ) {
    const time = data.times[order[from] ?? 0];
    let to = from;
    const tied = new Moments(size);
    let deaths = 0;
    for (; to < order.length && data.times[order[to] ?? 0] === time; to++) {
      const person = order[to] ?? 0;
      const row = data.columns[person] ?? [];
      const weight = Math.exp(row.reduce((sum, x, at) => sum + x * (coefficients[at] ?? 0), 0));
      atRisk.add(row, weight);
      if (data.events[person] !== 1) continue;
      deaths++;
      tied.add(row, weight);
      for (const [at, x] of row.entries()) score[at] = (score[at] ?? 0) + x;
    }
    for (let death = 0; death < deaths; death++) subtractExpected(atRisk, tied, death / deaths, score, information);
    from = to;
  }
  return { score, information };
}

/** Efron: of the persons tied in death, the share that has died before is out of the risk set. */
function subtractExpected(
  atRisk: Moments,
  tied: Moments,
  share: number,
  score: number[],
  information: number[][],
): void {
  const weight = atRisk.weight - share * tied.weight;
  const mean = atRisk.first.map((value, at) => (value - share * (tied.first[at] ?? 0)) / weight);
  for (const [i, mi] of mean.entries()) {
    score[i] = (score[i] ?? 0) - mi;
    const line = information[i] ?? [];
    for (const [j, mj] of mean.entries()) {
      const second = ((atRisk.second[i]?.[j] ?? 0) - share * (tied.second[i]?.[j] ?? 0)) / weight;
      line[j] = (line[j] ?? 0) + second - mi * mj;
    }
  }
}

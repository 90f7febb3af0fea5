/**
 * Logistic regression by iteratively reweighted least squares, which is Newton's method on the log likelihood.
 * McCullagh P, Nelder JA. Generalized Linear Models, 2nd ed. 1989, section 4.4.
 */
import { invertPositiveDefinite, solvePositiveDefinite } from "./linear-algebra.ts";

const MAX_STEPS = 50;
const TOLERANCE = 1e-10;

export interface LogisticFit {
  /** Intercept first (unless it was left out), then a coefficient for each column. */
  readonly coefficients: readonly number[];
  readonly standardErrors: readonly number[];
}

export interface LogisticData {
  /** [person][column], without the column of ones. */
  readonly columns: readonly (readonly number[])[];
  /** 1 for an event, 0 for none, a person each. */
  readonly events: readonly number[];
  /** Added to each person's linear predictor with a coefficient of 1. */
  readonly offset?: readonly number[];
}

/**
 * Fits P(event) = 1 / (1 + exp(−(a + b·x + offset))).
 * @throws RangeError if the fit does not settle: events perfectly separated, or columns that depend on each other
 */
export function fitLogistic({ columns, events, offset }: LogisticData): LogisticFit {
  const rows = columns.map((row) => [1, ...row]);
  const size = rows[0]?.length ?? 1;
  let coefficients = new Array<number>(size).fill(0);
  for (let step = 0; step < MAX_STEPS; step++) {
    const { score, information } = derivatives(rows, events, offset, coefficients);
    const change = solvePositiveDefinite(information, score);
    coefficients = coefficients.map((value, at) => value + (change[at] ?? 0));
    if (change.every((value) => Math.abs(value) < TOLERANCE)) {
      const covariance = invertPositiveDefinite(information);
      return { coefficients, standardErrors: covariance.map((row, at) => Math.sqrt(row[at] ?? Number.NaN)) };
    }
  }
  throw new RangeError("the logistic regression does not settle: the events may be perfectly separated");
}

/** First derivative of the log likelihood, and its expected second derivative with the sign turned. */
function derivatives(
  rows: readonly (readonly number[])[],
  events: readonly number[],
  offset: readonly number[] | undefined,
  coefficients: readonly number[],
) {
  const size = coefficients.length;
  const score = new Array<number>(size).fill(0);
  const information = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (const [person, row] of rows.entries()) {
    const eta = row.reduce((sum, x, at) => sum + x * (coefficients[at] ?? 0), offset?.[person] ?? 0);
    const probability = 1 / (1 + Math.exp(-eta));
    const weight = probability * (1 - probability);
    const residual = (events[person] ?? 0) - probability;
    for (let i = 0; i < size; i++) {
      const xi = row[i] ?? 0;
      score[i] = (score[i] ?? 0) + xi * residual;
      const line = information[i] ?? [];
      for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + weight * xi * (row[j] ?? 0);
    }
  }
  return { score, information };
}

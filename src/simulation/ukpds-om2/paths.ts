/**
 * Paths of the risk factors over the years after diagnosis.
 *
 * Source    Leal J, Alva M, Gregory V, et al. Estimating risk factor progression equations for the UKPDS Outcomes Model 2
 *           (UKPDS 90). Diabet Med 2021;38:e14656. doi:10.1111/dme.14656
 * Equation  y(t) = c + b_previous·y(t − 1) + b_first·y(0) + b_duration·ln(duration at baseline + t) + b_female·female
 *                + b_ethnicity, in natural units, without residual and person effect (the expected path)
 * Not here  eGFR, albuminuria, peripheral vascular disease and atrial fibrillation: their equations were not found in a
 *           public source; the simulations hold them constant and say so.
 */
import type { Random } from "../random.ts";
import coefficients from "./coefficients.json" with { type: "json" };
import type { RiskFactors } from "./equations.ts";
import type { Person } from "./person.ts";

export type FactorName = keyof RiskFactors;
export const FACTORS = Object.keys(coefficients.paths) as readonly FactorName[]; // keys of that object

/** Coefficients of one path; a term that the equation does not have is 0. */
export interface PathCoefficients {
  readonly intercept: number;
  readonly female: number;
  readonly afroCaribbean: number;
  readonly asianIndian: number;
  readonly lnDuration: number;
  readonly previous: number;
  readonly first: number;
}
export type PathSet = Readonly<Record<FactorName, PathCoefficients>>;

interface PathRow {
  readonly intercept: number;
  readonly terms: Readonly<Partial<Record<keyof PathCoefficients, number>>>;
  readonly covariance: { readonly order: readonly string[]; readonly matrix: readonly (readonly number[])[] };
}
const ROWS = coefficients.paths as unknown as Readonly<Record<FactorName, PathRow>>; // order names coefficients

const coefficientsOf = ({ intercept, terms }: PathRow): PathCoefficients => ({
  intercept,
  female: terms.female ?? 0,
  afroCaribbean: terms.afroCaribbean ?? 0,
  asianIndian: terms.asianIndian ?? 0,
  lnDuration: terms.lnDuration ?? 0,
  previous: terms.previous ?? 0,
  first: terms.first ?? 0,
});

/** The published point estimates. */
export const PUBLISHED_PATHS: PathSet = forEachFactor((name) => coefficientsOf(ROWS[name]));

const CHOLESKY = forEachFactor((name) => cholesky(ROWS[name].covariance.matrix));

/** Point estimates plus one draw from the normal distribution with the bootstrap's covariance, factor by factor. */
export function drawPaths(random: Random): PathSet {
  return forEachFactor((name) => {
    const { order } = ROWS[name].covariance;
    const lower = CHOLESKY[name];
    const z = order.map(() => random.normal());
    const drawn: Record<string, number> = { ...PUBLISHED_PATHS[name] };
    order.forEach((term, row) => {
      const shift = (lower[row] ?? []).reduce((sum, weight, column) => sum + weight * (z[column] ?? 0), 0);
      drawn[term] = (drawn[term] ?? 0) + shift;
    });
    return drawn as unknown as PathCoefficients; // the same names, each shifted
  });
}

/** The expected values of years 0 to `years`; year 0 is the baseline. */
export function factorPaths(person: Person, years: number, paths: PathSet): readonly RiskFactors[] {
  const result: RiskFactors[] = [{ ...person.baseline }];
  for (let year = 1; year <= years; year++) {
    const before = result[year - 1] as RiskFactors; // written in the turn before
    const lnDuration = Math.log(person.durationYears + year);
    const next = { ...before };
    for (const name of FACTORS) {
      const b = paths[name];
      next[name] =
        b.intercept +
        b.previous * before[name] +
        b.first * person.baseline[name] +
        b.lnDuration * lnDuration +
        (person.isFemale ? b.female : 0) +
        (person.isAfroCaribbean ? b.afroCaribbean : 0) +
        (person.isAsianIndian ? b.asianIndian : 0);
    }
    result.push(next);
  }
  return result;
}

function forEachFactor<T>(make: (name: FactorName) => T): Readonly<Record<FactorName, T>> {
  return Object.fromEntries(FACTORS.map((name) => [name, make(name)])) as Record<FactorName, T>; // every factor
}

/** Lower triangle L with L·Lᵀ = the matrix. @throws Error if the matrix is not positive definite */
export function cholesky(matrix: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const lower = matrix.map(() => [] as number[]);
  matrix.forEach((row, i) => {
    for (let j = 0; j <= i; j++) {
      const rowI = lower[i] as number[];
      const rowJ = lower[j] as number[];
      let sum = row[j] as number;
      for (let k = 0; k < j; k++) sum -= (rowI[k] as number) * (rowJ[k] as number);
      if (i === j && !(sum > 0)) throw new Error("covariance is not positive definite");
      rowI[j] = i === j ? Math.sqrt(sum) : sum / (rowJ[j] as number);
    }
  });
  return lower;
}

/** Quantiles over the members of a simulation. */

/** The quantile of ascending numbers by linear interpolation (Hyndman and Fan's type 7, doi:10.2307/2684934). */
export function quantile(ascending: Float64Array, share: number): number {
  const position = (ascending.length - 1) * share;
  const below = Math.floor(position);
  const low = ascending[below] ?? Number.NaN;
  const high = ascending[Math.min(below + 1, ascending.length - 1)] ?? Number.NaN;
  return low + (high - low) * (position - below);
}

/** The middle 95 % of values, in any order. */
export function interval95(values: Float64Array): readonly [number, number] {
  const ascending = Float64Array.from(values).sort();
  return [quantile(ascending, 0.025), quantile(ascending, 0.975)];
}

/** 5th, 50th and 95th percentile of values, in any order. */
export function band(values: Float64Array): { readonly p5: number; readonly p50: number; readonly p95: number } {
  const ascending = Float64Array.from(values).sort();
  return { p5: quantile(ascending, 0.05), p50: quantile(ascending, 0.5), p95: quantile(ascending, 0.95) };
}

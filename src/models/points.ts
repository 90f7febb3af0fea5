/** What scores that add up points have in common. */
import type { Contribution, Result } from "./contract.ts";
import { isAtLeast } from "./thresholds.ts";

export type Points = Required<Pick<Result, "score" | "contributionScale" | "contributions" | "total" | "reference">>;

/** The sum of points, each input's points being what it adds against a person with none, whom `says` describes. */
export function sumOfPoints(contributions: readonly Contribution[], says: string): Points {
  const score = contributions.reduce((sum, { value }) => sum + value, 0);
  return { score, contributionScale: "points", contributions, total: score, reference: { value: 0, says } };
}

/** Points from a value upwards, highest bound first; the last row takes what is below the others. */
export type Scale = readonly (readonly [from: number, points: number])[];
/** The bound of a scale's last row. */
export const LOWEST = Number.NEGATIVE_INFINITY;

/** The points of a value: those of the first row whose bound it reaches, so that a printed gap goes to the band below. */
export const pointsOf = (scale: Scale, value: number): number =>
  scale.find(([from]) => isAtLeast(value, from))?.[1] ?? Number.NaN;

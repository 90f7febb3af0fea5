/**
 * Comparisons with the bounds of a score. A bound counts as reached within 1e-9, so that a value that was converted to
 * another unit and back (a urea of 7 mmol/L becomes 6.999999999999999) stays on its side.
 */
const TOLERANCE = 1e-9;

/** Whether a value is a bound or over it. */
export const isAtLeast = (value: number, bound: number): boolean => value >= bound - TOLERANCE;
/** Whether a value is over a bound. */
export const isOver = (value: number, bound: number): boolean => value > bound + TOLERANCE;
/** The points of a fact: none where it is not so. */
export const pointsIf = (isSo: unknown, points: number): number => (isSo === true ? points : 0);

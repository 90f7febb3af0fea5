/**
 * What a term may make of an input: a closed list, in data, so that a file never holds anything that is run. Several are
 * made one after the other: `[{ "ln": true }, { "subtract": 4.5 }]`.
 *
 * A fractional polynomial is `divide`, then `power` or `ln` (Royston P, Altman DG. Appl Stat 1994;43:429-467,
 * doi:10.2307/2986270; x^p · ln x is a product of two factors). A restricted cubic spline is Harrell's (Regression
 * Modeling Strategies, 2nd ed., 2015, section 2.4.5, doi:10.1007/978-3-319-19425-7): the basis function j of k − 2, in units
 * of the squared distance of the outer knots.
 */
import type { ConceptValue } from "../../concepts/index.ts";
import { isAtLeast } from "../thresholds.ts";
import {
  anyNumber,
  isTrue,
  listOf,
  looked,
  objectOf,
  orNull,
  pairOf,
  type Reader,
  such,
  wholeNumber,
} from "./readers.ts";

const MAX_KNOTS = 10;
const MAX_STEPS = 6;

const notZero = such<number>("a number other than 0", (value) => Number.isFinite(value) && value !== 0);
export const conceptValue = such<ConceptValue>("a number, a text or true or false", (value) =>
  typeof value === "number" ? Number.isFinite(value) : typeof value === "string" || typeof value === "boolean",
);

export interface CubicSpline {
  readonly knots: readonly number[];
  /** Which basis function, from 1 to the number of knots − 2. */
  readonly basis: number;
}

/** One step; each has one field. */
export type Transform =
  | { readonly subtract: number }
  | { readonly divide: number }
  | { readonly ln: true }
  | { readonly power: number }
  /** At most, at least: the value cut there. */
  | { readonly atMost: number }
  | { readonly atLeast: number }
  /** 1 for the value, 0 for another. */
  | { readonly is: ConceptValue }
  | { readonly isOneOf: readonly ConceptValue[] }
  /** 1 from the first number to under the second, 0 elsewhere; null is open. */
  | { readonly interval: readonly [number | null, number | null] }
  /** One piece of a linear spline: how far the value has come from the first number on its way to the second. */
  | { readonly segment: readonly [number | null, number | null] }
  | { readonly cubicSpline: CubicSpline }
  /** 1 where the input is known, 0 where not. */
  | { readonly isKnown: true };

const STEPS = {
  subtract: anyNumber,
  divide: notZero,
  ln: isTrue,
  power: notZero,
  atMost: anyNumber,
  atLeast: anyNumber,
  is: conceptValue,
  isOneOf: listOf(conceptValue, { min: 1, max: 100 }),
  interval: pairOf(orNull(anyNumber)),
  segment: pairOf(orNull(anyNumber)),
  cubicSpline: objectOf(
    { knots: listOf(anyNumber, { min: 3, max: MAX_KNOTS }), basis: wholeNumber(1, MAX_KNOTS - 2) },
    {},
  ),
  isKnown: isTrue,
} as const;

const transform = looked(objectOf({}, STEPS), (step, at, report) => {
  if (Object.keys(step).length !== 1) report(at, `must have one field of ${Object.keys(STEPS).join(", ")}`);
  const { interval, segment, cubicSpline } = step;
  for (const [name, ends] of Object.entries({ interval, segment })) {
    const [low, high] = ends ?? [0, null];
    if (low === null && high === null) report(`${at}.${name}`, "must have an end");
    if (low !== null && high !== null && !(low < high)) report(`${at}.${name}`, "must rise");
  }
  if (cubicSpline === undefined) return;
  const { knots, basis } = cubicSpline;
  const isRising = knots.every((knot, index) => index === 0 || knot > Number(knots[index - 1]));
  if (!isRising) report(`${at}.cubicSpline.knots`, "must rise");
  if (basis > knots.length - 2) report(`${at}.cubicSpline.basis`, "must be at most the number of knots − 2");
}) as Reader<Transform>; // of one field, by the look at it

/** The steps of a factor, in order. */
export const transforms = listOf(transform, { min: 1, max: MAX_STEPS });

/** Whether a step is made of any value; the others are made of numbers. */
export const takesAnyValue = (step: Transform): boolean => "is" in step || "isOneOf" in step || "isKnown" in step;

/** The number that an input becomes; not finite where a step has none for it. An input that is not known counts 0. */
export function transformed(value: ConceptValue | undefined, steps: readonly Transform[] = []): number {
  const [first, ...rest] = steps;
  if (first !== undefined && "isKnown" in first) return Number(value !== undefined);
  if (value === undefined) return 0;
  if (first !== undefined && "is" in first) return rest.reduce(step, Number(value === first.is));
  if (first !== undefined && "isOneOf" in first) return rest.reduce(step, Number(first.isOneOf.includes(value)));
  return typeof value === "string" ? Number.NaN : steps.reduce(step, Number(value));
}

function step(x: number, by: Transform): number {
  if ("subtract" in by) return x - by.subtract;
  if ("divide" in by) return x / by.divide;
  if ("ln" in by) return Math.log(x);
  if ("power" in by) return x ** by.power;
  if ("atMost" in by) return Math.min(x, by.atMost);
  if ("atLeast" in by) return Math.max(x, by.atLeast);
  if ("interval" in by) return Number(isWithin(x, by.interval));
  if ("segment" in by) return alongSegment(x, by.segment);
  if ("cubicSpline" in by) return cubicSplineOf(x, by.cubicSpline);
  return Number.NaN; // the checks allow what takes any value as the first step only
}

const isWithin = (x: number, [from, below]: readonly [number | null, number | null]): boolean =>
  (from === null || isAtLeast(x, from)) && (below === null || !isAtLeast(x, below));

function alongSegment(x: number, [from, to]: readonly [number | null, number | null]): number {
  if (from === null) return Math.min(x, to ?? x);
  return Math.max(0, Math.min(x, to ?? x) - from);
}

function cubicSplineOf(x: number, { knots, basis }: CubicSpline): number {
  const at = (index: number) => knots.at(index) ?? Number.NaN;
  const [first, own, inner, outer] = [at(0), at(basis - 1), at(-2), at(-1)];
  const cube = (knot: number) => Math.max(0, x - knot) ** 3;
  const sum =
    cube(own) - (cube(inner) * (outer - own)) / (outer - inner) + (cube(outer) * (inner - own)) / (outer - inner);
  return sum / (outer - first) ** 2;
}

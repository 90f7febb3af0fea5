/**
 * The comparators of FHIR search as SQL, https://hl7.org/fhir/R4/search.html#prefix.
 *
 * Times are half-open intervals on both sides: "2024-05" as a search value is [1 May, 1 June), and so is a stored
 * `onsetDateTime` of "2024-05".
 *
 * Numbers and quantities follow https://hl7.org/fhir/R4/search.html#number: without a prefix the digits of the search
 * value are its precision (100 finds [99.5, 100.5)), with gt, lt, ge, le, sa and eb it is exact. The stored value is
 * taken as it is; its own precision counts for `ap` alone.
 */
import type { Comparator } from "../port.ts";
import { type Sql, sql } from "./sql.ts";

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** @param low,high columns or expressions of the stored interval [low, high) */
export function compareTimes(comparator: Comparator, low: Sql, high: Sql, search: Interval): Sql {
  switch (comparator) {
    case "eq":
      return sql`(${low} >= ${search.low} AND ${low} <= ${search.high} AND ${high} <= ${search.high})`;
    case "ne":
      return sql`(${low} < ${search.low} OR ${high} > ${search.high})`;
    case "gt":
      return sql`${high} > ${search.high}`;
    case "lt":
      return sql`${low} < ${search.low}`;
    case "ge": // The first half follows from the second and gives SQLite a range of the index by `high`.
      return sql`(${high} >= ${search.low} AND (${high} > ${search.high} OR ${low} >= ${search.low}))`;
    case "le":
      return sql`(${low} <= ${search.high} AND (${low} < ${search.low} OR ${high} <= ${search.high}))`;
    case "sa":
      return sql`${low} >= ${search.high}`;
    case "eb":
      return sql`${high} <= ${search.low}`;
    case "ap":
      return sql`(${low} < ${search.high} AND ${high} > ${search.low})`;
  }
}

/** @param value,low,high columns of the stored value and of the closed interval of its precision */
export function compareNumbers(
  comparator: Comparator,
  value: Sql,
  low: Sql,
  high: Sql,
  search: Interval & { readonly value: number },
): Sql {
  const equal = sql`(${value} >= ${search.low} AND ${value} <= ${search.high}
    AND (${value} < ${search.high} OR ${value} = ${search.value}))`;
  switch (comparator) {
    case "eq":
      return equal;
    case "ne":
      return sql`NOT ${equal}`;
    case "gt":
    case "sa":
      return sql`${value} > ${search.value}`;
    case "lt":
    case "eb":
      return sql`${value} < ${search.value}`;
    case "ge":
      return sql`${value} >= ${search.value}`;
    case "le":
      return sql`${value} <= ${search.value}`;
    case "ap":
      return sql`(${low} <= ${search.high} AND ${high} >= ${search.low})`;
  }
}

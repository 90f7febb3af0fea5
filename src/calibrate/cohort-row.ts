/** From one row of a cohort to what is known of the person, what happened to them, and the subgroups they are in. */
import { type Concept, type ConceptName, type ConceptValue, conceptOf } from "../concepts/index.ts";
import { personSubgroups } from "../operations/evaluate-model/person-subgroups.ts";
import { convertConcept } from "../operations/inputs/convert.ts";
import { type KnownValue, withSupplied } from "../operations/inputs.ts";
import { type CohortMap, DAYS_IN, type EventColumns, type InputColumn, type OutcomeColumns } from "./cohort-map.ts";

/** Cells by column. */
export type Row = Readonly<Record<string, string>>;

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const TRUE = ["1", "true", "yes", "y"];
const FALSE = ["0", "false", "no", "n"];

/** Whether the map wants this row. */
export const isWanted = ({ rows }: CohortMap, row: Row): boolean =>
  Object.entries(rows).every(([column, values]) => values.includes(row[column] ?? ""));

/**
 * What the row says of the person, with what follows from it.
 * @param unread told of each cell that is not empty and cannot be used: the column, and why
 * @throws InvalidInput where two columns contradict each other
 */
export function knownOf(
  map: CohortMap,
  row: Row,
  unread: (column: string, why: string) => void,
): ReadonlyMap<ConceptName, KnownValue> {
  const told = new Map<ConceptName, KnownValue>();
  for (const [name, rule] of map.inputs) {
    const cell = row[rule.column] ?? "";
    if (map.missing.includes(cell)) continue;
    const value = conceptValueOf(conceptOf(name), rule, cell);
    if (typeof value === "object") unread(rule.column, value.unread);
    else told.set(name, supplied(value, `column ${rule.column}`));
  }
  const assumed = [...map.assumed].map(([name, value]) => [name, supplied(value, "assumed of the cohort")] as const);
  return withSupplied(new Map(assumed), told);
}

const supplied = (value: ConceptValue, rule: string): KnownValue => ({ value, origin: "supplied", rule, sources: [] });

function conceptValueOf(
  concept: Concept,
  { unit, values }: InputColumn,
  cell: string,
): ConceptValue | { unread: string } {
  if (values !== undefined) return recoded(values, cell) ?? { unread: "not among the map's values" };
  if (concept.kind === "boolean") return booleanOf(cell) ?? { unread: "neither true nor false" };
  if (concept.kind === "code") {
    return Object.hasOwn(concept.values, cell) ? cell : { unread: "no code of the concept" };
  }
  if (concept.kind === "table") return { unread: "a table" };
  if (!NUMBER.test(cell)) return { unread: "not a number" };
  const value = convertConcept(concept, Number(cell), unit ?? concept.unit, concept.unit);
  const [low, high] = concept.plausible;
  return value !== undefined && value >= low && value <= high ? value : { unread: "implausible" };
}

/** A cell may hold any text, so that only the map's own keys count. */
const recoded = <T>(values: Readonly<Record<string, T>>, cell: string): T | undefined =>
  Object.hasOwn(values, cell) ? values[cell] : undefined;

function booleanOf(cell: string): boolean | undefined {
  const text = cell.toLowerCase();
  return TRUE.includes(text) ? true : FALSE.includes(text) ? false : undefined;
}

/** `event` and `none`, or why it cannot be said. */
export type Happened =
  | { readonly kind: "event" }
  | { readonly kind: "none"; readonly diedBefore?: true }
  | { readonly kind: "unknown"; readonly why: string };

/** Whether the outcome happened at all, in the whole follow-up; undefined if the row does not say. */
export function everHappened(columns: EventColumns, row: Row, missing: readonly string[]): boolean | undefined {
  const cell = row[columns.column] ?? "";
  if (missing.includes(cell)) return undefined;
  return columns.values === undefined ? booleanOf(cell) : recoded(columns.values, cell);
}

/**
 * Whether the outcome happened within the horizon. Without a column of times it is what the row says.
 * Someone who dies of something else did not have it; someone who was followed for less is not known about.
 */
export function happenedWithin(
  horizonYears: number,
  columns: OutcomeColumns,
  row: Row,
  missing: readonly string[],
): Happened {
  const happened = everHappened(columns, row, missing);
  if (happened === undefined) return { kind: "unknown", why: "the outcome is not recorded" };
  if (columns.time === undefined) return { kind: happened ? "event" : "none" };
  const days = daysOf(columns, row);
  if (days === undefined) return { kind: "unknown", why: "the time of the outcome or of follow-up is not recorded" };
  const horizonDays = horizonYears * DAYS_IN.a;
  if (happened && days <= 0) return { kind: "unknown", why: "the outcome was there at the start" };
  if (days >= horizonDays) return { kind: happened && days === horizonDays ? "event" : "none" };
  if (happened) return { kind: "event" };
  return diedWithin(horizonDays, columns.death, row, missing)
    ? { kind: "none", diedBefore: true }
    : { kind: "unknown", why: "followed for less than the horizon, without the outcome" };
}

/**
 * How many days someone was followed, to the horizon at most, and whether the outcome ended that; who dies of something
 * else is followed until then. Undefined where the row has no time, or the outcome was there at the start.
 */
export function followedWithin(
  horizonYears: number,
  columns: OutcomeColumns,
  row: Row,
  missing: readonly string[],
): { readonly days: number; readonly hadEvent: boolean } | undefined {
  const happened = everHappened(columns, row, missing);
  const days = daysOf(columns, row);
  if (happened === undefined || days === undefined || days <= 0) return undefined;
  const horizonDays = horizonYears * DAYS_IN.a;
  return { days: Math.min(days, horizonDays), hadEvent: happened && days <= horizonDays };
}

function diedWithin(
  horizonDays: number,
  death: EventColumns | undefined,
  row: Row,
  missing: readonly string[],
): boolean {
  if (death === undefined || everHappened(death, row, missing) !== true) return false;
  return death.time === undefined || (daysOf(death, row) ?? Number.POSITIVE_INFINITY) <= horizonDays;
}

function daysOf({ time }: EventColumns, row: Row): number | undefined {
  const cell = row[time?.column ?? ""] ?? "";
  return time !== undefined && NUMBER.test(cell) ? Number(cell) * DAYS_IN[time.unit] : undefined;
}

/** Sex, age band and ethnicity where known, and what the map and the command line add. */
export function subgroupsOf(
  known: ReadonlyMap<ConceptName, KnownValue>,
  map: CohortMap,
  row: Row,
): Readonly<Record<string, string>> {
  const added = [...map.by].flatMap(([name, { column, values }]) => {
    const cell = row[column] ?? "";
    const value = values === undefined ? cell : recoded(values, cell);
    return map.missing.includes(cell) || value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...personSubgroups(known),
    ...Object.fromEntries(added),
  };
}

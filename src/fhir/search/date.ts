/**
 * Dates: https://hl7.org/fhir/R4/search.html#date
 *
 * Every date is the half-open interval that its precision covers: `2020-05` is May 2020. A time without a zone, and a
 * day, month or year, are taken as UTC. Precision ends at a millisecond.
 */
import type { Period, Timing } from "@medplum/fhirtypes";
import { type DateEntry, type IndexEntry, OPEN_TIME, type SimpleClause } from "../../storage/port.ts";
import { malformed, splitPrefix } from "./search-value.ts";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const DATE =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,20}))?)?(?:Z|([+-])(\d\d):(\d\d))?)?)?)?$/;
const MINUTE_MS = 60_000;
const LARGEST_OFFSET_MINUTES = 14 * 60;

/** The interval of a date, dateTime or instant, in ms since 1970 UTC; undefined for anything that is none. */
export function dateInterval(text: string): Interval | undefined {
  const match = DATE.exec(text);
  if (!match) return undefined;
  const [, yearText, monthText, dayText, hourText, minuteText, secondText, fraction, sign, zoneHour, zoneMinute] =
    match;
  const year = Number(yearText);
  const month = monthText === undefined ? 0 : Number(monthText) - 1;
  if (month < 0 || month > 11 || year < 1) return undefined;
  if (monthText === undefined) return { low: utc(year, 0, 1), high: utc(year + 1, 0, 1) };
  if (dayText === undefined) return { low: utc(year, month, 1), high: utc(year, month + 1, 1) };
  const day = Number(dayText);
  const midnight = utc(year, month, day);
  if (day < 1 || new Date(midnight).getUTCDate() !== day) return undefined;
  if (hourText === undefined) return { low: midnight, high: midnight + 24 * 60 * MINUTE_MS };
  const [hour, minute, second] = [Number(hourText), Number(minuteText), Number(secondText ?? 0)];
  if (hour > 23 || minute > 59 || second > 60) return undefined; // a leap second is the last one of its minute
  const offset = sign === undefined ? 0 : (Number(zoneHour) * 60 + Number(zoneMinute)) * (sign === "-" ? -1 : 1);
  if (Math.abs(offset) > LARGEST_OFFSET_MINUTES || Number(zoneMinute ?? 0) > 59) return undefined;
  const start = midnight + (hour * 60 + minute - offset) * MINUTE_MS;
  if (secondText === undefined) return { low: start, high: start + MINUTE_MS };
  const atSecond = start + Math.min(second, 59) * 1000;
  if (fraction === undefined) return { low: atSecond, high: atSecond + 1000 };
  const low = atSecond + Number(fraction.slice(0, 3).padEnd(3, "0"));
  return { low, high: low + 1 };
}

/** `Date.UTC`, which takes years below 100 for 1900 and later. */
function utc(year: number, month: number, day: number): number {
  return year >= 100 ? Date.UTC(year, month, day) : new Date(0).setUTCFullYear(year, month, day);
}

/** A Period covers all from its start to the end of its end; an end that is missing is open. */
export function periodInterval({ start, end }: Period): Interval | undefined {
  const from = start === undefined ? undefined : dateInterval(start);
  const to = end === undefined ? undefined : dateInterval(end);
  if (!from && !to) return undefined;
  return { low: from?.low ?? -OPEN_TIME, high: to?.high ?? OPEN_TIME };
}

/** A Timing counts from the first of its limits to the last; the schedule between is left out of account. */
function timingInterval({ event, repeat }: Timing): Interval | undefined {
  const limits = (event ?? []).map(dateInterval);
  if (repeat?.boundsPeriod) limits.push(periodInterval(repeat.boundsPeriod));
  const known = limits.filter((limit) => limit !== undefined);
  if (known.length === 0) return undefined;
  return { low: Math.min(...known.map(({ low }) => low)), high: Math.max(...known.map(({ high }) => high)) };
}

/** The interval of an element of a datatype that has one. */
export function intervalOf(value: unknown, type: string): Interval | undefined {
  switch (type) {
    case "date":
    case "dateTime":
    case "instant":
      return typeof value === "string" ? dateInterval(value) : undefined;
    case "Period":
      return periodInterval(value as Period); // the element's type, by the definitions
    case "Timing":
      return timingInterval(value as Timing); // likewise
    default:
      return undefined;
  }
}

export function indexDate(out: IndexEntry[], param: string, value: unknown, type: string): void {
  const interval = intervalOf(value, type);
  if (interval) out.push({ kind: "date", param, low: interval.low, high: interval.high } satisfies DateEntry);
}

type DateComparison = Pick<Extract<SimpleClause, { kind: "date" }>, "comparator" | "low" | "high">;

/**
 * Reads a date with its prefix. For `ap` the interval is widened by a tenth of its distance from now, which is what the
 * standard recommends; an entry then matches if it overlaps.
 * @param now ms since 1970
 * @throws InvalidInput for anything but a date
 */
export function dateComparison(text: string, name: string, now: number): DateComparison {
  const { comparator, rest } = splitPrefix(text);
  // A form decodes "+" to a space; a date has none, so this can only have been the sign of a zone.
  const interval = dateInterval(rest.replace(" ", "+"));
  if (!interval) throw malformed(name, "needs a date such as ge2024-05-01 or 2024-05-01T10:00:00Z");
  if (comparator !== "ap") return { comparator, ...interval };
  const margin = Math.abs(now - (interval.low + interval.high) / 2) / 10;
  return { comparator, low: Math.floor(interval.low - margin), high: Math.ceil(interval.high + margin) };
}

export function dateClause(param: string, text: string, name: string, now: number): SimpleClause {
  return { kind: "date", param, ...dateComparison(text, name, now) };
}

/** FHIR dates and times as intervals: https://hl7.org/fhir/R4/datatypes.html#dateTime */
import type { Period } from "@medplum/fhirtypes";

/** The time that a date or dateTime covers. */
export interface Interval {
  /** First and last millisecond since 1970 of the time as written; a date without zone is taken in UTC. */
  readonly low: number;
  readonly high: number;
  readonly precision: "year" | "month" | "day" | "time";
}

const FORM = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(T.+)?)?)?$/;

/** The interval of a date, dateTime or instant; undefined if it is none. */
export function intervalOf(text: string | undefined): Interval | undefined {
  const parts = text === undefined ? null : FORM.exec(text);
  if (text === undefined || parts === null) return undefined;
  const low = Date.parse(text);
  if (Number.isNaN(low)) return undefined;
  if (parts[4] !== undefined) return { low, high: low, precision: "time" };
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  if (parts[3] !== undefined) return { low, high: low + 86_400_000 - 1, precision: "day" };
  if (parts[2] !== undefined) return { low, high: Date.UTC(year, month, 1) - 1, precision: "month" };
  return { low, high: Date.UTC(year + 1, 0, 1) - 1, precision: "year" };
}

/**
 * The moment from which something so dated counts as known: the beginning of the day, month or year that is written.
 * What is on record with a date of today has happened, though the day is not over.
 */
export const momentOf = (text: string | undefined): number | undefined => intervalOf(text)?.low;

/** The end of a period, or its start while it has no end. */
export const endOrStart = (period: Period | undefined): string | undefined => period?.end ?? period?.start;

const AVERAGE_YEAR_MS = 365.25 * 86_400_000;
/** Years from one instant to another, in years of 365.25 days. */
export const yearsBetween = (from: number, to: number): number => (to - from) / AVERAGE_YEAR_MS;

/** Completed years at an instant (UTC) of someone born on a day; who is born on 29 February ages on 1 March. */
export function completedYears(born: Date, at: number): number {
  const now = new Date(at);
  const years = now.getUTCFullYear() - born.getUTCFullYear();
  const beforeBirthday =
    now.getUTCMonth() < born.getUTCMonth() ||
    (now.getUTCMonth() === born.getUTCMonth() && now.getUTCDate() < born.getUTCDate());
  return beforeBirthday ? years - 1 : years;
}

/** Order of dates of different precision. */

/** Zones reach from UTC-12 to UTC+14; a date without one may begin and end that much earlier or later. */
const ZONE_SLACK_MS = 14 * 3_600_000;
const PARTS = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;

/**
 * Whether the date or dateTime is after the other whatever their missing parts may be. False if either is not one.
 * FHIRPath leaves the order of "2012" and "2012-05" open, too: https://hl7.org/fhirpath/#comparison
 */
export function isAfter(one: unknown, other: unknown): boolean {
  if (typeof one !== "string" || typeof other !== "string") return false;
  const hasZones = one.length > 10 && other.length > 10;
  const hasNone = one.length <= 10 && other.length <= 10;
  if (hasNone) {
    const length = Math.min(one.length, other.length);
    return one.slice(0, length) > other.slice(0, length);
  }
  const slack = hasZones ? 0 : ZONE_SLACK_MS;
  return earliest(one) - slack > latest(other);
}

function earliest(date: string): number {
  const match = PARTS.exec(date);
  return match ? startOf(match, 0) : Date.parse(date);
}

function latest(date: string): number {
  const match = PARTS.exec(date);
  return match ? startOf(match, 1) : Date.parse(date);
}

/** The start of the year, month or day, or of the one `further` on. */
function startOf([, year, month, day]: RegExpExecArray, further: number): number {
  if (month === undefined) return Date.UTC(Number(year) + further, 0, 1);
  if (day === undefined) return Date.UTC(Number(year), Number(month) - 1 + further, 1);
  return Date.UTC(Number(year), Number(month) - 1, Number(day) + further);
}

/**
 * HL7 v2 times (DT, DTM, TS, TM) as FHIR dates and times, with the sender's precision and offset kept.
 *
 * HL7 v2 chapter 2A, DTM: `YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]`. FHIR's dateTime needs an offset as soon as
 * it has a time: a text without one gets that of MSH-7, else that of the configured zone on that day, so that a
 * summer's message has the summer's offset. Seconds that were not sent become :00, as R4 has no shorter time.
 */

/** How a time without an offset is read. */
export interface ZoneRule {
  /** Offset of MSH-7, `+02:00`, if it has one. */
  readonly messageOffset?: string;
  /** IANA name of the zone of last resort. */
  readonly zone: string;
}

interface Parts {
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly date: string;
  /** `HH:MM:SS[.S…]`, if there is a time. */
  readonly time?: string;
  readonly offset?: string;
}

const V2 = /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(\.\d+)?)?)?)?)?)?(?:\s*([+-]\d{4}|Z))?$/;
/** What some senders write instead, and what is as clear: ISO 8601. */
const ISO = /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d+)?)?\s*([+-]\d{2}:?\d{2}|Z)?)?)?$/;
const TIME = /^(\d{2})(?::?(\d{2})(?::?(\d{2})(\.\d+)?)?)?(?:[+-]\d{4})?$/;

function partsOf(text: string): Parts | undefined {
  const match = V2.exec(text.trim()) ?? ISO.exec(text.trim());
  if (match === null) return undefined;
  const [, year = "", month, day, hour, minute, second, fraction = "", offset] = match;
  if (!isDate(Number(year), month, day)) return undefined;
  const date = [year, month, day].filter((part) => part !== undefined).join("-");
  if (hour === undefined) return { date };
  const time = clock(hour, minute, second, fraction);
  const sign = offset === undefined ? undefined : offsetText(offset);
  if (time === undefined || (offset !== undefined && sign === undefined)) return undefined;
  return { date, time, ...(sign === undefined ? {} : { offset: sign }) };
}

function isDate(year: number, month: string | undefined, day: string | undefined): boolean {
  if (year < 1) return false;
  if (month === undefined) return true;
  const [m, d] = [Number(month), day === undefined ? 1 : Number(day)];
  if (m < 1 || m > 12 || d < 1) return false;
  return d <= new Date(Date.UTC(2000 + (year % 400), m, 0)).getUTCDate();
}

function clock(hour: string, minute = "00", second = "00", fraction = ""): string | undefined {
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined;
  return `${hour}:${minute}:${second}${fraction}`;
}

function offsetText(offset: string): string | undefined {
  if (offset === "Z") return "Z";
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(-2))];
  if (hours > 14 || minutes > 59 || (hours === 14 && minutes > 0)) return undefined;
  return `${offset.slice(0, 3)}:${offset.slice(-2)}`;
}

/** The offset that a time states, `+02:00`, or undefined. */
export function statedOffset(text: string): string | undefined {
  return partsOf(text)?.offset;
}

/** FHIR `date`: a time of day is dropped, the day is never shifted. */
export function toDate(text: string): string | undefined {
  return partsOf(text)?.date;
}

/** FHIR `dateTime`, or undefined if the text is no time. */
export function toDateTime(text: string, rule: ZoneRule): string | undefined {
  const parts = partsOf(text);
  if (parts === undefined) return undefined;
  if (parts.time === undefined) return parts.date;
  return `${parts.date}T${parts.time}${parts.offset ?? rule.messageOffset ?? zoneOffset(rule.zone, parts)}`;
}

/** FHIR `instant`: only where a time of day was sent. */
export function toInstant(text: string, rule: ZoneRule): string | undefined {
  return partsOf(text)?.time === undefined ? undefined : toDateTime(text, rule);
}

/** FHIR `time`. */
export function toTime(text: string): string | undefined {
  const match = TIME.exec(text.trim());
  return match === null ? undefined : clock(match[1] ?? "", match[2], match[3], match[4]);
}

/** Milliseconds since 1970 of a v2 time, the start of the span that a shorter one names; undefined if it is none. */
export function toMillis(text: string, rule: ZoneRule): number | undefined {
  const dateTime = toDateTime(text, rule);
  if (dateTime === undefined) return undefined;
  const millis = Date.parse(dateTime);
  return Number.isNaN(millis) ? undefined : millis;
}

/** The instant as a v2 time in UTC, `YYYYMMDDHHMMSS.SSS+0000`. */
export function fromMillis(millis: number): string {
  return `${new Date(millis).toISOString().replace(/[-:TZ]/g, "")}+0000`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The offset that clocks in a zone showed at a local time. */
function zoneOffset(zone: string, local: Parts): string {
  if (zone === "UTC") return "Z";
  const asUtc = Date.parse(`${local.date}T${local.time}Z`);
  // The offset depends on the instant, which depends on the offset: two steps settle it except within a changeover.
  let offset = offsetAt(zone, asUtc);
  offset = offsetAt(zone, asUtc - millisOf(offset));
  return offset;
}

function offsetAt(zone: string, instant: number): string {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
    formats.set(zone, format);
  }
  const name = format.formatToParts(instant).find((part) => part.type === "timeZoneName")?.value ?? "GMT";
  return name === "GMT" ? "+00:00" : name.slice(3, 9);
}

function millisOf(offset: string): number {
  const minutes = Number(offset.slice(1, 3)) * 60 + Number(offset.slice(4, 6));
  return (offset.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

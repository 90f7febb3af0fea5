/** The formats of the primitive types: https://hl7.org/fhir/R4/datatypes.html#primitive */
import { numberText } from "../../json.ts";
import { narrativeProblem } from "./narrative.ts";

/** Characters of a string, "SHALL NOT exceed 1MB": https://hl7.org/fhir/R4/datatypes.html#string */
export const MAX_STRING_LENGTH = 1024 * 1024;

/** Says what is wrong with a value, in words that can follow "date"; undefined if nothing is. */
export type FormatCheck = (value: string) => string | undefined;

export interface PrimitiveType {
  readonly json: "string" | "number" | "boolean";
  readonly check: FormatCheck;
}

const ID = /^[A-Za-z0-9\-.]{1,64}$/;
const CODE = /^\S+(\s\S+)*$/;
const OID = /^urn:oid:[0-2](\.(0|[1-9][0-9]*))+$/;
const UUID = /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?$/;
const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;
const CLOCK_AND_ZONE = /^([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]((0\d|1[0-3]):[0-5]\d|14:00))$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const INTEGER = /^-?(0|[1-9]\d*)$/;
const MAX_INTEGER = 2 ** 31 - 1;

const number = (check: FormatCheck): PrimitiveType => ({ json: "number", check });
const string = (check: FormatCheck): PrimitiveType => ({
  json: "string",
  check: (text) => stringProblem(text) ?? check(text),
});
const matching = (pattern: RegExp, problem: string): PrimitiveType =>
  string((text) => (pattern.test(text) ? undefined : problem));
const anyString = string(() => undefined);
const uri = string(uriProblem);

/** Every primitive type of R4. Numbers are checked by the text they were written in. */
export const PRIMITIVE_TYPES: ReadonlyMap<string, PrimitiveType> = new Map(
  Object.entries<PrimitiveType>({
    base64Binary: { json: "string", check: base64Problem },
    boolean: { json: "boolean", check: () => undefined },
    canonical: uri,
    code: matching(CODE, "has no white space at its ends and no two in a row"),
    date: string(dateProblem),
    dateTime: string(dateTimeProblem),
    decimal: number((text) => (Number.isFinite(Number(text)) ? undefined : "is too large for a decimal")),
    id: matching(ID, "has 1 to 64 letters, digits, hyphens and points"),
    instant: string(instantProblem),
    integer: number((text) => integerProblem(text, -MAX_INTEGER - 1)),
    markdown: anyString,
    oid: matching(OID, "is written urn:oid:1.2.3"),
    positiveInt: number((text) => integerProblem(text, 1)),
    string: anyString,
    time: matching(TIME, "is written hh:mm:ss, 00:00:00 to 23:59:59, without a time zone"),
    unsignedInt: number((text) => integerProblem(text, 0)),
    uri,
    url: uri,
    uuid: matching(UUID, "is written urn:uuid: and a UUID in small letters"),
    xhtml: string(narrativeProblem),
  }),
);

/** The text of a primitive value as it stands in JSON, for its check; `holder[key]` is the value. */
export function primitiveText(value: string | number | boolean, holder: object, key: string | number): string {
  if (typeof value === "string") return value;
  return typeof value === "number" ? (numberText(holder, String(key)) ?? String(value)) : String(value);
}

function stringProblem(text: string): string | undefined {
  if (text === "") return "must not be empty";
  if (text.length > MAX_STRING_LENGTH) return `must not have more than ${MAX_STRING_LENGTH} characters`;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 32 && unit !== 9 && unit !== 10 && unit !== 13) return "must not have control characters";
    if (unit >= 0xd800 && unit <= 0xdfff && !text.isWellFormed()) return "must not have half of a surrogate pair";
  }
  return undefined;
}

function uriProblem(text: string): string | undefined {
  if (/\s/.test(text)) return "has no white space";
  if (text.startsWith("urn:oid:") && !OID.test(text)) return "is not a valid urn:oid:";
  if (text.startsWith("urn:uuid:") && !UUID.test(text.toLowerCase())) return "is not a valid urn:uuid:";
  return undefined;
}

/** Of any size: R4 limits strings, not this; a body has its limit. */
function base64Problem(text: string): string | undefined {
  if (text === "") return "must not be empty";
  const bare = /\s/.test(text) ? text.replace(/\s+/g, "") : text;
  return bare.length % 4 === 0 && BASE64.test(bare) ? undefined : "is not valid base64";
}

function integerProblem(text: string, minimum: number): string | undefined {
  if (!INTEGER.test(text)) return "has no point and no exponent";
  const value = Number(text);
  return value >= minimum && value <= MAX_INTEGER ? undefined : `is from ${minimum} to ${MAX_INTEGER}`;
}

function dateProblem(text: string): string | undefined {
  const match = DATE.exec(text);
  if (!match) return "is written YYYY, YYYY-MM or YYYY-MM-DD";
  const [, year = "", month, day] = match;
  if (year === "0000") return "has a year from 0001 to 9999";
  return day !== undefined && Number(day) > daysInMonth(Number(year), Number(month))
    ? "names a day that does not exist"
    : undefined;
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function dateTimeProblem(text: string): string | undefined {
  return text.length <= 10 ? dateProblem(text) : instantProblem(text);
}

function instantProblem(text: string): string | undefined {
  if (text.charAt(10) !== "T" || !CLOCK_AND_ZONE.test(text.slice(11))) {
    return "is written YYYY-MM-DDThh:mm:ss with a time zone, Z or +hh:mm";
  }
  return dateProblem(text.slice(0, 10));
}

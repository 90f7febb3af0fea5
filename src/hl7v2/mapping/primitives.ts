/**
 * Text of a message as a value of a FHIR primitive type (https://hl7.org/fhir/R4/datatypes.html#primitive), or undefined
 * where it is none: an element is then left out and its position reported, never guessed.
 */
import { parseJson } from "../../json.ts";
import { toDate, toDateTime, toInstant, toTime, type ZoneRule } from "../datetime.ts";

/** Optional sign, digits, optional fraction; what NM allows (chapter 2A, NM), with a comma refused. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)$/;

/** Puts text into an element of a primitive type. */
export function primitive(type: string, text: string, zone: ZoneRule): string | number | boolean | undefined {
  if (text === "") return undefined;
  switch (type) {
    case "date":
      return toDate(text);
    case "dateTime":
      return toDateTime(text, zone);
    case "instant":
      return toInstant(text, zone);
    case "time":
      return toTime(text);
    case "boolean":
      return /^(y|yes|true|1)$/i.test(text) ? true : /^(n|no|false|0)$/i.test(text) ? false : undefined;
    case "integer":
    case "positiveInt":
    case "unsignedInt":
      return wholeNumber(type, text);
    case "decimal":
      return NUMBER.test(text) ? Number(text) : undefined;
    case "code":
      return text.replace(/\s+/g, " ");
    case "uri":
    case "url":
    case "canonical":
      return /\s/.test(text) ? encodeURI(text) : text;
    default:
      return plainText(text);
  }
}

function wholeNumber(type: string, text: string): number | undefined {
  if (!/^[+-]?\d{1,10}(\.0*)?$/.test(text)) return undefined;
  const number = Math.trunc(Number(text));
  const least = type === "positiveInt" ? 1 : type === "unsignedInt" ? 0 : -2_147_483_648;
  return number >= least && number <= 2_147_483_647 ? number + 0 : undefined;
}

/** FHIR strings hold no control characters but tab, CR and LF; a text of white space only is no value. */
export function plainText(text: string): string | undefined {
  const clean = text
    .replace(/[^\P{Cc}\t\n\r]/gu, "")
    .toWellFormed()
    .trim();
  return clean === "" ? undefined : clean;
}

/**
 * `{ value }` with the digits of a v2 number kept (`1.00` stays `1.00`), or undefined if the text is no number.
 * The holder is returned because the exact text lives beside the number: see `json.ts`.
 */
export function decimalHolder(text: string): { value: number } | undefined {
  if (!NUMBER.test(text)) return undefined;
  const [, sign = "", whole = "", fraction = ""] = /^([+-]?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  const digits = whole.replace(/^0+(?=\d)/, "") || "0";
  const json = `{"value":${sign === "-" ? "-" : ""}${digits}${fraction === "" ? "" : `.${fraction}`}}`;
  return parseJson(json) as { value: number }; // the text above is of this shape
}

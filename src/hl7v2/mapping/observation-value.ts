/**
 * OBX-5 by OBX-2: the value of an Observation. HL7 v2 chapter 7, OBX-5; the guide's table OBX[Observation] in README
 * section "value types" where it has a rule, ours where it has none (TS, CX, XAD …, an empty OBX-2, a NM that is no
 * number).
 *
 * A value that its type cannot hold becomes text as the sender wrote it; it is never dropped and never guessed at.
 */

import { toDateTime, toTime } from "../datetime.ts";
import type { Segment, Value } from "../parse.ts";
import type { CompiledMap } from "./compile.ts";
import { type MessageContext, unitOf } from "./functions.ts";
import { decimalHolder, plainText } from "./primitives.ts";
import { ValueScope } from "./source.ts";

/** What OBX-5, OBX-6 and OBX-7 give; keys are names of Observation elements. */
export type ObservationValue = Record<string, unknown>;

/** The data type maps that values need. */
export interface ValueMaps {
  readonly codeableConcept: CompiledMap;
}

const COMPARATORS = new Set(["<", "<=", ">=", ">"]);

/** The `value[x]` of a segment OBX, `{}` if it has no value; `referenceRange` with it where both are numbers. */
export function observationValue(obx: Segment, context: MessageContext, maps: ValueMaps): ObservationValue {
  const values = obx.repetitions(5).filter((value) => value.isValued);
  const unit = obx.repetitions(6)[0];
  const first = values[0];
  if (first === undefined) return {};
  const type = obx.text(2).toUpperCase();
  if (values.length > 1 && type !== "CE" && type !== "CWE") return severalValues(type, values, context);
  const made = byType(type, first, unit, context, maps);
  if (values.length > 1) return severalConcepts(values, context, maps);
  return made ?? asText(values);
}

function byType(
  type: string,
  value: Value,
  unit: Value | undefined,
  context: MessageContext,
  maps: ValueMaps,
): ObservationValue | undefined {
  switch (type) {
    case "NM":
    case "SI":
      return numeric(value, unit);
    case "SN":
      return structuredNumeric(value, unit);
    case "CE":
    case "CWE":
    case "CNE":
    case "CF":
    case "IS":
    case "ID":
      return concept(value, context, maps);
    case "DT":
    case "DTM":
    case "TS": {
      const dateTime = toDateTime(value.text(), context.zone);
      return dateTime === undefined ? undefined : { valueDateTime: dateTime };
    }
    case "TM": {
      const time = toTime(value.text());
      return time === undefined ? undefined : { valueTime: time };
    }
    case "DR":
      return period(value, context);
    case "NR":
      return range(value.at(1).text(), value.at(2).text(), unit);
    case "CQ":
    case "MO":
    case "CP":
      return numeric(value.at(1), value.at(2));
    case "ED":
    case "RP":
      return attachment(value, type);
    default:
      return undefined;
  }
}

/** A number, a number with a comparator (`<5`), or nothing of the kind. */
function numeric(value: Value, unit: Value | undefined): ObservationValue | undefined {
  const text = value.text();
  const [, comparator = "", digits = ""] = /^(<=?|>=?)?\s*(.*)$/s.exec(text) ?? [];
  return quantity(comparator, digits, unit);
}

function quantity(comparator: string, digits: string, unit: Value | undefined): ObservationValue | undefined {
  const number = decimalHolder(digits);
  if (number === undefined) return undefined;
  const head = COMPARATORS.has(comparator) ? { comparator } : {};
  return { valueQuantity: Object.assign(number, head, unit && unitOf(unit)) };
}

function structuredNumeric(value: Value, unit: Value | undefined): ObservationValue | undefined {
  const [comparator = "", low = "", separator = "", high = ""] = [1, 2, 3, 4].map((part) => value.at(part).text());
  if (high === "" && separator === "") {
    if (comparator === "" || comparator === "=" || COMPARATORS.has(comparator)) return quantity(comparator, low, unit);
  } else if (comparator === "" || comparator === "=") {
    if (separator === "-") return range(low, high, unit);
    if (separator === ":" || separator === "/") return ratio(low, high, unit);
  }
  const text = plainText([comparator, low, separator, high].filter((part) => part !== "").join(" "));
  return text === undefined ? undefined : { valueString: withUnit(text, unit) };
}

function range(low: string, high: string, unit: Value | undefined): ObservationValue | undefined {
  const ends = { low: decimalHolder(low), high: decimalHolder(high) };
  if ((ends.low === undefined && low !== "") || (ends.high === undefined && high !== "")) return undefined;
  if (ends.low === undefined && ends.high === undefined) return undefined;
  // R4 wants low ≤ high (rng-2); the other way round it is not a range.
  if (ends.low && ends.high && ends.low.value > ends.high.value) return undefined;
  const withUnits = (end: { value: number } | undefined) => end && Object.assign(end, unit && unitOf(unit));
  return {
    valueRange: {
      ...(ends.low === undefined ? {} : { low: withUnits(ends.low) }),
      ...(ends.high === undefined ? {} : { high: withUnits(ends.high) }),
    },
  };
}

/** A titre (1:128) or a fraction. A unit is one of the whole, which a Ratio cannot say: the text then keeps it. */
function ratio(numerator: string, denominator: string, unit: Value | undefined): ObservationValue | undefined {
  const parts = [decimalHolder(numerator), decimalHolder(denominator)];
  if (parts[0] === undefined || parts[1] === undefined || (unit?.isValued ?? false)) return undefined;
  return { valueRatio: { numerator: parts[0], denominator: parts[1] } };
}

function concept(value: Value, context: MessageContext, maps: ValueMaps): ObservationValue | undefined {
  const made = maps.codeableConcept.apply(new ValueScope(value), context);
  return made && { valueCodeableConcept: made };
}

/** Several codes for one observation: each as a component, with the observation's own code put in by the caller. */
function severalConcepts(values: readonly Value[], context: MessageContext, maps: ValueMaps): ObservationValue {
  const concepts = values.map((value) => concept(value, context, maps)?.["valueCodeableConcept"]);
  if (concepts.includes(undefined)) return asText(values);
  return { component: concepts.map((valueCodeableConcept) => ({ valueCodeableConcept })) };
}

function severalValues(type: string, values: readonly Value[], context: MessageContext): ObservationValue {
  if (type === "DT" || type === "DTM" || type === "TS") {
    const times = values.map((value) => toDateTime(value.text(), context.zone));
    if (
      values.length === 2 &&
      times.every((time) => time !== undefined) &&
      Date.parse(times[0] ?? "") <= Date.parse(times[1] ?? "")
    ) {
      return { valuePeriod: { start: times[0], end: times[1] } };
    }
  }
  return asText(values);
}

function period(value: Value, context: MessageContext): ObservationValue | undefined {
  const [start, end] = [1, 2].map((part) => toDateTime(value.at(part).text(), context.zone));
  if (start === undefined && end === undefined) return undefined;
  if (start !== undefined && end !== undefined && Date.parse(start) > Date.parse(end)) return undefined;
  return { valuePeriod: { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) } };
}

/** R4's Observation has no attachment: the R5 extension of the guide, with Base64 content or a reference to it. */
function attachment(value: Value, type: string): ObservationValue | undefined {
  const content = type === "ED" ? embedded(value) : referenced(value);
  if (content === undefined) return undefined;
  const url = "http://hl7.org/fhir/5.0/StructureDefinition/extension-Observation.value";
  return { extension: [{ url, valueAttachment: content }] };
}

function embedded(value: Value): Record<string, string> | undefined {
  const data = value.at(5).wholeText().replace(/\s+/g, "");
  if (!/^base64$/i.test(value.at(4).text()) || !/^[A-Za-z0-9+/]+={0,2}$/.test(data) || data.length % 4 !== 0)
    return undefined;
  const contentType = mimeType(value.at(2).text(), value.at(3).text());
  return { ...(contentType === undefined ? {} : { contentType }), data };
}

function referenced(value: Value): Record<string, string> | undefined {
  const url = value.at(1).wholeText();
  if (!/^[a-z][a-z0-9+.-]*:\S+$/i.test(url)) return undefined;
  const contentType = mimeType(value.at(3).text(), value.at(4).text());
  return { ...(contentType === undefined ? {} : { contentType }), url };
}

/** `application/pdf` from type `application` and subtype `PDF`; nothing if they make no media type. */
function mimeType(type: string, subtype: string): string | undefined {
  const text = `${type}/${subtype}`.toLowerCase();
  return /^(application|audio|image|text|video|multipart)\/[a-z0-9.+-]+$/.test(text) ? text : undefined;
}

function asText(values: readonly Value[]): ObservationValue {
  const text = plainText(values.map((value) => value.wholeText()).join("\n"));
  return text === undefined ? {} : { valueString: text };
}

function withUnit(text: string, unit: Value | undefined): string {
  const name = unit?.at(1).text() ?? "";
  return name === "" ? text : `${text} ${name}`;
}

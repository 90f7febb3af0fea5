/**
 * Numbers: https://hl7.org/fhir/R4/search.html#number
 *
 * A number stands for the interval that its digits cover: 100 for 99.5 to 100.5, 100.00 for 99.995 to 100.005. Where an
 * exponent is written, the standard's example takes one digit more than is written (1e2 for 95 to 105), and so do we.
 */
import type { Range } from "@medplum/fhirtypes";
import { numberText } from "../../json.ts";
import type { IndexEntry, SimpleClause } from "../../storage/port.ts";
import { malformed, splitPrefix } from "./search-value.ts";

export interface Precise {
  readonly value: number;
  /** Ends of the closed interval that the digits cover. */
  readonly low: number;
  readonly high: number;
}

const NUMBER = /^[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;
/** FHIR decimals have 18 digits at most; this leaves room for leading zeros, sign and exponent. */
const MAX_LENGTH = 40;

/** A decimal as it is written; undefined for a text that is none, or one beyond the range of a double. */
export function preciseNumber(text: string): Precise | undefined {
  const match = text.length <= MAX_LENGTH ? NUMBER.exec(text) : null;
  if (!match) return undefined;
  const [, , decimals, exponent] = match;
  const value = Number(text);
  if (!Number.isFinite(value)) return undefined;
  const digits = decimals?.length ?? (exponent === undefined ? 0 : 1);
  const half = 0.5 * 10 ** (Number(exponent ?? 0) - digits);
  return { value, low: Math.min(value, rounded(value - half)), high: Math.max(value, rounded(value + half)) };
}

/** Takes off the noise of binary arithmetic, so that 5.4 - 0.05 is 5.35. */
export const rounded = (value: number): number => Number(value.toPrecision(15));

/** The number that an object or array holds under a key, to the precision in which it was received. */
export function preciseIn(holder: object, key: string): Precise | undefined {
  const text = numberText(holder, key);
  return text === undefined ? undefined : preciseNumber(text);
}

export function indexNumber(
  out: IndexEntry[],
  param: string,
  element: { value: unknown; type: string; holder: object; key: string },
): void {
  if (element.type === "Range") {
    indexRange(out, param, element.value as Range); // the element's type, by the definitions
    return;
  }
  const precise = preciseIn(element.holder, element.key);
  if (precise) out.push({ kind: "number", param, ...precise });
}

/** A range is found by both its ends: it reaches above or below a value if one of its ends does. */
function indexRange(out: IndexEntry[], param: string, { low, high }: Range): void {
  for (const end of [low, high]) {
    const precise = end && preciseIn(end, "value");
    if (precise) out.push({ kind: "number", param, ...precise });
  }
}

export type NumberComparison = Precise & Pick<Extract<SimpleClause, { kind: "number" }>, "comparator">;

/** Reads a number with its prefix; `ap` is within a tenth. @throws InvalidInput for anything but a number */
export function numberComparison(text: string, name: string): NumberComparison {
  const { comparator, rest } = splitPrefix(text);
  const precise = preciseNumber(rest);
  if (!precise) throw malformed(name, "needs a number such as 5.4 or gt100, of at most 18 digits");
  if (comparator !== "ap") return { comparator, ...precise };
  const margin = Math.abs(precise.value) / 10;
  return {
    comparator,
    value: precise.value,
    low: rounded(Math.min(precise.low, precise.value - margin)),
    high: rounded(Math.max(precise.high, precise.value + margin)),
  };
}

export function numberClause(param: string, text: string, name: string): SimpleClause {
  return { kind: "number", param, ...numberComparison(text, name) };
}

/**
 * Quantities: https://hl7.org/fhir/R4/search.html#quantity
 *
 * A quantity in UCUM is indexed in canonical units too, so that 5.4 mg finds 0.0054 g. A comparator in the resource
 * (`<5`) says that the value lies on one side, so `lt5` finds it and `gt4` does not.
 */
import type { Money, Quantity, Range, SampledData } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import type { Clause, IndexEntry, QuantityEntry, SimpleClause } from "../../storage/port.ts";
import { canonicalUnit } from "../../units.ts";
import { numberComparison, type Precise, preciseIn } from "./number.ts";
import { malformed, splitUnescaped, unescapeValue } from "./search-value.ts";

/** The system of currencies, in which R4 has an amount of Money searched. */
const CURRENCY = "urn:iso:std:iso:4217";

interface Unit {
  readonly system?: string | undefined;
  readonly code?: string | undefined;
  readonly unit?: string | undefined;
}

/** Adds the quantities of an element. Each cast is the element's type by the definitions. */
export function indexQuantity(out: IndexEntry[], param: string, value: unknown, type: string): void {
  switch (type) {
    case "Money": {
      const precise = preciseIn(value as Money, "value");
      if (precise) push(out, param, precise, { system: CURRENCY, code: (value as Money).currency });
      return;
    }
    case "Range":
      // A range reaches above or below a value if one of its ends does.
      for (const end of [(value as Range).low, (value as Range).high]) if (end) pushQuantity(out, param, end);
      return;
    case "SampledData":
      pushSamples(out, param, value as SampledData);
      return;
    default:
      pushQuantity(out, param, value as Quantity);
  }
}

function pushQuantity(out: IndexEntry[], param: string, quantity: Quantity): void {
  const precise = preciseIn(quantity, "value");
  if (precise) push(out, param, beside(precise, quantity.comparator), quantity);
}

/** The smallest step between doubles near a value, relative to it; a few of them, to survive a change of units. */
const STEP = 1e-12;

/** A value of which only one side is known is taken to be next to the limit, on that side. */
function beside(precise: Precise, comparator: Quantity["comparator"]): Precise {
  const { value, low, high } = precise;
  const step = Math.max(Math.abs(value) * STEP, Number.MIN_VALUE);
  if (comparator === "<") return { value: value - step, low: -Number.MAX_VALUE, high: value - step };
  if (comparator === ">") return { value: value + step, low: value + step, high: Number.MAX_VALUE };
  if (comparator === "<=") return { value, low: -Number.MAX_VALUE, high };
  return comparator === ">=" ? { value, low, high: Number.MAX_VALUE } : precise;
}

/** Sampled data are found by the bounds of their values, as R4 says of `value-quantity`. */
function pushSamples(out: IndexEntry[], param: string, { origin, factor = 1, data = "" }: SampledData): void {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const text of data.split(" ")) {
    const sample = Number(text); // E, U and L (error, below, above the limits) are no numbers
    if (text === "" || Number.isNaN(sample)) continue;
    least = Math.min(least, sample);
    most = Math.max(most, sample);
  }
  if (least > most || !origin) return;
  for (const sample of [least, most]) {
    const value = (origin.value ?? 0) + sample * factor;
    push(out, param, { value, low: value, high: value }, origin);
  }
}

function push(out: IndexEntry[], param: string, precise: Precise, { system, code, unit }: Unit): void {
  const canonical = system === SYSTEM.ucum && code !== undefined ? inCanonicalUnit(precise, code) : undefined;
  const entry: QuantityEntry = {
    kind: "quantity",
    param,
    system: system ?? "",
    code: code ?? "",
    unit: unit ?? "",
    value: precise.value,
    low: precise.low,
    high: precise.high,
  };
  out.push(canonical ? { ...entry, canonical } : entry);
}

function inCanonicalUnit({ value, low, high }: Precise, code: string): QuantityEntry["canonical"] {
  const canonical = canonicalUnit(value, code);
  if (!canonical) return undefined;
  const at = (end: number) =>
    Math.abs(end) === Number.MAX_VALUE ? end : steady(canonicalUnit(end, code)?.value ?? end);
  return { code: canonical.code, value: steady(canonical.value), low: at(low), high: at(high) };
}

/** 5.4 mg and 0.0054 g come to the same number of grams but for the last bits, which this takes off. */
const steady = (value: number): number => Number(value.toPrecision(13));

/**
 * Reads `number`, `number|system|code` or `number||code`, with its prefix. A UCUM code compares in canonical units; a
 * code without a system is that, and the code or unit as written in the resource.
 * @throws InvalidInput for anything else
 */
export function quantityClause(param: string, text: string, name: string): SimpleClause | Clause {
  const parts = splitUnescaped(text, "|").map((part) => unescapeValue(part, name));
  if (parts.length > 3) throw malformed(name, "has more than number|system|code");
  const [number = "", system = "", code = ""] = parts;
  const comparison = { kind: "quantity" as const, param, ...numberComparison(number, name) };
  if (code === "") return system === "" ? comparison : { ...comparison, system };
  const canonical = system === "" || system === SYSTEM.ucum ? inCanonicalUnit(comparison, code) : undefined;
  if (system !== "") return { ...comparison, system, code, ...(canonical ? { canonical } : {}) };
  const asWritten = { ...comparison, code };
  return canonical ? { kind: "any", of: [{ ...asWritten, system: SYSTEM.ucum, canonical }, asWritten] } : asWritten;
}

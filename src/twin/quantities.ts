/**
 * Quantities of the twin from readings: the latest usable one, in the concept's unit. The unit of the reading decides
 * the conversion; a value without a unit, with a comparator, in a unit that does not convert, or outside what is
 * plausible in a living person is never used, and said. Scores, counts and ratios need no unit, and may be integers or
 * an item's coded answer. A summary of a device or a questionnaire that is older than its concept allows is left out.
 */
import type { Quantity } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { type CONCEPTS, type ConceptName, conceptOf, type QuantityConcept } from "../concepts/index.ts";
import { numberText } from "../json.ts";
import { convert } from "../units.ts";
import type { TwinDraft } from "./draft.ts";
import { pointsOf } from "./item-points.ts";
import { DAY_CODES, QUANTITY_SETS } from "./quantity-sets.ts";
import type { Reading } from "./readings.ts";
import type { Feature } from "./state.ts";

type Measured = keyof typeof QUANTITY_SETS;
/** Concepts that are quantities. */
export type QuantityName = {
  [Name in ConceptName]: (typeof CONCEPTS)[Name] extends QuantityConcept ? Name : never;
}[ConceptName];

const DAY_MS = 86_400_000;
/** Values of the same time count as disagreeing beyond what rounding in another unit explains. */
const SAME_VALUE_TOLERANCE = 0.01;

/** Adds the latest usable quantity of every concept of the table. */
export function findQuantities(draft: TwinDraft, readings: ReadonlyMap<string, readonly Reading[]>): void {
  for (const name of Object.keys(QUANTITY_SETS) as Measured[]) {
    // keys of the table
    findQuantity(draft, name, readings.get(QUANTITY_SETS[name]) ?? []);
  }
}

/** Adds the latest usable one of the readings of a concept, which stand best first. */
export function findQuantity(draft: TwinDraft, name: QuantityName, readings: readonly Reading[]): void {
  for (const [position, reading] of readings.entries()) {
    const value = usableValue(reading, name);
    if (typeof value === "string") {
      draft.note(name, value, [reading.source]);
      continue;
    }
    const { staleAfterDays = Number.POSITIVE_INFINITY, unit } = quantityConcept(name);
    if (draft.asOf - reading.time > staleAfterDays * DAY_MS) {
      draft.note(name, `the latest value is older than ${staleAfterDays} days: left out`, [reading.source]);
      return;
    }
    draft.add({
      concept: name,
      value,
      origin: "measured",
      rule: reading.preliminary ? "latest, preliminary" : "latest",
      sources: [reading.source],
      ...asFound(reading, unit),
    });
    noteDisagreement(draft, { name, value, reading, others: readings.slice(position + 1) });
    return;
  }
}

/** A quantity of the vocabulary, or one that a site has declared. */
const quantityConcept = (name: QuantityName): QuantityConcept => conceptOf(name) as QuantityConcept; // by its name

const unitTextOf = (quantity: Quantity): string | undefined =>
  quantity.system === undefined || quantity.system === SYSTEM.ucum
    ? (quantity.code ?? quantity.unit)
    : (quantity.unit ?? quantity.code);

/** The value as the source gives it, where its unit differs; nothing for integers and coded answers. */
function asFound(reading: Reading, conceptUnit: string): Pick<Feature, "asFound"> {
  const quantity = reading.element.valueQuantity;
  const unit = quantity && unitTextOf(quantity);
  if (quantity === undefined || unit === conceptUnit) return {};
  return { asFound: { value: numberText(quantity, "value") ?? "", ...(unit === undefined ? {} : { unit }) } };
}

/** The value in the concept's unit, or in words why it cannot be used. */
export function usableValue(reading: Reading, name: QuantityName): number | string {
  const concept = quantityConcept(name);
  const { valueQuantity: quantity, valueInteger, valueCodeableConcept } = reading.element;
  const isPlain = isPlainNumber(concept.unit);
  const bare = pointsOf(name, valueCodeableConcept?.coding ?? []) ?? (isPlain ? valueInteger : undefined);
  if (bare !== undefined) return plausible(bare, concept);
  if (quantity?.value === undefined) return "a result that is not a quantity was left out";
  if (quantity.comparator !== undefined) return `a value given as '${quantity.comparator}' a limit was left out`;
  const value = isPlain
    ? plainValue(quantity)
    : (ofTheDay(reading, concept, name) ?? convertedValue(quantity, concept, name));
  return typeof value === "string" ? value : plausible(value, concept);
}

const plausible = (value: number, { plausible: [low, high], unit }: QuantityConcept): number | string =>
  value >= low && value <= high ? value : `an implausible value was left out: outside ${low} to ${high} ${unit}`;

/** Ions of one charge, of which a milliequivalent is a millimole. */
const MONOVALENT: ReadonlySet<QuantityName> = new Set(["sodium", "potassium", "bicarbonate"]);

function convertedValue(quantity: Quantity, concept: QuantityConcept, name: QuantityName): number | string {
  const given = unitTextOf(quantity);
  const unit = MONOVALENT.has(name) && given?.toLowerCase() === "meq/l" ? "mmol/L" : given;
  if (quantity.value === undefined || unit === undefined) return "a value without a unit was left out";
  const options = {
    ...(concept.molarMass === undefined ? {} : { molarMass: concept.molarMass }),
    ...(concept.analyte === undefined ? {} : { analyte: concept.analyte }),
  };
  return (
    convert(quantity.value, unit, concept.unit, options) ??
    (quantity.unit === undefined ? undefined : convert(quantity.value, quantity.unit, concept.unit, options)) ??
    `a value in a unit that does not convert to ${concept.unit} was left out`
  );
}

/** Units of what is counted, which UCUM leaves to the sender: `{steps}`. */
const COUNTED = /^(?:1|\{[^}]*\}|steps?|count)$/;

/** An amount without a time in its unit, under a code whose time is a day. */
function ofTheDay({ element, source }: Reading, concept: QuantityConcept, name: QuantityName): number | undefined {
  const { valueQuantity: quantity } = element;
  const amount = concept.unit.replace(/\/d$/, "");
  if (quantity?.value === undefined || DAY_CODES[name]?.has(source.code ?? "") !== true) return undefined;
  const unit = unitTextOf(quantity);
  if (amount === "") return unit === undefined || COUNTED.test(unit) ? quantity.value : undefined;
  return unit === undefined ? undefined : convert(quantity.value, unit, amount);
}

/** A unit that only says what is counted: `{score}`, `{INR}`, `{ratio}`; and pH. */
const isPlainNumber = (unit: string): boolean => /^\{[^}]*\}$/.test(unit) || unit === "[pH]";
/** What senders write for no unit. Not `%`: a prothrombin activity in percent is no INR. */
const NO_UNIT = new Set(["1", "score", "(score)", "points", "ratio", "inr", "ph", "[ph]"]);

function plainValue(quantity: Quantity): number | string {
  const unit = unitTextOf(quantity);
  const isUnitless = unit === undefined || isPlainNumber(unit) || NO_UNIT.has(unit.trim().toLowerCase());
  return isUnitless && quantity.value !== undefined ? quantity.value : "a value in a unit was left out: it has none";
}

function noteDisagreement(
  draft: TwinDraft,
  chosen: { name: QuantityName; value: number; reading: Reading; others: readonly Reading[] },
): void {
  for (const other of chosen.others) {
    if (other.time !== chosen.reading.time || other.preliminary !== chosen.reading.preliminary) return;
    const value = usableValue(other, chosen.name);
    if (typeof value === "string") continue;
    if (Math.abs(value - chosen.value) > SAME_VALUE_TOLERANCE * Math.max(Math.abs(value), Math.abs(chosen.value))) {
      const message = "two values of the same time disagree; the one issued later, or with the higher id, was taken";
      draft.note(chosen.name, message, [chosen.reading.source, other.source]);
      return;
    }
  }
}

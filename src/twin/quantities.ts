/**
 * Quantities of the twin from readings: the latest usable one, in the concept's unit. The unit of the reading decides
 * the conversion; a value without a unit, with a comparator, in a unit that does not convert, or outside what is
 * plausible in a living person is never used, and said.
 */
import type { Quantity } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { CONCEPTS, type ConceptName, type QuantityConcept } from "../concepts/index.ts";
import { numberText } from "../json.ts";
import { convert } from "../units.ts";
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";

/** Concepts found by a value set of codes: concept → id of the value set. */
export const QUANTITY_SETS = {
  systolicBloodPressure: "systolic-blood-pressure",
  diastolicBloodPressure: "diastolic-blood-pressure",
  heartRate: "heart-rate",
  respiratoryRate: "respiratory-rate",
  bodyTemperature: "body-temperature",
  oxygenSaturation: "oxygen-saturation",
  bodyWeight: "body-weight",
  bodyHeight: "body-height",
  bodyMassIndex: "body-mass-index",
  totalCholesterol: "total-cholesterol",
  hdlCholesterol: "hdl-cholesterol",
  ldlCholesterol: "ldl-cholesterol",
  triglycerides: "triglycerides",
  hba1c: "hba1c",
  glucose: "glucose",
  creatinine: "creatinine",
  cystatinC: "cystatin-c",
  egfr: "egfr",
  urineAlbuminCreatinineRatio: "urine-albumin-creatinine-ratio",
  urineAlbumin: "urine-albumin",
  albumin: "albumin",
  phosphate: "phosphate",
  bicarbonate: "bicarbonate",
  calcium: "calcium",
  haemoglobin: "haemoglobin",
  whiteBloodCells: "white-blood-cells",
} as const satisfies Partial<Record<ConceptName, string>>;

type Measured = keyof typeof QUANTITY_SETS;

/** Values of the same time count as disagreeing beyond what rounding in another unit explains. */
const SAME_VALUE_TOLERANCE = 0.01;

/** Adds the latest usable quantity of every concept of the table. */
export function findQuantities(draft: TwinDraft, readings: ReadonlyMap<string, readonly Reading[]>): void {
  for (const name of Object.keys(QUANTITY_SETS) as Measured[]) {
    // keys of the table above
    findQuantity(draft, name, readings.get(QUANTITY_SETS[name]) ?? []);
  }
}

function findQuantity(draft: TwinDraft, name: Measured, readings: readonly Reading[]): void {
  for (const [position, reading] of readings.entries()) {
    const value = usableValue(reading, name);
    if (typeof value === "string") {
      draft.note(name, value, [reading.source]);
      continue;
    }
    const quantity = reading.element.valueQuantity ?? {};
    const unit = unitTextOf(quantity);
    draft.add({
      concept: name,
      value,
      origin: "measured",
      rule: reading.preliminary ? "latest, preliminary" : "latest",
      sources: [reading.source],
      ...(unit === CONCEPTS[name].unit
        ? {}
        : { asFound: { value: numberText(quantity, "value") ?? "", ...(unit === undefined ? {} : { unit }) } }),
    });
    noteDisagreement(draft, { name, value, reading, others: readings.slice(position + 1) });
    return;
  }
}

const unitTextOf = (quantity: Quantity): string | undefined =>
  quantity.system === undefined || quantity.system === SYSTEM.ucum
    ? (quantity.code ?? quantity.unit)
    : (quantity.unit ?? quantity.code);

/** The value in the concept's unit, or in words why it cannot be used. */
function usableValue(reading: Reading, name: Measured): number | string {
  const concept: QuantityConcept = CONCEPTS[name];
  const quantity = reading.element.valueQuantity;
  if (quantity?.value === undefined) return "a result that is not a quantity was left out";
  if (quantity.comparator !== undefined) return `a value given as '${quantity.comparator}' a limit was left out`;
  const unit = unitTextOf(quantity);
  if (unit === undefined) return "a value without a unit was left out";
  const options = {
    ...(concept.molarMass === undefined ? {} : { molarMass: concept.molarMass }),
    ...(concept.analyte === undefined ? {} : { analyte: concept.analyte }),
  };
  const value =
    convert(quantity.value, unit, concept.unit, options) ??
    (quantity.unit === undefined ? undefined : convert(quantity.value, quantity.unit, concept.unit, options));
  if (value === undefined) return `a value in a unit that does not convert to ${concept.unit} was left out`;
  const [low, high] = concept.plausible;
  if (!(value >= low && value <= high)) {
    return `an implausible value was left out: outside ${low} to ${high} ${concept.unit}`;
  }
  return value;
}

function noteDisagreement(
  draft: TwinDraft,
  chosen: { name: Measured; value: number; reading: Reading; others: readonly Reading[] },
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

/**
 * How much of a drug a dosage instruction gives in a day, where it says so: an amount with a unit, and how often. Nothing
 * is assumed; where something is missing the reason is told. https://hl7.org/fhir/R4/dosage.html
 */
import type { CodeableConcept, Dosage, Quantity, Timing } from "@medplum/fhirtypes";
import { convert } from "../units.ts";

export type DailyAmount =
  | { readonly amount: number; readonly unit: "mg/d" | "ug/h"; readonly cautions: readonly string[] }
  | { readonly unknown: string };

/** What the reader of a dosage is told about the product. */
export interface DoseForm {
  /** Milligrams of the drug in one tablet or capsule, where known. */
  readonly mgPerUnit?: number;
  /** Whether other ingredients are in it: an amount in milligrams then does not say of which. */
  readonly isCombination: boolean;
  /** Whether the drug may come as a patch, with a rate in place of an amount. */
  readonly mayBePatch: boolean;
}

/** The amount a day over all instructions of one order: they add up, unless they follow each other in sequence. */
export function dailyAmount(dosages: readonly Dosage[], form: DoseForm): DailyAmount {
  if (dosages.length === 0) return { unknown: "it has no dosage instruction" };
  const sequences = new Set(dosages.map(({ sequence }) => sequence));
  if (sequences.size > 1) return { unknown: "its dosage changes from step to step" };
  const amounts = dosages.map((dosage) => amountOf(dosage, form));
  let total = 0;
  const cautions = new Set<string>();
  let unit: "mg/d" | "ug/h" | undefined;
  for (const amount of amounts) {
    if ("unknown" in amount) return amount;
    if (unit !== undefined && unit !== amount.unit) return { unknown: "its dosage instructions differ in kind" };
    unit = amount.unit;
    total += amount.amount;
    for (const caution of amount.cautions) cautions.add(caution);
  }
  return { amount: total, unit: unit ?? "mg/d", cautions: [...cautions] };
}

function amountOf(dosage: Dosage, form: DoseForm): DailyAmount {
  const dose = doseOf(dosage);
  if (dose === undefined) return { unknown: "its dosage has no amount, or more than one" };
  if (form.mayBePatch) return patchRate(dose);
  const route = routeOf(dosage.route);
  if (route === "other") return { unknown: "its route is not by mouth, for which the factors are" };
  const mg = milligramsOf(dose, form);
  if ("unknown" in mg) return mg;
  const perDay = timesPerDay(dosage.timing);
  if (perDay === undefined) return { unknown: "its dosage does not say how often" };
  return {
    amount: mg.mg * perDay,
    unit: "mg/d",
    cautions: [
      ...(route === "unknown" ? ["no route is stated; the factors are for use by mouth"] : []),
      ...(dosage.asNeededBoolean === true || dosage.asNeededCodeableConcept !== undefined
        ? ["taken as needed: counted at the most that is ordered"]
        : []),
    ],
  };
}

/** The one dose, or the upper end of its range; none where it is not over zero. */
function doseOf({ doseAndRate = [] }: Dosage): Quantity | undefined {
  const doses = doseAndRate.flatMap(({ doseQuantity, doseRange, rateQuantity }) => {
    const dose = doseQuantity ?? doseRange?.high ?? rateQuantity;
    return dose?.value === undefined ? [] : [dose];
  });
  const [first] = doses;
  const isOne = doses.every(({ value, code, unit }) => value === first?.value && (code ?? unit) === unitOf(first));
  return isOne && first?.comparator === undefined && (first?.value ?? 0) > 0 ? first : undefined;
}

const unitOf = (quantity: Quantity | undefined): string | undefined => quantity?.code ?? quantity?.unit;

/** A unit as people write it: microgram has three spellings. */
function patchRate(dose: Quantity): DailyAmount {
  const unit = unitOf(dose)?.replace(/^(?:mcg|µg|μg)\/(?:h|hr)$/, "ug/h");
  const value = unit === undefined ? undefined : convert(dose.value ?? Number.NaN, unit, "ug/h");
  if (value === undefined)
    return { unknown: "it is no patch with a rate in micrograms an hour, for which the factor is" };
  return { amount: value, unit: "ug/h", cautions: [] };
}

const UNITS_OF_USE = /^\{?(?:tbl|tab|tabs|tablet|tablets|cap|caps|capsule|capsules)(?:\([a-z]+\))?\}?\.?$/i;

function milligramsOf(dose: Quantity, form: DoseForm): { readonly mg: number } | { readonly unknown: string } {
  const unit = unitOf(dose);
  if (unit === undefined) return { unknown: "its dose has no unit" };
  const value = dose.value ?? Number.NaN;
  if (UNITS_OF_USE.test(unit)) {
    return form.mgPerUnit === undefined
      ? { unknown: "its dose is in tablets or capsules of a strength that the tables do not have" }
      : { mg: value * form.mgPerUnit };
  }
  const mg = convert(value, unit, "mg");
  if (mg === undefined) return { unknown: "its dose is not an amount that converts to milligrams" };
  if (form.isCombination) {
    return { unknown: "it holds several ingredients, and its dose in milligrams does not say of which" };
  }
  return { mg };
}

const ORAL_SNOMED = "26643006";
const ORAL_WORDS = /^(?:po|oral|by mouth|oral route|per os)$/i;

function routeOf(route: CodeableConcept | undefined): "oral" | "other" | "unknown" {
  if (route === undefined) return "unknown";
  const words = [route.text, ...(route.coding ?? []).flatMap(({ code, display }) => [code, display])];
  const isOral = words.some((word) => word === ORAL_SNOMED || ORAL_WORDS.test(word ?? ""));
  return isOral ? "oral" : "other";
}

/** http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation, as far as it says how often in a day. */
const TIMES_PER_DAY: Readonly<Record<string, number>> = {
  QD: 1,
  BID: 2,
  TID: 3,
  QID: 4,
  QOD: 0.5,
  AM: 1,
  PM: 1,
  BED: 1,
  Q1H: 24,
  Q2H: 12,
  Q3H: 8,
  Q4H: 6,
  Q6H: 4,
  Q8H: 3,
  Q12H: 2,
};
const DAYS: Readonly<Record<string, number>> = { s: 1 / 86_400, min: 1 / 1440, h: 1 / 24, d: 1, wk: 7 };

/** Times a day, at the most that is ordered; undefined where the timing does not say. */
function timesPerDay(timing: Timing | undefined): number | undefined {
  const repeat = timing?.repeat;
  if (repeat === undefined) {
    const codes = (timing?.code?.coding ?? []).map(({ code }) => TIMES_PER_DAY[code ?? ""]);
    return codes.find((times) => times !== undefined);
  }
  if (repeat.dayOfWeek !== undefined) return undefined;
  const days = repeat.period === undefined ? undefined : repeat.period * (DAYS[repeat.periodUnit ?? ""] ?? Number.NaN);
  const frequency = repeat.frequencyMax ?? repeat.frequency;
  if (frequency !== undefined) return days !== undefined && days > 0 && frequency > 0 ? frequency / days : undefined;
  const moments = repeat.timeOfDay?.length ?? repeat.when?.length;
  return moments !== undefined && (days === undefined || days === 1) ? moments : undefined;
}

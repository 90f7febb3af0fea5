/**
 * Rates of the infusions that support the circulation, in micrograms for each kg of body weight a minute, from the
 * MedicationAdministrations of the last 24 hours. A rate without weight in its unit is divided by the latest weight, and
 * the rule says so; one in volume does not tell how much is in it and is told of, not used. Administrations of one drug
 * that overlap leave its rate open. Where one of these drugs is on record as an infusion, the record holds infusions:
 * the others are then known not to have been given, if every drug given in that time has a code that can be read.
 */
import type { Medication, MedicationAdministration, Quantity } from "@medplum/fhirtypes";
import { CONCEPTS } from "../concepts/index.ts";
import { convert } from "../units.ts";
import { isReadable } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";
import { drugCodeOf, READABLE_DRUGS } from "./medications.ts";
import { setsOf } from "./readings.ts";
import type { FeatureSource } from "./state.ts";
import { intervalOf, momentOf } from "./time.ts";
import type { ValueSetIndex } from "./value-set-index.ts";
import { WINDOW_MS } from "./windows.ts";

/** Concepts found by the drug that is infused: concept → id of the value set. */
export const INFUSION_SETS = {
  dopamineRate: "dopamine",
  epinephrineRate: "epinephrine",
  norepinephrineRate: "norepinephrine",
} as const;
type Rate = keyof typeof INFUSION_SETS;
const DOBUTAMINE_SET = "on-dobutamine";

interface Infusion {
  readonly resource: MedicationAdministration;
  readonly sets: ReadonlyMap<string, string>;
  readonly isReadable: boolean;
  readonly start: number;
  readonly end: number;
  readonly source: FeatureSource;
}
interface Context {
  readonly valueSets: ValueSetIndex;
  readonly referenceOf: (resource: MedicationAdministration) => string;
  readonly medications: ReadonlyMap<string, Medication>;
}

/** Adds the rates, and that others of these drugs were not given. */
export function findInfusionRates(
  draft: TwinDraft,
  administrations: readonly MedicationAdministration[],
  context: Context,
): void {
  const infusions = administrations
    .flatMap((resource) => infusionOf(resource, draft.asOf, context) ?? [])
    .sort((a, b) => b.start - a.start || (a.source.reference < b.source.reference ? -1 : 1));
  if (infusions.length === 0) return;
  for (const [name, set] of Object.entries(INFUSION_SETS) as [Rate, string][]) {
    // entries of the table
    addRate(
      draft,
      name,
      infusions.filter(({ sets }) => sets.has(set)).map((infusion) => withCode(infusion, set)),
    );
  }
  addAbsent(draft, infusions);
}

const withCode = (infusion: Infusion, set: string): Infusion => ({
  ...infusion,
  source: { ...infusion.source, code: infusion.sets.get(set) ?? "" },
});

function infusionOf(resource: MedicationAdministration, asOf: number, context: Context): Infusion | undefined {
  if (resource.status !== "in-progress" && resource.status !== "completed") return undefined;
  const period = resource.effectivePeriod;
  const time = resource.effectiveDateTime ?? period?.start;
  const start = momentOf(time);
  if (time === undefined || start === undefined || start > asOf) return undefined;
  const isOpen = resource.status === "in-progress" && period !== undefined && period.end === undefined;
  const end = Math.min(isOpen ? asOf : (intervalOf(period?.end)?.high ?? start), asOf);
  if (end <= asOf - WINDOW_MS) return undefined;
  const code = drugCodeOf(resource, context.medications);
  return {
    resource,
    sets: setsOf(code, context.valueSets),
    isReadable: isReadable(code, READABLE_DRUGS),
    start,
    end,
    source: { reference: context.referenceOf(resource), time },
  };
}

function addRate(draft: TwinDraft, name: Rate, infusions: readonly Infusion[]): void {
  const overlapping = infusions.find((later, index) => infusions.slice(index + 1).some(({ end }) => end > later.start));
  if (overlapping !== undefined) {
    draft.note(name, "administrations of it overlap: its rate is not known", [overlapping.source]);
    return;
  }
  const rates = infusions.map((infusion) => ({ infusion, rate: rateOf(draft, infusion.resource, name) }));
  const unknown = rates.find(({ rate }) => typeof rate === "string");
  if (unknown !== undefined) {
    // The highest of the day may be this one.
    draft.note(name, String(unknown.rate), [unknown.infusion.source]);
    return;
  }
  const values = rates.flatMap(({ infusion, rate }) =>
    typeof rate === "string"
      ? []
      : [{ time: infusion.start, sources: [infusion.source, ...rate.weight], value: rate.value, weight: rate.weight }],
  );
  const [latest] = values;
  if (latest === undefined) return;
  const weighed = latest.weight.length > 0 ? ", by the latest weight" : "";
  draft.add({
    concept: name,
    value: latest.value,
    origin: weighed === "" ? "measured" : "derived",
    rule: `rate of the latest administration of 24 hours${weighed}`,
    sources: latest.sources,
    ...(values.length > 1 ? { window: values.map(({ value, time, sources }) => ({ value, time, sources })) } : {}),
  });
}

interface FoundRate {
  readonly value: number;
  /** The source of the weight, where the rate was divided by it. */
  readonly weight: readonly FeatureSource[];
}

/** The rate in ug/kg/min, or in words why there is none. */
function rateOf(draft: TwinDraft, { dosage }: MedicationAdministration, name: Rate): FoundRate | string {
  const given = dosage?.rateQuantity ?? ratioOf(dosage?.rateRatio);
  const unit = (given?.code ?? given?.unit)?.replace(/^(?:mcg|µg|μg)(?=\/)/, "ug");
  if (given?.value === undefined || unit === undefined || given.comparator !== undefined) {
    return "an administration without a rate was left out, and with it the others";
  }
  const byWeight = convert(given.value, unit, CONCEPTS[name].unit);
  const perMinute = byWeight === undefined ? convert(given.value, unit, "ug/min") : undefined;
  const weight = draft.number("bodyWeight");
  if (byWeight === undefined && perMinute === undefined) {
    return "a rate in a unit that does not tell the amount of drug was left out, and with it the others";
  }
  if (byWeight === undefined && weight === undefined) return "a rate without weight in its unit, and no weight";
  const value = byWeight ?? (perMinute ?? 0) / Number(weight?.value);
  const [low, high] = CONCEPTS[name].plausible;
  if (value < low || value > high) return `an implausible rate was left out: outside ${low} to ${high} ug/kg/min`;
  return { value, weight: byWeight === undefined ? (weight?.sources ?? []) : [] };
}

/** A ratio as one quantity: 300 ug to 1 min, or to 60 min. */
function ratioOf(ratio: { readonly numerator?: Quantity; readonly denominator?: Quantity } | undefined) {
  const { numerator, denominator } = ratio ?? {};
  const [above, below] = [numerator?.code ?? numerator?.unit, denominator?.code ?? denominator?.unit];
  if (numerator?.value === undefined || !denominator?.value || above === undefined || below === undefined) {
    return undefined;
  }
  return {
    value: numerator.value / denominator.value,
    code: `${above}/${below}`,
    unit: undefined,
    comparator: undefined,
  };
}

function addAbsent(draft: TwinDraft, infusions: readonly Infusion[]): void {
  const sets = [...Object.values(INFUSION_SETS), DOBUTAMINE_SET];
  const holdsInfusions = infusions.some(
    ({ resource, sets: own }) =>
      (resource.dosage?.rateQuantity ?? resource.dosage?.rateRatio) !== undefined && sets.some((set) => own.has(set)),
  );
  if (!holdsInfusions || infusions.some((infusion) => !infusion.isReadable)) return;
  const rule = "no administration of it in 24 hours, in a record that holds infusions";
  for (const [name, set] of Object.entries(INFUSION_SETS) as [Rate, string][]) {
    if (infusions.some(({ sets: own }) => own.has(set))) continue;
    draft.add({ concept: name, value: 0, origin: "absent", rule, sources: [] });
  }
  if (!draft.features.has("onDobutamine") && !infusions.some(({ sets: own }) => own.has(DOBUTAMINE_SET))) {
    draft.add({ concept: "onDobutamine", value: false, origin: "absent", rule, sources: [] });
  }
}

/**
 * Amounts a day of the opioids in use, read from dosage instructions by the rules of `drug-safety`. They are summed by a
 * model that counts an opioid without amount as not taken, so that they are given together or not at all: not where one of
 * them has no amount, a drug in use is not known by its code, or an order is older than the amounts may be; nor where
 * methadone may be the treatment of an opioid use disorder, which the factors are not for.
 */
import type { Medication } from "@medplum/fhirtypes";
import { CONCEPTS } from "../concepts/index.ts";
import type { MedicationInUse } from "../drug-safety/contract.ts";
import { type OpioidDose, opioidDoses } from "../drug-safety/opioids.ts";
import { CODE_SETS, isKnownDrug, OPIOID_SET } from "../drug-safety/tables.ts";
import { type Assertion, sourcesOf } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";
import { dosagesOf, type MedicationUse, medicationAssertions } from "./medications.ts";
import type { FeatureSource } from "./state.ts";
import { ValueSetIndex } from "./value-set-index.ts";

const DRUGS = new ValueSetIndex(() => CODE_SETS);
const DAY_MS = 86_400_000;
/** How old an order may be, as `models/medication/opioid-mme` has it. */
const OLDEST_DAYS = 90;
const DISORDER_SET = "opioid-use-disorder";
const METHADONE =
  "opioid doses are not given: methadone may be the treatment of the opioid use disorder on record, which the factors are not for";
const NOT_GIVEN = "opioid doses are not given, for their sum would be too low";

interface Use {
  readonly medication: MedicationInUse;
  readonly assertion: Assertion;
}

/** Adds the amounts, or tells why there are none. */
export function findOpioidDoses(
  draft: TwinDraft,
  uses: readonly MedicationUse[],
  context: {
    readonly drugs: ReadonlyMap<string, Medication>;
    readonly asOf: number;
    readonly referenceOf: (resource: MedicationUse) => string;
    /** What the twin's own value sets say of the same uses. */
    readonly assertions: readonly Assertion[];
    readonly conditions: readonly Assertion[];
  },
): void {
  const inUse = uses
    .flatMap((resource) => useOf(resource, context) ?? [])
    .sort((a, b) => (a.medication.reference < b.medication.reference ? -1 : 1));
  const medications = inUse.map(({ medication }) => medication);
  const { doses, open } = opioidDoses(medications);
  const sourceOf = new Map(inUse.map(({ assertion: { source } }) => [source.reference, source]));
  const sources = (references: readonly string[]) => references.flatMap((reference) => sourceOf.get(reference) ?? []);
  if (doses.length === 0 && open.length === 0) return;
  // Where none has an amount the finding still needs a concept that it is about.
  const concepts = doses.length === 0 ? (["morphineDailyDose"] as const) : doses.map(({ input }) => input);
  const note = (why: string, references: readonly string[]) => {
    for (const concept of concepts) draft.note(concept, `${NOT_GIVEN}: ${why}`, sources(references));
  };

  for (const { why, reference } of open) note(why, [reference]);
  const known = new Set(
    context.assertions.filter(({ sets }) => sets.size > 0).map(({ source: { reference } }) => reference),
  );
  const strangers = medications.filter((one) => !isKnownDrug(one) && !known.has(one.reference));
  if (strangers.length > 0) {
    note(`${strangers.length} medication(s) in use are not known by their code`, references(strangers));
  }
  const old = inUse.filter(
    ({ medication, assertion: { began } }) =>
      doses.some((dose) => dose.references.includes(medication.reference)) &&
      draft.asOf - (began ?? draft.asOf) > OLDEST_DAYS * DAY_MS,
  );
  if (old.length > 0) note(`an order is older than ${OLDEST_DAYS} days`, references(old.map((use) => use.medication)));
  const disorder = context.conditions.filter(({ sets, isActive }) => isActive && sets.has(DISORDER_SET));
  const methadone = disorder.length === 0 ? undefined : doses.find(({ input }) => input === "methadoneDailyDose");
  if (methadone !== undefined) {
    const named = [...sources(methadone.references), ...sourcesOf(disorder, DISORDER_SET)];
    for (const concept of concepts) draft.note(concept, METHADONE, named);
  }
  const implausible = doses.filter(({ input, amount }) => amount > CONCEPTS[input].plausible[1]);
  for (const { references: of } of implausible) note("an amount is implausible", of);
  if ([open, strangers, old, implausible].some((reasons) => reasons.length > 0) || methadone !== undefined) return;
  for (const dose of doses) addDose(draft, dose, sources(dose.references));
}

/** References named of one reason. */
const MAX_NAMED = 5;
const references = (medications: readonly MedicationInUse[]): readonly string[] =>
  medications.slice(0, MAX_NAMED).map(({ reference }) => reference);

function addDose(draft: TwinDraft, { input, amount, cautions }: OpioidDose, sources: readonly FeatureSource[]): void {
  const rule = ["sum of the dosage instructions in use", ...cautions].join("; ");
  draft.add({ concept: input, value: amount, origin: "derived", rule, sources });
}

function useOf(
  resource: MedicationUse,
  {
    drugs,
    asOf,
    referenceOf,
  }: { drugs: ReadonlyMap<string, Medication>; asOf: number; referenceOf: (resource: MedicationUse) => string },
): Use | undefined {
  const [assertion] = medicationAssertions([resource], drugs, { asOf, referenceOf, valueSets: DRUGS });
  if (assertion === undefined) return undefined;
  const { sets, isCertain, isReadable, isClassified } = assertion;
  const reference = resource.medicationReference?.reference ?? "";
  const contained = resource.contained?.find(({ id }) => `#${id}` === reference);
  const product = contained?.resourceType === "Medication" ? contained : drugs.get(reference);
  return {
    assertion: { ...assertion, source: withOpioidCode(assertion) },
    medication: {
      reference: assertion.source.reference,
      from: resource.resourceType,
      display: "",
      sets,
      isCertain,
      isReadable,
      isClassified,
      isProposed: false,
      dosages: dosagesOf(resource),
      isCombination: (product?.ingredient?.length ?? 0) > 1,
    },
  };
}

function withOpioidCode({ source, sets }: Assertion): FeatureSource {
  const code = sets.get(OPIOID_SET) ?? [...sets.values()][0];
  return code === undefined ? source : { ...source, code };
}

/**
 * Drug classes in use as of a time, from the four medication resources. By code only, never by display.
 *
 * In use are: requests that are active and authored by then (not proposals, not "do not perform"), or whose dispensing
 * period holds the time; statements that are active, or whose period holds the time; dispenses whose supply lasts;
 * administrations of the last day. A request marked active whose dispensing period is over, and a statement of unknown
 * status, leave open whether the drug is taken: the class is then neither true nor false.
 */
import type {
  CodeableConcept,
  Dosage,
  Medication,
  MedicationAdministration,
  MedicationDispense,
  MedicationRequest,
  MedicationStatement,
  Period,
} from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import type { ConceptName } from "../concepts/index.ts";
import { convert } from "../units.ts";
import { type Assertion, isReadable, sourcesOf } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";
import { setsOf } from "./readings.ts";
import { intervalOf, momentOf } from "./time.ts";
import type { ValueSetIndex } from "./value-set-index.ts";

/** Concepts found among medications in use: concept → id of the value set. */
export const DRUG_SETS = {
  onStatin: "on-statin",
  onAntihypertensive: "on-antihypertensive",
  onInsulin: "on-insulin",
  onMetformin: "on-metformin",
  onSulfonylurea: "on-sulfonylurea",
  onDpp4Inhibitor: "on-dpp4-inhibitor",
  onSglt2Inhibitor: "on-sglt2-inhibitor",
  onGlp1Agonist: "on-glp1-agonist",
  onBetaBlocker: "on-beta-blocker",
  onAceInhibitorOrArb: "on-ace-inhibitor-or-arb",
  onSystemicCorticosteroid: "on-systemic-corticosteroid",
  onAtypicalAntipsychotic: "on-atypical-antipsychotic",
  onErythropoiesisStimulatingAgent: "on-erythropoiesis-stimulating-agent",
  onLipidLoweringDrug: "on-lipid-lowering-drug",
  onAspirin: "on-aspirin",
  onAntiplateletOrNsaid: "on-antiplatelet-or-nsaid",
  onBuprenorphine: "on-buprenorphine",
  onCytochromeInducer: "on-cytochrome-inducer",
  onAmiodarone: "on-amiodarone",
  onDobutamine: "on-dobutamine",
  onOestrogen: "on-oestrogen",
} as const satisfies Partial<Record<ConceptName, string>>;
type DrugClass = keyof typeof DRUG_SETS;

/** Classes whose RxNorm products are listed in part: absent only where every drug in use has an ATC code. */
const ABSENT_BY_ATC: ReadonlySet<DrugClass> = new Set([
  "onSystemicCorticosteroid",
  "onAtypicalAntipsychotic",
  "onErythropoiesisStimulatingAgent",
  "onLipidLoweringDrug",
  "onAspirin",
  "onAntiplateletOrNsaid",
  "onBuprenorphine",
  "onCytochromeInducer",
  "onAmiodarone",
  "onOestrogen",
]);
/** Infusions, which many records do not hold at all: never taken as absent. */
const NEVER_ABSENT: ReadonlySet<DrugClass> = new Set(["onDobutamine"]);

function mayBeAbsent(name: DrugClass, isAllInAtc: boolean): boolean {
  return !NEVER_ABSENT.has(name) && (isAllInAtc || !ABSENT_BY_ATC.has(name));
}

/** The resources that tell of a drug being taken. */
export type MedicationUse = MedicationRequest | MedicationStatement | MedicationDispense | MedicationAdministration;

const ATC = new Set<string>([SYSTEM.atc]);
/** Systems whose codes say what drug it is. */
export const READABLE_DRUGS: ReadonlySet<string> = new Set<string>([SYSTEM.rxnorm, ...ATC]);
const DAY_MS = 86_400_000;

type Use = "taken" | "open" | "no";
interface Timed {
  readonly use: Use;
  readonly time?: string | undefined;
}
const NO: Timed = { use: "no" };

/** Medications in use at the time, or perhaps in use, under the value sets of their codes. */
export function medicationAssertions(
  resources: readonly MedicationUse[],
  medications: ReadonlyMap<string, Medication>,
  reading: {
    readonly valueSets: ValueSetIndex;
    readonly asOf: number;
    readonly referenceOf: (resource: MedicationUse) => string;
  },
): readonly Assertion[] {
  return resources.flatMap((resource) => {
    const { use, time } = useAt(resource, reading.asOf);
    if (use === "no") return [];
    const code = drugCodeOf(resource, medications);
    return [
      {
        sets: setsOf(code, reading.valueSets),
        source: {
          reference: reading.referenceOf(resource),
          ...(time === undefined ? {} : { time }),
          ...dosagePart(resource),
        },
        began: momentOf(time),
        isActive: true,
        isCertain: use === "taken",
        isReadable: isReadable(code, READABLE_DRUGS),
        isClassified: isReadable(code, ATC),
      },
    ];
  });
}

/** Dosage instructions of any of the resources; an administration tells of one dose, not how often. */
export function dosagesOf(resource: MedicationUse): readonly Dosage[] {
  switch (resource.resourceType) {
    case "MedicationRequest":
    case "MedicationDispense":
      return resource.dosageInstruction ?? [];
    case "MedicationStatement":
      return resource.dosage ?? [];
    case "MedicationAdministration":
      return [];
  }
}

function dosagePart(resource: MedicationUse): { readonly dosage?: Dosage } {
  const [dosage] = dosagesOf(resource);
  return dosage === undefined ? {} : { dosage };
}

function useAt(resource: MedicationUse, asOf: number): Timed {
  switch (resource.resourceType) {
    case "MedicationRequest":
      return requestUse(resource, asOf);
    case "MedicationStatement":
      return statementUse(resource, asOf);
    case "MedicationDispense":
      return dispenseUse(resource, asOf);
    case "MedicationAdministration":
      return administrationUse(resource, asOf);
  }
}

const holds = (period: Period, asOf: number): boolean =>
  (momentOf(period.start) ?? -Infinity) <= asOf && (intervalOf(period.end)?.high ?? Infinity) >= asOf;

function requestUse(request: MedicationRequest, asOf: number): Timed {
  const time = request.authoredOn;
  const isPlan = request.intent === "proposal" || request.intent === "option";
  if (isPlan || request.doNotPerform === true || (momentOf(time) ?? 0) > asOf) return NO;
  const validity = request.dispenseRequest?.validityPeriod;
  if (request.status === "active") {
    if (validity === undefined || holds(validity, asOf)) return { use: "taken", time };
    return (momentOf(validity.start) ?? 0) > asOf ? NO : { use: "open", time };
  }
  if (request.status === "unknown") return { use: "open", time };
  const hasEnded = request.status === "completed" || request.status === "stopped";
  return hasEnded && validity?.end !== undefined && holds(validity, asOf) ? { use: "taken", time } : NO;
}

function statementUse(statement: MedicationStatement, asOf: number): Timed {
  const period = statement.effectivePeriod;
  const time = statement.effectiveDateTime ?? period?.start ?? statement.dateAsserted;
  if ((momentOf(time) ?? 0) > asOf || (momentOf(statement.dateAsserted) ?? 0) > asOf) return NO;
  if (period !== undefined && !holds(period, asOf)) return NO;
  if (statement.status === "active") return { use: "taken", time };
  if (statement.status === "unknown") return { use: "open", time };
  const hasEnded = statement.status === "completed" || statement.status === "stopped";
  return hasEnded && period?.end !== undefined ? { use: "taken", time } : NO;
}

function dispenseUse(dispense: MedicationDispense, asOf: number): Timed {
  const time = dispense.whenHandedOver ?? dispense.whenPrepared;
  const from = momentOf(time);
  const { value, code, unit } = dispense.daysSupply ?? {};
  const unitText = code ?? unit ?? "d";
  const days = value === undefined ? undefined : unitText.startsWith("day") ? value : convert(value, unitText, "d");
  if (dispense.status !== "completed" || from === undefined || days === undefined || from > asOf) return NO;
  return asOf <= from + days * DAY_MS ? { use: "taken", time } : NO;
}

function administrationUse(administration: MedicationAdministration, asOf: number): Timed {
  const period = administration.effectivePeriod;
  const time = administration.effectiveDateTime ?? period?.start;
  const from = momentOf(time);
  if (from === undefined || from > asOf) return NO;
  if (administration.status === "in-progress" && period?.end === undefined) return { use: "taken", time };
  if (administration.status !== "completed") return NO;
  const until = Math.min(intervalOf(period?.end ?? time)?.high ?? from, asOf);
  return asOf - until <= DAY_MS ? { use: "taken", time } : NO;
}

/** Ingredients within ingredients are followed so far. */
const MAX_DEPTH = 3;

/** All codings of the drug and its ingredients, from the resource, a contained or a given Medication. */
export function drugCodeOf(resource: MedicationUse, medications: ReadonlyMap<string, Medication>): CodeableConcept {
  const coding = [...(resource.medicationCodeableConcept?.coding ?? [])];
  const contained = new Map<string, Medication>(
    (resource.contained ?? []).flatMap((item) =>
      item.resourceType === "Medication" ? [[`#${item.id ?? ""}`, item] as const] : [],
    ),
  );
  const follow = (reference: string | undefined, depth: number): void => {
    const medication = reference === undefined ? undefined : (contained.get(reference) ?? medications.get(reference));
    if (medication === undefined || depth > MAX_DEPTH) return;
    coding.push(...(medication.code?.coding ?? []));
    for (const ingredient of medication.ingredient ?? []) {
      coding.push(...(ingredient.itemCodeableConcept?.coding ?? []));
      follow(ingredient.itemReference?.reference, depth + 1);
    }
  };
  follow(resource.medicationReference?.reference, 1);
  return { coding };
}

/** Adds the drug classes: true, false where that can be known, else a finding that says why not. */
export function findMedications(
  draft: TwinDraft,
  assertions: readonly Assertion[],
  recordSaysSomething: boolean,
): void {
  const unreadable = assertions.filter((assertion) => !assertion.isReadable);
  const isAllInAtc = assertions.every((assertion) => assertion.isClassified);
  for (const [name, set] of Object.entries(DRUG_SETS) as [DrugClass, string][]) {
    // entries of the table
    const matching = assertions.filter((assertion) => assertion.sets.has(set));
    const taken = matching.filter((assertion) => assertion.isCertain);
    if (taken.length > 0) {
      const sources = sourcesOf(taken, set);
      draft.add({ concept: name, value: true, origin: "measured", rule: `in use, value set ${set}`, sources });
    } else if (matching.length > 0) {
      const message = "on record, but whether it is taken now is open (period over, or status unknown)";
      draft.note(name, message, sourcesOf(matching, set));
    } else if (unreadable.length > 0) {
      const message = `not on record, but ${unreadable.length} medication(s) in use have no RxNorm or ATC code, so its absence is not known`;
      draft.note(name, message, sourcesOf(unreadable, set));
    } else if (recordSaysSomething && mayBeAbsent(name, isAllInAtc)) {
      const rule = `none of ${assertions.length} medication(s) in use is in value set ${set}`;
      draft.add({ concept: name, value: false, origin: "absent", rule, sources: [] });
    }
  }
}

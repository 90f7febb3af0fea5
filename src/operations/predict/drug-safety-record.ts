/**
 * What the checks of drug safety need of one person: medications in use, allergies, genotypes, from the store or from a
 * Bundle that a caller gives. Which use counts as of a time is decided by `twin/medications.ts`, here as for the twin.
 */
import type {
  AllergyIntolerance,
  Bundle,
  CodeableConcept,
  Dosage,
  Medication,
  MedicationRequest,
  Resource,
} from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import type { AllergyOnRecord, MedicationInUse } from "../../drug-safety/contract.ts";
import { CODE_SETS, codeSet, NO_KNOWN_ALLERGY } from "../../drug-safety/tables.ts";
import { parseJson } from "../../json.ts";
import { OPEN_TIME, type Store } from "../../storage/port.ts";
import { versionedReference } from "../../twin/draft.ts";
import { type MedicationUse, medicationAssertions } from "../../twin/medications.ts";
import { setsOf } from "../../twin/readings.ts";
import { momentOf } from "../../twin/time.ts";
import { systemOf, ValueSetIndex } from "../../twin/value-set-index.ts";
import { RecordCache } from "../twin-cache.ts";
import { GENOMIC_CODES } from "./drug-safety-genomics.ts";

/** The resources of one person and how they are referred to. */
export interface SafetyResources {
  readonly resources: readonly Resource[];
  readonly referenceOf: (resource: Resource) => string;
}

/** Reference of a proposed medication inside the resources that tell of it. */
export const PROPOSED = "#proposed";

/** Corrected QT interval, of LOINC. */
export const QTC_CODE = "8636-3";

/** Creatinine in serum, plasma or blood, of LOINC: the codes of `profiles/ValueSet-creatinine.json`. */
export const CREATININE_CODES: readonly string[] = ["2160-0", "38483-4", "14682-9"];

const USES = ["MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration"] as const;
const PAGE = 1000;
/** Of the latest; a person with more variants than these is told so. */
export const OBSERVATIONS_PER_CODE = 1000;
const INDEX = new ValueSetIndex(() => CODE_SETS);

const caches = new WeakMap<Store, RecordCache<SafetyResources>>();

/**
 * Medications, allergies, genomic Observations, QTc and creatinine of a stored patient, of all times. What was read is kept while nothing
 * about the patient changes (`twin-cache.ts`).
 */
export async function storedSafetyResources(store: Store, patientId: string): Promise<SafetyResources> {
  const cache = caches.get(store) ?? new RecordCache<SafetyResources>(store);
  caches.set(store, cache);
  await cache.refresh();
  const known = cache.get(patientId);
  if (known !== undefined) return known;
  const token = cache.begin(patientId);
  try {
    const read = await readSafetyResources(store, patientId);
    cache.set(patientId, read, token);
    return read;
  } finally {
    cache.abandon(patientId, token);
  }
}

/** The resources with the Medication that a proposal refers to, and its ingredients, as they are stored. */
export async function withProposed(
  store: Store,
  record: SafetyResources,
  proposal: MedicationRequest | undefined,
): Promise<SafetyResources> {
  const reference = proposal?.medicationReference?.reference;
  const added = reference === undefined ? [] : await readWithIngredients(store, [reference]);
  return added.length === 0 ? record : { ...record, resources: [...record.resources, ...added] };
}

async function readSafetyResources(store: Store, patientId: string): Promise<SafetyResources> {
  const resources: Resource[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.compartment(patientId, {
      types: [...USES, "AllergyIntolerance"],
      realm: "record",
      count: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    resources.push(...parsed(page.items));
    cursor = page.next;
  } while (cursor !== undefined);
  const observations = await store.latest({
    patientId,
    types: ["Observation"],
    codes: [...GENOMIC_CODES, ...[QTC_CODE, ...CREATININE_CODES].map((code) => `${SYSTEM.loinc}|${code}`)],
    asOf: OPEN_TIME,
    count: OBSERVATIONS_PER_CODE,
  });
  const medications = await readWithIngredients(store, resources.map(medicationReferenceOf));
  return { resources: [...resources, ...parsed(observations), ...medications], referenceOf: versionedReference };
}

/** The resources of a Bundle, referred to as its entries are. */
export function bundleSafetyResources(bundle: Bundle): SafetyResources {
  const entries = (bundle.entry ?? []).flatMap(({ resource, fullUrl }) => (resource ? [{ resource, fullUrl }] : []));
  const urls = new Map(entries.map(({ resource, fullUrl }) => [resource, fullUrl]));
  const isComputed = (resource: Resource) => resource.meta?.tag?.some(({ system }) => system === SYSTEM.tag);
  return {
    resources: entries.map(({ resource }) => resource).filter((resource) => !isComputed(resource)),
    referenceOf: (resource) => {
      const url = urls.get(resource);
      return url?.startsWith("urn:") === true || resource.id === undefined
        ? (url ?? resource.resourceType)
        : `${resource.resourceType}/${resource.id}`;
    },
  };
}

const parsed = (versions: readonly { readonly json?: string | undefined }[]): readonly Resource[] =>
  // what the store holds is a valid resource
  versions.flatMap(({ json }) => (json === undefined ? [] : [parseJson(json) as Resource]));

const medicationReferenceOf = (resource: Resource): string | undefined =>
  "medicationReference" in resource ? resource.medicationReference?.reference : undefined;

async function readWithIngredients(
  store: Store,
  references: readonly (string | undefined)[],
): Promise<readonly Medication[]> {
  const direct = await readMedications(store, references);
  const ingredients = direct.flatMap(({ ingredient = [] }) => ingredient.map((item) => item.itemReference?.reference));
  return [...direct, ...(await readMedications(store, ingredients))];
}

async function readMedications(
  store: Store,
  references: readonly (string | undefined)[],
): Promise<readonly Medication[]> {
  const ids = new Set(
    references.flatMap((text) => /^Medication\/([A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(text ?? "")?.[1] ?? []),
  );
  if (ids.size === 0) return [];
  const versions = await store.readMany([...ids].map((id) => ({ type: "Medication", id })));
  return parsed(versions).filter((resource) => resource.resourceType === "Medication");
}

/** Medications in use as of the time, and allergies that stand. */
export function medicationsAndAllergies(
  { resources, referenceOf }: SafetyResources,
  { asOf, proposal }: { readonly asOf: number; readonly proposal?: MedicationRequest | undefined },
): { readonly medications: readonly MedicationInUse[]; readonly allergies: readonly AllergyOnRecord[] } {
  const medications = new Map(
    resources
      .filter((resource) => resource.resourceType === "Medication")
      .flatMap((resource) => [
        [`Medication/${resource.id ?? ""}`, resource] as const,
        [referenceOf(resource), resource] as const,
      ]),
  );
  const standing = resources
    .filter((resource) => resource.resourceType === "AllergyIntolerance")
    .filter((allergy) => stands(allergy, asOf));
  const own = new ValueSetIndex(standing.map((allergy, index) => codeSet(`own:${index}`, codesOf(allergy))));
  const replaced = proposal?.priorPrescription?.reference;
  const uses = resources.filter(isUse).filter((resource) => `${resource.resourceType}/${resource.id}` !== replaced);
  const found = [...uses, ...(proposal === undefined ? [] : [asTaken(proposal)])].flatMap((resource) => {
    const isProposed = "id" in resource && resource.id === PROPOSED;
    const reading = { asOf, referenceOf: (use: MedicationUse) => (isProposed ? PROPOSED : referenceOf(use)) };
    const [use] = medicationAssertions([resource], medications, { ...reading, valueSets: INDEX });
    if (use === undefined) return [];
    const [byAllergy] = medicationAssertions([resource], medications, { ...reading, valueSets: own });
    const { isCertain, isReadable, isClassified, sets } = use;
    const medication: MedicationInUse = {
      reference: use.source.reference,
      from: resource.resourceType,
      display: displayOf(resource, medications),
      sets,
      isCertain,
      isReadable,
      isClassified,
      isProposed,
      dosages: dosagesOf(resource),
      isCombination: (medicationOf(resource, medications)?.ingredient?.length ?? 0) > 1,
    };
    return [{ medication, own: byAllergy?.sets ?? new Map<string, string>() }];
  });
  const sameCode = (index: number) =>
    new Set(found.filter((item) => item.own.has(`own:${index}`)).map(({ medication }) => medication.reference));
  return {
    medications: found.map(({ medication }) => medication),
    allergies: standing.map((allergy, index) => ({
      ...allergyOf(allergy),
      reference: referenceOf(allergy),
      sameCode: sameCode(index),
    })),
  };
}

const isUse = (resource: Resource): resource is MedicationUse => USES.some((type) => type === resource.resourceType);

/** A proposal as it would stand once it is ordered, so that it counts whatever its status and dates. */
function asTaken(proposal: MedicationRequest): MedicationRequest {
  const { authoredOn, dispenseRequest, ...rest } = proposal;
  return { ...rest, id: PROPOSED, status: "active", intent: "order" };
}

const medicationOf = (
  resource: MedicationUse,
  medications: ReadonlyMap<string, Medication>,
): Medication | undefined => {
  const reference = resource.medicationReference?.reference;
  if (reference === undefined) return undefined;
  const contained = resource.contained?.find(({ id }) => `#${id}` === reference);
  return contained?.resourceType === "Medication" ? contained : medications.get(reference);
};

function displayOf(resource: MedicationUse, medications: ReadonlyMap<string, Medication>): string {
  const concept = resource.medicationCodeableConcept ?? medicationOf(resource, medications)?.code;
  return textOf(concept) ?? resource.medicationReference?.display ?? "a medication without a name";
}

const textOf = (concept: CodeableConcept | undefined): string | undefined =>
  concept?.text ?? concept?.coding?.find(({ display }) => display !== undefined)?.display ?? concept?.coding?.[0]?.code;

function dosagesOf(resource: MedicationUse): readonly Dosage[] {
  switch (resource.resourceType) {
    case "MedicationRequest":
    case "MedicationDispense":
      return resource.dosageInstruction ?? [];
    case "MedicationStatement":
      return resource.dosage ?? [];
    case "MedicationAdministration":
      return []; // one dose, which does not say how often
  }
}

const FALSE_VERIFICATION = new Set(["refuted", "entered-in-error"]);

function stands(allergy: AllergyIntolerance, asOf: number): boolean {
  const has = (concept: CodeableConcept | undefined, codes: ReadonlySet<string>) =>
    concept?.coding?.some(({ code }) => codes.has(code ?? "")) === true;
  const time = momentOf(allergy.recordedDate ?? allergy.onsetDateTime);
  return (
    !has(allergy.verificationStatus, FALSE_VERIFICATION) &&
    !has(allergy.clinicalStatus, new Set(["inactive", "resolved"])) &&
    !has(allergy.code, NO_KNOWN_ALLERGY) &&
    (time === undefined || time <= asOf)
  );
}

const codingsOf = ({ code, reaction = [] }: AllergyIntolerance) =>
  [code, ...reaction.map(({ substance }) => substance)].flatMap((concept) => concept?.coding ?? []);

function codesOf(allergy: AllergyIntolerance) {
  const ofSystem = (system: string) =>
    codingsOf(allergy).flatMap((coding) => (systemOf(coding) === system && coding.code ? [coding.code] : []));
  return { rxnorm: ofSystem(SYSTEM.rxnorm), snomed: ofSystem(SYSTEM.snomed), atc: ofSystem(SYSTEM.atc) };
}

function allergyOf(allergy: AllergyIntolerance): Omit<AllergyOnRecord, "reference" | "sameCode"> {
  const { category, type, criticality, verificationStatus, code } = allergy;
  return {
    display: textOf(code) ?? "a substance without a name",
    isIntolerance: type === "intolerance",
    isHighCriticality: criticality === "high",
    isConfirmed: verificationStatus?.coding?.some((coding) => coding.code === "confirmed") === true,
    sets: setsOf({ coding: codingsOf(allergy) }, INDEX),
    isOfDrug: category === undefined || category.some((one) => one === "medication" || one === "biologic"),
  };
}

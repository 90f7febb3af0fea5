/**
 * The state of a patient's twin for an operation: from the store, or from a Bundle that a caller gives.
 *
 * From the store, the latest Observations of every code that the twin knows are read as of the time, and all conditions,
 * medications, procedures and encounters. What was read is kept for the patients asked for last, and dropped when an
 * event names the patient: each call reads the events since the last one, so that what is kept is never stale.
 */
import { createHash } from "node:crypto";
import type { Bundle, Patient, Resource } from "@medplum/fhirtypes";
import { Gone, InvalidInput, NotFound, TooLarge } from "../errors.ts";
import { parseJson } from "../json.ts";
import type { Store } from "../storage/port.ts";
import type { TwinState } from "../twin/state.ts";
import { twinState } from "../twin/twin-state.ts";
import { readQuestionnaires } from "./questionnaires.ts";
import { RecordCache } from "./twin-cache.ts";
import { parsed, readObservations } from "./twin-observations.ts";

const PAGE = 1000;
/** Conditions, medications, procedures and encounters of one patient that are read at most. */
const MAX_RESOURCES = 50_000;

const READ_WHOLE = [
  "Condition",
  "Procedure",
  "Encounter",
  "MedicationRequest",
  "MedicationStatement",
  "MedicationDispense",
  "MedicationAdministration",
  "FamilyMemberHistory",
  "QuestionnaireResponse",
];

/** What the twin of one patient is made from. */
export interface PatientRecord {
  readonly patient: Patient;
  readonly resources: readonly Resource[];
  /** From when on this is all that is needed: the record holds nothing later than this. */
  readonly completeFrom: number;
}

const caches = new WeakMap<Store, RecordCache<PatientRecord>>();

/**
 * State of a stored patient's twin as of an instant (ms since 1970).
 * @throws NotFound, Gone if there is no such patient
 * @throws TooLarge if the patient has more resources than are read for a twin
 */
export async function loadTwin(deps: { store: Store }, patientId: string, asOf: number): Promise<TwinState> {
  const { store } = deps;
  const cache = caches.get(store) ?? new RecordCache<PatientRecord>(store);
  caches.set(store, cache);
  await cache.refresh();
  const known = cache.get(patientId);
  if (known !== undefined && asOf >= known.completeFrom) return stateOf(known, asOf);
  const token = cache.begin(patientId);
  try {
    const record = await readRecord(store, patientId, asOf);
    if (record.completeFrom <= asOf) cache.set(patientId, record, token);
    return stateOf(record, asOf);
  } finally {
    cache.abandon(patientId, token);
  }
}

const stateOf = ({ patient, resources }: PatientRecord, asOf: number) => twinState({ patient, resources, asOf });

async function readRecord(store: Store, patientId: string, asOf: number): Promise<PatientRecord> {
  const patient = await readPatient(store, patientId);
  const [observations, others] = await Promise.all([
    readObservations(store, patientId, asOf),
    readWhole(store, patientId),
  ]);
  const [medications, questionnaires] = await Promise.all([
    readMedications(store, others),
    readQuestionnaires(store, others),
  ]);
  return {
    patient,
    resources: [...observations.resources, ...others, ...medications, ...questionnaires],
    completeFrom: observations.completeFrom,
  };
}

async function readPatient(store: Store, patientId: string): Promise<Patient> {
  const version = await store.read({ type: "Patient", id: patientId });
  if (version === undefined) throw new NotFound(`there is no Patient/${patientId}`, { expression: "Patient.id" });
  if (version.json === undefined) {
    throw new Gone(`Patient/${patientId} was deleted`, { expression: "Patient.id", versionId: version.versionId });
  }
  return parseJson(version.json) as Patient; // stored under type Patient
}

async function readWhole(store: Store, patientId: string): Promise<readonly Resource[]> {
  const resources: Resource[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.compartment(patientId, {
      types: READ_WHOLE,
      realm: "record",
      count: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    resources.push(...parsed(page.items));
    cursor = page.next;
    if (resources.length > MAX_RESOURCES) {
      throw new TooLarge(`the patient has more than ${MAX_RESOURCES} resources that a twin is made from`);
    }
  } while (cursor !== undefined);
  return resources;
}

/** Medications that the resources refer to, and those that are their ingredients. */
async function readMedications(store: Store, resources: readonly Resource[]): Promise<readonly Resource[]> {
  const direct = await readReferenced(store, resources.map(medicationReferenceOf));
  const ingredients = direct.flatMap((resource) =>
    resource.resourceType === "Medication"
      ? (resource.ingredient ?? []).map((item) => item.itemReference?.reference)
      : [],
  );
  return [...direct, ...(await readReferenced(store, ingredients))];
}

const medicationReferenceOf = (resource: Resource): string | undefined =>
  "medicationReference" in resource ? resource.medicationReference?.reference : undefined;

async function readReferenced(store: Store, references: readonly (string | undefined)[]): Promise<readonly Resource[]> {
  const ids = new Set(
    references.flatMap(
      (reference) => /^Medication\/([A-Za-z0-9.-]{1,64})(?:\/_history\/.*)?$/.exec(reference ?? "")?.[1] ?? [],
    ),
  );
  return ids.size === 0 ? [] : parsed(await store.readMany([...ids].map((id) => ({ type: "Medication", id }))));
}

/**
 * State of the twin of the one patient whose resources a Bundle holds; the Patient itself may be missing.
 * @throws InvalidInput if the Bundle holds several Patients, or resources of several patients
 */
export function twinOfBundle(bundle: Bundle, asOf: number): TwinState {
  const entries = (bundle.entry ?? []).flatMap(({ resource, fullUrl }, index) =>
    resource === undefined ? [] : [{ resource, fullUrl, index }],
  );
  const patients = entries.filter(({ resource }) => resource.resourceType === "Patient");
  const [first, second] = patients;
  if (second !== undefined) {
    throw new InvalidInput("data must hold the resources of one patient; it holds several Patient resources", {
      code: "multiple-matches",
      expression: `Bundle.entry[${second.index}].resource`,
    });
  }
  refuseOthers(entries, first);
  const urls = new Map(entries.map(({ resource, fullUrl }) => [resource, fullUrl]));
  const patient = first?.resource as Patient | undefined; // filtered by type above
  return twinState({
    patient,
    resources: entries.map(({ resource }) => resource),
    asOf,
    referenceOf: (resource) => referenceInBundle(resource, urls.get(resource)),
  });
}

const referenceInBundle = (resource: Resource, fullUrl: string | undefined): string =>
  fullUrl?.startsWith("urn:") === true || resource.id === undefined
    ? (fullUrl ?? resource.resourceType)
    : `${resource.resourceType}/${resource.id}`;

interface Entry {
  readonly resource: Resource;
  readonly fullUrl: string | undefined;
  readonly index: number;
}

/** Refuses what refers to another patient: than the one given, or, without one, than the first that is referred to. */
function refuseOthers(entries: readonly Entry[], patient: Entry | undefined): void {
  let known = patient === undefined ? undefined : { url: patient.fullUrl, id: patient.resource.id };
  for (const { resource, index } of entries) {
    const owner = ownerOf(resource);
    const id = /(?:^|\/)Patient\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(owner?.reference ?? "")?.[1];
    if (owner === undefined || (id === undefined && !owner.reference.startsWith("urn:"))) continue;
    known ??= { url: owner.reference, id };
    if (owner.reference !== known.url && (id === undefined || id !== known.id)) {
      throw new InvalidInput("data must hold the resources of one patient; this one refers to another", {
        expression: `Bundle.entry[${index}].resource.${owner.element}`,
      });
    }
  }
}

function ownerOf(resource: Resource): { readonly reference: string; readonly element: string } | undefined {
  for (const element of ["subject", "patient"] as const) {
    // both elements, where a type has them, are a Reference or (subject of a few definitions) a CodeableConcept
    const value = (resource as unknown as Record<string, unknown>)[element];
    if (typeof value === "object" && value !== null && "reference" in value && typeof value.reference === "string") {
      return { reference: value.reference, element };
    }
  }
  return undefined;
}

/** Longest id that FHIR allows. */
const MAX_ID = 64;

function idFor(prefix: string, patientId: string): string {
  const plain = `${prefix}${patientId}`;
  if (plain.length <= MAX_ID) return plain;
  return `${prefix}${createHash("sha256").update(patientId).digest("hex").slice(0, 40)}`;
}

/** Id of the Device that is the patient's twin. */
export const twinDeviceId = (patientId: string): string => idFor("twin-", patientId);
/** Id of the Observation that holds the twin's current state. */
export const twinStateId = (patientId: string): string => idFor("twin-state-", patientId);
/** Id of the DetectedIssue that tells of the data's quality. */
export const twinIssueId = (patientId: string): string => idFor("twin-quality-", patientId);

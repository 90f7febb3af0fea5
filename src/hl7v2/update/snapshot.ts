/**
 * Lists that a sender sends whole: allergies (AL1), diagnoses of a visit (DG1), next of kin (NK1), coverages (IN1).
 *
 * A list replaces the same sender's earlier list and nobody else's. What is no longer on it is ended the way its kind
 * allows: an allergy becomes inactive (one must never silently vanish), a relation inactive, a coverage cancelled, a
 * diagnosis of the same visit is deleted (its versions stay). A list older than the one stored changes nothing.
 */
import type { Resource } from "@medplum/fhirtypes";
import { parseJson } from "../../json.ts";
import type { Draft } from "../mapping/convert.ts";
import type { Segment } from "../parse.ts";
import { eventTimeOf } from "./event-time.ts";
import type { Content } from "./fields.ts";
import { codeKey, idFrom } from "./identity.ts";
import type { ResourceWriter } from "./writer.ts";

export interface ListOwner {
  readonly patientId: string;
  /** The patient was made by this message: nothing is stored of it yet. */
  readonly isNew: boolean;
  /** `Encounter/1`, for lists of a visit. */
  readonly encounter?: string;
  /** First part of the sender's `meta.source`. */
  readonly sender: string;
  readonly eventMillis: number;
}

interface ListKind {
  readonly type: string;
  readonly key: (segment: Segment) => string;
  /** Element that refers to the patient. */
  readonly patientElement: string;
  readonly isOfVisit: boolean;
  /** Ends an entry that is no longer listed; undefined deletes it. */
  readonly end?: (stored: Content) => Content;
}

const INACTIVE = {
  coding: [{ system: "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", code: "inactive" }],
};

const KINDS = {
  allergies: {
    type: "AllergyIntolerance",
    key: (segment) => codeKey(segment, 3),
    patientElement: "patient",
    isOfVisit: false,
    end: (stored) => ({ ...stored, clinicalStatus: INACTIVE }),
  },
  diagnoses: {
    type: "Condition",
    key: (segment) => `${codeKey(segment, 3)}|${segment.text(4)}|${segment.text(6)}`,
    patientElement: "subject",
    isOfVisit: true,
  },
  nextOfKin: {
    type: "RelatedPerson",
    key: (segment) => `${segment.repetitions(2)[0]?.wholeText()}|${codeKey(segment, 3)}`,
    patientElement: "patient",
    isOfVisit: false,
    end: (stored) => ({ ...stored, active: false }),
  },
  coverages: {
    type: "Coverage",
    key: (segment) => [2, 4, 36].map((field) => segment.repetitions(field)[0]?.wholeText() ?? "").join("|"),
    patientElement: "beneficiary",
    isOfVisit: false,
    end: (stored) => ({ ...stored, status: "cancelled" }),
  },
} as const satisfies Record<string, ListKind>;

export type ListName = keyof typeof KINDS;

/** Applies a list; gives the references of its entries in order. */
export async function applyList(
  writer: ResourceWriter,
  name: ListName,
  drafts: readonly Draft[],
  owner: ListOwner,
): Promise<readonly string[]> {
  const kind: ListKind = KINDS[name];
  const stored = owner.isNew ? new Map<string, Resource>() : await storedEntries(writer, kind, owner);
  const newest = Math.max(...[...stored.values()].map((entry) => eventTimeOf(entry) ?? 0), 0);
  if (newest > owner.eventMillis) return [];
  const references: string[] = [];
  for (const [id, draft] of withIds(kind, drafts, owner)) {
    const old = stored.get(id);
    stored.delete(id);
    references.push(await writer.put(kind.type, id, entryContent(kind, draft, owner, old)));
  }
  for (const [id, entry] of stored) {
    if (kind.end === undefined) await writer.remove(kind.type, id);
    else await writer.put(kind.type, id, kind.end(entry as unknown as Content)); // a resource is content with a type
  }
  return references;
}

function withIds(kind: ListKind, drafts: readonly Draft[], owner: ListOwner): Map<string, Draft> {
  const scope = kind.isOfVisit ? (owner.encounter ?? "") : "";
  return new Map(
    drafts.map((draft) => [idFrom(kind.type, owner.patientId, owner.sender, scope, kind.key(draft.segment)), draft]),
  );
}

function entryContent(kind: ListKind, draft: Draft, owner: ListOwner, old: Resource | undefined): Content {
  return {
    ...(old?.meta === undefined ? {} : { meta: old.meta }),
    ...draft.content,
    [kind.patientElement]: { reference: `Patient/${owner.patientId}` },
    ...(kind.isOfVisit && owner.encounter !== undefined ? { encounter: { reference: owner.encounter } } : {}),
  };
}

/** The same sender's entries of this list for this patient (and visit), by id. */
async function storedEntries(writer: ResourceWriter, kind: ListKind, owner: ListOwner): Promise<Map<string, Resource>> {
  const where = [{ kind: "patient", patientId: owner.patientId } as const];
  const found = await writer.tx.search({ type: kind.type, where, realm: "record", sort: [], count: 1_000 });
  const entries = new Map<string, Resource>();
  for (const { id, json } of found) {
    const entry = parseJson(json ?? "{}") as Resource & { encounter?: { reference?: string } }; // of the type searched for
    const isOwn = entry.meta?.source?.startsWith(`${owner.sender}#`) ?? false;
    if (isOwn && (!kind.isOfVisit || entry.encounter?.reference === owner.encounter)) entries.set(id, entry);
  }
  return entries;
}

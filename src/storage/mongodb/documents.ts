/**
 * The documents of the store, and how a resource becomes one.
 *
 * A resource's current version is one document of `resources`, with its index entries as arrays of small documents, one
 * array per kind. Why arrays and not a collection of entries: `src/decisions/0006-mongodb-store.md`.
 */
import type { IndexEntry, IndexedResource, JournalEntry, Realm, ResourceKey, StoredVersion } from "../port.ts";

/** An index entry as it is stored; `p` is the parameter's code. */
export type Element = Readonly<Record<string, string | number>>;
export const KINDS = ["token", "string", "date", "number", "quantity", "reference", "uri", "composite"] as const;
export type ElementKind = (typeof KINDS)[number];
/** Least and greatest value of a parameter, by which a search sorts. */
export interface SortRange {
  readonly min: string | number;
  readonly max: string | number;
}

/** The current version of a resource; its `_id` is `Type/id`. */
export interface ResourceDocument extends Readonly<Record<ElementKind, readonly Element[]>> {
  readonly _id: string;
  /** The shard key: see `homeOf`. */
  readonly home: string;
  readonly type: string;
  readonly id: string;
  /** Order of creation: the position of the first version. */
  readonly order: number;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly updated: number;
  readonly method: StoredVersion["method"];
  readonly realm: Realm;
  readonly deleted: boolean;
  readonly json: string | null;
  readonly patients: readonly string[];
  /** Codes of the parameters under which there is an entry. */
  readonly params: readonly string[];
  readonly sort: Readonly<Record<string, SortRange>>;
  /** `<patient>|<code>`, and the time of the statement. */
  readonly clinical: readonly string[];
  readonly clinicalTime: number;
}

/** One version, which is also its change event; its `_id` is `Type/id/version`. */
export interface VersionDocument {
  readonly _id: string;
  /** In the order of commit. */
  readonly position: number;
  readonly key: string;
  /** The resource's. */
  readonly home: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly updated: number;
  readonly method: StoredVersion["method"];
  readonly realm: Realm;
  readonly patients: readonly string[];
  /** In whose compartments the version before was, and this one is not. */
  readonly former: readonly string[];
  readonly json: string | null;
  /** The instant of the next version; absent of the current one. */
  readonly until?: number;
}

/** A journalled message. `revision` counts its replacements. */
export type JournalDocument = Omit<JournalEntry, "id"> & {
  readonly _id: string;
  readonly order: number;
  readonly revision: number;
};

export const keyOf = ({ type, id }: ResourceKey): string => `${type}/${id}`;
/**
 * By what a cluster puts a resource and its versions on a shard: the first patient in whose compartment the first version
 * is, so that a record stays together; its own key if there is none. It stays so when the resource changes hands.
 */
export function homeOf(key: string, patients: readonly string[]): string {
  return patients[0] ?? key;
}

export const instant = (ms: number): string => new Date(ms).toISOString();

/** What a version is made of, whether as the current one or in the history. */
type VersionFields = Pick<ResourceDocument, "type" | "id" | "version" | "updated" | "method" | "json">;
export const VERSION_FIELDS = { type: 1, id: 1, version: 1, updated: 1, method: 1, json: 1 } as const;

export function toVersion({ type, id, version, updated, method, json }: VersionFields): StoredVersion {
  const head = { type, id, versionId: String(version), lastUpdated: instant(updated), method };
  return json === null ? head : { ...head, json };
}

/** What of an indexed resource goes into its document. */
export type IndexFields = Pick<
  ResourceDocument,
  ElementKind | "realm" | "patients" | "params" | "sort" | "clinical" | "clinicalTime"
>;

/** The index fields of a deletion. */
export function noIndex(realm: Realm): IndexFields {
  return { ...emptyArrays(), realm, patients: [], params: [], sort: {}, clinical: [], clinicalTime: 0 };
}

export function indexFields({ realm, entries, patients, clinical }: IndexedResource): IndexFields {
  const arrays = emptyArrays();
  const params = new Set<string>();
  for (const entry of entries) {
    const { param } = entry;
    params.add(entry.group === undefined ? param : param.slice(0, param.lastIndexOf(".")));
    if (entry.group !== undefined) continue;
    arrays[entry.kind].push(...elementsOf(entry).map((element) => ({ p: param, ...element })));
  }
  arrays.composite.push(...tuplesOf(entries));
  const isClinical = clinical !== undefined && realm === "record";
  return {
    ...arrays,
    realm,
    patients: [...new Set(patients)],
    params: [...params],
    sort: sortRanges(entries),
    clinical: isClinical ? patients.flatMap((patient) => clinical.codes.map((code) => clinicalKey(patient, code))) : [],
    clinicalTime: isClinical ? clinical.time : 0,
  };
}

export const clinicalKey = (patientId: string, code: string): string => `${patientId}|${code}`;

function emptyArrays(): Record<ElementKind, Element[]> {
  return { token: [], string: [], date: [], number: [], quantity: [], reference: [], uri: [], composite: [] };
}

/** The forms in which an entry can be asked for, without the parameter's code. */
function elementsOf(entry: IndexEntry): Element[] {
  switch (entry.kind) {
    case "token":
      return [{ code: entry.code, system: entry.system }];
    case "string":
      return [{ folded: entry.folded, value: entry.value }];
    case "date":
      return [{ low: entry.low, high: entry.high }];
    case "number":
      return [{ value: entry.value, low: entry.low, high: entry.high }];
    case "quantity":
      return quantityElements(entry);
    case "reference":
      return referenceElements(entry);
    case "uri":
      return [{ value: entry.value }];
  }
}

function quantityElements(entry: IndexEntry & { kind: "quantity" }): Element[] {
  const { system, code, unit, value, low, high, canonical } = entry;
  const given = { form: "given", unit: code, system, label: unit, value, low, high };
  if (!canonical) return [given];
  const { code: base, ...values } = canonical;
  return [given, { form: "canonical", unit: base, ...values }];
}

function referenceElements({ type, id, url, identifier }: IndexEntry & { kind: "reference" }): Element[] {
  const elements: Element[] = [];
  if (type !== undefined && id !== undefined) elements.push({ id, type });
  if (url !== undefined) elements.push({ url });
  if (identifier) elements.push({ value: identifier.value, system: identifier.system });
  return elements;
}

/** One element for every combination of the parts of a composite's tuple; fields are named `<position><field>`. */
function tuplesOf(entries: readonly IndexEntry[]): Element[] {
  const tuples = new Map<string, Map<number, IndexEntry[]>>();
  for (const entry of entries) {
    if (entry.group === undefined) continue;
    const dot = entry.param.lastIndexOf(".");
    const tuple = `${entry.group}|${entry.param.slice(0, dot)}`;
    const parts = tuples.get(tuple) ?? new Map<number, IndexEntry[]>();
    const position = Number(entry.param.slice(dot + 1));
    parts.set(position, [...(parts.get(position) ?? []), entry]);
    tuples.set(tuple, parts);
  }
  return [...tuples].flatMap(([tuple, parts]) => {
    let combined: Element[] = [{ p: tuple.slice(tuple.indexOf("|") + 1) }];
    for (const [position, alternatives] of parts) {
      const forms = alternatives.flatMap((entry) =>
        elementsOf(entry).map((element) => prefixed(position, { kind: entry.kind, ...element })),
      );
      combined = combined.flatMap((start) => forms.map((form) => ({ ...start, ...form })));
    }
    return combined;
  });
}

/** Fields of one part of a composite. */
export function prefixed<T>(position: number, fields: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [`${position}${name}`, value]));
}

// ------------------------------------------------------------------------------------------------ sorting

/** The name in `sort` of a parameter's values. A dot or dollar sign would be part of MongoDB's own syntax. */
export function sortName(kind: string, param: string): string {
  return `${kind}-${param.replaceAll(/[.$]/g, "_")}`;
}

/** Of quantities the values in canonical units count, and those as given only where none converts. */
function sortRanges(entries: readonly IndexEntry[]): Record<string, SortRange> {
  const ranges: Record<string, SortRange> = {};
  for (const isFallback of [false, true]) {
    const found: Record<string, SortRange> = {};
    for (const entry of entries) {
      const value = entry.group === undefined ? sortValue(entry, isFallback) : undefined;
      const name = sortName(entry.kind, entry.param);
      if (value === undefined || name in ranges) continue;
      const { min = value, max = value } = found[name] ?? {};
      found[name] = {
        min: compareValues(value, min) < 0 ? value : min,
        max: compareValues(value, max) > 0 ? value : max,
      };
    }
    Object.assign(ranges, found);
  }
  return ranges;
}

function sortValue(entry: IndexEntry, isFallback: boolean): string | number | undefined {
  if (entry.kind === "quantity") return isFallback ? entry.value : entry.canonical?.value;
  if (isFallback) return undefined;
  switch (entry.kind) {
    case "token":
      return entry.code;
    case "string":
      return entry.folded;
    case "date":
      return entry.low;
    case "number":
    case "uri":
      return entry.value;
    case "reference":
      return entry.type === undefined ? undefined : entry.id;
  }
}

/** MongoDB's order of numbers, and of texts: by code point. Values of different types are not compared here. */
export function compareValues(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

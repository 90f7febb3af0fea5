/** Resources that carry their own index entries, and short names for what the suites do with them. */
import type { Resource } from "@medplum/fhirtypes";
import type {
  Clause,
  IndexEntry,
  IndexedResource,
  Indexer,
  Page,
  SearchPlan,
  Store,
  StoredVersion,
} from "../../../src/storage/port.ts";

/** 2024-03-01T00:00:00Z */
export const START = 1_709_251_200_000;
export const DAY = 86_400_000;

/** The store under test, and its clock. */
export interface Fixture {
  now: number;
  readonly store: Store;
  reopen(): Promise<Store>;
  /** Lets time pass by the clock that leases go by. */
  elapse(milliseconds: number): Promise<void>;
}

export interface TestIndex extends Partial<IndexedResource> {
  /** Content beside the index entries. */
  readonly content?: Readonly<Record<string, unknown>>;
}

/** A resource with these index entries. It is no valid FHIR, which no adapter has to know. */
export function make(type: string, id: string, { content, ...index }: TestIndex = {}): Resource {
  return { resourceType: type, id, ...content, index } as unknown as Resource;
}

/** A Basic resource with these entries. */
export function basic(id: string, ...entries: readonly IndexEntry[]): Resource {
  return make("Basic", id, { entries });
}

export const testIndexer: Indexer = (resource) => {
  // Every resource of these suites was made by `make`.
  const { index } = resource as unknown as { index: Partial<IndexedResource> };
  return { realm: "record", entries: [], patients: [], ...index };
};

export async function put(store: Store, ...resources: readonly Resource[]): Promise<readonly StoredVersion[]> {
  return store.write(async (tx) => {
    const versions: StoredVersion[] = [];
    for (const resource of resources) versions.push(await tx.put(resource));
    return versions;
  });
}

export function remove(store: Store, type: string, id: string): Promise<StoredVersion | undefined> {
  return store.write((tx) => tx.delete({ type, id }));
}

export function plan(where: readonly Clause[], more: Partial<SearchPlan> = {}): SearchPlan {
  return { type: "Basic", where, realm: "record", sort: [], count: 1000, ...more };
}

/** The ids of what matches, in order. */
export async function idsOf(
  found: Promise<Page<StoredVersion>> | Promise<readonly StoredVersion[]>,
): Promise<string[]> {
  const result = await found;
  const items: readonly StoredVersion[] = "items" in result ? result.items : result;
  return items.map(({ id }) => id);
}

/** All pages of a plan, one after the other, with what `between` does after each. */
export async function walkPages(store: Store, search: SearchPlan, between?: () => Promise<unknown>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page: Page<StoredVersion> = await store.search({ ...search, ...(cursor === undefined ? {} : { cursor }) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.next;
    if (cursor !== undefined) await between?.();
  } while (cursor !== undefined);
  return ids;
}

// ------------------------------------------------------------------------------------------------ entries

export function token(param: string, system: string, code: string, group?: number): IndexEntry {
  return { kind: "token", param, system, code, ...(group === undefined ? {} : { group }) };
}
export function text(param: string, value: string, folded = value.toLowerCase()): IndexEntry {
  return { kind: "string", param, value, folded };
}
export function date(param: string, low: number, high: number): IndexEntry {
  return { kind: "date", param, low, high };
}
/** A number and what the digits of its text leave open on both sides. */
export function number(param: string, value: number, precision: number): IndexEntry {
  return { kind: "number", param, value, low: value - precision, high: value + precision };
}
export function reference(param: string, type: string, id: string): IndexEntry {
  return { kind: "reference", param, type, id };
}
export function uri(param: string, value: string): IndexEntry {
  return { kind: "uri", param, value };
}

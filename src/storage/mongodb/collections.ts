/** The collections, their indexes, and the version of the schema. */
import { type Collection, type Db, type IndexDescription, MongoServerError } from "mongodb";
import { Unavailable } from "../../errors.ts";
import type { JournalDocument, ResourceDocument, VersionDocument } from "./documents.ts";
import type { LeaseDocument } from "./leases.ts";

/** Of the documents' shape. A store of a higher version is refused. */
const SCHEMA_VERSION = 1;
/** Processes that start together may make the same index; the server refuses one of them now and then. */
const INDEX_ATTEMPTS = 4;
const INDEX_RETRY_MS = 250;

/**
 * `schema`: the version. `head`: position and instant of the last commit. `check`: written by `Store.check`. `probe`: an
 * array of documents, to try the server's query language on. `copy`: is there while a copy into the store has not ended.
 */
export interface MetaDocument {
  readonly _id: "schema" | "head" | "check" | "probe" | "copy";
  readonly version?: number;
  readonly position?: number;
  /** Milliseconds since 1970. */
  readonly at?: number;
  readonly list?: readonly { readonly a: number; readonly b: number }[];
}
/** A claim under which writes exclude each other; `token` changes with every write that matched on it. */
export interface ClaimDocument {
  readonly _id: string;
  readonly token: string;
  readonly at: Date;
}
export interface ConsumerDocument {
  readonly _id: string;
  readonly position: number;
}
export interface SecretDocument {
  readonly _id: string;
  /** Base64. */
  readonly value: string;
}
/** One commit on a server without transactions: see `commit-log.ts`. */
export interface CommitDocument {
  /** The number as text. */
  readonly _id: string;
  readonly number: number;
  readonly position: number;
  readonly at: number;
  readonly isApplied: boolean;
  /** Until they are applied. */
  readonly changes?: Uint8Array;
  /** How many `commitParts` hold the changes if they are too large for this document, and what their ids begin with. */
  readonly parts: number;
  readonly token: string;
}
export interface CommitPartDocument {
  readonly _id: string;
  readonly token: string;
  readonly bytes: Uint8Array;
}

export interface Collections {
  readonly resources: Collection<ResourceDocument>;
  readonly versions: Collection<VersionDocument>;
  readonly journal: Collection<JournalDocument>;
  readonly claims: Collection<ClaimDocument>;
  readonly consumers: Collection<ConsumerDocument>;
  readonly leases: Collection<LeaseDocument>;
  readonly secrets: Collection<SecretDocument>;
  readonly meta: Collection<MetaDocument>;
  readonly commits: Collection<CommitDocument>;
  readonly commitParts: Collection<CommitPartDocument>;
}

export function collectionsOf(db: Db): Collections {
  return {
    resources: db.collection("resources"),
    versions: db.collection("versions"),
    journal: db.collection("journal"),
    claims: db.collection("claims"),
    consumers: db.collection("consumers"),
    leases: db.collection("leases"),
    secrets: db.collection("secrets"),
    meta: db.collection("meta"),
    commits: db.collection("commits"),
    commitParts: db.collection("commitParts"),
  };
}

/**
 * Equality first, then range, then the order of creation, so that a page of matches is read from the index in order.
 * Each index has one array at most, which is all that MongoDB allows.
 */
const INDEXES: Readonly<Partial<Record<keyof Collections, readonly IndexDescription[]>>> = {
  resources: [
    { name: "creation", key: { type: 1, deleted: 1, realm: 1, order: 1 } },
    { name: "updated", key: { type: 1, updated: 1, order: 1 } },
    { name: "id", key: { type: 1, id: 1 } },
    { name: "compartment", key: { patients: 1, order: 1 } },
    { name: "clinical", key: { clinical: 1, clinicalTime: -1, order: -1 } },
    { name: "token", key: { "token.p": 1, "token.code": 1, type: 1, order: 1, "token.system": 1 } },
    { name: "string", key: { "string.p": 1, "string.folded": 1, type: 1 } },
    { name: "date", key: { "date.p": 1, type: 1, "date.low": 1, "date.high": 1 } },
    { name: "number", key: { "number.p": 1, type: 1, "number.value": 1 } },
    { name: "quantity", key: { "quantity.p": 1, "quantity.unit": 1, type: 1, "quantity.value": 1 } },
    { name: "reference", key: { "reference.p": 1, "reference.id": 1, type: 1, order: 1 } },
    { name: "referenceUrl", key: { "reference.url": 1, "reference.p": 1 }, sparse: true },
    { name: "referenceIdentifier", key: { "reference.value": 1, "reference.p": 1 }, sparse: true },
    { name: "uri", key: { "uri.p": 1, "uri.value": 1, type: 1 } },
    { name: "composite", key: { "composite.p": 1, "composite.0code": 1, type: 1 } },
  ],
  versions: [
    { name: "position", key: { position: 1 } },
    { name: "key", key: { key: 1, position: -1 } },
    { name: "type", key: { type: 1, position: -1 } },
    { name: "updated", key: { updated: 1 } },
  ],
  journal: [
    { name: "key", key: { key: 1 }, unique: true },
    { name: "order", key: { order: -1 } },
    { name: "status", key: { status: 1, order: -1 } },
  ],
};
/** Claims serve writes that run at the same time; a day later nobody holds one. */
const CLAIM_LIFE_SECONDS = 86_400;

/**
 * Makes what is missing of indexes and first documents; any number of processes may do so at once.
 * @throws Unavailable when a newer version of this program made the store
 */
export async function prepareSchema(db: Db, { hasExpiry }: { hasExpiry: boolean }): Promise<void> {
  const collections = collectionsOf(db);
  const found = await collections.meta.findOne({ _id: "schema" });
  if ((found?.version ?? 0) > SCHEMA_VERSION) {
    throw new Unavailable(
      `The database ${db.databaseName} was made by a newer version (schema ${found?.version}, this one knows ${SCHEMA_VERSION}): start that version`,
    );
  }
  for (const name of ["claims", "consumers", "leases"]) await makeCollection(db, name);
  for (const [name, indexes] of Object.entries(INDEXES)) await makeIndexes(db.collection(name), indexes);
  if (hasExpiry) {
    await makeIndexes(db.collection("claims"), [
      { name: "expiry", key: { at: 1 }, expireAfterSeconds: CLAIM_LIFE_SECONDS },
    ]);
  }
  await insertIfAbsent(collections.meta, { _id: "head", position: 0, at: 0 });
  await insertIfAbsent(collections.meta, { _id: "schema", version: SCHEMA_VERSION });
}

/** Before a transaction writes to it, because making a collection inside one holds up the others. */
async function makeCollection(db: Db, name: string): Promise<void> {
  try {
    await db.createCollection(name);
  } catch (error) {
    if (!isServerError(error, NAMESPACE_EXISTS)) throw error;
  }
}

/** Whether the server matches several conditions on one element of an array; some that speak the protocol do not. */
export async function canMatchElements({ meta }: Collections): Promise<boolean> {
  await insertIfAbsent(meta, { _id: "probe", list: [{ a: 1, b: 2 }] });
  try {
    return (await meta.findOne({ _id: "probe", list: { $elemMatch: { a: 1, b: 2 } } })) !== null;
  } catch (error) {
    if (error instanceof MongoServerError) return false;
    throw error;
  }
}

async function makeIndexes(collection: Collection, indexes: readonly IndexDescription[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const known = new Set((await existingIndexes(collection)).map(({ name }) => name));
      const missing = indexes.filter(({ name }) => !known.has(name));
      if (missing.length > 0) await collection.createIndexes([...missing]);
      return;
    } catch (error) {
      if (attempt === INDEX_ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, INDEX_RETRY_MS * attempt));
    }
  }
}

async function existingIndexes(collection: Collection): Promise<readonly IndexDescription[]> {
  try {
    return await collection.indexes();
  } catch (error) {
    if (isServerError(error, NAMESPACE_NOT_FOUND)) return [];
    throw error;
  }
}

const NAMESPACE_NOT_FOUND = 26;
const NAMESPACE_EXISTS = 48;
const DUPLICATE_KEY = 11_000;

export function isServerError(error: unknown, code: number): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === code;
}

export const isDuplicate = (error: unknown): boolean => isServerError(error, DUPLICATE_KEY);

/** Inserts a document unless there is one with its `_id`. */
export async function insertIfAbsent<T extends { readonly _id: string }>(
  collection: Pick<Collection<T>, "insertOne">,
  document: T,
): Promise<void> {
  try {
    // A document with its `_id` is what the driver asks for, which it does not see of a type parameter.
    await collection.insertOne(document as Parameters<typeof collection.insertOne>[0]);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
  }
}

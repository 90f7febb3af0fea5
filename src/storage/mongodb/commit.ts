/**
 * The commit of a group of writes: what they saw is checked once more, then everything is written together.
 *
 * Here on servers with transactions, where commits follow each other because each begins by moving `meta.head`: two at
 * once conflict there, and one begins anew. So the position is that of the commit, nothing is committed into a gap later,
 * and what the check finds holds until the commit. `commit-log.ts` does the same where there are no transactions.
 */
import { randomUUID } from "node:crypto";
import {
  type ClientSession,
  type Collection,
  MongoBulkWriteError,
  type MongoClient,
  type TransactionOptions,
} from "mongodb";
import { Unavailable } from "../../errors.ts";
import { type Collections, isDuplicate } from "./collections.ts";
import type { JournalDocument, ResourceDocument, VersionDocument } from "./documents.ts";
import { newestLease } from "./leases.ts";
import { type Sightings, type Stage, UNPLACED } from "./staging.ts";

/** `stale`: another process has changed what the writes saw; `isLate`: the instant of the writes is before the last commit's. */
export type Outcome =
  | { readonly kind: "committed" }
  | { readonly kind: "stale" }
  | { readonly kind: "late"; at: number };

export interface Committer {
  /** @throws Unavailable when it cannot be known whether the commit took place, or the server is too busy */
  commit(stage: Stage, atMs: number): Promise<Outcome>;
  /** The position and the instant of the last commit. */
  head(): Promise<{ readonly position: number; readonly at: number }>;
}

/** A stage with positions. */
export interface Changes {
  readonly resources: readonly { readonly document: ResourceDocument; readonly before: number }[];
  readonly versions: readonly VersionDocument[];
  readonly superseded: readonly (readonly [id: string, until: number])[];
  readonly journal: readonly { readonly document: JournalDocument; readonly before: number }[];
  readonly consumers: readonly { readonly name: string; readonly position: number; readonly before: number | null }[];
  readonly claims: readonly { readonly id: string; readonly token: string; readonly before: string | null }[];
}

/** @param base the position of the commit before */
export function placed(stage: Stage, base: number): Changes {
  const { seen } = stage;
  const orders = new Map<string, number>();
  const versions = stage.versions.map((version, index) => {
    const position = base + index + 1;
    if (version.version === 1) orders.set(version.key, position);
    const until = stage.superseded.get(version._id);
    return { ...version, position, ...(until === undefined ? {} : { until }) };
  });
  const own = new Set(versions.map(({ _id }) => _id));
  let next = base + versions.length;
  return {
    versions,
    resources: [...stage.resources].map(([key, document]) => ({
      document: { ...document, order: orders.get(key) ?? document.order },
      before: seen.resources.get(key) ?? 0,
    })),
    superseded: [...stage.superseded].filter(([id]) => !own.has(id)),
    journal: [...stage.journal].map(([id, entry]) => ({
      document: entry.order === UNPLACED ? { ...entry, order: ++next } : entry,
      before: seen.journalIds.get(id) ?? Number(seen.journalKeys.get(entry.key)?.split("@").at(-1) ?? 0),
    })),
    consumers: [...stage.consumers].map(([name, position]) => {
      return { name, position, before: seen.consumers.get(name) ?? null };
    }),
    claims: [...stage.claims].map((id) => ({ id, token: randomUUID(), before: seen.claims.get(id) ?? null })),
  };
}

type InSession = { readonly session?: ClientSession };

/** Whether everything that was seen is still so. */
export async function stillHolds(collections: Collections, seen: Sightings, options: InSession): Promise<boolean> {
  return (
    (await holdResources(collections, seen, options)) &&
    (await holdClaims(collections, seen, options)) &&
    (await holdJournal(collections, seen, options)) &&
    (await holdConsumers(collections, seen, options)) &&
    (await holdLeases(collections, seen, options))
  );
}

/** One id is the common case, and the fastest look-up everywhere. */
function oneOf(ids: readonly string[]): string | { $in: string[] } {
  const [only] = ids;
  return only !== undefined && ids.length === 1 ? only : { $in: [...ids] };
}

async function holdResources({ resources }: Collections, seen: Sightings, options: InSession): Promise<boolean> {
  if (seen.resources.size === 0) return true;
  const ids = [...seen.resources.keys()];
  const found = await resources.find({ _id: oneOf(ids) }, { ...options, projection: { version: 1 } }).toArray();
  const versions = new Map(found.map(({ _id, version }) => [_id, version]));
  return ids.every((id) => (versions.get(id) ?? 0) === seen.resources.get(id));
}

async function holdClaims({ claims }: Collections, seen: Sightings, options: InSession): Promise<boolean> {
  if (seen.claims.size === 0) return true;
  const found = await claims.find({ _id: oneOf([...seen.claims.keys()]) }, options).toArray();
  const tokens = new Map(found.map(({ _id, token }) => [_id, token]));
  return [...seen.claims].every(([id, token]) => (tokens.get(id) ?? null) === token);
}

async function holdJournal({ journal }: Collections, seen: Sightings, options: InSession): Promise<boolean> {
  const { journalKeys, journalIds } = seen;
  if (journalKeys.size + journalIds.size === 0) return true;
  const either = [{ key: { $in: [...journalKeys.keys()] } }, { _id: { $in: [...journalIds.keys()] } }];
  const projection = { key: 1, revision: 1 };
  const found = await journal.find({ $or: either }, { ...options, projection }).toArray();
  const byKey = new Map(found.map(({ key, _id, revision }) => [key, `${_id}@${revision}`]));
  const byId = new Map(found.map(({ _id, revision }) => [_id, revision]));
  return (
    [...journalKeys].every(([key, was]) => byKey.get(key) === was) &&
    [...journalIds].every(([id, was]) => (byId.get(id) ?? 0) === was)
  );
}

async function holdConsumers({ consumers }: Collections, seen: Sightings, options: InSession): Promise<boolean> {
  if (seen.consumers.size === 0) return true;
  const found = await consumers.find({ _id: oneOf([...seen.consumers.keys()]) }, options).toArray();
  const positions = new Map(found.map(({ _id, position }) => [_id, position]));
  return [...seen.consumers].every(([name, was]) => (positions.get(name) ?? null) === was);
}

/**
 * A lease that changes hands after this look does not stop the commit; but all commits of the new holder come after it, and look
 * again at what they saw before.
 */
async function holdLeases({ leases }: Collections, seen: Sightings, options: InSession): Promise<boolean> {
  for (const [consumer, token] of seen.leases) {
    const newest = await newestLease(leases, consumer, options);
    if (newest?.token !== token || newest.isReleased) return false;
  }
  return true;
}

/**
 * Writes changes, events last, so that who sees an event sees its resource. Each step names what it replaces, and takes
 * what is there already as done: outside a transaction the steps may be repeated, by any process.
 */
export async function writeChanges(collections: Collections, changes: Changes, options: InSession): Promise<void> {
  const { resources, journal, claims, consumers, versions } = collections;
  const at = new Date();
  await writeAll(
    resources,
    changes.resources.map(({ document, before }) =>
      replace(document, before === 0 ? { version: null } : { home: document.home, version: before }),
    ),
    options,
  );
  await writeAll(
    journal,
    changes.journal.map(({ document, before }) => replace(document, { revision: before || null })),
    options,
  );
  await writeAll(
    claims,
    changes.claims.map(({ id, token, before }) => replace({ _id: id, token, at }, { token: before })),
    options,
  );
  await writeAll(
    consumers,
    changes.consumers.map(({ name, position, before }) => replace({ _id: name, position }, { position: before })),
    options,
  );
  // With its shard key each document is looked for on one shard.
  const homes = new Map(changes.resources.map(({ document }) => [document._id, document.home]));
  const ended = changes.superseded.map(([_id, until]) => {
    const home = homes.get(_id.slice(0, _id.lastIndexOf("/")));
    return { updateOne: { filter: home === undefined ? { _id } : { _id, home }, update: { $set: { until } } } };
  });
  const added = changes.versions.map((document) => ({ insertOne: { document } }));
  await writeAll(versions, [...ended, ...added], options);
}

/** Puts a document in the place of the one that has these values; null says that there is none. */
function replace<T extends { readonly _id: string }>(
  document: T,
  before: Readonly<Record<string, string | number | null>>,
): object {
  if (Object.values(before).includes(null)) return { insertOne: { document } };
  return { replaceOne: { filter: { _id: document._id, ...before }, replacement: document } };
}

/** Outside a transaction documents that are there already are passed over. */
async function writeAll<T extends object>(
  collection: Collection<T>,
  operations: readonly object[],
  options: InSession,
): Promise<void> {
  if (operations.length === 0) return;
  try {
    // Made by `replace` of documents of this collection, which the driver's type of operations cannot follow.
    const typed = operations as unknown as Parameters<typeof collection.bulkWrite>[0];
    await collection.bulkWrite(typed, { ...options, ordered: options.session !== undefined });
  } catch (error) {
    if (options.session !== undefined || !isOnlyDuplicates(error)) throw error;
    // Some servers write none of a list in which one is there already: each by itself then.
    if (operations.length > 1) for (const operation of operations) await writeAll(collection, [operation], options);
  }
}

function isOnlyDuplicates(error: unknown): boolean {
  if (!isDuplicate(error)) return false;
  const errors = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : [];
  return errors.every(isDuplicate);
}

// ------------------------------------------------------------------------------------------------ transactions

/** Times that a commit is begun before its writes are refused, and the pause before the second, doubled each time. */
const ATTEMPTS = 12;
const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 250;
const TRANSACTION: TransactionOptions = {
  readConcern: { level: "snapshot" },
  writeConcern: { w: "majority", journal: true },
  readPreference: "primary",
  maxCommitTimeMS: 10_000,
};

/** Ends a transaction that must not commit. */
class Abandoned extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super("The transaction was abandoned");
    this.outcome = outcome;
  }
}

export class TransactionalCommitter implements Committer {
  readonly #client: MongoClient;
  readonly #collections: Collections;

  constructor(client: MongoClient, collections: Collections) {
    this.#client = client;
    this.#collections = collections;
  }

  async head(): Promise<{ readonly position: number; readonly at: number }> {
    const head = await this.#collections.meta.findOne({ _id: "head" });
    return { position: head?.position ?? 0, at: head?.at ?? 0 };
  }

  /** The driver begins anew on a TransientTransactionError and commits anew on an UnknownTransactionCommitResult. */
  async commit(stage: Stage, atMs: number): Promise<Outcome> {
    let attempt = 0;
    try {
      await this.#client.withSession((session) =>
        session.withTransaction(async () => {
          if (++attempt > ATTEMPTS) throw new Unavailable("The store is busy with other writes: try again in a moment");
          if (attempt > 1) await pause(attempt);
          await this.#attempt(stage, atMs, session);
        }, TRANSACTION),
      );
      return { kind: "committed" };
    } catch (error) {
      if (error instanceof Abandoned) return error.outcome;
      throw error;
    }
  }

  async #attempt(stage: Stage, atMs: number, session: ClientSession): Promise<void> {
    const { meta } = this.#collections;
    const move = { $inc: { position: stage.size }, $set: { at: atMs } };
    const head = await meta.findOneAndUpdate({ _id: "head" }, move, { session, returnDocument: "before" });
    const { position = 0, at = 0 } = head ?? {};
    if (at > atMs) throw new Abandoned({ kind: "late", at });
    if (!(await stillHolds(this.#collections, stage.seen, { session }))) throw new Abandoned({ kind: "stale" });
    await writeChanges(this.#collections, placed(stage, position), { session });
  }
}

/** So that processes which conflicted do not meet again. */
function pause(attempt: number): Promise<void> {
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
  return new Promise((resolve) => setTimeout(resolve, longest * Math.random()));
}

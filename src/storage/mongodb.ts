/**
 * The production store: MongoDB, shared by any number of processes.
 * Why it is made so, and what that costs: `src/decisions/0006-mongodb-store.md`.
 */
import { randomBytes } from "node:crypto";
import { Unavailable } from "../errors.ts";
import { type StoreCopy, UNFINISHED } from "./copy.ts";
import {
  type Collections,
  canMatchElements,
  collectionsOf,
  insertIfAbsent,
  prepareSchema,
} from "./mongodb/collections.ts";
import { type Committer, TransactionalCommitter } from "./mongodb/commit.ts";
import { adoptLog, LogCommitter } from "./mongodb/commit-log.ts";
import { type Connected, connect } from "./mongodb/connection.ts";
import { MongodbCopy } from "./mongodb/copy.ts";
import { keyOf, toVersion, VERSION_FIELDS } from "./mongodb/documents.ts";
import { translate } from "./mongodb/driver-errors.ts";
import { HeadWatch } from "./mongodb/head-watch.ts";
import { History } from "./mongodb/history.ts";
import { JournalReads } from "./mongodb/journal.ts";
import { Leases } from "./mongodb/leases.ts";
import { PatientRecords } from "./mongodb/patient-records.ts";
import { Search } from "./mongodb/search.ts";
import { ServerSource } from "./mongodb/sources.ts";
import { WriteQueue } from "./mongodb/write-queue.ts";
import type {
  ChangeEvent,
  CompartmentQuery,
  HistoryScope,
  Indexer,
  Journal,
  LatestQuery,
  Lease,
  LeaseRequest,
  Page,
  ResourceKey,
  SearchPlan,
  Store,
  StoredVersion,
  WriteTransaction,
} from "./port.ts";

/** Writes that may wait in this process, unless `queueLimit` says otherwise. */
const QUEUE_LIMIT = 1_000;
/** `check` does not wait longer for an answer. */
const CHECK_MS = 5_000;
/** Nor reads, whose searches the server ends before; nor what is small and asked again and again. */
const READ_MS = 65_000;
const SMALL_READ_MS = 10_000;

export interface MongodbOptions {
  /** A MongoDB connection string; its path names the database, `fhir-twin` unless given. */
  readonly uri: string;
  readonly indexer: Indexer;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Ids that no resource ever had. */
  readonly newId: () => string;
  /** Take a server without transactions; the store then does not offer them. */
  readonly allowStandalone?: boolean;
  /** How many writes may wait before further ones are refused. */
  readonly queueLimit?: number;
  /** Whether to open also a store into which a copy has not ended, to go on with it. */
  readonly forCopy?: boolean;
  /** Whether an operation may take as long as it needs, as the counts of a copy do. */
  readonly withoutTimeLimit?: boolean;
  /** Told when the server is lost, and when it is back. */
  readonly log?: (message: string) => void;
}

/**
 * Opens the store in a database, making what it lacks.
 * @throws InvalidInput when the address is malformed
 * @throws Unavailable in one line that says what is wrong with the server and what to do
 */
export async function openMongodbStore(options: MongodbOptions): Promise<Store> {
  const { uri, allowStandalone = false, withoutTimeLimit = false, log = () => {} } = options;
  const connected = await connect({ uri, allowStandalone, withoutTimeLimit, log });
  try {
    const { db, client, hasTransactions } = connected;
    await prepareSchema(db, { hasExpiry: hasTransactions });
    const collections = collectionsOf(db);
    if (!options.forCopy && (await collections.meta.findOne({ _id: "copy" }))) throw new Unavailable(UNFINISHED);
    if (hasTransactions) await adoptLog(collections);
    const committer = hasTransactions
      ? new TransactionalCommitter(client, collections)
      : await LogCommitter.open(collections);
    const { at } = await committer.head();
    const source = new ServerSource(collections.resources, { hasElemMatch: await canMatchElements(collections) });
    return new MongodbStore(options, connected, collections, { committer, source, lastAtMs: at });
  } catch (error) {
    await connected.client.close();
    throw translate(error);
  }
}

class MongodbStore implements Store {
  readonly features: Store["features"];
  readonly journal: Journal;
  readonly copy: StoreCopy;
  readonly #clock: () => number;
  readonly #connected: Connected;
  readonly #collections: Collections;
  readonly #search: Search;
  readonly #history: History;
  readonly #patients: PatientRecords;
  readonly #leases: Leases;
  readonly #queue: WriteQueue;
  readonly #watch: HeadWatch;
  /** Positions of consumers as this process knows them. */
  readonly #positions = new Map<string, number>();
  /** How long a read may take; 0 for as long as it needs. */
  readonly #readMs: number;
  #closing: Promise<void> | undefined;

  constructor(
    options: MongodbOptions,
    connected: Connected,
    collections: Collections,
    {
      committer,
      source,
      lastAtMs,
    }: { readonly committer: Committer; readonly source: ServerSource; readonly lastAtMs: number },
  ) {
    this.#clock = options.clock;
    this.#connected = connected;
    this.#collections = collections;
    this.features = { transactions: connected.hasTransactions, name: "mongodb" };
    this.#search = new Search(source);
    this.#history = new History(collections);
    this.#patients = new PatientRecords(collections);
    this.#leases = new Leases(connected.db, collections.leases, options.clock);
    const { outages } = connected;
    this.#readMs = options.withoutTimeLimit ? 0 : READ_MS;
    this.#watch = new HeadWatch(async () => (await outages.guard(() => committer.head(), SMALL_READ_MS)).position);
    const reads = new JournalReads(collections);
    this.journal = {
      get: (id) => this.#read(() => reads.get(id)),
      byKey: (key) => this.#read(() => reads.byKey(key)),
      list: (query) => this.#read(() => reads.list(query)),
    };
    const { indexer, newId, clock, queueLimit: limit = QUEUE_LIMIT } = options;
    const copy = new MongodbCopy({ collections, indexer, hasTransactions: connected.hasTransactions });
    this.copy = {
      contents: () => this.#read(() => copy.contents()),
      versions: (after, count) => this.#read(() => copy.versions(after, count)),
      messages: (after, count) => this.#read(() => copy.messages(after, count)),
      begin: () => this.#read(() => copy.begin()),
      add: (part) => this.#read(() => copy.add(part)),
      finish: () => this.#read(() => copy.finish()),
    };
    const knownPosition = (consumer: string) => this.#positions.get(consumer);
    this.#queue = new WriteQueue({
      parts: { collections, source, indexer, newId, knownPosition },
      committer,
      outages,
      clock,
      lastAtMs,
      limit,
      committed: ({ consumers }) => {
        for (const [consumer, position] of consumers) this.#positions.set(consumer, position);
        this.#watch.committed();
      },
    });
  }

  read(key: ResourceKey): Promise<StoredVersion | undefined> {
    return this.#read(async () => {
      const found = await this.#collections.resources.findOne({ _id: keyOf(key) }, { projection: VERSION_FIELDS });
      return found ? toVersion(found) : undefined;
    });
  }

  readMany(keys: readonly ResourceKey[]): Promise<readonly StoredVersion[]> {
    return this.#read(async () => {
      if (keys.length === 0) return [];
      const filter = { _id: { $in: keys.map(keyOf) }, deleted: false };
      const found = await this.#collections.resources.find(filter, { projection: VERSION_FIELDS }).toArray();
      const byKey = new Map(found.map((document) => [document._id, document]));
      return keys.flatMap((key) => {
        const document = byKey.get(keyOf(key));
        return document ? [toVersion(document)] : [];
      });
    });
  }

  readVersion(key: ResourceKey, versionId: string): Promise<StoredVersion | undefined> {
    return this.#read(() => this.#history.version(key, versionId));
  }

  history(scope: HistoryScope): Promise<Page<StoredVersion>> {
    return this.#read(() => this.#history.page(scope));
  }

  search(plan: SearchPlan): Promise<Page<StoredVersion>> {
    return this.#read(() => this.#search.page(plan));
  }

  count(plan: Omit<SearchPlan, "count" | "cursor" | "sort">): Promise<number> {
    return this.#read(() => this.#search.count(plan));
  }

  latest(query: LatestQuery): Promise<readonly StoredVersion[]> {
    return this.#read(() => this.#patients.latest(query));
  }

  compartment(patientId: string, query: CompartmentQuery): Promise<Page<StoredVersion>> {
    return this.#read(() => this.#patients.compartment(patientId, query));
  }

  write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    return this.#queue.add(work);
  }

  events(after: number, limit: number): Promise<readonly ChangeEvent[]> {
    return this.#read(() => this.#history.events(after, limit));
  }

  consumerPosition(consumer: string): Promise<number> {
    return this.#read(async () => {
      const position = (await this.#collections.consumers.findOne({ _id: consumer }))?.position ?? 0;
      this.#positions.set(consumer, position);
      return position;
    });
  }

  lease(consumer: string, request: LeaseRequest): Promise<Lease> {
    return this.#read(() => this.#leases.ask(consumer, request), SMALL_READ_MS);
  }

  release(lease: Lease): Promise<void> {
    return this.#read(() => this.#leases.release(lease), SMALL_READ_MS);
  }

  onCommit(listener: () => void): () => void {
    return this.#watch.listen(listener);
  }

  secret(name: string): Promise<Uint8Array> {
    return this.#read(async () => {
      const { secrets } = this.#collections;
      const known = await secrets.findOne({ _id: name });
      if (!known) await insertIfAbsent(secrets, { _id: name, value: randomBytes(32).toString("base64") });
      const value = (known ?? (await secrets.findOne({ _id: name })))?.value;
      if (value === undefined) throw new Error("A secret that was written cannot be read");
      return Uint8Array.from(Buffer.from(value, "base64"));
    });
  }

  check(): Promise<void> {
    return this.#read(async () => {
      const { meta } = this.#collections;
      await meta.updateOne({ _id: "check" }, { $set: { at: this.#clock() } }, { upsert: true });
    }, CHECK_MS);
  }

  close(): Promise<void> {
    this.#closing ??= this.#queue.close().then(() => {
      this.#watch.close();
      return this.#connected.client.close();
    });
    return this.#closing;
  }

  /** The one way to every read. */
  async #read<T>(read: () => Promise<T>, limitMs = this.#readMs): Promise<T> {
    if (this.#closing) throw new Unavailable("The store is closed");
    try {
      return await this.#connected.outages.guard(read, limitMs);
    } catch (error) {
      throw translate(error);
    }
  }
}

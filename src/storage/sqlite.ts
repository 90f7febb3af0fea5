/**
 * The embedded store: one SQLite file in a directory, one writer with group commit, readers on snapshots.
 * Why SQLite, and what that costs: `src/decisions/0001-embedded-store.md`; how it works: `src/storage/README.md`.
 */
import { randomBytes } from "node:crypto";
import { statfs } from "node:fs/promises";
import { Unavailable } from "../errors.ts";
import type { StoreCopy } from "./copy.ts";
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
  ReadsElsewhere,
  ResourceKey,
  SearchPlan,
  Store,
  StoredVersion,
  WriteTransaction,
} from "./port.ts";
import type { Connection } from "./sqlite/connection.ts";
import { CopyReads, CopyWrites } from "./sqlite/copy.ts";
import { Dictionary } from "./sqlite/dictionary.ts";
import { translate } from "./sqlite/driver-errors.ts";
import { Events } from "./sqlite/events.ts";
import { openFiles, type StoreFiles } from "./sqlite/files.ts";
import { History } from "./sqlite/history.ts";
import { IndexRows } from "./sqlite/index-rows.ts";
import { JournalTable } from "./sqlite/journal.ts";
import { Leases } from "./sqlite/leases.ts";
import { PatientRecords } from "./sqlite/patient-records.ts";
import { Search } from "./sqlite/search.ts";
import { sql } from "./sqlite/sql.ts";
import { Versions } from "./sqlite/versions.ts";
import { WriteQueue, withinLimit } from "./sqlite/write-queue.ts";
import { SqliteTransaction, type WriteParts } from "./sqlite/write-transaction.ts";

/** Writes that may wait, unless `queueLimit` says otherwise. */
const QUEUE_LIMIT = 1_000;
/** With less room on the disk the store reports that it is not available. */
const MIN_FREE_BYTES = 32 * 1024 * 1024;

export interface SqliteOptions {
  /** Holds the store's files, is made if absent; ":memory:" for a store that ends with the process, as tests need. */
  readonly directory: string;
  readonly indexer: Indexer;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Ids that no resource ever had. */
  readonly newId: () => string;
  /** How many writes may wait before further ones are refused. */
  readonly queueLimit?: number;
  /** The size beyond which the database does not grow; further writes are refused. */
  readonly maxBytes?: number;
  /** Whether to open also a store into which a copy has not ended, to go on with it. */
  readonly forCopy?: boolean;
}

/**
 * Opens the store in a directory, making it if there is none.
 * @throws Unavailable when another process has it open, it was made by a newer version, or the directory is of no use
 */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  try {
    return new SqliteStore(options, openFiles(options));
  } catch (error) {
    throw translate(error);
  }
}

/** The parts that read, over one connection. */
class Reads {
  readonly versions: Versions;
  readonly search: Search;
  readonly history: History;
  readonly patients: PatientRecords;
  readonly events: Events;
  readonly journal: JournalTable;
  readonly copy: CopyReads;

  constructor(connection: Connection, dictionary: Dictionary) {
    this.versions = new Versions(connection, dictionary);
    this.search = new Search(connection, dictionary, this.versions);
    this.history = new History(connection, dictionary, this.versions);
    this.patients = new PatientRecords(connection, dictionary, this.versions);
    this.events = new Events(connection, dictionary);
    this.journal = new JournalTable(connection);
    this.copy = new CopyReads(connection, this.versions, this.journal);
  }
}

class SqliteStore implements Store {
  readonly features = { transactions: true, name: "sqlite" };
  readonly readsElsewhere: ReadsElsewhere;
  readonly journal: Journal = {
    get: (id) => this.#read((reads) => reads.journal.byId(id)),
    byKey: (key) => this.#read((reads) => reads.journal.byKey(key)),
    list: (query) => this.#read((reads) => reads.journal.list(query)),
  };
  readonly copy: StoreCopy = {
    contents: () => this.#read((reads) => reads.copy.contents()),
    versions: (after, limit) => this.#read((reads) => reads.copy.versions(after, limit)),
    messages: (after, limit) => this.#read((reads) => reads.copy.messages(after, limit)),
    begin: () => this.#queue.add(async () => this.#copyWrites.mark(true)),
    add: (part) =>
      this.#queue.add(async () => {
        this.#copyWrites.add(part);
        this.#lastAtMs = Math.max(this.#lastAtMs, this.#newestAtMs());
      }),
    finish: () => this.#queue.add(async () => this.#copyWrites.mark(false)),
  };
  readonly #options: SqliteOptions;
  readonly #files: StoreFiles;
  readonly #reads: Reads;
  readonly #parts: WriteParts;
  readonly #copyWrites: CopyWrites;
  readonly #queue: WriteQueue;
  readonly #leases: Leases;
  readonly #listeners = new Set<() => void>();
  #lastAtMs: number;
  #isNotifying = false;
  #closing: Promise<void> | undefined;

  constructor(options: SqliteOptions, files: StoreFiles) {
    this.#options = options;
    this.#files = files;
    const { writer, reader } = files;
    const dictionary = new Dictionary(writer);
    this.#reads = new Reads(reader, dictionary);
    const versions = new Versions(writer, dictionary);
    this.#leases = new Leases(options.clock);
    this.#parts = {
      connection: writer,
      dictionary,
      versions,
      search: new Search(writer, dictionary, versions),
      indexRows: new IndexRows(writer, dictionary),
      journal: new JournalTable(writer),
      leases: this.#leases,
      indexer: options.indexer,
      newId: options.newId,
    };
    this.#copyWrites = new CopyWrites({ ...this.#parts, reads: new CopyReads(writer, versions, this.#parts.journal) });
    this.readsElsewhere = { module: new URL("./sqlite/thread-reads.ts", import.meta.url).href, options: files.file };
    this.#lastAtMs = this.#newestAtMs();
    this.#queue = new WriteQueue(writer, options.queueLimit ?? QUEUE_LIMIT, {
      rolledBack: () => dictionary.forget(),
      committed: () => {
        dictionary.keep();
        files.checkpointer.committed();
        this.#notify();
      },
    });
  }

  read(key: ResourceKey): Promise<StoredVersion | undefined> {
    return this.#read((reads) => reads.versions.current(key));
  }

  readMany(keys: readonly ResourceKey[]): Promise<readonly StoredVersion[]> {
    return this.#read((reads) =>
      this.#files.reader.snapshot(() =>
        keys.flatMap((key) => {
          const version = reads.versions.current(key);
          return version?.json === undefined ? [] : [version];
        }),
      ),
    );
  }

  readVersion(key: ResourceKey, versionId: string): Promise<StoredVersion | undefined> {
    return this.#read((reads) => reads.versions.version(key, versionId));
  }

  history(scope: HistoryScope): Promise<Page<StoredVersion>> {
    return this.#read((reads) => reads.history.page(scope));
  }

  search(plan: SearchPlan): Promise<Page<StoredVersion>> {
    return this.#read((reads) => reads.search.page(plan));
  }

  count(plan: Omit<SearchPlan, "count" | "cursor" | "sort">): Promise<number> {
    return this.#read((reads) => reads.search.count(plan));
  }

  latest(query: LatestQuery): Promise<readonly StoredVersion[]> {
    return this.#read((reads) => reads.patients.latest(query));
  }

  compartment(patientId: string, query: CompartmentQuery): Promise<Page<StoredVersion>> {
    return this.#read((reads) => reads.patients.compartment(patientId, query));
  }

  write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T> {
    return this.#queue.add(async () => {
      const now = this.#options.clock();
      this.#lastAtMs = Math.max(now, this.#lastAtMs);
      const tx = new SqliteTransaction(this.#parts, this.#lastAtMs);
      try {
        return await withinLimit(work(tx));
      } finally {
        tx.end();
      }
    });
  }

  events(after: number, limit: number): Promise<readonly ChangeEvent[]> {
    return this.#read((reads) => reads.events.after(after, limit));
  }

  consumerPosition(consumer: string): Promise<number> {
    return this.#read((reads) => reads.events.consumerPosition(consumer));
  }

  /** In the queue of writes if it may change hands, so that what the former holder wrote is durable then. */
  async lease(consumer: string, request: LeaseRequest): Promise<Lease> {
    if (this.#closing) throw new Unavailable("The store is closed");
    if (this.#leases.isSettled(consumer, request.holder)) return this.#leases.ask(consumer, request);
    return this.#queue.add(async () => this.#leases.ask(consumer, request));
  }

  release(lease: Lease): Promise<void> {
    return this.#queue.add(async () => this.#leases.release(lease));
  }

  onCommit(listener: () => void): () => void {
    // A wrapper of its own, so that the same function may listen twice.
    const entry = () => listener();
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  async secret(name: string): Promise<Uint8Array> {
    const find = (connection: Connection) => connection.get(sql`SELECT value FROM secret WHERE name = ${name}`)?.[0];
    const known = await this.#read(() => find(this.#files.reader));
    if (known instanceof Uint8Array) return known;
    return this.#queue.add(async () => {
      const { writer } = this.#files;
      writer.run(sql`INSERT OR IGNORE INTO secret (name, value) VALUES (${name}, ${randomBytes(32)})`);
      const value = find(writer);
      if (!(value instanceof Uint8Array)) throw new Error("A secret that was written cannot be read");
      return value;
    });
  }

  async check(): Promise<void> {
    await this.#queue.add(async () => {});
    await this.#read((reads) => reads.events.after(0, 1));
    if (this.#options.directory === ":memory:") return;
    try {
      const disk = await statfs(this.#options.directory);
      if (disk.bavail * disk.bsize >= MIN_FREE_BYTES) return;
    } catch (error) {
      throw new Unavailable("The store's directory cannot be reached", { cause: error });
    }
    throw new Unavailable("The store's disk is almost full");
  }

  close(): Promise<void> {
    this.#closing ??= this.#queue.close().then(() => {
      this.#listeners.clear();
      return this.#files.release();
    });
    return this.#closing;
  }

  /**
   * The one way to every read. Reads run here, between turns of the event loop, on a connection of their own; long ones
   * can move to worker threads behind this method, for nothing outside awaits anything but its promise.
   */
  async #read<T>(read: (reads: Reads) => T): Promise<T> {
    if (this.#closing) throw new Unavailable("The store is closed");
    try {
      return read(this.#reads);
    } catch (error) {
      throw translate(error);
    }
  }

  #newestAtMs(): number {
    return Number(this.#files.writer.get(sql`SELECT at FROM version ORDER BY seq DESC LIMIT 1`)?.[0] ?? 0);
  }

  #notify(): void {
    if (this.#isNotifying || this.#listeners.size === 0) return;
    this.#isNotifying = true;
    setImmediate(() => {
      this.#isNotifying = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

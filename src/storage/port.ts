/**
 * The storage port: what every adapter promises and what the rest of the server may rely on.
 *
 * The promises, each with its tests in `test/contract/storage.ts`, which every adapter passes:
 *
 * 1. Atomic      Everything done through one `WriteTransaction` commits together or not at all: versions, index
 *                entries, claims, journal entries, events and consumer positions.
 * 2. Durable     When `write` has resolved, its effect survives kill -9 and loss of power.
 * 3. Race-proof  `match` decides inside the write: of any number of concurrent writes that match on the same claim,
 *                each sees what the ones before it committed.
 * 4. Versioned   Every version is kept, a deletion is a version, and version ids are "1", "2", … per resource.
 *                `ifMatch` is checked inside the write.
 * 5. Exact       The JSON text that was stored is the text that is returned, decimals to the digit.
 * 6. Neutral     Adapters execute `SearchPlan`s over `IndexEntry`s. They parse no FHIR query and know no FHIR search
 *                parameter by name.
 * 7. Stable      A walk along `next` cursors returns every resource that existed and stayed as it was throughout the
 *                walk exactly once, whatever is written meanwhile.
 * 8. Ordered     Events come in the order of commit and without gaps; each consumer has a durable position of its own. Of
 *                the processes that share a store one at a time has a consumer's lease, and a write that requires a lease
 *                which another has taken since does not commit.
 * 9. Indexed     The latest values of a code as of a time, and the resources of a patient, are indexed reads.
 * 10. Movable    Everything can be given to another store and taken from one as it is, history included (`copy.ts`).
 *
 * An adapter gets its clock, its source of ids and the function that computes index entries when it is made, so that
 * nothing here knows the time or FHIR's search parameters.
 */
import type { Resource } from "@medplum/fhirtypes";
import type { StoreCopy } from "./copy.ts";
import type { Realm } from "./index-entry.ts";
import type { SearchPlan } from "./search-plan.ts";

export * from "./index-entry.ts";
export type * from "./search-plan.ts";

// ---------------------------------------------------------------------------------------------- resources

export interface ResourceKey {
  readonly type: string;
  readonly id: string;
}

/** One version of one resource. `json` is absent exactly when the version is a deletion. */
export interface StoredVersion extends ResourceKey {
  /** "1", "2", … */
  readonly versionId: string;
  /** Instant of the write in UTC with milliseconds, equal to `meta.lastUpdated`; never decreases in commit order. */
  readonly lastUpdated: string;
  readonly method: "create" | "update" | "delete";
  /** The resource as JSON text, with `id`, `meta.versionId` and `meta.lastUpdated` set. */
  readonly json?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  /** Opaque; absent on the last page. */
  readonly next?: string;
  readonly total?: number;
}

// ---------------------------------------------------------------------------------------------- events, journal

/** One committed change, in commit order. */
export interface ChangeEvent extends ResourceKey {
  /** Positions increase in commit order; they may skip numbers but nothing is committed into a gap later. */
  readonly position: number;
  readonly versionId: string;
  readonly action: "create" | "update" | "delete";
  readonly realm: Realm;
  readonly at: string;
  /** The patients in whose compartment the resource is, or was before the change. */
  readonly patients: readonly string[];
}

/**
 * Who handles a consumer's events for now. Its run is measured by the store's own clock where it has one, else by the clock
 * that the adapter was given. No clock decides what is written: `requireLease` goes by the token.
 */
export interface Lease {
  readonly consumer: string;
  /** Names one process, or one part of it; without a person's data. */
  readonly holder: string;
  /** Higher each time that the lease changes hands. */
  readonly token: number;
  /** How long it still runs unless it is renewed or released. */
  readonly leftMs: number;
}
export interface LeaseRequest {
  readonly holder: string;
  /** How long the lease is to run from now. */
  readonly milliseconds: number;
}

/** One received HL7 v2 message. */
export interface JournalEntry {
  readonly id: string;
  readonly receivedAt: string;
  /** Where it came from, without a person's data: "mllp" or "http". */
  readonly channel: string;
  /** What makes two messages the same: sender, control id and a hash of the body. Unique in the journal. */
  readonly key: string;
  readonly sender: string;
  readonly controlId: string;
  readonly messageType: string;
  /** The bytes as received. */
  readonly raw: Uint8Array;
  readonly status: "received" | "processed" | "error" | "rejected" | "held";
  /** The acknowledgement that was sent or is to be sent. */
  readonly ack?: string;
  /** Why it was not processed. */
  readonly error?: string;
  /** References of the resources that it made or changed, `Patient/1`. */
  readonly resources: readonly string[];
  /** v2 positions with a value that no mapping row uses, for example `PV1-7`, `ZPD-2`. */
  readonly unmapped: readonly string[];
}
export type JournalSummary = Omit<JournalEntry, "raw">;

// ---------------------------------------------------------------------------------------------- the port

export interface Store {
  /** The current version; a deletion if the resource was deleted; undefined if there never was one. */
  read(key: ResourceKey): Promise<StoredVersion | undefined>;
  /** The current versions of those of `keys` that exist and are not deleted, in the order of `keys`. */
  readMany(keys: readonly ResourceKey[]): Promise<readonly StoredVersion[]>;
  readVersion(key: ResourceKey, versionId: string): Promise<StoredVersion | undefined>;
  /** Versions newest first; scope by instance, type or (neither) the whole system. */
  history(scope: HistoryScope): Promise<Page<StoredVersion>>;
  search(plan: SearchPlan): Promise<Page<StoredVersion>>;
  /** How many resources match, in one read. */
  count(plan: Omit<SearchPlan, "count" | "cursor" | "sort">): Promise<number>;
  /**
   * The newest by clinical time, then by creation, of the patient's resources under each code: see `LatestQuery`. Newest
   * first over all codes. Only the realm `record`: what was computed is never taken for a measurement.
   */
  latest(query: LatestQuery): Promise<readonly StoredVersion[]>;
  /** The resources of a patient's compartment, in order of creation. */
  compartment(patientId: string, query: CompartmentQuery): Promise<Page<StoredVersion>>;

  /**
   * Runs `work` in one transaction and resolves with its result once that is durable. `work` may run more than once
   * and must have no other effect than through `tx`; it awaits nothing but methods of `tx`. What it throws rolls the
   * transaction back and rejects.
   * @throws VersionConflict when `ifMatch` does not name the current version
   * @throws Unavailable when the store cannot take the write now (queue full, disk full, no primary)
   */
  write<T>(work: (tx: WriteTransaction) => Promise<T>): Promise<T>;

  /** Events after a position, oldest first, at most `limit`. */
  events(after: number, limit: number): Promise<readonly ChangeEvent[]>;
  /** The position up to which a consumer has handled events; 0 for a new one. */
  consumerPosition(consumer: string): Promise<number>;
  /**
   * Asks for a consumer's lease: the caller gets it if nobody has it, it has run out, or it is the caller's already, which
   * renews it. Gives the lease that is in force afterwards; it is the caller's if it names the caller as its `holder`.
   * A store that only one process can open forgets its leases with that process.
   * @throws Unavailable when the store cannot tell now
   */
  lease(consumer: string, request: LeaseRequest): Promise<Lease>;
  /** Gives a lease up, so that another can have it at once; does nothing if it is in force no more. */
  release(lease: Lease): Promise<void>;
  /** Calls `listener` after commits (perhaps once for several); gives the function that stops it. */
  onCommit(listener: () => void): () => void;

  /** How a worker thread of this process reads the same store; absent where only the thread that opened it can. */
  readonly readsElsewhere?: ReadsElsewhere;
  readonly journal: Journal;
  /** By which the store moves into another one, of another adapter as well. */
  readonly copy: StoreCopy;

  /** A random secret of 32 bytes, made once per store and name; signs paging cursors, for example. */
  secret(name: string): Promise<Uint8Array>;
  /** Resolves if the store can read and write now. @throws Unavailable */
  check(): Promise<void>;
  /** What the store can do, for the CapabilityStatement. */
  readonly features: { readonly transactions: boolean; readonly name: string };
  /** Waits for running writes, then releases everything. */
  close(): Promise<void>;
}

/** What a twin and a prediction read. */
export type StoreReads = Pick<Store, "read" | "readMany" | "latest" | "compartment" | "search" | "events">;

/** A module (URL) that exports `openReads(options): ThreadReads`; the options are plain data. */
export interface ReadsElsewhere {
  readonly module: string;
  readonly options: unknown;
}

export interface ThreadReads {
  readonly store: StoreReads;
  /** To be called before reading for a new purpose: what was committed before is seen. */
  refresh(): void;
  close(): void;
}

export interface HistoryScope {
  readonly type?: string;
  readonly id?: string;
  /** Only versions written at or after this instant (ms since 1970). */
  readonly since?: number;
  /** Only versions that were current at some time in [low, high). */
  readonly at?: { readonly low: number; readonly high: number };
  /** "any" unless given. */
  readonly realm?: Realm | "any";
  readonly count: number;
  readonly cursor?: string;
  readonly total?: boolean;
}

export interface LatestQuery {
  readonly patientId: string;
  readonly types: readonly string[];
  /** `system|code`; a resource is returned once even if several of its codes match. */
  readonly codes: readonly string[];
  /** Only resources whose clinical time is at or before this (ms since 1970). */
  readonly asOf: number;
  /** How many per code. */
  readonly count: number;
}

export interface CompartmentQuery {
  readonly types?: readonly string[];
  readonly realm: Realm | "any";
  readonly count: number;
  readonly cursor?: string;
}

export interface WriteTransaction {
  /** The instant that becomes `meta.lastUpdated` of everything written here. */
  readonly at: string;
  /** A new id, unique for ever. */
  newId(): string;
  /** As `Store.read`, seeing what this transaction has written. */
  read(key: ResourceKey): Promise<StoredVersion | undefined>;
  /** As `Store.search`, the first `plan.count` matches, seeing what this transaction has written. */
  search(plan: SearchPlan): Promise<readonly StoredVersion[]>;
  /**
   * Searches, and serialises this transaction against every other that matches on the same claim, so that "search,
   * then create if nothing is found" makes one resource. A claim is a text such as `Patient?identifier=urn:x|7`.
   */
  match(plan: SearchPlan, claim: string): Promise<readonly StoredVersion[]>;
  /**
   * Writes the next version of `resource`, which has its `id`; sets `meta.versionId` and `meta.lastUpdated`.
   * Writing a deleted resource brings it back as a further version. A second put of the same resource in one
   * transaction makes a further version.
   * @param options.ifMatch version id that must be the current one, else VersionConflict
   */
  put(resource: Resource, options?: { readonly ifMatch?: string }): Promise<StoredVersion>;
  /** Writes a deletion; gives undefined, and writes nothing, if there is nothing to delete. */
  delete(key: ResourceKey, options?: { readonly ifMatch?: string }): Promise<StoredVersion | undefined>;
  /** Moves a consumer's position, together with everything else in this transaction. */
  setConsumerPosition(consumer: string, position: number): Promise<void>;
  /**
   * Lets this transaction commit only if nobody else has got the lease and it was not released. So a process that slept past
   * the end of its lease can write nothing once another has followed it; all writes of that other come later. A lease that
   * has run out and that nobody took is good enough.
   * @throws VersionConflict when the lease is lost
   */
  requireLease(lease: Lease): Promise<void>;
  /** Adds a message to the journal, or replaces the entry with the same id. @throws RuleViolation if `key` is taken */
  journal(entry: JournalEntry): Promise<void>;
  /** The journal's entry with this key, seeing what this transaction has written. */
  journalByKey(key: string): Promise<JournalEntry | undefined>;
}

export interface Journal {
  get(id: string): Promise<JournalEntry | undefined>;
  byKey(key: string): Promise<JournalEntry | undefined>;
  /** Newest first. */
  list(query: {
    readonly status?: JournalEntry["status"];
    readonly count: number;
    readonly cursor?: string;
  }): Promise<Page<JournalSummary>>;
}

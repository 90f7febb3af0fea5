/** What one write may do: versions with their index rows, consumer positions and journal entries, in one savepoint. */
import type { Resource } from "@medplum/fhirtypes";
import { InvalidInput, VersionConflict } from "../../errors.ts";
import { stringifyJson } from "../../json.ts";
import type {
  Indexer,
  JournalEntry,
  Lease,
  ResourceKey,
  SearchPlan,
  StoredVersion,
  WriteTransaction,
} from "../port.ts";
import type { Connection } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import type { IndexRows } from "./index-rows.ts";
import type { JournalTable } from "./journal.ts";
import type { Leases } from "./leases.ts";
import { METHODS, REALMS } from "./schema.ts";
import type { Search } from "./search.ts";
import { PARAMETER, sql } from "./sql.ts";
import { readTexts, writeTexts } from "./texts.ts";
import { instant, type Versions } from "./versions.ts";

/** After so many milliseconds of a long write the event loop gets a turn. */
const TURN_MS = 15;

/** The parts of a store that a write uses, all on the connection that writes. */
export interface WriteParts {
  readonly connection: Connection;
  readonly dictionary: Dictionary;
  readonly versions: Versions;
  readonly search: Search;
  readonly indexRows: IndexRows;
  readonly journal: JournalTable;
  readonly leases: Leases;
  readonly indexer: Indexer;
  readonly newId: () => string;
}

/** The row of `resource`, and in whose compartments its current version is. */
interface Current {
  readonly rid: number;
  readonly version: number;
  readonly isDeleted: boolean;
  readonly realm: number;
  readonly patients: readonly string[];
}

const INSERT_VERSION =
  "INSERT INTO version (rid, version, type, at, method, realm, patients, former, json) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
const INSERT_RESOURCE =
  "INSERT INTO resource (type, id, version, seq, updated, realm, deleted) VALUES (?, ?, 1, 0, ?, ?, 0)";
const UPDATE_RESOURCE = `UPDATE resource SET version = ?, seq = ?, updated = ?, realm = ?, deleted = ? WHERE rid = ${PARAMETER}`;

export class SqliteTransaction implements WriteTransaction {
  readonly at: string;
  readonly #parts: WriteParts;
  readonly #atMs: number;
  #turnEnd: number;
  #hasEnded = false;

  /** @param atMs the instant of the write */
  constructor(parts: WriteParts, atMs: number) {
    this.#parts = parts;
    this.#atMs = atMs;
    this.at = instant(atMs);
    this.#turnEnd = performance.now() + TURN_MS;
  }

  /** From here on every method throws: the savepoint is another write's. */
  end(): void {
    this.#hasEnded = true;
  }

  newId(): string {
    return this.#parts.newId();
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    await this.#turn();
    return this.#parts.versions.current(key);
  }

  async search(plan: SearchPlan): Promise<readonly StoredVersion[]> {
    await this.#turn();
    return this.#parts.search.page(plan).items;
  }

  /** There is one writer, so every claim is exclusive already. */
  async match(plan: SearchPlan, _claim: string): Promise<readonly StoredVersion[]> {
    return this.search(plan);
  }

  async put(resource: Resource, options: { readonly ifMatch?: string } = {}): Promise<StoredVersion> {
    await this.#turn();
    const { resourceType, id, meta, ...content } = resource;
    if (id === undefined)
      throw new InvalidInput("A resource is stored under its id", { expression: `${resourceType}.id` });
    const current = this.#current({ type: resourceType, id });
    checkIfMatch(resourceType, options.ifMatch, current);
    const version = (current?.version ?? 0) + 1;
    const stamped = {
      resourceType,
      id,
      meta: { ...meta, versionId: String(version), lastUpdated: this.at },
      ...content,
    };
    // Taking a resource apart and putting it together again gives the same type of resource.
    const indexed = this.#parts.indexer(stamped as Resource);
    const type = this.#parts.dictionary.number(resourceType);
    const realm = REALMS.indexOf(indexed.realm);
    const rid = current?.rid ?? this.#insertResource(type, id, realm);
    const method = current ? "update" : "create";
    const json = stringifyJson(stamped);
    const before = current?.patients ?? [];
    this.#addVersion({ rid, version, type, method, realm, before, patients: indexed.patients, json });
    if (current && !current.isDeleted) this.#parts.indexRows.remove(rid, before);
    this.#parts.indexRows.add(rid, type, indexed);
    return { type: resourceType, id, versionId: String(version), lastUpdated: this.at, method, json };
  }

  async delete(key: ResourceKey, options: { readonly ifMatch?: string } = {}): Promise<StoredVersion | undefined> {
    await this.#turn();
    const current = this.#current(key);
    if (!current || current.isDeleted) {
      if (options.ifMatch !== undefined) checkIfMatch(key.type, options.ifMatch, current);
      return undefined;
    }
    checkIfMatch(key.type, options.ifMatch, current);
    const { rid, realm, patients } = current;
    const version = current.version + 1;
    const type = this.#parts.dictionary.number(key.type);
    this.#addVersion({ rid, version, type, method: "delete", realm, before: patients, patients: [], json: null });
    this.#parts.indexRows.remove(rid, patients);
    return { ...key, versionId: String(version), lastUpdated: this.at, method: "delete" };
  }

  async setConsumerPosition(consumer: string, position: number): Promise<void> {
    await this.#turn();
    this.#parts.connection.run(sql`INSERT INTO consumer (name, position) VALUES (${consumer}, ${position})
      ON CONFLICT (name) DO UPDATE SET position = excluded.position`);
  }

  /** Leases change hands between writes, so this holds until the commit. */
  async requireLease(lease: Lease): Promise<void> {
    await this.#turn();
    this.#parts.leases.require(lease);
  }

  async journal(entry: JournalEntry): Promise<void> {
    await this.#turn();
    this.#parts.journal.put(entry);
  }

  async journalByKey(key: string): Promise<JournalEntry | undefined> {
    await this.#turn();
    return this.#parts.journal.byKey(key);
  }

  /** Lets a long write give way to requests that read; the connection that writes stays with this write. */
  async #turn(): Promise<void> {
    if (performance.now() > this.#turnEnd) {
      await new Promise((resolve) => setImmediate(resolve));
      this.#turnEnd = performance.now() + TURN_MS;
    }
    if (this.#hasEnded) throw new Error("A write used its transaction after it had ended");
  }

  #current(key: ResourceKey): Current | undefined {
    const { connection, dictionary } = this.#parts;
    const type = dictionary.find(key.type);
    if (type === undefined) return undefined;
    const row = connection.get(sql`SELECT r.rid, r.version, r.deleted, r.realm, v.patients
      FROM resource r JOIN version v ON v.seq = r.seq WHERE r.type = ${type} AND r.id = ${key.id}`);
    if (!row) return undefined;
    const [rid, version, deleted, realm, patients] = row;
    return {
      rid: Number(rid),
      version: Number(version),
      isDeleted: deleted === 1,
      realm: Number(realm),
      patients: readTexts(patients ?? null),
    };
  }

  #insertResource(type: number, id: string, realm: number): number {
    const result = this.#parts.connection.statement(INSERT_RESOURCE).run(type, id, this.#atMs, realm);
    return Number(result.lastInsertRowid);
  }

  #addVersion(row: NewVersion): void {
    const former = row.before.filter((patient) => !row.patients.includes(patient));
    const { rid, version, type, realm, json } = row;
    const method = METHODS.indexOf(row.method);
    const { lastInsertRowid } = this.#parts.connection
      .statement(INSERT_VERSION)
      .run(rid, version, type, this.#atMs, method, realm, writeTexts(row.patients), writeTexts(former), json);
    const deleted = row.method === "delete" ? 1 : 0;
    this.#parts.connection
      .statement(UPDATE_RESOURCE)
      .run(version, Number(lastInsertRowid), this.#atMs, realm, deleted, rid);
  }
}

interface NewVersion {
  readonly rid: number;
  readonly version: number;
  readonly type: number;
  readonly method: (typeof METHODS)[number];
  readonly realm: number;
  /** In whose compartments the resource was, and now is. */
  readonly before: readonly string[];
  readonly patients: readonly string[];
  readonly json: string | null;
}

/** @throws VersionConflict unless `ifMatch` is absent or names the current version */
function checkIfMatch(type: string, ifMatch: string | undefined, current: Current | undefined): void {
  if (ifMatch === undefined || (current && String(current.version) === ifMatch)) return;
  const found = current ? `its current version is ${current.version}` : "there is no such resource";
  throw new VersionConflict(`If-Match asks for version ${ifMatch} of this ${type}, but ${found}`, {
    expression: `${type}.meta.versionId`,
  });
}

/**
 * The embedded store as the source or the target of a copy. `version.seq` is the position and `journal.num` the place, so
 * both are taken over as they are; a resource gets its number with its first version, which keeps the order of creation.
 */
import type { Resource } from "@medplum/fhirtypes";
import { parseJson } from "../../json.ts";
import {
  COPY_PAGE_BYTES,
  type CopiedConsumer,
  type CopiedMessage,
  type CopiedSecret,
  type CopiedVersion,
  type CopyPart,
  exactTime,
  isSameMessage,
  isSameVersion,
  placeOf,
  refuseOther,
  type StoreContents,
} from "../copy.ts";
import type { Indexer } from "../port.ts";
import type { Connection, Row, SqlValue } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import type { IndexRows } from "./index-rows.ts";
import type { JournalTable } from "./journal.ts";
import { COPYING, METHODS, REALMS } from "./schema.ts";
import { type Sql, sql } from "./sql.ts";
import { readTexts, writeTexts } from "./texts.ts";
import { VERSION_COLUMNS, type Versions } from "./versions.ts";

const SELECT_VERSIONS = sql`SELECT ${VERSION_COLUMNS}, v.seq, v.realm, v.patients, v.former
  FROM version v CROSS JOIN resource r ON r.rid = v.rid`;
/** Columns before those that only a copy reads. */
const VERSION_WIDTH = VERSION_COLUMNS.text.split(",").length;

/** Reads for a copy, over one connection. */
export class CopyReads {
  readonly #connection: Connection;
  readonly #versions: Versions;
  readonly #journal: JournalTable;

  constructor(connection: Connection, versions: Versions, journal: JournalTable) {
    this.#connection = connection;
    this.#versions = versions;
    this.#journal = journal;
  }

  contents(): StoreContents {
    const number = (query: Sql) => Number(this.#connection.get(query)?.[0]);
    return this.#connection.snapshot(() => ({
      versions: number(sql`SELECT count(*) FROM version`),
      resources: number(sql`SELECT count(*) FROM resource WHERE deleted = 0`),
      messages: number(sql`SELECT count(*) FROM journal`),
      head: this.head(),
      consumers: this.#connection.all(sql`SELECT name, position FROM consumer ORDER BY name`).map(toConsumer),
      secrets: this.#connection.all(sql`SELECT name, value FROM secret ORDER BY name`).map(toSecret),
    }));
  }

  head(): number {
    return Number(this.#connection.get(sql`SELECT coalesce(max(seq), 0) FROM version`)?.[0]);
  }

  versions(after: number, limit: number): readonly CopiedVersion[] {
    const query = sql`${SELECT_VERSIONS} WHERE v.seq > ${after} ORDER BY v.seq LIMIT ${limit}`;
    return this.#page(
      query,
      (row) => this.#toVersion(row),
      ({ json }) => json?.length ?? 0,
    );
  }

  version(position: number): CopiedVersion | undefined {
    const row = this.#connection.get(sql`${SELECT_VERSIONS} WHERE v.seq = ${position}`);
    return row && this.#toVersion(row);
  }

  messages(after: number, limit: number): readonly CopiedMessage[] {
    const query = sql`SELECT num, id FROM journal WHERE num > ${after} ORDER BY num LIMIT ${limit}`;
    return this.#page(
      query,
      (row) => this.#toMessage(row),
      ({ raw }) => raw.length,
    );
  }

  /** The message at a place or with an id. */
  message(place: number, id: string): CopiedMessage | undefined {
    const row = this.#connection.get(sql`SELECT num, id FROM journal WHERE num = ${place} OR id = ${id}`);
    return row && this.#toMessage(row);
  }

  #page<T>(query: Sql, toItem: (row: Row) => T, bytesOf: (item: T) => number): readonly T[] {
    const items: T[] = [];
    let bytes = 0;
    // Rows in raw mode, as in `Connection.all`; they are not all held at once.
    for (const row of this.#connection.statement(query.text).iterate(query.values)) {
      const item = toItem(row as Row);
      items.push(item);
      bytes += bytesOf(item);
      if (bytes >= COPY_PAGE_BYTES) break;
    }
    return items;
  }

  #toVersion(row: Row): CopiedVersion {
    const [seq = null, realm, patients = null, former = null] = row.slice(VERSION_WIDTH);
    return {
      ...this.#versions.toVersion(row),
      position: Number(seq),
      realm: REALMS[Number(realm)] ?? "computed",
      patients: readTexts(patients),
      former: readTexts(former),
    };
  }

  #toMessage([num, id]: Row): CopiedMessage {
    const entry = this.#journal.byId(String(id));
    if (!entry) throw new Error("A journalled message that was found has gone");
    return { ...entry, place: Number(num) };
  }
}

/** What the writes of a copy use, all on the connection that writes. */
export interface CopyWriteParts {
  readonly connection: Connection;
  readonly dictionary: Dictionary;
  readonly indexRows: IndexRows;
  readonly journal: JournalTable;
  readonly indexer: Indexer;
  readonly reads: CopyReads;
}

/** Writes of a copy, inside a transaction of the write queue. */
export class CopyWrites {
  readonly #parts: CopyWriteParts;

  constructor(parts: CopyWriteParts) {
    this.#parts = parts;
  }

  /** Marks the store as unfinished, or takes the mark away. */
  mark(isUnfinished: boolean): void {
    this.#parts.connection.database.pragma(`application_id = ${isUnfinished ? COPYING : 0}`);
  }

  /** @throws RuleViolation when something else is there */
  add({ versions = [], messages = [], consumers = [], secrets = [] }: CopyPart): void {
    for (const secret of secrets) this.#addSecret(secret);
    for (const version of versions) this.#addVersion(version);
    for (const message of messages) this.#addMessage(message);
    for (const { name: consumer, position } of consumers) {
      this.#parts.connection.run(sql`INSERT INTO consumer (name, position) VALUES (${consumer}, ${position})
        ON CONFLICT (name) DO UPDATE SET position = excluded.position`);
    }
  }

  #addSecret({ name: secret, value }: CopiedSecret): void {
    const { connection } = this.#parts;
    const [known] = connection.get(sql`SELECT value FROM secret WHERE name = ${secret}`) ?? [];
    if (known === undefined) connection.run(sql`INSERT INTO secret (name, value) VALUES (${secret}, ${value})`);
    else if (toBytes(known).compare(value) !== 0) refuseOther(`the secret ${secret}`);
  }

  #addVersion(version: CopiedVersion): void {
    const { connection, dictionary, reads, indexRows, indexer } = this.#parts;
    const { position, json, patients } = version;
    const known = reads.version(position);
    if (known && isSameVersion(known, version)) return;
    const [last] = connection.all(sql`SELECT seq, at FROM version ORDER BY seq DESC LIMIT 1`);
    const atMs = exactTime(version);
    if (Number(last?.[0] ?? 0) >= position || Number(last?.[1] ?? 0) > atMs) refuseOther(placeOf(version));

    const type = dictionary.number(version.type);
    const number = Number(version.versionId);
    const before = connection.get(sql`SELECT r.rid, r.version, r.deleted, v.patients FROM resource r
      JOIN version v ON v.seq = r.seq WHERE r.type = ${type} AND r.id = ${version.id}`);
    if (number !== Number(before?.[1] ?? 0) + 1) refuseOther(placeOf(version));
    const values = { type, number, atMs, realm: REALMS.indexOf(version.realm) };
    const rid = before ? Number(before[0]) : this.#insertResource(version, values);
    this.#insertVersion(rid, version, values);
    if (before && before[2] === 0) indexRows.remove(rid, readTexts(before[3] ?? null));
    if (json === undefined) return;
    // The text was written from a resource. Realm and compartments are the version's, whatever the indexer says today.
    const indexed = indexer(parseJson(json) as Resource);
    indexRows.add(rid, type, { ...indexed, realm: version.realm, patients });
  }

  #insertResource({ id }: CopiedVersion, { type, atMs, realm }: VersionValues): number {
    const row = this.#parts.connection.get(sql`INSERT INTO resource (type, id, version, seq, updated, realm, deleted)
      VALUES (${type}, ${id}, 1, 0, ${atMs}, ${realm}, 0) RETURNING rid`);
    return Number(row?.[0]);
  }

  #insertVersion(rid: number, version: CopiedVersion, { type, number, atMs, realm }: VersionValues): void {
    const { connection } = this.#parts;
    const { position, patients, former, json } = version;
    const method = METHODS.indexOf(version.method);
    connection.run(sql`INSERT INTO version (seq, rid, version, type, at, method, realm, patients, former, json) VALUES
      (${position}, ${rid}, ${number}, ${type}, ${atMs}, ${method}, ${realm}, ${writeTexts(patients)},
      ${writeTexts(former)}, ${json ?? null})`);
    const deleted = version.method === "delete" ? 1 : 0;
    connection.run(sql`UPDATE resource SET version = ${number}, seq = ${position}, updated = ${atMs}, realm = ${realm},
      deleted = ${deleted} WHERE rid = ${rid}`);
  }

  #addMessage(message: CopiedMessage): void {
    const { connection, journal, reads } = this.#parts;
    const { place, ...entry } = message;
    const known = reads.message(place, entry.id);
    if (known && (known.place !== place || known.id !== entry.id)) refuseOther(`the message at place ${place}`);
    if (known && isSameMessage(known, message)) return;
    journal.put(entry);
    if (!known) connection.run(sql`UPDATE journal SET num = ${place} WHERE id = ${entry.id}`);
  }
}

interface VersionValues {
  readonly type: number;
  /** The version id. */
  readonly number: number;
  readonly atMs: number;
  readonly realm: number;
}

function toConsumer([consumer, position]: Row): CopiedConsumer {
  return { name: String(consumer), position: Number(position) };
}

function toSecret([secret, value = null]: Row): CopiedSecret {
  return { name: String(secret), value: toBytes(value) };
}

function toBytes(value: SqlValue): Buffer {
  if (!(value instanceof Uint8Array)) throw new Error("The store holds a secret that is no bytes");
  return Buffer.from(value);
}

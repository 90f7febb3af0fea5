/** Reads versions as the port gives them. */
import type { ResourceKey, StoredVersion } from "../port.ts";
import type { Connection, Row } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import { METHODS } from "./schema.ts";
import { name, PARAMETER, type Sql, sql } from "./sql.ts";

/** The columns that `toVersion` takes, of `version v` joined to `resource r`. */
export const VERSION_COLUMNS = name("r.type, r.id, v.version, v.at, v.method, v.json");

const BY_SEQ = `SELECT ${VERSION_COLUMNS.text} FROM version v JOIN resource r ON r.rid = v.rid WHERE v.seq = ${PARAMETER}`;

export function instant(ms: number): string {
  return new Date(ms).toISOString();
}

export class Versions {
  readonly #connection: Connection;
  readonly #dictionary: Dictionary;

  constructor(connection: Connection, dictionary: Dictionary) {
    this.#connection = connection;
    this.#dictionary = dictionary;
  }

  current(key: ResourceKey): StoredVersion | undefined {
    const type = this.#dictionary.find(key.type);
    if (type === undefined) return undefined;
    return this.#one(
      sql`SELECT ${VERSION_COLUMNS} FROM resource r JOIN version v ON v.seq = r.seq
          WHERE r.type = ${type} AND r.id = ${key.id}`,
    );
  }

  version(key: ResourceKey, versionId: string): StoredVersion | undefined {
    const type = this.#dictionary.find(key.type);
    if (type === undefined || !/^[1-9]\d{0,14}$/.test(versionId)) return undefined;
    return this.#one(
      sql`SELECT ${VERSION_COLUMNS} FROM resource r JOIN version v ON v.rid = r.rid AND v.version = ${Number(versionId)}
          WHERE r.type = ${type} AND r.id = ${key.id}`,
    );
  }

  /** The version with this number in the order of commits; it never changes. */
  bySeq(seq: number): StoredVersion {
    // `VERSION_COLUMNS` are what a row of this statement has.
    const row = this.#connection.statement(BY_SEQ).get(seq) as Row | undefined;
    if (!row) throw new Error("A version that was found has gone");
    return this.toVersion(row);
  }

  /** Rows of `VERSION_COLUMNS`. */
  toVersion([type, id, version, at, method, json]: Row): StoredVersion {
    return {
      type: this.#dictionary.text(Number(type)),
      id: String(id),
      versionId: String(version),
      lastUpdated: instant(Number(at)),
      method: METHODS[Number(method)] ?? "update",
      ...(json === null ? {} : { json: String(json) }),
    };
  }

  #one(query: Sql): StoredVersion | undefined {
    const row = this.#connection.get(query);
    return row && this.toVersion(row);
  }
}

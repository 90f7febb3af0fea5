/** History of a resource, a type or the whole system, newest first: https://hl7.org/fhir/R4/http.html#history */

import { readPosition, writeCursor } from "../cursor.ts";
import type { HistoryScope, Page, StoredVersion } from "../port.ts";
import type { Connection } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import { REALMS } from "./schema.ts";
import { and, FALSE, type Sql, sql, TRUE } from "./sql.ts";
import { VERSION_COLUMNS, type Versions } from "./versions.ts";

const FROM = sql`FROM version v CROSS JOIN resource r ON r.rid = v.rid`;

export class History {
  readonly #connection: Connection;
  readonly #dictionary: Dictionary;
  readonly #versions: Versions;

  constructor(connection: Connection, dictionary: Dictionary, versions: Versions) {
    this.#connection = connection;
    this.#dictionary = dictionary;
    this.#versions = versions;
  }

  page(scope: HistoryScope): Page<StoredVersion> {
    const before = readPosition(scope.cursor);
    return this.#connection.snapshot(() => {
      const where = this.#where(scope);
      const rows = this.#connection.all(sql`SELECT ${VERSION_COLUMNS}, v.seq ${FROM} WHERE ${where}
        AND ${before === undefined ? TRUE : sql`v.seq < ${before}`} ORDER BY v.seq DESC LIMIT ${scope.count + 1}`);
      const last = rows.length > scope.count ? rows[scope.count - 1] : undefined;
      return {
        items: rows.slice(0, scope.count).map((row) => this.#versions.toVersion(row)),
        ...(last ? { next: writeCursor([Number(last.at(-1))]) } : {}),
        ...(scope.total ? { total: this.#count(where) } : {}),
      };
    });
  }

  #count(where: Sql): number {
    return Number(this.#connection.get(sql`SELECT count(*) ${FROM} WHERE ${where}`)?.[0]);
  }

  #where({ type, id, since, at, realm = "any" }: HistoryScope): Sql {
    return and([
      this.#whose(type, id),
      realm === "any" ? TRUE : sql`v.realm = ${REALMS.indexOf(realm)}`,
      since === undefined ? TRUE : sql`v.seq >= ${this.#firstSeqAt(since)}`,
      at ? this.#wasCurrent(at) : TRUE,
    ]);
  }

  #whose(typeName: string | undefined, id: string | undefined): Sql {
    if (typeName === undefined) return TRUE;
    const type = this.#dictionary.find(typeName);
    if (type === undefined) return FALSE;
    if (id === undefined) return sql`v.type = ${type}`;
    const row = this.#connection.get(sql`SELECT rid FROM resource WHERE type = ${type} AND id = ${id}`);
    return row ? sql`v.rid = ${Number(row[0])}` : FALSE;
  }

  /** A version is current from its own instant until the next version's. */
  #wasCurrent({ low, high }: { low: number; high: number }): Sql {
    return sql`(v.seq < ${this.#firstSeqAt(high)} AND NOT EXISTS (
      SELECT 1 FROM version n WHERE n.rid = v.rid AND n.version = v.version + 1 AND n.at <= ${low}))`;
  }

  /** The first version written at or after an instant: halving works because instants never decrease. */
  #firstSeqAt(ms: number): number {
    let low = 0;
    let high = Number(this.#connection.get(sql`SELECT coalesce(max(seq), 0) + 1 FROM version`)?.[0]);
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const row = this.#connection.get(sql`SELECT at, seq FROM version WHERE seq >= ${middle} ORDER BY seq LIMIT 1`);
      if (!row || Number(row[0]) >= ms) high = middle;
      else low = Number(row[1]) + 1;
    }
    return low;
  }
}

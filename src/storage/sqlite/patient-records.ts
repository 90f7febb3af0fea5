/** The two reads that a twin lives on: a patient's compartment, and the latest of what was stated under a code. */

import { readPosition, writeCursor } from "../cursor.ts";
import type { CompartmentQuery, LatestQuery, Page, StoredVersion } from "../port.ts";
import type { Connection } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import { REALMS } from "./schema.ts";
import { and, PARAMETER, sql, TRUE } from "./sql.ts";
import { VERSION_COLUMNS, type Versions } from "./versions.ts";

/** The text of SQL for so many types; a list of them as JSON would be read anew for each code. */
function latestSql(types: number): string {
  const one = PARAMETER;
  return `SELECT k.time, k.rid, r.seq FROM clinical k CROSS JOIN resource r ON r.rid = k.rid
    WHERE k.patient = ${one} AND k.code = ${one} AND k.time <= ${one} AND k.type IN (${Array(types).fill(one).join(", ")})
    ORDER BY k.time DESC, k.rid DESC LIMIT ${one}`;
}

export class PatientRecords {
  readonly #connection: Connection;
  readonly #dictionary: Dictionary;
  readonly #versions: Versions;

  constructor(connection: Connection, dictionary: Dictionary, versions: Versions) {
    this.#connection = connection;
    this.#dictionary = dictionary;
    this.#versions = versions;
  }

  /** Newest first over all codes, each resource once. */
  latest(query: LatestQuery): readonly StoredVersion[] {
    const patient = this.#dictionary.find(query.patientId);
    const types = this.#typeNumbers(query.types);
    if (patient === undefined || types.length === 0) return [];
    return this.#connection.snapshot(() => {
      const found = new Map<number, { time: number; rid: number; seq: number }>();
      const statement = this.#connection.statement(latestSql(types.length));
      for (const text of query.codes) {
        const code = this.#dictionary.find(text);
        if (code === undefined) continue;
        const rows = statement.all(patient, code, query.asOf, ...types, query.count);
        // The three columns are integers.
        for (const [time, rid, seq] of rows as [number, number, number][]) found.set(rid, { time, rid, seq });
      }
      const newestFirst = [...found.values()].sort((a, b) => b.time - a.time || b.rid - a.rid);
      return newestFirst.map(({ seq }) => this.#versions.bySeq(seq));
    });
  }

  compartment(patientId: string, query: CompartmentQuery): Page<StoredVersion> {
    const after = readPosition(query.cursor);
    const patient = this.#dictionary.find(patientId);
    if (patient === undefined) return { items: [] };
    const types = query.types && JSON.stringify(this.#typeNumbers(query.types));
    const where = and([
      sql`c.patient = ${patient}`,
      after === undefined ? TRUE : sql`c.rid > ${after}`,
      types === undefined ? TRUE : sql`c.type IN (SELECT value FROM json_each(${types}))`,
      query.realm === "any" ? TRUE : sql`r.realm = ${REALMS.indexOf(query.realm)}`,
    ]);
    const rows = this.#connection.all(sql`SELECT ${VERSION_COLUMNS}, r.rid
      FROM compartment c CROSS JOIN resource r ON r.rid = c.rid CROSS JOIN version v ON v.seq = r.seq
      WHERE ${where} ORDER BY c.rid LIMIT ${query.count + 1}`);
    const items = rows.slice(0, query.count).map((row) => this.#versions.toVersion(row));
    const last = rows.length > query.count ? rows[query.count - 1] : undefined;
    return last ? { items, next: writeCursor([Number(last.at(-1))]) } : { items };
  }

  #typeNumbers(types: readonly string[]): number[] {
    return types.flatMap((type) => this.#dictionary.find(type) ?? []);
  }
}

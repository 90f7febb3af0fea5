/** The two reads that a twin lives on: a patient's compartment, and the latest of what was stated under a code. */
import type { CompartmentQuery, LatestQuery, Page, StoredVersion } from "../port.ts";
import type { Connection } from "./connection.ts";
import { readPosition, writeCursor } from "./cursor.ts";
import type { Dictionary } from "./dictionary.ts";
import { REALMS } from "./schema.ts";
import { and, sql, TRUE } from "./sql.ts";
import type { Versions } from "./versions.ts";

const LATEST = `SELECT k.time, k.rid, r.seq FROM clinical k JOIN resource r ON r.rid = k.rid
  WHERE k.patient = ? AND k.code = ? AND k.time <= ? AND k.type IN (SELECT value FROM json_each(?))
  ORDER BY k.time DESC, k.rid DESC LIMIT ?`;

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
      const statement = this.#connection.statement(LATEST);
      for (const text of query.codes) {
        const code = this.#dictionary.find(text);
        if (code === undefined) continue;
        const rows = statement.all(patient, code, query.asOf, JSON.stringify(types), query.count);
        // The three columns of LATEST are integers.
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
    const rows = this.#connection.all(sql`SELECT r.rid, r.seq FROM compartment c CROSS JOIN resource r ON r.rid = c.rid
      WHERE ${where} ORDER BY c.rid LIMIT ${query.count + 1}`);
    const items = rows.slice(0, query.count).map(([, seq]) => this.#versions.bySeq(Number(seq)));
    const last = rows.length > query.count ? rows[query.count - 1] : undefined;
    return last ? { items, next: writeCursor([Number(last[0])]) } : { items };
  }

  #typeNumbers(types: readonly string[]): number[] {
    return types.flatMap((type) => this.#dictionary.find(type) ?? []);
  }
}

/** Change events: the versions in the order of commit. */
import type { ChangeEvent } from "../port.ts";
import type { Connection, Row } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import { METHODS, REALMS } from "./schema.ts";
import { sql } from "./sql.ts";
import { readTexts } from "./texts.ts";
import { instant } from "./versions.ts";

export class Events {
  readonly #connection: Connection;
  readonly #dictionary: Dictionary;

  constructor(connection: Connection, dictionary: Dictionary) {
    this.#connection = connection;
    this.#dictionary = dictionary;
  }

  after(position: number, limit: number): readonly ChangeEvent[] {
    const rows = this.#connection.all(sql`SELECT v.seq, r.type, r.id, v.version, v.method, v.realm, v.at, v.patients,
      v.former FROM version v CROSS JOIN resource r ON r.rid = v.rid WHERE v.seq > ${position} ORDER BY v.seq LIMIT ${limit}`);
    return rows.map((row) => this.#toEvent(row));
  }

  consumerPosition(consumer: string): number {
    return Number(this.#connection.get(sql`SELECT position FROM consumer WHERE name = ${consumer}`)?.[0] ?? 0);
  }

  #toEvent([seq, type, id, version, method, realm, at, patients, former]: Row): ChangeEvent {
    return {
      position: Number(seq),
      type: this.#dictionary.text(Number(type)),
      id: String(id),
      versionId: String(version),
      action: METHODS[Number(method)] ?? "update",
      realm: REALMS[Number(realm)] ?? "computed",
      at: instant(Number(at)),
      patients: [...readTexts(patients ?? null), ...readTexts(former ?? null)],
    };
  }
}

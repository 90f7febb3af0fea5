/** Writes and removes the index rows of a resource's current version. */
import type { IndexEntry, IndexedResource } from "../port.ts";
import { CANONICAL, GIVEN } from "./conditions.ts";
import type { Connection } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import { INDEX_TABLES } from "./schema.ts";
import { PARAMETER } from "./sql.ts";

/** The same row twice is one row; anything else that is wrong with a row fails the write. */
const INSERT = {
  token: "INSERT INTO token (param, code, rid, system, grp) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  string: "INSERT INTO string (param, folded, rid, value, grp) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  date: "INSERT INTO date (param, low, rid, high, grp) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  number: "INSERT INTO number (param, value, rid, low, high, grp) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  quantity:
    "INSERT INTO quantity (param, form, unit, value, rid, system, low, high, label, grp) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  reference: "INSERT INTO reference (param, target, rid, type, grp) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  uri: "INSERT INTO uri (param, value, rid, grp) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
  compartment: "INSERT INTO compartment (patient, rid, type) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
  clinical: "INSERT INTO clinical (patient, code, time, rid, type) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
} as const;

export class IndexRows {
  readonly #connection: Connection;
  readonly #dictionary: Dictionary;

  constructor(connection: Connection, dictionary: Dictionary) {
    this.#connection = connection;
    this.#dictionary = dictionary;
  }

  /** @param type number of the resource's type */
  add(rid: number, type: number, indexed: IndexedResource): void {
    for (const entry of indexed.entries) this.#addEntry(rid, type, entry);
    for (const patientId of indexed.patients) {
      const patient = this.#dictionary.number(patientId);
      this.#insert("compartment", patient, rid, type);
      if (!indexed.clinical || indexed.realm !== "record") continue;
      for (const code of indexed.clinical.codes) {
        this.#insert("clinical", patient, this.#dictionary.number(code), indexed.clinical.time, rid, type);
      }
    }
  }

  /** @param patients in whose compartments the resource was */
  remove(rid: number, patients: readonly string[]): void {
    for (const table of INDEX_TABLES)
      this.#connection.statement(`DELETE FROM ${table} WHERE rid = ${PARAMETER}`).run(rid);
    const statement = this.#connection.statement(
      `DELETE FROM compartment WHERE patient = ${PARAMETER} AND rid = ${PARAMETER}`,
    );
    for (const patientId of patients) statement.run(this.#dictionary.number(patientId), rid);
  }

  #addEntry(rid: number, type: number, entry: IndexEntry): void {
    const group = entry.group ?? 0;
    switch (entry.kind) {
      case "token":
        this.#addToken(this.#param(type, entry), rid, entry.system, entry.code, group);
        break;
      case "string":
        this.#insert("string", this.#param(type, entry), entry.folded, rid, entry.value, group);
        break;
      case "date":
        this.#insert("date", this.#param(type, entry), entry.low, rid, entry.high, group);
        break;
      case "number":
        this.#insert("number", this.#param(type, entry), entry.value, rid, entry.low, entry.high, group);
        break;
      case "quantity":
        this.#addQuantity(this.#param(type, entry), rid, entry, group);
        break;
      case "reference":
        this.#addReference(type, rid, entry, group);
        break;
      case "uri":
        this.#insert("uri", this.#param(type, entry), entry.value, rid, group);
        break;
    }
  }

  #param(type: number, entry: IndexEntry): number {
    return this.#dictionary.paramNumber(type, entry.param, entry.kind);
  }

  #addToken(param: number, rid: number, system: string, code: string, group: number): void {
    this.#insert("token", param, code, rid, this.#dictionary.number(system), group);
  }

  #addQuantity(param: number, rid: number, entry: IndexEntry & { kind: "quantity" }, group: number): void {
    const system = this.#dictionary.number(entry.system);
    const { code, value, low, high, unit, canonical } = entry;
    this.#insert("quantity", param, GIVEN, code, value, rid, system, low, high, unit, group);
    if (!canonical) return;
    this.#insert(
      "quantity",
      param,
      CANONICAL,
      canonical.code,
      canonical.value,
      rid,
      system,
      canonical.low,
      canonical.high,
      "",
      group,
    );
  }

  #addReference(type: number, rid: number, entry: IndexEntry & { kind: "reference" }, group: number): void {
    if (entry.id !== undefined && entry.type !== undefined) {
      this.#insert("reference", this.#param(type, entry), entry.id, rid, this.#dictionary.number(entry.type), group);
    }
    if (entry.url !== undefined) {
      const param = this.#dictionary.paramNumber(type, entry.param, "reference-url");
      this.#insert("uri", param, entry.url, rid, group);
    }
    if (entry.identifier) {
      const param = this.#dictionary.paramNumber(type, entry.param, "reference-identifier");
      this.#addToken(param, rid, entry.identifier.system, entry.identifier.value, group);
    }
  }

  #insert(table: keyof typeof INSERT, ...values: readonly (string | number)[]): void {
    this.#connection.statement(INSERT[table]).run(values);
  }
}

/**
 * Numbers for the texts that repeat and for the search parameters that occur: index rows hold these.
 *
 * Numbers given inside a transaction that is rolled back are void, so `forget` empties what is remembered here.
 */
import type { Connection } from "./connection.ts";
import { sql } from "./sql.ts";

/** Texts remembered, those that have no number apart; beyond it the memory starts anew. */
const MAX_TEXTS = 50_000;

/** A kind of index entry, or one of the two other forms of a reference, which live in the tables of their like. */
export type ParamKind =
  | "token"
  | "string"
  | "date"
  | "number"
  | "quantity"
  | "reference"
  | "uri"
  /** The identifier of a logical reference: rows of `token`. */
  | "reference-identifier"
  /** The URL of an absolute or canonical reference: rows of `uri`. */
  | "reference-url";

export type IndexTable = "token" | "string" | "date" | "number" | "quantity" | "reference" | "uri";

export function tableOf(kind: ParamKind): IndexTable {
  if (kind === "reference-identifier") return "token";
  return kind === "reference-url" ? "uri" : kind;
}

export interface Param {
  readonly num: number;
  readonly kind: ParamKind;
}

export class Dictionary {
  readonly #writer: Connection;
  readonly #numbers = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  /** Texts that no row has: a twin asks for hundreds of codes, most of which a patient's record lacks. */
  readonly #unknown = new Set<string>();
  /** By type number, then by parameter code. */
  readonly #params = new Map<number, Map<string, Param[]>>();
  #hasAdded = false;

  /**
   * @param writer the connection that writes, which sees every number, also of the running transaction; a thread that only
   * reads gives its own, and calls `renew`
   */
  constructor(writer: Connection) {
    this.#writer = writer;
    this.#loadParams();
  }

  /** The number of a text; undefined if no row can have it. */
  find(text: string): number | undefined {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    if (this.#unknown.has(text)) return undefined;
    const row = this.#writer.get(sql`SELECT num FROM text WHERE value = ${text}`);
    if (row !== undefined) return this.#remember(text, Number(row[0]));
    if (this.#unknown.size >= MAX_TEXTS) this.#unknown.clear();
    this.#unknown.add(text);
    return undefined;
  }

  /** The number of a text, which gets one if it has none. Inside a transaction only. */
  number(text: string): number {
    const known = this.find(text);
    if (known !== undefined) return known;
    this.#hasAdded = true;
    this.#unknown.delete(text);
    const row = this.#writer.get(sql`INSERT INTO text (value) VALUES (${text}) RETURNING num`);
    return this.#remember(text, Number(row?.[0]));
  }

  text(num: number): string {
    const known = this.#texts.get(num);
    if (known !== undefined) return known;
    const value = String(this.#writer.get(sql`SELECT value FROM text WHERE num = ${num}`)?.[0]);
    this.#remember(value, num);
    return value;
  }

  /** Every kind under which entries of this parameter have been written. */
  params(type: number, code: string): readonly Param[] {
    return this.#params.get(type)?.get(code) ?? [];
  }

  findParam(type: number, code: string, kind: ParamKind): number | undefined {
    return this.params(type, code).find((param) => param.kind === kind)?.num;
  }

  /** The number of a parameter, which gets one if it has none. Inside a transaction only. */
  paramNumber(type: number, code: string, kind: ParamKind): number {
    const known = this.findParam(type, code, kind);
    if (known !== undefined) return known;
    this.#hasAdded = true;
    const row = this.#writer.get(
      sql`INSERT INTO param (type, code, kind) VALUES (${type}, ${code}, ${kind}) RETURNING num`,
    );
    const num = Number(row?.[0]);
    this.#rememberParam(type, code, { num, kind });
    return num;
  }

  /** After a rollback: drops what may not exist any more. */
  forget(): void {
    if (!this.#hasAdded) return;
    this.#numbers.clear();
    this.#texts.clear();
    this.#params.clear();
    this.#loadParams();
  }

  /** Sees what another connection has committed. */
  renew(): void {
    this.#unknown.clear();
    this.#params.clear();
    this.#loadParams();
  }

  /** After a commit: what was added is there to stay. */
  keep(): void {
    this.#hasAdded = false;
  }

  #remember(text: string, num: number): number {
    if (this.#numbers.size >= MAX_TEXTS) {
      this.#numbers.clear();
      this.#texts.clear();
    }
    this.#numbers.set(text, num);
    this.#texts.set(num, text);
    return num;
  }

  #rememberParam(type: number, code: string, param: Param): void {
    const codes = this.#params.get(type) ?? new Map<string, Param[]>();
    this.#params.set(type, codes);
    const params = codes.get(code);
    if (params) params.push(param);
    else codes.set(code, [param]);
  }

  #loadParams(): void {
    for (const [num, type, code, kind] of this.#writer.all(sql`SELECT num, type, code, kind FROM param`)) {
      // The kind was written by `paramNumber`.
      this.#rememberParam(Number(type), String(code), { num: Number(num), kind: kind as ParamKind });
    }
  }
}

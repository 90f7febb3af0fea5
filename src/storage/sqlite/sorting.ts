/**
 * Orders of search results. The value of a key is the least of a resource's values, or the greatest if descending;
 * resources without one come last either way; ties go in order of creation, in the direction of the last key.
 */

import type { CursorValue } from "../cursor.ts";
import type { SortKey } from "../port.ts";
import type { Scope } from "./clauses.ts";
import { resourceAlias } from "./clauses.ts";
import { CANONICAL, GIVEN } from "./conditions.ts";
import { type Dictionary, type IndexTable, tableOf } from "./dictionary.ts";
import { name, type Sql, sql, TRUE } from "./sql.ts";

/** The column of each index table that orders it. */
export const SORT_COLUMN: Readonly<Record<IndexTable, string>> = {
  token: "code",
  string: "folded",
  date: "low",
  number: "value",
  quantity: "value",
  reference: "target",
  uri: "value",
};

export class SortValues {
  readonly #dictionary: Dictionary;

  constructor(dictionary: Dictionary) {
    this.#dictionary = dictionary;
  }

  /** The value of a key for the row of `resource` that has the scope's alias: an expression, null without a value. */
  of(key: SortKey, scope: Scope): Sql {
    const r = name(resourceAlias(scope));
    if (key.kind === "lastUpdated") return sql`${r}.updated`;
    if (key.kind === "id") return sql`${r}.id`;
    const param = this.#dictionary.findParam(scope.type, key.param, key.kind);
    if (param === undefined) return sql`NULL`;
    const table = tableOf(key.kind);
    const extreme = name(`${key.descending ? "max" : "min"}(e.${SORT_COLUMN[table]})`);
    const value = (where: Sql) =>
      sql`(SELECT ${extreme} FROM ${name(`${table} e INDEXED BY ${table}_rid`)} WHERE e.rid = ${r}.rid AND e.param = ${param} AND ${where})`;
    if (table !== "quantity") return value(TRUE);
    return sql`coalesce(${value(sql`e.form = ${CANONICAL}`)}, ${value(sql`e.form = ${GIVEN}`)})`;
  }
}

/** ORDER BY over the columns `k0`, `k1`, … and `rid`. */
export function orderOf(keys: readonly SortKey[]): Sql {
  const terms = keys.map((key, index) => `k${index} ${key.descending ? "DESC" : "ASC"} NULLS LAST`);
  return name([...terms, `rid ${keys.at(-1)?.descending ? "DESC" : "ASC"}`].join(", "));
}

/** That a row with the columns `k0`, `k1`, … and `rid` comes after the cursor's. */
export function afterKeys(keys: readonly SortKey[], cursor: readonly CursorValue[]): Sql {
  const rid = Number(cursor.at(-1));
  let after = keys.at(-1)?.descending ? sql`rid < ${rid}` : sql`rid > ${rid}`;
  for (const [index, key] of [...keys.entries()].reverse()) {
    const column = name(`k${index}`);
    const value = cursor[index] ?? null;
    after =
      value === null
        ? sql`(${column} IS NULL AND ${after})`
        : sql`(${column} IS NULL OR ${column} ${name(key.descending ? "<" : ">")} ${value} OR (${column} = ${value} AND ${after}))`;
  }
  return after;
}

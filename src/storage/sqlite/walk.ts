/**
 * Walks the resources of a type along one sort key and filters them until the page is full: for searches whose every
 * clause has many matches, where sorting all of them would be slower than meeting enough of them on the way.
 */

import type { CursorValue } from "../cursor.ts";
import type { SortKey } from "../port.ts";
import { isLive, type Scope } from "./clauses.ts";
import type { Connection, Row } from "./connection.ts";
import { type Dictionary, tableOf } from "./dictionary.ts";
import { SORT_COLUMN } from "./sorting.ts";
import { name, type Sql, sql, TRUE } from "./sql.ts";

interface Walk {
  readonly connection: Connection;
  readonly dictionary: Dictionary;
  readonly scope: Scope;
  readonly filter: Sql;
  readonly key: SortKey;
  readonly cursor: readonly CursorValue[] | undefined;
  readonly limit: number;
}

/** Rows of `rid`, `seq` and the key's value; undefined for a key that has no index in its order. */
export function walk(request: Walk): readonly Row[] | undefined {
  const { key, scope, dictionary } = request;
  if (key.kind === "lastUpdated") return walkColumn(request, "updated");
  if (key.kind === "id") return walkColumn(request, "id");
  if (key.kind === "quantity") return undefined;
  const param = dictionary.findParam(scope.type, key.param, key.kind);
  return param === undefined ? undefined : walkEntries(request, key.kind, param);
}

function walkColumn({ connection, scope, filter, key, cursor, limit }: Walk, column: "updated" | "id"): readonly Row[] {
  const value = name(`r0.${column}`);
  const after = cursor ? afterRow(value, sql`r0.rid`, key.descending, cursor) : TRUE;
  const direction = name(key.descending ? "DESC" : "ASC");
  return connection.all(sql`SELECT r0.rid, r0.seq, ${value} FROM resource r0
    WHERE ${isLive(scope)} AND ${after} AND ${filter} ORDER BY ${value} ${direction}, r0.rid ${direction} LIMIT ${limit}`);
}

/** Those with a value along the index, then those without in order of creation. */
function walkEntries(request: Walk, kind: Exclude<SortKey["kind"], "lastUpdated" | "id" | "quantity">, param: number) {
  const { connection, scope, filter, key, cursor, limit } = request;
  const table = name(tableOf(kind));
  const byResource = name(`${tableOf(kind)}_rid`);
  const column = name(SORT_COLUMN[tableOf(kind)]);
  const [direction, beyond] = key.descending ? [name("DESC"), name(">")] : [name("ASC"), name("<")];
  const isInTail = cursor !== undefined && cursor[0] === null;
  const rows: Row[] = [];
  if (!isInTail) {
    const after = cursor ? afterRow(sql`k.${column}`, sql`k.rid`, key.descending, cursor) : TRUE;
    rows.push(
      ...connection.all(sql`SELECT DISTINCT k.rid, r0.seq, k.${column} FROM ${table} k CROSS JOIN resource r0 ON r0.rid = k.rid
        WHERE k.param = ${param} AND ${after} AND ${isLive(scope)} AND ${filter}
        AND NOT EXISTS (SELECT 1 FROM ${table} x INDEXED BY ${byResource} WHERE x.rid = k.rid AND x.param = ${param} AND x.${column} ${beyond} k.${column})
        ORDER BY k.${column} ${direction}, k.rid ${direction} LIMIT ${limit}`),
    );
  }
  if (rows.length >= limit) return rows;
  const after = isInTail ? sql`r0.rid ${name(key.descending ? "<" : ">")} ${Number(cursor[1])}` : TRUE;
  const tail = connection.all(sql`SELECT r0.rid, r0.seq, NULL FROM resource r0 WHERE ${isLive(scope)} AND ${after}
    AND NOT EXISTS (SELECT 1 FROM ${table} x INDEXED BY ${byResource} WHERE x.rid = r0.rid AND x.param = ${param}) AND ${filter}
    ORDER BY r0.rid ${direction} LIMIT ${limit - rows.length}`);
  return [...rows, ...tail];
}

/** (value, rid) after the cursor's, as one comparison that an index can start from. */
function afterRow(value: Sql, rid: Sql, descending: boolean, cursor: readonly CursorValue[]): Sql {
  return sql`(${value}, ${rid}) ${name(descending ? "<" : ">")} (${cursor[0] ?? null}, ${Number(cursor[1])})`;
}

/**
 * Runs search plans: one select of `rid`s in order, then the versions of the page.
 *
 * SQLite cannot know how many resources have a code or lie in a period, so the plan is chosen here by looking: each
 * clause's select is counted up to `PROBE_LIMIT` rows. The smallest one drives if it ended before that; the candidates
 * are then filtered, sorted by values looked up for each, and cut to the page. If all are large, the resources are
 * walked in the order that is asked for and filtered until the page is full (`walk.ts`), which large matches make short.
 */

import { type CursorValue, readCursor, writeCursor } from "../cursor.ts";
import type { Clause, Page, SearchPlan, SortKey, StoredVersion } from "../port.ts";
import { Clauses, isLive, resourceAlias, type Scope } from "./clauses.ts";
import type { Connection, Row } from "./connection.ts";
import type { Dictionary } from "./dictionary.ts";
import { afterKeys, orderOf, SortValues } from "./sorting.ts";
import { name, type Sql, sql, TRUE } from "./sql.ts";
import type { Versions } from "./versions.ts";
import { walk } from "./walk.ts";

/** A clause with fewer candidates drives the search. */
const PROBE_LIMIT = 4_000;
/** The same when all matches are counted: only a walk over the whole type is the alternative. */
const COUNT_PROBE_LIMIT = 250_000;
/** A clause with so few is taken without looking at the others. */
const FEW = 50;

export class Search {
  readonly #connection: Connection;
  readonly #dictionary: Dictionary;
  readonly #clauses: Clauses;
  readonly #sortValues: SortValues;
  readonly #versions: Versions;

  constructor(connection: Connection, dictionary: Dictionary, versions: Versions) {
    this.#connection = connection;
    this.#dictionary = dictionary;
    this.#clauses = new Clauses(dictionary);
    this.#sortValues = new SortValues(dictionary);
    this.#versions = versions;
  }

  page(plan: SearchPlan): Page<StoredVersion> {
    const cursor = plan.cursor === undefined ? undefined : readCursor(plan.cursor, plan.sort.length + 1);
    const scope = this.#scope(plan);
    if (!scope) return { items: [], ...(plan.total ? { total: 0 } : {}) };
    return this.#connection.snapshot(() => {
      const page = this.#page(plan, scope, cursor);
      return plan.total ? { ...page, total: this.count(plan) } : page;
    });
  }

  count(plan: Omit<SearchPlan, "count" | "cursor" | "sort">): number {
    const scope = this.#scope(plan);
    if (!scope) return 0;
    const { from } = this.#candidates(plan.where, scope, COUNT_PROBE_LIMIT);
    return Number(this.#connection.get(sql`SELECT count(*) FROM ${from}`)?.[0]);
  }

  #scope(plan: Pick<SearchPlan, "type" | "realm">): Scope | undefined {
    const type = this.#dictionary.find(plan.type);
    return type === undefined ? undefined : { type, realm: plan.realm, depth: 0 };
  }

  #page(plan: SearchPlan, scope: Scope, cursor: readonly CursorValue[] | undefined): Page<StoredVersion> {
    const rows = this.#rows(plan, scope, cursor, plan.count + 1);
    const items = rows.slice(0, plan.count).map(([, seq]) => this.#versions.bySeq(Number(seq)));
    const last = rows.length > plan.count ? rows[plan.count - 1] : undefined;
    return last ? { items, next: cursorOf(last) } : { items };
  }

  /** Rows of `rid`, `seq` and the values of the sort keys, in order, after the cursor. */
  #rows(plan: SearchPlan, scope: Scope, cursor: readonly CursorValue[] | undefined, limit: number): readonly Row[] {
    const { from, isDriven } = this.#candidates(plan.where, scope, PROBE_LIMIT);
    const [key] = plan.sort;
    if (!key) return this.#connection.all(inOrderOfCreation(from, cursor, limit));
    if (!isDriven && plan.sort.length === 1) {
      const filter = this.#clauses.filterAll(plan.where, scope);
      const rows = walk({
        connection: this.#connection,
        dictionary: this.#dictionary,
        scope,
        filter,
        key,
        cursor,
        limit,
      });
      if (rows) return rows;
    }
    return this.#connection.all(this.#sorted(plan.sort, scope, from, cursor, limit));
  }

  /** `resource r0 WHERE …` for all matches, from the most selective clause if there is one. */
  #candidates(where: readonly Clause[], scope: Scope, probeLimit: number): { from: Sql; isDriven: boolean } {
    const clauses = where.flatMap((clause) => (clause.kind === "all" ? clause.of : [clause]));
    const driver = this.#driver(clauses, scope, probeLimit);
    const r = name(resourceAlias(scope));
    // The one that drives is not asked again: what it selects satisfies it.
    const rest = clauses.filter((clause) => clause !== driver?.clause);
    const filter = this.#clauses.filterAll(rest, scope);
    const start = driver ? sql`${r}.rid IN (${driver.select})` : TRUE;
    const resource = driver ? sql`resource ${r} NOT INDEXED` : sql`resource ${r}`;
    return { from: sql`${resource} WHERE ${start} AND ${isLive(scope)} AND ${filter}`, isDriven: Boolean(driver) };
  }

  #driver(clauses: readonly Clause[], scope: Scope, probeLimit: number): { clause: Clause; select: Sql } | undefined {
    let best: { clause: Clause; select: Sql } | undefined;
    let fewest = probeLimit;
    for (const clause of clauses) {
      const select = this.#clauses.drive(clause, scope);
      if (!select) continue;
      const count = Number(this.#connection.get(sql`SELECT count(*) FROM (${select} LIMIT ${fewest})`)?.[0]);
      if (count >= fewest) continue;
      best = { clause, select };
      fewest = count;
      if (count <= FEW) break;
    }
    return best;
  }

  #sorted(
    keys: readonly SortKey[],
    scope: Scope,
    from: Sql,
    cursor: readonly CursorValue[] | undefined,
    limit: number,
  ): Sql {
    const r = name(resourceAlias(scope));
    const values = keys.map((key, index) => sql`${this.#sortValues.of(key, scope)} AS ${name(`k${index}`)}`);
    const columns = values.reduce((joined, value) => sql`${joined}, ${value}`);
    return sql`WITH m AS MATERIALIZED (SELECT ${r}.rid AS rid, ${r}.seq AS seq, ${columns} FROM ${from})
      SELECT * FROM m WHERE ${cursor ? afterKeys(keys, cursor) : TRUE} ORDER BY ${orderOf(keys)} LIMIT ${limit}`;
  }
}

function inOrderOfCreation(from: Sql, cursor: readonly CursorValue[] | undefined, limit: number): Sql {
  const after = cursor ? sql`r0.rid > ${Number(cursor[0])}` : TRUE;
  return sql`SELECT r0.rid, r0.seq FROM ${from} AND ${after} ORDER BY r0.rid LIMIT ${limit}`;
}

/** The sort values, then the `rid`. */
function cursorOf([rid, , ...values]: Row): string {
  // Sort values are numbers, texts or null; no BLOB is sorted by.
  return writeCursor([...(values as CursorValue[]), Number(rid)]);
}

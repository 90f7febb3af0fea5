/**
 * A clause of a search plan in two forms of SQL: `filter`, a condition on a row of `resource`, and `drive`, a select of
 * the `rid`s that satisfy it. A plan is driven by its most selective clause and filtered by the others.
 */
import type { Clause, Realm } from "../port.ts";
import { type EntryClause, mergeAlternatives, type PlanClause } from "./alternatives.ts";
import { condition } from "./conditions.ts";
import { type Dictionary, type IndexTable, tableOf } from "./dictionary.ts";
import { compareTimes } from "./intervals.ts";
import { REALMS } from "./schema.ts";
import { and, FALSE, name, or, type Sql, sql, TRUE, unionAll } from "./sql.ts";

/** Where a clause stands: the number of the resource type, the realm, and how deep in chains. */
export interface Scope {
  readonly type: number;
  readonly realm: Realm | "any";
  readonly depth: number;
}

/** The alias of `resource` at a depth of chaining. */
export function resourceAlias(scope: Scope): string {
  return `r${scope.depth}`;
}

/** That a row of `resource` is a current, undeleted resource of the scope's type and realm. */
export function isLive(scope: Scope): Sql {
  const r = name(resourceAlias(scope));
  const realm = scope.realm === "any" ? TRUE : sql`${r}.realm = ${REALMS.indexOf(scope.realm)}`;
  return and([sql`${r}.type = ${scope.type}`, sql`${r}.deleted = 0`, realm]);
}

/**
 * An index table under an alias, read by its second index. SQLite would rather take the one by value for a range, and
 * read thousands of rows for each resource.
 */
function byResource(table: IndexTable, alias: string): Sql {
  return name(`${table} ${alias} INDEXED BY ${table}_rid`);
}

export class Clauses {
  readonly #dictionary: Dictionary;

  constructor(dictionary: Dictionary) {
    this.#dictionary = dictionary;
  }

  /** The scope of another type, one step down a chain; undefined when no resource of that type was ever stored. */
  inner(scope: Scope, typeName: string): Scope | undefined {
    const type = this.#dictionary.find(typeName);
    return type === undefined ? undefined : { type, realm: scope.realm, depth: scope.depth + 1 };
  }

  /** A condition on the row of `resource` that has the scope's alias. */
  filter(clause: PlanClause, scope: Scope): Sql {
    const r = name(resourceAlias(scope));
    switch (clause.kind) {
      case "any":
        return or(mergeAlternatives(clause.of).map((part) => this.filter(part, scope)));
      case "all":
        return this.filterAll(clause.of, scope);
      case "not":
        return sql`NOT ${this.filter(clause.of, scope)}`;
      case "id":
        return sql`${r}.id IN (SELECT value FROM json_each(${JSON.stringify(clause.ids)}))`;
      case "lastUpdated":
        return compareTimes(clause.comparator, sql`${r}.updated`, sql`(${r}.updated + 1)`, clause);
      case "missing":
        return this.#filterMissing(clause, scope);
      case "patient":
        return this.#filterPatient(clause.patientId, scope);
      case "composite":
        return this.#composite(clause, scope, sql`e0.rid = ${r}.rid`, (rows) => sql`EXISTS (SELECT 1 ${rows})`);
      case "chain":
        return this.#filterChain(clause, scope);
      case "has":
        return this.#filterHas(clause, scope);
      default:
        return this.#filterSimple(clause, scope);
    }
  }

  filterAll(clauses: readonly Clause[], scope: Scope): Sql {
    return and(clauses.map((clause) => this.filter(clause, scope)));
  }

  /** A select of the `rid`s that satisfy the clause, with repetitions; undefined if an index cannot give them. */
  drive(clause: PlanClause, scope: Scope): Sql | undefined {
    switch (clause.kind) {
      case "any":
        return this.#driveAny(clause.of, scope);
      case "not":
      case "missing":
      case "all":
        return undefined;
      case "id":
        return sql`SELECT rid FROM resource WHERE type = ${scope.type}
          AND id IN (SELECT value FROM json_each(${JSON.stringify(clause.ids)}))`;
      case "lastUpdated":
        return sql`SELECT d.rid FROM resource d WHERE d.type = ${scope.type}
          AND ${compareTimes(clause.comparator, sql`d.updated`, sql`(d.updated + 1)`, clause)}`;
      case "patient": {
        const patient = this.#dictionary.find(clause.patientId);
        return sql`SELECT rid FROM compartment WHERE patient = ${patient ?? -1} AND type = ${scope.type}`;
      }
      case "composite":
        return this.#composite(clause, scope, TRUE, (rows) => sql`SELECT e0.rid ${rows}`);
      case "chain":
        return this.#driveChain(clause, scope);
      case "has":
        return this.#driveHas(clause, scope);
      default:
        return this.#driveSimple(clause, scope);
    }
  }

  #filterSimple(clause: EntryClause, scope: Scope): Sql {
    const { table, param, test } = this.#condition(clause, scope, clause.param, "e");
    if (param === undefined || test === FALSE) return FALSE;
    return sql`EXISTS (SELECT 1 FROM ${byResource(table, "e")}
      WHERE ${and([sql`e.rid = ${name(resourceAlias(scope))}.rid`, sql`e.param = ${param}`, test])})`;
  }

  #driveSimple(clause: EntryClause, scope: Scope): Sql {
    const { table, param, test } = this.#condition(clause, scope, clause.param, "e");
    return sql`SELECT e.rid FROM ${name(table)} e WHERE ${and([sql`e.param = ${param ?? -1}`, test])}`;
  }

  #condition(clause: EntryClause, scope: Scope, code: string, alias: string) {
    return condition(clause, { type: scope.type, code, alias, dictionary: this.#dictionary });
  }

  #filterMissing({ param, missing }: { param: string; missing: boolean }, scope: Scope): Sql {
    const r = name(resourceAlias(scope));
    const kinds = [param, `${param}.0`].flatMap((code) => this.#dictionary.params(scope.type, code));
    const present = or(
      kinds.map(
        ({ num, kind }) =>
          sql`EXISTS (SELECT 1 FROM ${byResource(tableOf(kind), "e")} WHERE e.rid = ${r}.rid AND e.param = ${num})`,
      ),
    );
    return missing ? sql`NOT ${present}` : present;
  }

  #filterPatient(patientId: string, scope: Scope): Sql {
    const patient = this.#dictionary.find(patientId);
    if (patient === undefined) return FALSE;
    return sql`EXISTS (SELECT 1 FROM compartment c
      WHERE c.patient = ${patient} AND c.rid = ${name(resourceAlias(scope))}.rid)`;
  }

  /** Joins the rows of all parts on resource and group. */
  #composite(clause: Clause & { kind: "composite" }, scope: Scope, start: Sql, finish: (rows: Sql) => Sql): Sql {
    const parts = clause.parts.map((part, index) =>
      this.#condition(part, scope, `${clause.param}.${index}`, `e${index}`),
    );
    const rows = parts.map(({ table }, index) =>
      index === 0 && start === TRUE ? sql`${name(table)} e0` : byResource(table, `e${index}`),
    );
    const tables = rows.reduce((joined, row) => sql`${joined} CROSS JOIN ${row}`);
    const tests = parts.flatMap(({ param, test }, index) => {
      const e = name(`e${index}`);
      const joined = index === 0 ? TRUE : sql`${e}.rid = e0.rid AND ${e}.grp = e0.grp`;
      return [sql`${e}.param = ${param ?? -1}`, joined, test];
    });
    return finish(sql`FROM ${tables} WHERE ${and([start, ...tests])}`);
  }

  #filterChain(clause: Clause & { kind: "chain" }, scope: Scope): Sql {
    const param = this.#dictionary.findParam(scope.type, clause.param, "reference");
    if (param === undefined) return FALSE;
    const r = name(resourceAlias(scope));
    return or(
      clause.types.map((typeName) => {
        const inner = this.inner(scope, typeName);
        if (!inner) return FALSE;
        const [f, t] = [name(`f${inner.depth}`), name(resourceAlias(inner))];
        return sql`EXISTS (SELECT 1 FROM ${byResource("reference", `f${inner.depth}`)} CROSS JOIN resource ${t} ON ${t}.id = ${f}.target
          WHERE ${f}.rid = ${r}.rid AND ${f}.param = ${param} AND ${f}.type = ${inner.type}
          AND ${isLive(inner)} AND ${this.filterAll(clause.where, inner)})`;
      }),
    );
  }

  #filterHas(clause: Clause & { kind: "has" }, scope: Scope): Sql {
    const inner = this.inner(scope, clause.type);
    const param = inner && this.#dictionary.findParam(inner.type, clause.param, "reference");
    if (!inner || param === undefined) return FALSE;
    const [f, r, s] = [name(`f${inner.depth}`), name(resourceAlias(scope)), name(resourceAlias(inner))];
    return sql`EXISTS (SELECT 1 FROM reference ${f} CROSS JOIN resource ${s} ON ${s}.rid = ${f}.rid
      WHERE ${f}.param = ${param} AND ${f}.target = ${r}.id AND ${f}.type = ${scope.type}
      AND ${isLive(inner)} AND ${this.filterAll(clause.where, inner)})`;
  }

  #driveAny(clauses: readonly Clause[], scope: Scope): Sql | undefined {
    if (clauses.length === 0) return undefined;
    const parts: Sql[] = [];
    for (const clause of mergeAlternatives(clauses)) {
      const part = this.drive(clause, scope);
      if (!part) return undefined;
      parts.push(part);
    }
    return unionAll(parts);
  }

  /** Finds the targets first, then what refers to them. */
  #driveChain(clause: Clause & { kind: "chain" }, scope: Scope): Sql | undefined {
    const param = this.#dictionary.findParam(scope.type, clause.param, "reference") ?? -1;
    const parts: Sql[] = [];
    for (const typeName of clause.types) {
      const inner = this.inner(scope, typeName);
      if (!inner) continue;
      const found = this.#driveInner(clause.where, inner);
      if (!found) return undefined;
      const t = name(resourceAlias(inner));
      parts.push(sql`SELECT f.rid FROM resource ${t} CROSS JOIN reference f
        ON f.param = ${param} AND f.target = ${t}.id AND f.type = ${inner.type} WHERE ${found}`);
    }
    return parts.length === 0 ? undefined : unionAll(parts);
  }

  /** Finds what refers first, then its targets. */
  #driveHas(clause: Clause & { kind: "has" }, scope: Scope): Sql | undefined {
    const inner = this.inner(scope, clause.type);
    const found = inner && this.#driveInner(clause.where, inner);
    if (!inner || !found) return undefined;
    const param = this.#dictionary.findParam(inner.type, clause.param, "reference") ?? -1;
    const s = name(resourceAlias(inner));
    return sql`SELECT t.rid FROM resource ${s} CROSS JOIN ${byResource("reference", "f")} ON f.rid = ${s}.rid AND f.param = ${param}
      CROSS JOIN resource t ON t.type = f.type AND t.id = f.target WHERE f.type = ${scope.type} AND ${found}`;
  }

  /** The condition on the inner resource of a chain that starts from one of its clauses. */
  #driveInner(where: readonly Clause[], inner: Scope): Sql | undefined {
    for (const clause of where.toSorted((a, b) => rank(a) - rank(b))) {
      const start = this.drive(clause, inner);
      if (!start) continue;
      return and([sql`${name(resourceAlias(inner))}.rid IN (${start})`, isLive(inner), this.filterAll(where, inner)]);
    }
    return undefined;
  }
}

/** How few resources a clause is likely to have, least first, where nobody counts them. */
function rank(clause: Clause): number {
  switch (clause.kind) {
    case "id":
    case "patient":
      return 0;
    case "reference":
    case "uri":
    case "composite":
      return 1;
    case "token":
      return clause.code === undefined ? 4 : 2;
    case "string":
      return clause.match === "contains" ? 4 : 2;
    case "date":
    case "number":
    case "quantity":
    case "lastUpdated":
      return clause.comparator === "eq" ? 3 : 5;
    default:
      return 4;
  }
}

/**
 * Runs search plans over documents of `resources`: chains first, as look-ups of the ids that they lead to; then one
 * find per page, or two where resources without a value of the sort key come last.
 *
 * With several sort keys MongoDB cannot put "no value" last in both directions, so the matches' values are sorted here,
 * up to a limit.
 */
import { TooLarge } from "../../errors.ts";
import { type CursorValue, pageOf, readCursor } from "../cursor.ts";
import type { Clause, Page, SearchPlan, SortKey, StoredVersion } from "../port.ts";
import { compareValues, type ResourceDocument, sortName, toVersion } from "./documents.ts";
import { valueAt } from "./evaluate.ts";
import { allOf, type Filter, filterOf, type LocalClause } from "./filters.ts";
import type { Order, ResourceSource } from "./sources.ts";

/** Resources that one step of a chain may lead through, and that several sort keys may sort. */
const CHAIN_LIMIT = 100_000;
const SORT_LIMIT = 100_000;

type Scope = Pick<SearchPlan, "type" | "realm" | "where">;

export class Search {
  readonly #source: ResourceSource;

  constructor(source: ResourceSource) {
    this.#source = source;
  }

  async page(plan: SearchPlan): Promise<Page<StoredVersion>> {
    const cursor = plan.cursor === undefined ? undefined : readCursor(plan.cursor, plan.sort.length + 1);
    const filter = await this.#filter(plan);
    const [rows, total] = await Promise.all([
      this.#rows(plan, filter, cursor),
      plan.total ? this.#source.count(filter) : undefined,
    ]);
    const page = pageOf(rows, plan.count, { toItem: toVersion, toCursor: (row) => cursorValues(plan.sort, row) });
    return total === undefined ? page : { ...page, total };
  }

  async count(plan: Omit<SearchPlan, "count" | "cursor" | "sort">): Promise<number> {
    return this.#source.count(await this.#filter(plan));
  }

  async #filter({ type, realm, where }: Scope): Promise<Filter> {
    const clauses = await Promise.all(where.map((clause) => this.#local(clause, { type, realm })));
    const parts = allOf(clauses.map(filterOf));
    return allOf([{ type, deleted: false, ...(realm === "any" ? {} : { realm }) }, parts]);
  }

  /** One row more than the page, if there are so many. */
  async #rows(plan: SearchPlan, filter: Filter, cursor: readonly CursorValue[] | undefined) {
    const limit = plan.count + 1;
    const [key, ...others] = plan.sort;
    if (key && others.length > 0) return this.#sorted(plan.sort, filter, cursor, limit);
    const rows: ResourceDocument[] = [];
    for (const { where, order } of key ? stagesOf(key, cursor) : byCreation(cursor)) {
      rows.push(...(await this.#source.find({ filter: allOf([filter, where]), order, limit: limit - rows.length })));
      if (rows.length === limit) break;
    }
    return rows;
  }

  async #sorted(
    keys: readonly SortKey[],
    filter: Filter,
    cursor: readonly CursorValue[] | undefined,
    limit: number,
  ): Promise<ResourceDocument[]> {
    const fields = ["order", "type", ...keys.map(fieldOf)];
    const found = await this.#source.find({ filter, limit: SORT_LIMIT + 1, fields });
    if (found.length > SORT_LIMIT) {
      throw new TooLarge(
        `More than ${SORT_LIMIT} ${found[0]?.type} resources match: sort by one parameter, or search for less`,
        { code: "too-costly" },
      );
    }
    const compare = comparison(keys);
    const after = cursor ? found.filter((one) => compare(cursorValues(keys, one), cursor) > 0) : found;
    after.sort((a, b) => compare(cursorValues(keys, a), cursorValues(keys, b)));
    const ids = after.slice(0, limit).map(({ _id }) => _id);
    const whole = await this.#source.find({ filter: { _id: { $in: ids } } });
    const byId = new Map(whole.map((one) => [one._id, one]));
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  /** The clause without chains: each replaced by the ids that it leads to. */
  async #local(clause: Clause, scope: Omit<Scope, "where">): Promise<LocalClause> {
    switch (clause.kind) {
      case "any":
      case "all":
        return { kind: clause.kind, of: await Promise.all(clause.of.map((part) => this.#local(part, scope))) };
      case "not":
        return { kind: "not", of: await this.#local(clause.of, scope) };
      case "chain":
        return {
          kind: "any",
          of: await Promise.all(clause.types.map((type) => this.#chain(clause, { ...scope, type }))),
        };
      case "has":
        return this.#has(clause, scope);
      default:
        return clause;
    }
  }

  async #chain(clause: Clause & { kind: "chain" }, target: Omit<Scope, "where">): Promise<LocalClause> {
    const targets = await this.#step({ ...target, where: clause.where }, ["id"]);
    return { kind: "reference-list", param: clause.param, type: target.type, ids: targets.map(({ id }) => id) };
  }

  async #has(clause: Clause & { kind: "has" }, target: Omit<Scope, "where">): Promise<LocalClause> {
    const { type, param, where } = clause;
    const sources = await this.#step({ type, realm: target.realm, where }, ["reference"]);
    const ids = new Set<string>();
    for (const { p, type: referred, id } of sources.flatMap(({ reference }) => reference)) {
      if (p === param && referred === target.type && id !== undefined) ids.add(String(id));
    }
    return { kind: "id", ids: [...ids] };
  }

  async #step(scope: Scope, fields: readonly string[]): Promise<ResourceDocument[]> {
    const filter = await this.#filter(scope);
    const found = await this.#source.find({ filter, limit: CHAIN_LIMIT + 1, fields });
    if (found.length <= CHAIN_LIMIT) return found;
    throw new TooLarge(
      `The chain leads through more than ${CHAIN_LIMIT} ${scope.type} resources: add a parameter that narrows it`,
      { code: "too-costly" },
    );
  }
}

/** The document's field that a key sorts by. */
function fieldOf(key: SortKey): string {
  if (key.kind === "lastUpdated") return "updated";
  if (key.kind === "id") return "id";
  return `sort.${sortName(key.kind, key.param)}.${key.descending ? "max" : "min"}`;
}

interface Stage {
  readonly where: Filter;
  readonly order: Order;
}

function byCreation(cursor: readonly CursorValue[] | undefined): readonly Stage[] {
  return [{ where: cursor ? { order: { $gt: cursor[0] } } : {}, order: { order: 1 } }];
}

/** Resources with a value, then those without, from the cursor on. */
function stagesOf(key: SortKey, cursor: readonly CursorValue[] | undefined): readonly Stage[] {
  const field = fieldOf(key);
  const direction = key.descending ? -1 : 1;
  const beyond = key.descending ? "$lt" : "$gt";
  const isAlways = key.kind === "lastUpdated" || key.kind === "id";
  const [value, order] = cursor ?? [];
  const after = { order: { [beyond]: order } };
  const tail: Stage = { where: { [field]: { $exists: false } }, order: { order: direction } };
  if (cursor && value === null) return [{ ...tail, where: { ...tail.where, ...after } }];
  const start = cursor ? { $or: [{ [field]: { [beyond]: value } }, { [field]: value, ...after }] } : {};
  const valued = { where: { ...(isAlways ? {} : { [field]: { $exists: true } }), ...start } };
  const first: Stage = { ...valued, order: { [field]: direction, order: direction } };
  return isAlways ? [first] : [first, tail];
}

function cursorValues(keys: readonly SortKey[], document: ResourceDocument): readonly CursorValue[] {
  // Sort values are texts or numbers.
  return [...keys.map((key) => (valueAt(document, fieldOf(key)) ?? null) as CursorValue), document.order];
}

/** Of cursor values; without a value comes last, ties go by the order of creation in the direction of the last key. */
function comparison(keys: readonly SortKey[]) {
  return (a: readonly CursorValue[], b: readonly CursorValue[]): number => {
    for (const [index, { descending }] of keys.entries()) {
      const [one, other] = [a[index] ?? null, b[index] ?? null];
      if (one === other) continue;
      if (one === null || other === null) return one === null ? 1 : -1;
      return (descending ? -1 : 1) * compareValues(one, other);
    }
    return (keys.at(-1)?.descending ? -1 : 1) * (Number(a.at(-1)) - Number(b.at(-1)));
  };
}

/**
 * A clause of a search plan as a MongoDB filter on a document of `resources`.
 *
 * A clause over entries becomes `$elemMatch` on the array of its kind, so that all of its conditions hold for one entry
 * and MongoDB can bound them together in one compound multikey index. "Some entry satisfies A or B" is written as "some
 * entry A, or some entry B", which gives each its own bounds. Chains are resolved before (`chains.ts`).
 */
import type { Clause, Comparator, SimpleClause } from "../port.ts";
import { type ElementKind, prefixed } from "./documents.ts";

/** A filter in MongoDB's query language, as far as it is used here; `evaluate.ts` knows the same part. */
export type Filter = { readonly [field: string]: unknown };
/** What one entry must satisfy. */
export type ElementFilter = Readonly<Record<string, unknown>>;

/** Several token clauses of one parameter and system, or references of one parameter and type, as one. */
export type ListClause =
  | { readonly kind: "token-list"; readonly param: string; readonly system?: string; readonly codes: readonly string[] }
  | {
      readonly kind: "reference-list";
      readonly param: string;
      readonly type?: string;
      readonly ids: readonly string[];
    };

/** A clause about one resource alone. */
export type LocalClause =
  | { readonly kind: "any" | "all"; readonly of: readonly LocalClause[] }
  | { readonly kind: "not"; readonly of: LocalClause }
  | Exclude<Clause, { readonly kind: "any" | "all" | "not" | "chain" | "has" }>
  | ListClause;

/** The highest code point: everything that starts with x lies in [x, x + LAST). */
const LAST = "\u{10FFFF}";
/** No document has a type of null. */
const NOTHING: Filter = { type: null };

export function allOf(filters: readonly Filter[]): Filter {
  const parts = filters.filter((filter) => Object.keys(filter).length > 0);
  const [only] = parts;
  if (!only) return {};
  return parts.length === 1 ? only : { $and: parts };
}

export function anyOf(filters: readonly Filter[]): Filter {
  const [only] = filters;
  if (!only) return NOTHING;
  return filters.length === 1 ? only : { $or: filters };
}

export function filterOf(clause: LocalClause): Filter {
  switch (clause.kind) {
    case "any":
      return anyOf(mergeAlternatives(clause.of).map(filterOf));
    case "all":
      return allOf(clause.of.map(filterOf));
    case "not":
      return { $nor: [filterOf(clause.of)] };
    case "id":
      return { id: { $in: clause.ids } };
    case "lastUpdated":
      return updatedFilter(clause.comparator, clause.low, clause.high);
    case "missing":
      return clause.missing ? { $nor: [{ params: clause.param }] } : { params: clause.param };
    case "patient":
      return { patients: clause.patientId };
    case "composite":
      return compositeFilter(clause.param, clause.parts);
    default:
      return anyOf(elementFilters(clause).map((element) => someElement(arrayOf(clause), clause.param, element)));
  }
}

function someElement(array: ElementKind, param: string, element: ElementFilter): Filter {
  return { [array]: { $elemMatch: { p: param, ...element } } };
}

function arrayOf(clause: SimpleClause | ListClause): ElementKind {
  if (clause.kind === "token-list") return "token";
  return clause.kind === "reference-list" ? "reference" : clause.kind;
}

/** Alternatives, each a condition on one entry. */
function elementFilters(clause: SimpleClause | ListClause): readonly ElementFilter[] {
  switch (clause.kind) {
    case "token-list":
      return [{ code: { $in: clause.codes }, ...given("system", clause.system) }];
    case "reference-list":
      return [{ id: { $in: clause.ids }, ...given("type", clause.type) }];
    case "token":
      return [{ ...given("code", clause.code), ...given("system", clause.system) }];
    case "string":
      return [stringElement(clause)];
    case "date":
      return periodElements(clause.comparator, clause);
    case "number":
      return valueElements(clause.comparator, clause);
    case "quantity":
      return quantityElements(clause);
    case "reference":
      return [referenceElement(clause)];
    case "uri":
      return uriElements(clause);
  }
}

function given(field: string, value: string | undefined): ElementFilter {
  return value === undefined ? {} : { [field]: value };
}

const startsWith = (value: string) => ({ $gte: value, $lt: value + LAST });

function stringElement({ match, value }: SimpleClause & { kind: "string" }): ElementFilter {
  switch (match) {
    case "exact":
      return { value };
    case "starts":
      return { folded: startsWith(value) };
    case "contains":
      return { folded: { $regex: value.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&") } };
  }
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Half-open intervals on both sides, https://hl7.org/fhir/R4/search.html#prefix. */
function periodElements(comparator: Comparator, { low, high }: Interval): readonly ElementFilter[] {
  switch (comparator) {
    case "eq":
      return [{ low: { $gte: low, $lte: high }, high: { $lte: high } }];
    case "ne":
      return [{ low: { $lt: low } }, { high: { $gt: high } }];
    case "gt":
      return [{ high: { $gt: high } }];
    case "lt":
      return [{ low: { $lt: low } }];
    case "ge":
      return [{ high: { $gt: high } }, { low: { $gte: low, $lte: high }, high: { $lte: high } }];
    case "le":
      return [{ low: { $lt: low } }, { low: { $gte: low, $lte: high }, high: { $lte: high } }];
    case "sa":
      return [{ low: { $gte: high } }];
    case "eb":
      return [{ high: { $lte: low } }];
    case "ap":
      return [{ low: { $lt: high }, high: { $gt: low } }];
  }
}

/** An instant, to the millisecond, compared with the half-open search interval. */
function updatedFilter(comparator: Comparator, low: number, high: number): Filter {
  switch (comparator) {
    case "eq":
    case "ap":
      return { updated: { $gte: low, $lt: high } };
    case "ne":
      return { $or: [{ updated: { $lt: low } }, { updated: { $gte: high } }] };
    case "gt":
    case "sa":
      return { updated: { $gte: high } };
    case "lt":
    case "eb":
      return { updated: { $lt: low } };
    case "ge":
      return { updated: { $gte: low } };
    case "le":
      return { updated: { $lt: high } };
  }
}

/** The stored value is taken as it is; its own precision counts for `ap` alone: https://hl7.org/fhir/R4/search.html#number */
function valueElements(comparator: Comparator, search: Interval & { value: number }): readonly ElementFilter[] {
  const { value, low, high } = search;
  switch (comparator) {
    case "eq": // The closed end belongs to the interval only where it is the value itself.
      return value === high ? [{ value: { $gte: low, $lte: high } }] : [{ value: { $gte: low, $lt: high } }];
    case "ne":
      return value === high
        ? [{ value: { $lt: low } }, { value: { $gt: high } }]
        : [{ value: { $lt: low } }, { value: { $gte: high } }];
    case "gt":
    case "sa":
      return [{ value: { $gt: value } }];
    case "lt":
    case "eb":
      return [{ value: { $lt: value } }];
    case "ge":
      return [{ value: { $gte: value } }];
    case "le":
      return [{ value: { $lte: value } }];
    case "ap":
      return [{ low: { $lte: high }, high: { $gte: low } }];
  }
}

function quantityElements(clause: SimpleClause & { kind: "quantity" }): readonly ElementFilter[] {
  const { canonical, code, system } = clause;
  const compared = valueElements(clause.comparator, canonical ?? clause);
  if (canonical) return compared.map((element) => ({ form: "canonical", unit: canonical.code, ...element }));
  const ofSystem = { form: "given", ...given("system", system) };
  if (code === undefined) return compared.map((element) => ({ ...ofSystem, ...element }));
  // With a system the code must be the same; without one the code or the text of the unit.
  const units: readonly ElementFilter[] = system === undefined ? [{ unit: code }, { label: code }] : [{ unit: code }];
  return units.flatMap((unit) => compared.map((element) => ({ ...ofSystem, ...unit, ...element })));
}

function referenceElement({ type, id, url, identifier }: SimpleClause & { kind: "reference" }): ElementFilter {
  if (identifier) return { value: identifier.value, ...given("system", identifier.system) };
  if (url !== undefined) return { url };
  return { ...(id === undefined ? { id: { $exists: true } } : { id }), ...given("type", type) };
}

/** https://hl7.org/fhir/R4/search.html#uri: above and below follow the segments of the path. */
function uriElements({ match, value }: SimpleClause & { kind: "uri" }): readonly ElementFilter[] {
  switch (match) {
    case "exact":
      return [{ value }];
    case "below":
      if (value.endsWith("/")) return [{ value: startsWith(value) }];
      return [{ value }, { value: startsWith(`${value}/`) }, { value: startsWith(`${value}|`) }];
    case "above":
      return [{ value: { $in: ancestors(value) } }];
  }
}

/** The URL itself and those that end at one of its slashes, with and without that slash. */
function ancestors(url: string): string[] {
  const found = new Set([url]);
  for (let at = url.indexOf("/", url.indexOf("://") + 3); at >= 0; at = url.indexOf("/", at + 1)) {
    found.add(url.slice(0, at));
    found.add(url.slice(0, at + 1));
  }
  return [...found];
}

function compositeFilter(param: string, parts: readonly SimpleClause[]): Filter {
  let elements: readonly ElementFilter[] = [{}];
  for (const [position, part] of parts.entries()) {
    const alternatives = elementFilters(part).map((element) => prefixed(position, { kind: part.kind, ...element }));
    elements = elements.flatMap((start) => alternatives.map((alternative) => ({ ...start, ...alternative })));
  }
  return anyOf(elements.map((element) => someElement("composite", param, element)));
}

/** The same alternatives with those that differ only in code or id made one, so that a thousand codes are one bound. */
function mergeAlternatives(clauses: readonly LocalClause[]): readonly LocalClause[] {
  return [...Map.groupBy(clauses, listKey).values()].flatMap((group) => {
    const list = group.length > 1 ? listOf(group) : undefined;
    return list ? [list] : group;
  });
}

/** Equal for clauses that one list can hold; the clause itself if none can. */
function listKey(clause: LocalClause): unknown {
  if (clause.kind === "token" && clause.code !== undefined) return JSON.stringify(["t", clause.param, clause.system]);
  if (clause.kind === "reference" && clause.id !== undefined && clause.url === undefined && !clause.identifier) {
    return JSON.stringify(["r", clause.param, clause.type]);
  }
  return clause;
}

function listOf(group: readonly LocalClause[]): ListClause | undefined {
  const [first] = group;
  if (first?.kind === "token") {
    const codes = group.flatMap((clause) => (clause.kind === "token" ? (clause.code ?? []) : []));
    const { param, system } = first;
    return { kind: "token-list", param, codes, ...(system === undefined ? {} : { system }) };
  }
  if (first?.kind === "reference") {
    const ids = group.flatMap((clause) => (clause.kind === "reference" ? (clause.id ?? []) : []));
    const { param, type } = first;
    return { kind: "reference-list", param, ids, ...(type === undefined ? {} : { type }) };
  }
  return undefined;
}

/** search on a type, by GET and by POST: https://hl7.org/fhir/R4/search.html */
import { InvalidInput } from "../../errors.ts";
import { stringifyJson } from "../../json.ts";
import type { Clause, Page, SearchPlan, StoredVersion } from "../../storage/port.ts";
import { bundleText, type EntryText } from "../bundle.ts";
import type { FhirAnswer, FhirDeps, FhirRequest, Interaction, Query } from "../exchange.ts";
import { preferences } from "../headers.ts";
import { outcomeOf } from "../outcome.ts";
import { link, nextLink, pageOf, pathOf } from "../paging.ts";
import { parseSearch, type SearchRequest } from "../search/parse-search.ts";
import { type Subset, subsetText } from "../subset.ts";
import { includedBy } from "./included.ts";

export const searchType: Interaction = (request, { type }, deps) =>
  search(request, deps, { type, path: pathOf(request), query: request.query });

/** `POST [type]/_search`: the parameters of the form and those of the URL together. */
export const searchTypeByPost: Interaction = async (request, { type }, deps) =>
  search(request, deps, { type, path: type, query: [...request.query, ...(await request.body.form())] });

interface Search {
  readonly type: string;
  /** Path of the search below the base, for the links. */
  readonly path: string;
  readonly query: Query;
  /** What must hold beside the query: the compartment. */
  readonly where?: readonly Clause[];
}

/** Runs a search and answers its page as a searchset Bundle. */
export async function search(request: FhirRequest, deps: FhirDeps, asked: Search): Promise<FhirAnswer> {
  const { query, cursor } = await pageOf(deps.store, asked.path, asked.query);
  const search = parseSearch(asked.type, query, {
    lenient: preferences(request.header("prefer")).isLenient,
    now: deps.clock(),
    maxCount: deps.limits.maxPageSize,
    defaultCount: deps.limits.pageSize,
    base: request.base,
  });
  const plan: SearchPlan = { ...search.plan, where: [...search.plan.where, ...(asked.where ?? [])] };
  const links = [{ relation: "self" as const, url: link(request.base, asked.path, search.applied) }];
  const outcomes = ignoredOutcome(search.ignored);
  if (search.summary === "count") {
    const total = await deps.store.count(plan);
    return { status: 200, json: bundleText({ type: "searchset", total, links, entries: outcomes }) };
  }
  const page = await deps.store.search({ ...plan, ...(cursor === undefined ? {} : { cursor }) });
  const included = await includedBy(search, plan, page.items, deps);
  const subset = subsetOfSearch(search);
  const entries = [
    ...page.items.map((version) => entryOf(version, "match", request.base, subset)),
    ...included.versions.map((version) => entryOf(version, "include", request.base, subset)),
    ...included.issues.map((issue) => outcomeEntry([issue])),
    ...outcomes,
  ];
  if (page.next === undefined) return { status: 200, json: searchset(page, cursor, links, entries) };
  const path = asked.path;
  const next = { relation: "next" as const, url: await nextLink(deps.store, nextOf(request, path, search, page.next)) };
  return { status: 200, json: searchset(page, cursor, [...links, next], entries) };
}

const nextOf = (request: FhirRequest, path: string, search: SearchRequest, cursor: string) => ({
  base: request.base,
  path,
  query: search.applied,
  cursor,
});

/** The total is told when it was asked for, and when one page holds everything. */
function searchset(
  page: Page<StoredVersion>,
  cursor: string | undefined,
  links: readonly { relation: "self" | "next"; url: string }[],
  entries: readonly EntryText[],
): string {
  const isWhole = page.next === undefined && cursor === undefined;
  const total = page.total ?? (isWhole ? page.items.length : undefined);
  return bundleText({ type: "searchset", ...(total === undefined ? {} : { total }), links, entries });
}

function entryOf(
  version: StoredVersion,
  mode: "match" | "include",
  base: string,
  subset: Subset | undefined,
): EntryText {
  const { type, id, json = "" } = version; // searches find no deletions
  return { fullUrl: `${base}/${type}/${id}`, resource: subsetText(json, type, subset), mode };
}

function subsetOfSearch({ summary, elements }: SearchRequest): Subset | undefined {
  if (elements && elements.length > 0) return { kind: "elements", elements };
  return summary === undefined || summary === "false" || summary === "count" ? undefined : { kind: summary };
}

const outcomeEntry = (issues: Parameters<typeof outcomeOf>[0]): EntryText => ({
  resource: stringifyJson(outcomeOf(issues)),
  mode: "outcome",
});

function ignoredOutcome(ignored: readonly string[]): EntryText[] {
  return ignored.map((name) =>
    outcomeEntry([
      {
        severity: "warning",
        code: "not-supported",
        message: `parameter '${name}' was ignored: it is not supported`,
        expression: name,
      },
    ]),
  );
}

/** `GET [base]?_type=Patient&…`: refused unless exactly one type is named. */
export const searchSystem: Interaction = async (request, _target, deps) => systemSearch(request, deps, request.query);
export const searchSystemByPost: Interaction = async (request, _target, deps) =>
  systemSearch(request, deps, [...request.query, ...(await request.body.form())]);

async function systemSearch(request: FhirRequest, deps: FhirDeps, query: Query): Promise<FhirAnswer> {
  const types = query.filter(([name]) => name === "_type").flatMap(([, value]) => value.split(","));
  const [type, another] = types;
  if (type === undefined || another !== undefined) {
    throw new InvalidInput("a search on the system must name one type: _type=Patient", {
      code: "not-supported",
      expression: "_type",
    });
  }
  return search(request, deps, { type, path: type, query: query.filter(([name]) => name !== "_type") });
}

/** `_include` and `_revinclude` of a page: https://hl7.org/fhir/R4/search.html#revinclude */
import type { Resource } from "@medplum/fhirtypes";
import type { Issue } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import type { ResourceKey, SearchPlan, StoredVersion } from "../../storage/port.ts";
import type { FhirDeps } from "../exchange.ts";
import { type Include, referencesOf, type SearchRequest } from "../search/parse-search.ts";

export interface Included {
  readonly versions: readonly StoredVersion[];
  /** Says so when the limit left something out. */
  readonly issues: readonly Issue[];
}

const keyText = ({ type, id }: ResourceKey) => `${type}/${id}`;

/** What the page's resources refer to, and what refers to them, each once and none that is a match itself. */
export async function includedBy(
  search: SearchRequest,
  plan: SearchPlan,
  matches: readonly StoredVersion[],
  deps: FhirDeps,
): Promise<Included> {
  if (matches.length === 0 || search.include.length + search.revinclude.length === 0)
    return { versions: [], issues: [] };
  const seen = new Set(matches.map(keyText));
  const limit = deps.limits.maxIncluded;
  const wanted = forwardKeys(search.include, matches, seen);
  const versions = [...(await deps.store.readMany(wanted.slice(0, limit)))];
  let isCut = wanted.length > limit;
  for (const include of search.revinclude) {
    const room = limit - versions.length;
    const found = room > 0 ? await referring(include, plan, matches, room + 1, deps) : [];
    isCut ||= room <= 0 || found.length > room;
    for (const version of found.slice(0, room)) {
      if (!seen.has(keyText(version))) {
        seen.add(keyText(version));
        versions.push(version);
      }
    }
  }
  return { versions, issues: isCut ? [cutIssue(limit)] : [] };
}

const cutIssue = (limit: number): Issue => ({
  severity: "warning",
  code: "too-costly",
  message: `only ${limit} resources are included in one page; ask for a smaller page to get the rest`,
});

function forwardKeys(
  includes: readonly Include[],
  matches: readonly StoredVersion[],
  seen: Set<string>,
): ResourceKey[] {
  const keys: ResourceKey[] = [];
  if (includes.length === 0) return keys;
  for (const { type, json = "" } of matches) {
    const resource = parseJson(json) as Resource; // stored resources are valid
    for (const { param, target } of includes.filter((include) => include.type === type)) {
      for (const key of referencesOf(resource, param)) {
        if ((target !== undefined && key.type !== target) || seen.has(keyText(key))) continue;
        seen.add(keyText(key));
        keys.push(key);
      }
    }
  }
  return keys;
}

async function referring(
  { type, param }: Include,
  plan: SearchPlan,
  matches: readonly StoredVersion[],
  count: number,
  deps: FhirDeps,
): Promise<readonly StoredVersion[]> {
  const of = matches.map((match) => ({ kind: "reference" as const, param, type: match.type, id: match.id }));
  const page = await deps.store.search({ type, where: [{ kind: "any", of }], realm: plan.realm, sort: [], count });
  return page.items;
}

/** history of an instance, a type or the system: https://hl7.org/fhir/R4/http.html#history */
import { InvalidInput, NotFound } from "../../errors.ts";
import { stringifyJson } from "../../json.ts";
import type { HistoryScope, StoredVersion } from "../../storage/port.ts";
import { refuseUnknownParameters } from "../answer.ts";
import { bundleText, type EntryText } from "../bundle.ts";
import type { FhirDeps, FhirRequest, Interaction, Query } from "../exchange.ts";
import { versionEtag } from "../headers.ts";
import { allOk, outcomeOf } from "../outcome.ts";
import { link, nextLink, pageOf, pathOf } from "../paging.ts";

const PARAMETERS = ["_since", "_at", "_count", "_cursor"];
const INSTANT = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

export const historyInstance: Interaction = async (request, { type, id }, deps) => {
  if (!(await deps.store.read({ type, id }))) throw new NotFound(`${type}/${id} is not known`);
  return history(request, deps, { type, id, realm: "any", total: true });
};
export const historyType: Interaction = (request, { type }, deps) => history(request, deps, { type, realm: "record" });
export const historySystem: Interaction = (request, _target, deps) => history(request, deps, { realm: "record" });

async function history(request: FhirRequest, deps: FhirDeps, scope: Omit<HistoryScope, "count">) {
  refuseUnknownParameters(request, PARAMETERS);
  const path = pathOf(request);
  const { query, cursor } = await pageOf(deps.store, path, request.query);
  const page = await deps.store.history({
    ...scope,
    ...limitsOf(query, deps),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const links: { relation: "self" | "next"; url: string }[] = [
    { relation: "self", url: link(request.base, path, request.query) },
  ];
  if (page.next !== undefined) {
    const url = await nextLink(deps.store, { base: request.base, path, query, cursor: page.next });
    links.push({ relation: "next", url });
  }
  const total = page.total === undefined ? {} : { total: page.total };
  const entries = page.items.map((version) => entryOf(version, request.base));
  return { status: 200, json: bundleText({ type: "history", ...total, links, entries }) };
}

function limitsOf(query: Query, deps: FhirDeps): Pick<HistoryScope, "since" | "at" | "count"> {
  const value = (name: string) => query.find(([key]) => key === name)?.[1];
  const since = value("_since");
  const at = value("_at");
  const count = value("_count");
  if (count !== undefined && !/^[1-9]\d{0,8}$/.test(count)) {
    throw new InvalidInput("_count must be a whole number from 1", { code: "value", expression: "_count" });
  }
  return {
    count: Math.min(count === undefined ? deps.limits.pageSize : Number(count), deps.limits.maxPageSize),
    ...(since === undefined ? {} : { since: intervalOf("_since", since).low }),
    ...(at === undefined ? {} : { at: intervalOf("_at", at) }),
  };
}

/** The half-open interval in ms that a date with its precision covers; without a zone it is UTC. */
function intervalOf(name: string, text: string): { low: number; high: number } {
  const match = INSTANT.exec(text.replace(" ", "+"));
  const low = match ? Date.parse(match[4] === undefined ? text : text.replace(" ", "+")) : Number.NaN;
  if (!match || Number.isNaN(low)) {
    throw new InvalidInput(`${name} must be a date or an instant`, { code: "value", expression: name });
  }
  const [, year, month, day, hour, , second, fraction] = match;
  if (month === undefined) return { low, high: Date.UTC(Number(year) + 1, 0) };
  if (day === undefined) return { low, high: Date.UTC(Number(year), Number(month)) };
  if (hour === undefined) return { low, high: low + 86_400_000 };
  if (second === undefined) return { low, high: low + 60_000 };
  return { low, high: low + (fraction === undefined ? 1000 : 1) };
}

function entryOf(version: StoredVersion, base: string): EntryText {
  const { type, id, versionId, lastUpdated, method, json } = version;
  const verbs = { create: "POST", update: "PUT", delete: "DELETE" } as const;
  const status = { create: "201 Created", update: "200 OK", delete: "204 No Content" }[method];
  return {
    fullUrl: `${base}/${type}/${id}`,
    ...(json === undefined ? {} : { resource: json }),
    request: { method: verbs[method], url: method === "create" ? type : `${type}/${id}` },
    response: {
      status,
      etag: versionEtag(versionId),
      lastModified: lastUpdated,
      ...(json === undefined ? { outcome: stringifyJson(outcomeOf([allOk("deleted")])) } : {}),
    },
  };
}

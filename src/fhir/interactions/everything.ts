/** `$everything` of a patient, page by page: https://hl7.org/fhir/R4/patient-operation-everything.html */
import { InvalidInput, NotSupported } from "../../errors.ts";
import { jsonOf, refuseUnknownParameters } from "../answer.ts";
import { bundleText } from "../bundle.ts";
import { RESOURCE_TYPES } from "../definitions/resource-types.ts";
import type { FhirDeps, Interaction, Query } from "../exchange.ts";
import { link, nextLink, pageOf, pathOf } from "../paging.ts";

/**
 * The patient and what is in its compartment: the record and, marked by their tag, what this server computed. Resources
 * outside the compartment that it refers to (practitioners, organizations) are not added.
 */
export const everything: Interaction = async (request, { type, id }, deps) => {
  if (type !== "Patient" || id === "") throw new NotSupported("$everything is called at Patient/[id]/$everything");
  refuseUnknownParameters(request, ["_type", "_count", "_cursor"]);
  const path = pathOf(request);
  const { query, cursor } = await pageOf(deps.store, path, request.query);
  const patient = jsonOf(await deps.store.read({ type, id }), `${type}/${id}`);
  const page = await deps.store.compartment(id, {
    ...typesOf(query),
    realm: "any",
    count: countOf(query, deps),
    ...(cursor === undefined ? {} : { cursor }),
  });
  const others = page.items.filter((item) => item.type !== type || item.id !== id);
  const isFirst = cursor === undefined;
  const entries = [
    ...(isFirst ? [{ fullUrl: `${request.base}/${type}/${id}`, resource: patient, mode: "match" as const }] : []),
    ...others.map(({ type: kind, id: own, json = "" }) => ({
      fullUrl: `${request.base}/${kind}/${own}`,
      resource: json,
      mode: "match" as const,
    })),
  ];
  const links: { relation: "self" | "next"; url: string }[] = [
    { relation: "self", url: link(request.base, path, request.query) },
  ];
  if (page.next !== undefined) {
    const url = await nextLink(deps.store, { base: request.base, path, query, cursor: page.next });
    links.push({ relation: "next", url });
  }
  const total = isFirst && page.next === undefined ? { total: entries.length } : {};
  return { status: 200, json: bundleText({ type: "searchset", ...total, links, entries }) };
};

function typesOf(query: Query): { types?: readonly string[] } {
  const types = query.filter(([name]) => name === "_type").flatMap(([, value]) => value.split(","));
  const unknown = types.find((type) => !RESOURCE_TYPES.has(type));
  if (unknown !== undefined) {
    throw new InvalidInput("_type must name resource types of R4", { code: "value", expression: "_type" });
  }
  return types.length > 0 ? { types } : {};
}

/** Without `_count` a page holds as much as one may: `$everything` means everything. */
function countOf(query: Query, deps: FhirDeps): number {
  const text = query.find(([name]) => name === "_count")?.[1];
  if (text === undefined) return deps.limits.maxPageSize;
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidInput("_count must be a whole number from 1", { code: "value", expression: "_count" });
  }
  return Math.min(Number(text), deps.limits.maxPageSize);
}

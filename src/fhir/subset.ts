/** `_summary` and `_elements`: parts of a resource, marked as such. https://hl7.org/fhir/R4/search.html#summary */
import { InvalidInput } from "../errors.ts";
import { parseJson, stringifyJson } from "../json.ts";
import { elementsOf } from "./definitions/elements.ts";
import type { Query } from "./exchange.ts";

export type Subset =
  | { readonly kind: "true" | "text" | "data" }
  | { readonly kind: "elements"; readonly elements: readonly string[] };

const SUBSETTED = { system: "http://terminology.hl7.org/CodeSystem/v3-ObservationValue", code: "SUBSETTED" };
const ALWAYS = ["resourceType", "id", "meta"];

/** What a read's parameters ask for; undefined: everything. @throws InvalidInput for another `_summary` */
export function subsetOf(query: Query): Subset | undefined {
  const elements = query.filter(([name]) => name === "_elements").flatMap(([, value]) => value.split(","));
  if (elements.length > 0) return { kind: "elements", elements: elements.map((name) => name.trim()) };
  const summary = query.find(([name]) => name === "_summary")?.[1];
  if (summary === undefined || summary === "false") return undefined;
  if (summary === "true" || summary === "text" || summary === "data") return { kind: summary };
  throw new InvalidInput("_summary of a read is true, text, data or false", { code: "value", expression: "_summary" });
}

/** The JSON text of the subset; the text itself when everything is asked for. */
export function subsetText(json: string, type: string, subset: Subset | undefined): string {
  if (!subset) return json;
  const resource = parseJson(json) as Record<string, unknown>; // stored resources are objects
  const keeps = keeper(type, subset);
  for (const key of Object.keys(resource)) if (!keeps(key.replace(/^_/, ""))) delete resource[key];
  const meta = (resource.meta ?? {}) as { tag?: unknown[] }; // valid when stored
  return stringifyJson({ ...resource, meta: { ...meta, tag: [...(meta.tag ?? []), SUBSETTED] } });
}

/** Which elements stay. Mandatory ones do, except in a summary of kind `true`, whose definition says what it holds. */
function keeper(type: string, subset: Subset): (name: string) => boolean {
  if (subset.kind === "data") return (name) => name !== "text";
  const asked = subset.kind === "elements" ? subset.elements : [];
  const kept = elementsOf(type).filter(({ name, jsonNames, isSummary, isRequired }) => {
    if (subset.kind === "true") return isSummary;
    if (subset.kind === "text") return isRequired || name === "text";
    return isRequired || asked.some((element) => [name, name.replace("[x]", ""), ...jsonNames].includes(element));
  });
  const names = new Set([...ALWAYS, ...kept.flatMap(({ jsonNames }) => jsonNames)]);
  return (name) => names.has(name);
}

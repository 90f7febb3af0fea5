/** URIs: https://hl7.org/fhir/R4/search.html#uri */
import type { IndexEntry, SimpleClause } from "../../storage/port.ts";
import { unescapeValue } from "./search-value.ts";

/** Adds a URI; a canonical with a version (`url|1.0`) also without it, so that the URL alone finds it. */
export function indexUri(out: IndexEntry[], param: string, value: unknown, type: string): void {
  if (typeof value !== "string") return;
  out.push({ kind: "uri", param, value });
  const bar = type === "canonical" ? value.indexOf("|") : -1;
  if (bar > 0) out.push({ kind: "uri", param, value: value.slice(0, bar) });
}

export function uriClause(param: string, text: string, name: string, match: "exact" | "below" | "above"): SimpleClause {
  return { kind: "uri", param, match, value: unescapeValue(text, name) };
}

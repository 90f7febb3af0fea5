/** Strings: https://hl7.org/fhir/R4/search.html#string */
import type { Address, HumanName } from "@medplum/fhirtypes";
import type { IndexEntry, SimpleClause } from "../../storage/port.ts";
import { fold } from "./fold.ts";
import { unescapeValue } from "./search-value.ts";

/** Adds the strings of an element: of a name or an address each part by itself, and its text. */
export function indexString(out: IndexEntry[], param: string, value: unknown, type: string): void {
  if (type === "HumanName") {
    const { text, family, given, prefix, suffix } = value as HumanName; // the element's type, by the definitions
    for (const part of [text, family, ...(given ?? []), ...(prefix ?? []), ...(suffix ?? [])]) push(out, param, part);
  } else if (type === "Address") {
    const { text, line, city, district, state, postalCode, country } = value as Address; // likewise
    for (const part of [text, ...(line ?? []), city, district, state, postalCode, country]) push(out, param, part);
  } else push(out, param, value);
}

function push(out: IndexEntry[], param: string, value: unknown): void {
  if (typeof value === "string") out.push({ kind: "string", param, value, folded: fold(value) });
}

export type StringMatch = "starts" | "contains" | "exact";

/** Folded text for a start or a part, the text itself for `:exact`. */
export function stringClause(param: string, text: string, name: string, match: StringMatch): SimpleClause {
  const value = unescapeValue(text, name);
  return { kind: "string", param, match, value: match === "exact" ? value : fold(value) };
}

/** Strings: https://hl7.org/fhir/R4/search.html#string */
import type { Address, HumanName } from "@medplum/fhirtypes";
import type { IndexEntry, SimpleClause } from "../../storage/port.ts";
import { fold } from "./fold.ts";
import { malformed, unescapeValue } from "./search-value.ts";

/** Characters of a string that are indexed: descriptions can have a million, and an index is no place for them. */
const MAX_LENGTH = 2000;

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
  if (typeof value !== "string") return;
  const kept = value.length > MAX_LENGTH ? value.slice(0, MAX_LENGTH) : value;
  out.push({ kind: "string", param, value: kept, folded: fold(kept) });
}

export type StringMatch = "starts" | "contains" | "exact";

/**
 * Folded text for a start or a part, the text itself for `:exact`.
 * @throws InvalidInput for a text with nothing to look for, or too long to be found
 */
export function stringClause(param: string, text: string, name: string, match: StringMatch): SimpleClause {
  const given = unescapeValue(text, name);
  const value = match === "exact" ? given : fold(given);
  if (value === "") throw malformed(name, "has no text to look for");
  if (given.length > MAX_LENGTH) throw malformed(name, `may have ${MAX_LENGTH} characters at most`);
  return { kind: "string", param, match, value };
}

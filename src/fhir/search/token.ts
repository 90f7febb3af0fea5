/** Tokens: https://hl7.org/fhir/R4/search.html#token */
import type { CodeableConcept, Coding, ContactPoint, Identifier, Patient } from "@medplum/fhirtypes";
import type { IndexEntry, SimpleClause } from "../../storage/port.ts";
import { malformed, splitUnescaped, unescapeValue } from "./search-value.ts";

/** Adds the tokens of an element. A CodeableConcept's text is not one: it names no concept. */
export function indexToken(out: IndexEntry[], param: string, value: unknown, type: string): void {
  switch (type) {
    // Each cast is the element's type by the definitions.
    case "CodeableConcept":
      for (const coding of (value as CodeableConcept).coding ?? []) indexCoding(out, param, coding);
      return;
    case "Coding":
      indexCoding(out, param, value as Coding);
      return;
    case "Identifier": {
      const identifier = value as Identifier;
      if (identifier.value !== undefined) push(out, param, identifier.system, identifier.value);
      return;
    }
    case "ContactPoint": {
      // The system of a contact point is its kind (phone, email), not a namespace of values.
      const point = value as ContactPoint;
      if (point.value !== undefined) push(out, param, undefined, point.value);
      return;
    }
    case "Patient":
      push(out, param, undefined, String(isDeceased(value as Patient)));
      return;
    default:
      if (typeof value === "string" || typeof value === "boolean") push(out, param, undefined, String(value));
  }
}

function indexCoding(out: IndexEntry[], param: string, { system, code }: Coding): void {
  if (code !== undefined) push(out, param, system, code);
}

function push(out: IndexEntry[], param: string, system: string | undefined, code: string): void {
  out.push({ kind: "token", param, system: system ?? "", code });
}

/** R4's `Patient.deceased.exists() and Patient.deceased != false`; no statement counts as alive. */
const isDeceased = (patient: Patient) => patient.deceasedDateTime !== undefined || patient.deceasedBoolean === true;

/**
 * Reads `code`, `system|code`, `|code` (no system) or `system|` (any code).
 * @param implied systems of the elements' required binding: these elements hold a code alone, indexed without a system
 * @throws InvalidInput for anything else
 */
export function tokenClause(param: string, text: string, name: string, implied: readonly string[] = []): SimpleClause {
  const parts = splitUnescaped(text, "|").map((part) => unescapeValue(part, name));
  const [first = "", second] = parts;
  if (parts.length > 2) throw malformed(name, String.raw`has more than one '|': write \| for one within a value`);
  if (second === undefined) return { kind: "token", param, code: first };
  if (first === "" && second === "") throw malformed(name, "needs a code or a system beside '|'");
  const system = implied.includes(first) ? "" : first;
  return second === "" ? { kind: "token", param, system } : { kind: "token", param, system, code: second };
}

/** Which elements a type has: for `_summary`, `_elements`, validation and the check of mapping tables. */
import { RESOURCE_TYPES } from "./resource-types.ts";
import { type ElementRow, type RuleRow, structureOf } from "./structures.ts";

export interface Element {
  /** As in the definition: `name`, or `value[x]` for a choice of types. */
  readonly name: string;
  /** The names it has in JSON, in the order of `types`: `["name"]`, `["valueQuantity", "valueString", …]`. */
  readonly jsonNames: readonly string[];
  /** Types: `HumanName`, `code`, `Resource`; a backbone element's type is named by its path, `Patient.contact`. */
  readonly types: readonly string[];
  readonly isArray: boolean;
  readonly isRequired: boolean;
  /** Whether `_summary=true` includes it: https://hl7.org/fhir/R4/search.html#summary */
  readonly isSummary: boolean;
  readonly isModifier: boolean;
  /** Types that a Reference may point to; absent when any may be. */
  readonly targets?: readonly string[];
  /** Key for `valueSetOf`, where the binding is required and its codes are known. */
  readonly valueSet?: string;
  /** Whether a Quantity here is a SimpleQuantity. */
  readonly isSimpleQuantity: boolean;
  readonly rules: readonly RuleRow[];
}

const cache = new Map<string, readonly Element[] | undefined>();

/**
 * The elements of a resource type, datatype or backbone element (`Patient.contact`), inherited ones first; empty for
 * primitive and unknown types.
 */
export function elementsOf(type: string): readonly Element[] {
  let elements = cache.get(type);
  if (!elements) {
    const row = structureOf(type);
    if (!row) return [];
    elements = [...(row.base ? elementsOf(row.base) : []), ...row.elements.map(element)];
    cache.set(type, elements);
  }
  return elements;
}

function element(row: ElementRow): Element {
  const { name, types, targets, valueSet } = row;
  return {
    name,
    jsonNames: name.endsWith("[x]") ? types.map((type) => name.slice(0, -3) + capitalised(type)) : [name],
    types,
    isArray: row.many === true,
    isRequired: (row.min ?? 0) > 0,
    isSummary: row.summary === true,
    isModifier: row.modifier === true,
    ...(targets ? { targets } : {}),
    ...(valueSet ? { valueSet } : {}),
    isSimpleQuantity: row.simple === true,
    rules: row.rules ?? [],
  };
}
const capitalised = (type: string) => type.charAt(0).toUpperCase() + type.slice(1);

/** The invariants of a type and of its base types, each with the type that states it. */
export function rulesOf(type: string): readonly (RuleRow & { readonly owner: string })[] {
  const row = structureOf(type);
  if (!row) return [];
  return [...(row.base ? rulesOf(row.base) : []), ...(row.rules ?? []).map((rule) => ({ owner: type, ...rule }))];
}

/**
 * What stands at a path of JSON names below a type, positions left out: `elementAt("Patient", "name.given")`,
 * `elementAt("Observation", "component.valueQuantity.code")`. A choice without its type, `value`, gives all its types.
 * Undefined if there is no such element; the path ends at `contained` and other elements of type Resource.
 */
export function elementAt(
  type: string,
  path: string,
): { readonly types: readonly string[]; readonly isArray: boolean } | undefined {
  let at: { readonly types: readonly string[]; readonly isArray: boolean } | undefined;
  let types: readonly string[] = RESOURCE_TYPES.has(type) || structureOf(type) ? [type] : [];
  for (const name of path.split(".")) {
    if (types.length !== 1) return undefined;
    at = childNamed(types[0] ?? "", name);
    if (!at) return undefined;
    types = at.types;
  }
  return at;
}

function childNamed(type: string, name: string): { types: readonly string[]; isArray: boolean } | undefined {
  for (const { name: defined, jsonNames, types, isArray } of elementsOf(type)) {
    if (defined === name || defined === `${name}[x]`) return { types, isArray };
    const position = jsonNames.indexOf(name);
    if (position >= 0) return { types: types.slice(position, position + 1), isArray };
  }
  return undefined;
}

/** Required bindings: https://hl7.org/fhir/R4/terminologies.html#required. In R4 they bind codes and CodeableConcepts. */
import { valueSetOf } from "../definitions/structures.ts";
import { isObject, type JsonObject, type Walk } from "./walk.ts";

/** The codes of a value set, for a code by itself and by system. */
export interface Binding {
  readonly valueSet: string;
  readonly codes: ReadonlySet<string>;
  readonly bySystem: ReadonlyMap<string, ReadonlySet<string>>;
}

const bindings = new Map<string, Binding>();

/** The binding to a value set; undefined if its codes are not known. */
export function bindingOf(valueSet: string): Binding | undefined {
  let binding = bindings.get(valueSet);
  if (!binding) {
    const row = valueSetOf(valueSet);
    if (!row) return undefined;
    const bySystem = new Map(Object.entries(row).map(([system, codes]) => [system, new Set(codes)] as const));
    binding = { valueSet, bySystem, codes: new Set(Object.values(row).flat()) };
    bindings.set(valueSet, binding);
  }
  return binding;
}

const MAX_CODES_SHOWN = 12;

/** The problem of a code that is not in the value set. */
export function codeProblem(binding: Binding): string {
  return `must be ${described(binding)}`;
}

function described({ valueSet, codes }: Binding): string {
  const list = codes.size <= MAX_CODES_SHOWN ? `: ${[...codes].join(", ")}` : "";
  return `a code of the value set ${valueSet}${list}`;
}

/**
 * Checks a CodeableConcept whose own structure is sound: one coding has to be of the value set. A concept without
 * codings that has an extension may say there why.
 */
export function checkConcept(walk: Walk, concept: JsonObject, binding: Binding): void {
  const codings = Array.isArray(concept.coding) ? concept.coding : [];
  if (codings.some((coding) => isObject(coding) && contains(binding, coding))) return;
  if (codings.length === 0 && concept.extension !== undefined) return;
  walk.error("code-invalid", `needs a coding with ${described(binding)}`);
}

function contains({ bySystem }: Binding, { system, code }: JsonObject): boolean {
  return typeof system === "string" && typeof code === "string" && bySystem.get(system)?.has(code) === true;
}

/** Required bindings: https://hl7.org/fhir/R4/terminologies.html#required */
import { valueSetOf } from "../definitions/structures.ts";
import { isObject, type JsonObject, type Walk } from "./walk.ts";

/** The codes of a value set, for a code by itself and by system. */
export interface Binding {
  readonly valueSet: string;
  readonly codes: ReadonlySet<string>;
  readonly bySystem: ReadonlyMap<string, ReadonlySet<string>>;
}

const BOUND_TYPES = new Set(["code", "string", "uri", "Coding", "CodeableConcept", "Quantity"]);
const bindings = new Map<string, Binding>();

/** The binding of an element of this type; undefined if the value set's codes are not known or bind no such type. */
export function bindingOf(valueSet: string, type: string): Binding | undefined {
  if (!BOUND_TYPES.has(type)) return undefined;
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
export function codeProblem({ valueSet, codes }: Binding): string {
  const list = codes.size <= MAX_CODES_SHOWN ? `: ${[...codes].join(", ")}` : "";
  return `must be a code of the value set ${valueSet}${list}`;
}

/** Checks a Coding, CodeableConcept or Quantity whose own structure is sound. */
export function checkCoded(walk: Walk, value: JsonObject, type: string, binding: Binding): void {
  if (type === "CodeableConcept") checkConcept(walk, value, binding);
  else if (!contains(binding, value) && !("extension" in value)) walk.error("code-invalid", codeProblem(binding));
}

/** One coding has to be of the value set; a concept that has an extension instead may say why there is none. */
function checkConcept(walk: Walk, concept: JsonObject, binding: Binding): void {
  const codings = Array.isArray(concept.coding) ? concept.coding : [];
  if (codings.some((coding) => isObject(coding) && contains(binding, coding))) return;
  if (codings.length === 0 && "extension" in concept) return;
  walk.error("code-invalid", `needs a coding that ${codeProblem(binding).replace("must be", "is")}`);
}

function contains({ bySystem }: Binding, { system, code }: JsonObject): boolean {
  return typeof system === "string" && typeof code === "string" && bySystem.get(system)?.has(code) === true;
}

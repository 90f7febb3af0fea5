/**
 * Turns the FHIRPath of a search parameter into plain element paths, at build time.
 *
 * The R4 search parameters use a small part of FHIRPath: members, `ofType`, `where(resolve() is X)`, `where(a='b')`, and
 * unions. Looked up in the StructureDefinitions, each is a path of JSON property names that ends in an element of a known
 * type (`effectivePeriod` is a Period), so that the server evaluates no FHIRPath and guesses no type when it indexes.
 */
import type { ElementDefinition, StructureDefinition } from "@medplum/fhirtypes";

/** Path of JSON names (`contact.telecom[system=email]`), type of the element, and for a filtered reference its target. */
export type PathRow = readonly [path: string, type: string, target?: string];

interface Place {
  readonly path: string;
  /** Where the element's children are defined: `Observation.component`, or a type's name. */
  readonly defined: string;
  readonly type: string;
  /** Value set of a required binding. */
  readonly valueSet: string | undefined;
}

/** Finds elements in a set of StructureDefinitions. */
export class Structures {
  readonly #elements = new Map<string, ElementDefinition>();

  constructor(definitions: Iterable<StructureDefinition>) {
    for (const definition of definitions) {
      for (const element of definition.snapshot?.element ?? []) this.#elements.set(element.path ?? "", element);
    }
  }

  /** The children of a place under a FHIRPath member name: one, or for a choice one per type. */
  children(place: Place, name: string): Place[] {
    const plain = this.#elements.get(`${place.defined}.${name}`);
    const element = plain ?? this.#elements.get(`${place.defined}.${name}[x]`);
    if (!element) throw new Error(`there is no ${place.defined}.${name}`);
    if (element.contentReference) {
      const defined = element.contentReference.replace(/^.*#/, "");
      return [{ path: join(place.path, name), defined, type: "BackboneElement", valueSet: undefined }];
    }
    const valueSet = element.binding?.strength === "required" ? element.binding.valueSet : undefined;
    return (element.type ?? []).map((type) => {
      const code = (type.code ?? "").replace(/^http:\/\/hl7\.org\/fhirpath\/System\./, "");
      const isInline = code === "BackboneElement" || code === "Element";
      const key = plain ? name : name + code.charAt(0).toUpperCase() + code.slice(1);
      return { path: join(place.path, key), defined: isInline ? (element.path ?? "") : code, type: code, valueSet };
    });
  }
}

const join = (path: string, name: string) => (path === "" ? name : `${path}.${name}`);

/** Splits a union at its top level, and takes off the parentheses of `(a)` and `(a).b`. */
export function branchesOf(expression: string): string[] {
  return expression.split(" | ").map((branch) => branch.trim().replace(/^\((.*)\)(\.\w+)?$/, "$1$2"));
}

const STEP = /^\.?(?:ofType\((\w+)\)|where\(resolve\(\) is (\w+)\)|where\((\w+)\s*=\s*'([^']*)'\)|(\w+))/;

/** Where a branch leads to, and the target that it filters a reference for. */
function walk(structures: Structures, start: Place, branch: string): { places: Place[]; target: string | undefined } {
  let places: Place[] = [start];
  let target: string | undefined;
  let rest = branch;
  while (rest !== "") {
    const step = STEP.exec(rest);
    if (!step) throw new Error(`cannot read '${rest}' of '${branch}'`);
    rest = rest.slice(step[0].length);
    const [, ofType, isTarget, key, value, member] = step;
    if (ofType) places = places.filter((place) => place.type.toLowerCase() === ofType.toLowerCase());
    else if (isTarget) target = isTarget;
    else if (key) places = places.map((place) => ({ ...place, path: `${place.path}[${key}=${value}]` }));
    else if (member) places = places.flatMap((place) => structures.children(place, member));
  }
  if (places.length === 0) throw new Error(`'${branch}' selects no element of ${start.defined}`);
  return { places, target };
}

const startOf = (type: string): Place => ({ path: "", defined: type, type, valueSet: undefined });

/** The value sets to which the codes that a branch selects are bound. */
export function valueSetsOf(structures: Structures, type: string, branch: string): string[] {
  return walk(structures, startOf(type), branch).places.flatMap(({ valueSet }) => valueSet?.replace(/\|.*$/, "") ?? []);
}

/**
 * The paths of one branch of an expression.
 * @param type the resource type
 * @param context path from the resource to the element from which the branch starts, "" for the resource
 * @throws Error for a form that this subset lacks
 */
export function pathsOf(structures: Structures, type: string, branch: string, context = ""): PathRow[] {
  return walk(structures, startOf(type), context).places.flatMap((place) => {
    const { places, target } = walk(structures, { ...place, path: "" }, branch);
    return places.map(({ path, type: element }): PathRow => (target ? [path, element, target] : [path, element]));
  });
}

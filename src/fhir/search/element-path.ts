/**
 * Element paths: the compiled form of a search parameter's expression, `contact.telecom[system=email]`.
 *
 * Members by their JSON names, so that a choice is told by its type (`valueQuantity`); arrays are gone through; a filter
 * keeps the objects whose member equals a text. `scripts/search-paths.ts` makes them from FHIRPath.
 */

interface Step {
  readonly key: string;
  readonly filter?: { readonly key: string; readonly value: string };
}
export interface ElementPath {
  readonly steps: readonly Step[];
  /** Datatype of the elements at the end. */
  readonly type: string;
  /** For references: only those to this resource type. */
  readonly target?: string;
}

/** Receives each element with the object or array that holds it, in which `numberText` finds a number's digits. */
export type Visit = (value: unknown, holder: object, key: string) => void;

export function elementPath(path: string, type: string, target?: string): ElementPath {
  const steps = path === "" ? [] : path.split(".").map(stepOf);
  return { steps, type, ...(target === undefined ? {} : { target }) };
}

function stepOf(text: string): Step {
  const [, key = "", filterKey, value = ""] = /^(\w+)(?:\[(\w+)=(.*)\])?$/.exec(text) ?? [];
  return filterKey === undefined ? { key } : { key, filter: { key: filterKey, value } };
}

/** Visits the elements at the end of a path, in document order; with no steps, the root itself. */
export function visitElements(root: object, path: ElementPath, visit: Visit): void {
  if (path.steps.length === 0) visit(root, root, "");
  else visitFrom(root, path.steps, 0, visit);
}

function visitFrom(node: object, steps: readonly Step[], at: number, visit: Visit): void {
  const step = steps[at] as Step; // at is below the length
  const value = (node as Readonly<Record<string, unknown>>)[step.key];
  if (value === undefined || value === null) return;
  if (!Array.isArray(value)) {
    visitStep(value, node, step.key, steps, at, visit);
    return;
  }
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    // A primitive array has null where only an extension is.
    if (item !== null && item !== undefined) visitStep(item, value, String(index), steps, at, visit);
  }
}

function visitStep(
  value: unknown,
  holder: object,
  key: string,
  steps: readonly Step[],
  at: number,
  visit: Visit,
): void {
  const filter = steps[at]?.filter;
  if (filter && (value as Readonly<Record<string, unknown>>)[filter.key] !== filter.value) return;
  if (at + 1 === steps.length) visit(value, holder, key);
  else if (typeof value === "object" && value !== null) visitFrom(value, steps, at + 1, visit);
}

/** Composites: https://hl7.org/fhir/R4/search.html#composite */
import type { IndexEntry } from "../../storage/port.ts";
import { visitElements } from "./element-path.ts";
import { indexElement } from "./index-element.ts";
import type { SearchParameter, Tuple } from "./parameters.ts";

/**
 * Adds the tuples of a composite parameter. All entries of one element (one component of an Observation, say) share a
 * group, so that any two of them are found together: two codings and a value make two pairs in one group.
 * @param nextGroup gives a number that no other tuple of the resource has
 */
export function indexComposite(
  out: IndexEntry[],
  parameter: SearchParameter,
  resource: object,
  nextGroup: () => number,
): void {
  for (const tuple of parameter.tuples) {
    visitElements(resource, tuple.at, (element) => {
      if (typeof element === "object" && element !== null)
        indexTuple(out, parameter, tuple, { element, resource, nextGroup });
    });
  }
}

interface Place {
  readonly element: object;
  readonly resource: object;
  readonly nextGroup: () => number;
}

function indexTuple(out: IndexEntry[], { code, parts }: SearchParameter, tuple: Tuple, place: Place): void {
  const entries: IndexEntry[] = [];
  for (const [position, paths] of tuple.parts.entries()) {
    const before = entries.length;
    for (const path of paths) {
      visitElements(path.isFromResource ? place.resource : place.element, path, (value, holder, key) =>
        indexElement(entries, `${code}.${position}`, parts[position]?.type ?? "token", { value, holder, key, path }),
      );
    }
    if (entries.length === before) return; // a tuple that lacks a part matches nothing
  }
  const group = place.nextGroup();
  for (const entry of entries) out.push({ ...entry, group });
}

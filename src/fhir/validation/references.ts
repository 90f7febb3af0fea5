/** Where references point: https://hl7.org/fhir/R4/references.html */
import { isResourceType, type JsonObject, type ResourceFrame, type Walk } from "./walk.ts";

/** `[base/]Type/id[/_history/version]`, the shape of a RESTful reference. */
const RESTFUL =
  /^(?:https?:\/\/.+\/)?([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?(?:#.*)?$/;
const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
const CONDITIONAL = /^([A-Z][A-Za-z]+)\?./;

/**
 * Checks a Reference whose own structure is sound: that a local one has its contained resource (ref-1), that the type
 * is one that R4 and this element know, and that `type` says the same.
 */
export function checkReference(walk: Walk, value: JsonObject, targets: ReadonlySet<string> | undefined): void {
  const { reference, type: declared } = value;
  const found = typeof reference === "string" ? targetType(walk, reference) : undefined;
  if (typeof declared === "string" && found !== undefined && found !== declared && isResourceType(declared)) {
    walk.errorAt("type", "value", `the reference points to a ${found}`);
  }
  const type = found ?? (isResourceType(declared) ? declared : undefined);
  if (type === undefined || targets === undefined || targets.has(type)) return;
  walk.error("value", `a reference here may point to ${[...targets].join(", ")}, not to ${type}`);
}

/** The resource type that the reference says or leads to; undefined if that cannot be told. Reports a broken one. */
function targetType(walk: Walk, reference: string): string | undefined {
  if (reference.startsWith("#")) return localType(walk, reference.slice(1));
  if (reference.startsWith("urn:")) return walk.frame?.bundle?.get(reference);
  const isAbsolute = SCHEME.test(reference);
  const type = RESTFUL.exec(reference)?.[1] ?? CONDITIONAL.exec(reference)?.[1];
  if (isResourceType(type)) return type;
  if (isAbsolute) return walk.frame?.bundle?.get(reference);
  const problem =
    type === undefined ? "is written Type/id, an absolute URL, or #id" : "names a resource type that R4 does not have";
  walk.errorAt("reference", "value", `a reference ${problem}`);
  return undefined;
}

/** ref-1. A bare `#` is the container, which only a contained resource has. */
function localType(walk: Walk, id: string): string | undefined {
  const { frame } = walk;
  if (!frame) return undefined;
  const root = frame.container ?? frame;
  noteLocal(frame, id);
  const type = id === "" ? frame.container?.type : root.contained.get(id);
  if (type === undefined)
    walk.error("invariant", "there is no contained resource with the id of this reference: ref-1");
  return type;
}

/** Remembers that something points to a contained resource (for dom-3), or from one to its container. */
export function noteLocal(frame: ResourceFrame, id: string): void {
  frame.localReferences.add(id);
  frame.container?.localReferences.add(id);
}

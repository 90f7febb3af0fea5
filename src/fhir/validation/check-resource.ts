/** A resource as a whole: its type, its elements, what it contains. https://hl7.org/fhir/R4/domainresource.html */
import { checkBundle, indexBundle } from "./bundle-rules.ts";
import { checkObject } from "./check-object.ts";
import { tableOf } from "./type-table.ts";
import { type BundleIndex, isObject, isResourceType, type JsonObject, type ResourceFrame, type Walk } from "./walk.ts";

const NOTHING_CONTAINED: ReadonlyMap<string, string> = new Map();

/** Checks what stands where a resource of any type is due. `place` is the name of the element that holds it. */
export function checkResource(walk: Walk, value: unknown, place?: string): void {
  const type = resourceType(walk, value);
  if (type === undefined || !isObject(value)) return;
  const outer = walk.frame;
  const errors = walk.errors;
  const container = place === "contained" ? (outer?.container ?? outer) : undefined;
  walk.frame = {
    type,
    resource: value,
    container,
    contained: container ? NOTHING_CONTAINED : containedTypes(value),
    bundle: place === "resource" && outer?.type === "Bundle" ? bundleIndexOf(outer) : undefined,
    localReferences: new Set(),
  };
  checkObject(walk, value, tableOf(type));
  if (value.implicitRules !== undefined) warnOfRules(walk);
  if (walk.errors === errors && type === "Bundle") checkBundle(walk, value);
  if (container) checkContainedRules(walk, value);
  else if (value.contained !== undefined && walk.errors === errors) checkUse(walk, value, walk.frame);
  walk.frame = outer;
}

function resourceType(walk: Walk, value: unknown): string | undefined {
  if (!isObject(value)) {
    walk.error("structure", "must be a resource, a JSON object with a resourceType");
    return undefined;
  }
  const type = value.resourceType;
  if (isResourceType(type)) {
    if (walk.path.length === 0) walk.path.push(type);
    return type;
  }
  const problem = type === undefined ? "resourceType is missing" : "resourceType is not a resource type of R4";
  walk.errorAt("resourceType", type === undefined ? "required" : "value", problem);
  return undefined;
}

/** https://hl7.org/fhir/R4/resource.html#implicitRules */
function warnOfRules(walk: Walk): void {
  walk.path.push("implicitRules");
  walk.warning("not-supported", "this server does not know what these rules change");
  walk.path.pop();
}

/** The index of a Bundle is made once, when its first entry is reached. */
const indexes = new WeakMap<ResourceFrame, BundleIndex>();

function bundleIndexOf(frame: ResourceFrame): BundleIndex {
  let index = indexes.get(frame);
  if (!index) {
    index = indexBundle(frame.resource);
    indexes.set(frame, index);
  }
  return index;
}

function containedTypes({ contained }: JsonObject): ReadonlyMap<string, string> {
  if (!Array.isArray(contained)) return NOTHING_CONTAINED;
  const types = new Map<string, string>();
  for (const item of contained) {
    if (isObject(item) && typeof item.id === "string" && isResourceType(item.resourceType)) {
      types.set(item.id, item.resourceType);
    }
  }
  return types;
}

/** dom-2, dom-4, dom-5: what a contained resource may not have. The walk stands at it. */
function checkContainedRules(walk: Walk, { contained, meta }: JsonObject): void {
  if (contained !== undefined) {
    walk.errorAt("contained", "invariant", "a contained resource has no contained resources: dom-2");
  }
  if (!isObject(meta)) return;
  if (meta.versionId !== undefined || meta.lastUpdated !== undefined) {
    walk.errorAt("meta", "invariant", "a contained resource has no meta.versionId and no meta.lastUpdated: dom-4");
  }
  if (meta.security !== undefined)
    walk.errorAt("meta", "invariant", "a contained resource has no security label: dom-5");
}

/** dom-3: every contained resource is referred to from the resource, or refers to it; and ids are unique. */
function checkUse(walk: Walk, { contained }: JsonObject, { localReferences }: ResourceFrame): void {
  const items = Array.isArray(contained) ? contained.filter(isObject) : [];
  const seen = new Set<unknown>();
  walk.path.push("contained", 0);
  items.forEach((item, position) => {
    walk.path[walk.path.length - 1] = position;
    const id = typeof item.id === "string" ? item.id : undefined;
    if (id === undefined) walk.error("required", "a contained resource needs an id");
    else if (seen.has(id)) walk.errorAt("id", "duplicate", "two contained resources have the same id");
    else if (!localReferences.has(id) && !refersToContainer(item)) {
      walk.error("invariant", "a contained resource is referred to from the resource that contains it: dom-3");
    }
    seen.add(id);
  });
  walk.path.length -= 2;
}

function refersToContainer(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((item) => item === "#" || refersToContainer(item));
}

/** The invariants of Bundle, each reported at the entry that breaks it: https://hl7.org/fhir/R4/bundle.html#invs */
import { type BundleIndex, isObject, isResourceType, type JsonObject, type Walk } from "./walk.ts";

const REQUEST_TYPES = new Set(["batch", "transaction", "history"]);
const RESPONSE_TYPES = new Set(["batch-response", "transaction-response", "history"]);

/** Types of the resources in a Bundle by fullUrl, whatever else is wrong with it. */
export function indexBundle({ entry }: JsonObject): BundleIndex {
  const index = new Map<string, string>();
  for (const item of Array.isArray(entry) ? entry : []) {
    if (!isObject(item) || typeof item.fullUrl !== "string" || !isObject(item.resource)) continue;
    const type = item.resource.resourceType;
    if (isResourceType(type)) index.set(item.fullUrl, type);
  }
  return index;
}

/** Checks a Bundle that is sound in its structure; the walk stands at it. */
export function checkBundle(walk: Walk, bundle: JsonObject): void {
  const type = String(bundle.type);
  const entries = Array.isArray(bundle.entry) ? bundle.entry.filter(isObject) : [];
  if (bundle.total !== undefined && type !== "searchset" && type !== "history") {
    walk.errorAt("total", "invariant", "total only when a search or history: bdl-1");
  }
  const seen = new Set<string>();
  walk.path.push("entry", 0);
  entries.forEach((entry, position) => {
    walk.path[walk.path.length - 1] = position;
    checkEntry(walk, type, entry);
    if (type !== "history") checkUnique(walk, entry, seen);
  });
  walk.path.length -= 2;
  if (type === "document") checkDocument(walk, bundle, entries);
  if (type === "message" && typeOf(entries[0]) !== "MessageHeader") {
    walk.errorAt("entry", "invariant", "a message has a MessageHeader as its first resource: bdl-12");
  }
}

function checkEntry(walk: Walk, type: string, { search, request, response, resource, fullUrl }: JsonObject): void {
  if (search !== undefined && type !== "searchset") {
    walk.errorAt("search", "invariant", "entry.search only when a search: bdl-2");
  }
  checkPresence(walk, "request", request !== undefined, REQUEST_TYPES.has(type), "bdl-3");
  checkPresence(walk, "response", response !== undefined, RESPONSE_TYPES.has(type), "bdl-4");
  if (resource === undefined && request === undefined && response === undefined) {
    walk.error("invariant", "an entry has a resource, a request or a response: bdl-5");
  }
  if (typeof fullUrl !== "string") return;
  if (fullUrl.includes("/_history/")) {
    walk.errorAt("fullUrl", "invariant", "fullUrl cannot be a version specific reference: bdl-8");
  }
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(fullUrl)) walk.errorAt("fullUrl", "value", "the fullUrl is an absolute URL");
  if (isObject(resource) && disagrees(fullUrl, resource)) {
    walk.errorAt("fullUrl", "value", "the fullUrl disagrees with the id of the resource");
  }
}

/** Only a RESTful URL says an id: https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.fullUrl */
function disagrees(fullUrl: string, { resourceType, id }: JsonObject): boolean {
  const [, type, last] = /^https?:\/\/.*\/([A-Z][A-Za-z]+)\/([^/]+)$/.exec(fullUrl) ?? [];
  return type === resourceType && typeof id === "string" && last !== id;
}

function checkPresence(walk: Walk, name: string, isThere: boolean, isDue: boolean, key: string): void {
  if (isThere === isDue) return;
  const problem = isDue ? `a Bundle of this type needs ${name} in every entry` : `a Bundle of this type has no ${name}`;
  walk.errorAt(name, "invariant", `${problem}: ${key}`);
}

function checkUnique(walk: Walk, { fullUrl, resource }: JsonObject, seen: Set<string>): void {
  if (typeof fullUrl !== "string") return;
  const meta = isObject(resource) && isObject(resource.meta) ? resource.meta : {};
  const identity = `${fullUrl} ${typeof meta.versionId === "string" ? meta.versionId : ""}`;
  if (seen.has(identity)) {
    walk.errorAt("fullUrl", "invariant", "the fullUrl occurs twice with the same version: bdl-7");
  }
  seen.add(identity);
}

function checkDocument(walk: Walk, { identifier, timestamp }: JsonObject, entries: readonly JsonObject[]): void {
  if (!isObject(identifier) || identifier.system === undefined || identifier.value === undefined) {
    walk.errorAt("identifier", "invariant", "a document has an identifier with a system and a value: bdl-9");
  }
  if (timestamp === undefined) walk.errorAt("timestamp", "invariant", "a document has a date: bdl-10");
  if (typeOf(entries[0]) !== "Composition") {
    walk.errorAt("entry", "invariant", "a document has a Composition as its first resource: bdl-11");
  }
}

function typeOf(entry: JsonObject | undefined): unknown {
  return isObject(entry?.resource) ? entry.resource.resourceType : undefined;
}

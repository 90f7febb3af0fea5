/** The entries of a batch or transaction as requests. https://hl7.org/fhir/R4/http.html#transaction */
import type { Bundle, BundleEntry } from "@medplum/fhirtypes";
import { InvalidInput, NotSupported, TooLarge } from "../errors.ts";
import type { FhirRequest, Method, Query } from "./exchange.ts";
import { readJson } from "./request-body.ts";
import { assertValid } from "./validation/validate-resource.ts";

export interface RequestEntry {
  readonly index: number;
  readonly method: Method;
  /** Decoded segments and parameters of `request.url`. */
  readonly path: readonly string[];
  readonly query: Query;
  readonly fullUrl?: string;
  /** Not yet validated. */
  readonly resource?: unknown;
  /** `If-Match`, `If-None-Match`, `If-None-Exist`, `If-Modified-Since` by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

export const expressionOf = (index: number): string => `Bundle.entry[${index}]`;

/**
 * Checks the Bundle without the resources in it, and reads the request of each entry.
 * @throws InvalidInput, TooLarge past `maxEntries`
 */
export function requestEntries(
  body: object,
  { base, maxEntries }: { base: string; maxEntries: number },
): readonly RequestEntry[] {
  const entries = "entry" in body && Array.isArray(body.entry) ? (body.entry as unknown[]) : [];
  if (entries.length > maxEntries) throw new TooLarge(`a Bundle may have ${maxEntries} entries`);
  const resources = entries.map((entry) => (isObject(entry) ? entry.resource : undefined));
  const shell: unknown = "entry" in body && Array.isArray(body.entry) ? { ...body, entry: entries.map(shellOf) } : body;
  assertValid(shell, "Bundle");
  return ((shell as Bundle).entry ?? []).map((entry, index) => requestEntry(entry, resources[index], index, base));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The entry without its resource, which is validated apart. */
function shellOf(entry: unknown): unknown {
  if (!isObject(entry)) return entry;
  const { resource: _apart, ...rest } = entry;
  return rest;
}

function requestEntry(entry: BundleEntry, resource: unknown, index: number, base: string): RequestEntry {
  const { request, fullUrl } = entry;
  const expression = `${expressionOf(index)}.request`;
  if (!request) throw new InvalidInput("the entry needs a request", { code: "required", expression });
  const method = request.method as Method; // a required binding, checked
  const needsResource = method === "POST" || method === "PUT" || method === "PATCH";
  const { path, query } = locationOf(request.url ?? "", base, `${expression}.url`);
  if (needsResource && resource === undefined && !path.at(-1)?.startsWith("$")) {
    throw new InvalidInput(`a ${method} entry needs a resource`, {
      code: "required",
      expression: `${expressionOf(index)}.resource`,
    });
  }
  const headers = {
    "if-match": request.ifMatch,
    "if-none-match": request.ifNoneMatch,
    "if-none-exist": request.ifNoneExist,
    "if-modified-since": request.ifModifiedSince && new Date(request.ifModifiedSince).toUTCString(),
  };
  return {
    index,
    method,
    path,
    query,
    ...(fullUrl === undefined ? {} : { fullUrl }),
    ...(resource === undefined ? {} : { resource }),
    headers: Object.fromEntries(Object.entries(headers).filter((header): header is [string, string] => !!header[1])),
  };
}

/** Path and query of a URL that is relative to the base, or absolute on it. */
function locationOf(url: string, base: string, expression: string): { path: string[]; query: Query } {
  const relative = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url.replace(/^\//, "");
  if (/^[a-z][a-z0-9+.-]*:/i.test(relative)) {
    throw new InvalidInput("the url must be relative to this server's base", { code: "value", expression });
  }
  const [pathText = "", ...rest] = relative.split("?");
  const path = pathText.split("/").filter((segment) => segment !== "");
  if (path.length === 0 && rest.length === 0) {
    throw new NotSupported("a Bundle cannot be an entry of a batch or transaction", { expression });
  }
  try {
    return { path: path.map(decodeURIComponent), query: [...new URLSearchParams(rest.join("?"))] };
  } catch {
    throw new InvalidInput("the url is not well-formed", { code: "value", expression });
  }
}

/** An entry as a request of its own, with the preferences of the Bundle's request. */
export function requestOf(entry: RequestEntry, outer: FhirRequest): FhirRequest {
  return {
    method: entry.method,
    path: entry.path,
    query: entry.query,
    base: outer.base,
    header: (name) => entry.headers[name] ?? (name === "prefer" ? outer.header("prefer") : undefined),
    body: {
      json: () => Promise.resolve(entry.resource),
      form: () => Promise.resolve([]),
      patch: () => Promise.resolve().then(() => patchOf(entry.resource)),
    },
    signal: outer.signal,
  };
}

/** The JSON Patch document in a Binary: https://hl7.org/fhir/R4/http.html#patch */
export function patchOf(resource: unknown): unknown {
  if (!isObject(resource) || resource.resourceType !== "Binary" || typeof resource.data !== "string") {
    throw new InvalidInput("a PATCH entry needs a Binary with the JSON Patch document in data", { code: "structure" });
  }
  if (resource.contentType !== "application/json-patch+json") {
    throw new NotSupported("a PATCH entry's Binary must be application/json-patch+json", {
      expression: "Binary.contentType",
    });
  }
  return readJson(Buffer.from(resource.data, "base64").toString("utf8"));
}

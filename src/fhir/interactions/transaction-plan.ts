/** What a transaction will do, as far as it can be decided before the write. */
import type { Resource } from "@medplum/fhirtypes";
import { InvalidInput, NotFound } from "../../errors.ts";
import { acceptedResource, checkId, checkSameId } from "../accepted-resource.ts";
import { expressionOf, patchOf, type RequestEntry } from "../bundle-entry.ts";
import { BundleReferences, type ConditionalReference } from "../bundle-references.ts";
import { type Condition, conditionOf, criteriaOf } from "../condition.ts";
import { RESOURCE_TYPES } from "../definitions/resource-types.ts";
import type { FhirDeps, FhirRequest } from "../exchange.ts";
import { preferences, versionOfIfMatch } from "../headers.ts";
import { belowExpression } from "../outcome.ts";
import { parseSearch } from "../search/parse-search.ts";

export interface PlannedEntry {
  readonly index: number;
  readonly kind: "delete" | "create" | "update" | "patch" | "get";
  readonly type: string;
  /** As the URL says, or a new one, which a condition may replace. */
  readonly id: string;
  readonly condition?: Condition;
  readonly resource?: Resource;
  /** JSON Patch document. */
  readonly patch?: unknown;
  readonly ifMatch: string | undefined;
  readonly conditional: readonly ConditionalReference[];
  /** Whether a GET reads one resource, which must exist. */
  readonly isRead: boolean;
}

export interface TransactionPlan {
  readonly entries: readonly PlannedEntry[];
  readonly references: BundleReferences;
}

/** Validation gives way to other requests after this many milliseconds. */
const YIELD_AFTER_MS = 25;
const KINDS = { DELETE: "delete", POST: "create", PUT: "update", PATCH: "patch", GET: "get", HEAD: "get" } as const;

type Addressed = Omit<PlannedEntry, "resource" | "conditional">;

/** @throws DomainError naming the entry, for the first entry that cannot be done */
export async function planTransaction(
  entries: readonly RequestEntry[],
  request: FhirRequest,
  deps: FhirDeps,
): Promise<TransactionPlan> {
  const references = new BundleReferences(request.base);
  const { isLenient } = preferences(request.header("prefer"));
  const addressed = entries.map((entry) => naming(entry, () => addressOf(entry, isLenient, deps)));
  for (const { fullUrl, index } of entries) if (fullUrl !== undefined) references.name(fullUrl, index);
  const conditional = entries.map(({ index, resource, fullUrl }) =>
    atEntry(index, () => (addressed[index]?.kind === "patch" ? [] : references.collect(resource, fullUrl))),
  );
  // Filled with what is known now, so that validation sees references as they will be stored.
  references.fill((index) => ({
    type: addressed[index]?.type ?? "",
    id: addressed[index]?.id ?? "",
    versionId: "1",
  }));
  const planned: PlannedEntry[] = [];
  let began = performance.now();
  for (const [index, entry] of addressed.entries()) {
    const resource = atEntry(index, () => resourceOf(entry, entries[index]?.resource));
    planned.push({ ...entry, conditional: conditional[index] ?? [], ...(resource ? { resource } : {}) });
    if (performance.now() - began > YIELD_AFTER_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      began = performance.now();
    }
  }
  return { entries: planned, references };
}

function atEntry<T>(index: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw belowExpression(error, expressionOf(index));
  }
}

function addressOf(entry: RequestEntry, isLenient: boolean, deps: FhirDeps): Addressed {
  const { index, method, path, query, headers } = entry;
  const kind = KINDS[method];
  const ifMatch = versionOfIfMatch(headers["if-match"]);
  if (kind === "get") return { index, kind, ifMatch, ...readOf(entry, isLenient, deps) };
  const [type = "", id, ...more] = path;
  if (more.length > 0 || id?.startsWith("$") || type.startsWith("$")) {
    throw new InvalidInput(`${method} of this url is not possible in a transaction`, { code: "not-supported" });
  }
  if (!RESOURCE_TYPES.has(type)) {
    throw new NotFound(`${type} is no resource type of R4`, { code: "not-supported" });
  }
  if (kind === "create") {
    if (id !== undefined) throw new InvalidInput("a POST's url is the type alone");
    const criteria = headers["if-none-exist"];
    const condition = criteria === undefined ? {} : { condition: conditionOf(type, criteriaOf(criteria), deps) };
    return { index, kind, type, id: deps.newId(), ifMatch, isRead: false, ...condition };
  }
  if (id === undefined) {
    const condition = conditionOf(type, query, deps);
    const given = entry.resource as { id?: unknown } | undefined; // only looked at; validated later
    const newId = typeof given?.id === "string" ? given.id : deps.newId();
    return { index, kind, type, id: newId, ifMatch, isRead: false, condition, ...patchIn(kind, entry) };
  }
  if (kind === "update") checkId(id);
  return { index, kind, type, id, ifMatch, isRead: false, ...patchIn(kind, entry) };
}

/** What a GET reads. A search is parsed now, because it runs when nothing can be undone any more. */
function readOf({ path, query }: RequestEntry, isLenient: boolean, deps: FhirDeps) {
  const [type = "", id = ""] = path;
  const isOfType = RESOURCE_TYPES.has(type);
  if (path.length === 1 && isOfType) {
    const { maxPageSize: maxCount, pageSize: defaultCount } = deps.limits;
    parseSearch(type, query, { lenient: isLenient, now: deps.clock(), maxCount, defaultCount });
  } else if (!isOfType && !/^[_$]|^metadata$/.test(type)) {
    throw new NotFound("the url begins with no resource type of R4", { code: "not-supported" });
  }
  return { type, id, isRead: path.length === 2 && isOfType && !/^[_$]/.test(id) };
}

const patchIn = (kind: PlannedEntry["kind"], entry: RequestEntry) =>
  kind === "patch" ? { patch: patchOf(entry.resource) } : {};

/** Like atEntry, for errors about the request: their expression is its own, below the entry. */
function naming<T>(entry: RequestEntry, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const part = entry.headers["if-none-exist"] !== undefined ? "request.ifNoneExist" : "request.url";
    throw belowExpression(error, `${expressionOf(entry.index)}.${part}`);
  }
}

function resourceOf(entry: Addressed, body: unknown): Resource | undefined {
  if (entry.kind !== "create" && entry.kind !== "update") return undefined;
  const resource = acceptedResource(body, entry.type);
  if (entry.kind === "update" && !entry.condition) checkSameId(resource, entry.id);
  return resource;
}

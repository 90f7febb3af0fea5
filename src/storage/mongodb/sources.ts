/**
 * Where searches read resource documents from: the server, and the server under what a write has staged.
 *
 * MongoDB matches several conditions on one array element (`$elemMatch`). A server that speaks its protocol but lacks
 * that gets a wider filter, and what it gives is tested here again (`evaluate.ts`).
 */
import type { Collection, Document, FindOptions } from "mongodb";
import { compareValues, type ResourceDocument } from "./documents.ts";
import { satisfies, valueAt } from "./evaluate.ts";
import { allOf, anyOf, type Filter } from "./filters.ts";

/** Fields in order, 1 ascending or -1 descending; documents have all of them. */
export type Order = Readonly<Record<string, 1 | -1>>;

export interface FindQuery {
  readonly filter: Filter;
  /** Any order unless given, which spares the server from sorting many whole documents. */
  readonly order?: Order;
  readonly limit?: number;
  /** Fields to fetch, all unless given. They must include what `order` names. */
  readonly fields?: readonly string[];
}

export interface ResourceSource {
  find(query: FindQuery): Promise<ResourceDocument[]>;
  count(filter: Filter): Promise<number>;
}

/** The server ends a search that takes longer. */
const READ_LIMIT_MS = 60_000;
/** Every field that a filter or an order may ask for. */
const TESTED = ["json"] as const;

export class ServerSource implements ResourceSource {
  readonly #resources: Collection<ResourceDocument>;
  readonly #hasElemMatch: boolean;
  readonly #options: FindOptions;

  constructor(resources: Collection<ResourceDocument>, { hasElemMatch }: { hasElemMatch: boolean }) {
    this.#resources = resources;
    this.#hasElemMatch = hasElemMatch;
    this.#options = { batchSize: 1_000, maxTimeMS: READ_LIMIT_MS };
  }

  async find({ filter, order, limit, fields }: FindQuery): Promise<ResourceDocument[]> {
    if (this.#hasElemMatch) {
      const projection = fields && Object.fromEntries(fields.map((field) => [field, 1]));
      const options = { ...this.#options, ...(projection ? { projection } : {}) };
      const cursor = this.#resources.find(plain(filter), options);
      if (order) cursor.sort(plain(order));
      return (limit === undefined ? cursor : cursor.limit(limit)).toArray();
    }
    const found: ResourceDocument[] = [];
    const projection = fields ? Object.fromEntries(TESTED.map((field) => [field, 0])) : undefined;
    const options = { ...this.#options, ...(projection ? { projection } : {}) };
    const cursor = this.#resources.find(plain(widened(filter)), options);
    if (order) cursor.sort(plain(order));
    for await (const document of cursor) {
      if (satisfies(document, filter)) found.push(document);
      if (found.length === limit) break;
    }
    return found;
  }

  async count(filter: Filter): Promise<number> {
    if (this.#hasElemMatch) {
      return this.#resources.countDocuments(plain(filter), { maxTimeMS: READ_LIMIT_MS });
    }
    return (await this.find({ filter, fields: ["_id"] })).length;
  }
}

/** In the driver's loosest type: its exact ones know no paths into arrays of documents. */
function plain(query: Filter | Order): Document {
  return query;
}

/** A filter without `$elemMatch` that every document which satisfies `filter` satisfies too. */
function widened(filter: Filter): Filter {
  return allOf(
    Object.entries(filter).map(([field, condition]): Filter => {
      if (field === "$nor") return {};
      // `filters.ts` gives these operators lists of filters.
      if (field === "$and") return allOf((condition as readonly Filter[]).map(widened));
      if (field === "$or") {
        const parts = (condition as readonly Filter[]).map(widened);
        return parts.some((part) => Object.keys(part).length === 0) ? {} : anyOf(parts);
      }
      const element = typeof condition === "object" && condition !== null && "$elemMatch" in condition;
      if (!element) return { [field]: condition };
      const { p } = condition.$elemMatch as { readonly p: string }; // written by filters.ts
      return { [`${field}.p`]: p };
    }),
  );
}

/** What a write has staged, over what the server has. */
export class StagedSource implements ResourceSource {
  readonly #server: ResourceSource;
  readonly #staged: () => Iterable<ResourceDocument>;

  /** @param staged the current documents of what the write and those before it in its group have changed */
  constructor(server: ResourceSource, staged: () => Iterable<ResourceDocument>) {
    this.#server = server;
    this.#staged = staged;
  }

  async find(query: FindQuery): Promise<ResourceDocument[]> {
    const staged = [...this.#staged()].filter(
      ({ type }) => query.filter.type === undefined || type === query.filter.type,
    );
    if (staged.length === 0) return this.#server.find(query);
    // New resources are not on the server, so only those that were there are left out of its answer.
    const changed = staged.filter(({ version }) => version > 1).map(({ _id }) => _id);
    const filter = changed.length === 0 ? query.filter : allOf([query.filter, { _id: { $nin: changed } }]);
    const found = await this.#server.find({ ...query, filter });
    const own = staged.filter((document) => satisfies(document, query.filter));
    if (own.length === 0) return found;
    const { order } = query;
    const all = [...found, ...own];
    if (order) all.sort((a, b) => compareBy(order, a, b));
    return query.limit === undefined ? all : all.slice(0, query.limit);
  }

  async count(filter: Filter): Promise<number> {
    return (await this.find({ filter, fields: ["_id"] })).length;
  }
}

function compareBy(order: Order, a: ResourceDocument, b: ResourceDocument): number {
  for (const [field, direction] of Object.entries(order)) {
    const compared = compareValues(valueAt(a, field), valueAt(b, field));
    if (compared !== 0) return direction * compared;
  }
  return 0;
}

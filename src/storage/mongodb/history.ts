/** Versions by key and number, the history in three scopes, and the change events: all reads of `versions`. */

import { pageOf, readPosition } from "../cursor.ts";
import type { ChangeEvent, HistoryScope, Page, ResourceKey, StoredVersion } from "../port.ts";
import type { Collections } from "./collections.ts";
import { instant, keyOf, toVersion, VERSION_FIELDS } from "./documents.ts";
import { allOf, type Filter } from "./filters.ts";

export class History {
  readonly #collections: Collections;

  constructor(collections: Collections) {
    this.#collections = collections;
  }

  async version(key: ResourceKey, versionId: string): Promise<StoredVersion | undefined> {
    if (!/^[1-9]\d{0,14}$/.test(versionId)) return undefined;
    const _id = `${keyOf(key)}/${versionId}`;
    const found = await this.#collections.versions.findOne({ _id }, { projection: VERSION_FIELDS });
    return found ? toVersion(found) : undefined;
  }

  async page(scope: HistoryScope): Promise<Page<StoredVersion>> {
    const before = readPosition(scope.cursor);
    const all = scopeFilter(scope);
    const filter = before === undefined ? all : allOf([all, { position: { $lt: before } }]);
    const { versions } = this.#collections;
    const [rows, total] = await Promise.all([
      versions
        .find(filter, { projection: { ...VERSION_FIELDS, position: 1 } })
        .sort({ position: -1 })
        .limit(scope.count + 1)
        .toArray(),
      scope.total ? versions.countDocuments(all) : undefined,
    ]);
    const page = pageOf(rows, scope.count, { toItem: toVersion, toCursor: ({ position }) => [position] });
    return total === undefined ? page : { ...page, total };
  }

  async events(after: number, limit: number): Promise<readonly ChangeEvent[]> {
    const found = await this.#collections.versions
      .find({ position: { $gt: after } }, { projection: { json: 0 } })
      .sort({ position: 1 })
      .limit(limit)
      .toArray();
    return found.map(({ position, type, id, version, method, realm, updated, patients, former }) => ({
      position,
      type,
      id,
      versionId: String(version),
      action: method,
      realm,
      at: instant(updated),
      patients: [...patients, ...former],
    }));
  }
}

function scopeFilter({ type, id, since, at, realm = "any" }: HistoryScope): Filter {
  return allOf([
    type === undefined ? {} : id === undefined ? { type } : { key: keyOf({ type, id }) },
    realm === "any" ? {} : { realm },
    since === undefined ? {} : { updated: { $gte: since } },
    // A version is current from its own instant until the next version's.
    at ? { updated: { $lt: at.high } } : {},
    at ? { $or: [{ until: { $exists: false } }, { until: { $gt: at.low } }] } : {},
  ]);
}

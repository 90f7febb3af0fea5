/** A SQLite store in memory for the tests of the twin, and the few writes that they need. */
import type { Resource } from "@medplum/fhirtypes";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import type { ResourceKey, Store } from "../../src/storage/port.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";

export const NOW = Date.UTC(2026, 1, 1, 12);
export const clock = () => NOW;

export function openStore(): Promise<Store> {
  let ids = 0;
  return openSqliteStore({ directory: ":memory:", indexer: indexResource, clock, newId: () => `id-${++ids}` });
}

export const put = (store: Store, ...resources: readonly Resource[]): Promise<void> =>
  store.write(async (tx) => {
    for (const resource of resources) await tx.put(resource);
  });

export const remove = (store: Store, key: ResourceKey): Promise<unknown> => store.write((tx) => tx.delete(key));

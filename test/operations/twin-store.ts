/** An empty store for the tests of the twin, and the few writes that they need. */
import type { Resource } from "@medplum/fhirtypes";
import type { ResourceKey, Store } from "../../src/storage/port.ts";
import { openTestStore } from "../support/store.ts";

export const NOW = Date.UTC(2026, 1, 1, 12);
export const clock = () => NOW;

export function openStore(): Promise<Store> {
  let ids = 0;
  return openTestStore({ clock, newId: () => `id-${++ids}` });
}

export const put = (store: Store, ...resources: readonly Resource[]): Promise<void> =>
  store.write(async (tx) => {
    for (const resource of resources) await tx.put(resource);
  });

export const remove = (store: Store, key: ResourceKey): Promise<unknown> => store.write((tx) => tx.delete(key));

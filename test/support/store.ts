/**
 * An empty store for a test: SQLite in memory, or, where MONGODB_URI names a server, a database of its own there, so that
 * the tests of the server run on either. `MONGODB_ALLOW_STANDALONE=true` takes a server without transactions.
 */
import { randomUUID } from "node:crypto";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import type { Store } from "../../src/storage/port.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";

export interface TestStoreOptions {
  readonly clock: () => number;
  readonly newId: () => string;
}

export async function openTestStore({ clock, newId }: TestStoreOptions): Promise<Store> {
  const address = process.env.MONGODB_URI;
  if (!address) return openSqliteStore({ directory: ":memory:", indexer: indexResource, clock, newId });
  const { openMongodbStore } = await import("../../src/storage/mongodb.ts");
  const { dropDatabase } = await import("../storage/mongodb-server.ts");
  const [, start, query = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(address) ?? [];
  const uri = `${start}/fhir-twin-test-${randomUUID().slice(0, 8)}${query}`;
  const allowStandalone = process.env.MONGODB_ALLOW_STANDALONE === "true";
  const store = await openMongodbStore({ uri, indexer: indexResource, clock, newId, allowStandalone });
  const close = store.close.bind(store);
  return Object.assign(store, { close: () => close().then(() => dropDatabase(uri)) });
}

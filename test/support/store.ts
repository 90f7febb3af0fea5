/**
 * An empty store for a test: SQLite in memory, or, where MONGODB_URI names a server, a database of its own there, so that
 * the tests of the server run on either. `MONGODB_ALLOW_STANDALONE=true` takes a server without transactions.
 */
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { indexResource } from "../../src/fhir/search/index-resource.ts";
import type { Store } from "../../src/storage/port.ts";
import { openSqliteStore } from "../../src/storage/sqlite.ts";

export interface TestStoreOptions {
  readonly clock: () => number;
  readonly newId: () => string;
}

export async function openTestStore(options: TestStoreOptions): Promise<Store> {
  if (!process.env.MONGODB_URI) return openStoreAt(":memory:", options);
  const place = makeStorePlace();
  const store = await openStoreAt(place.address, options);
  const close = store.close.bind(store);
  return Object.assign(store, { close: () => close().then(place.remove) });
}

/** Where a store lies that is opened more than once, or in another process. */
export interface StorePlace {
  /** A directory for SQLite, a connection string for MongoDB. */
  readonly address: string;
  remove(): Promise<void>;
}

/** A place with nothing in it: a directory of its own, or a database of its own on the server of MONGODB_URI. */
export function makeStorePlace(): StorePlace {
  const server = process.env.MONGODB_URI;
  if (!server) {
    const address = mkdtempSync(join(tmpdir(), "fhir-twin-test-"));
    return { address, remove: async () => rmSync(address, { recursive: true, force: true }) };
  }
  const [, start, query = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)(?:\/[^?]*)?(\?.*)?$/.exec(server) ?? [];
  const address = `${start}/fhir-twin-test-${randomUUID().slice(0, 8)}${query}`;
  const remove = async () => (await import("../storage/mongodb-server.ts")).dropDatabase(address);
  return { address, remove };
}

/** @param address of a `StorePlace`, or `:memory:` */
export async function openStoreAt(address: string, options: TestStoreOptions): Promise<Store> {
  const all = { indexer: indexResource, ...options };
  if (!address.startsWith("mongodb")) return openSqliteStore({ directory: address, ...all });
  const { openMongodbStore } = await import("../../src/storage/mongodb.ts");
  const allowStandalone = process.env.MONGODB_ALLOW_STANDALONE === "true";
  return openMongodbStore({ uri: address, allowStandalone, ...all });
}

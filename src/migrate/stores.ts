/** Opens the stores of a migration. Beside `main.ts` the only place that names the adapters. */
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Unavailable } from "../errors.ts";
import { indexResource } from "../fhir/search/index-resource.ts";
import type { Store } from "../storage/port.ts";
import type { Place } from "./arguments.ts";

/**
 * Opens the store that is copied.
 * @throws Unavailable when there is none, it is in use, or it is itself a copy that has not ended
 */
export async function openSource(place: Place): Promise<Store> {
  if (place.kind === "directory" && !existsSync(join(place.directory, "store.db"))) {
    throw new Unavailable(`there is no store in ${place.directory}`);
  }
  return open(place, false);
}

/** Opens or makes the store that is copied into. @throws Unavailable when it is in use or cannot be used */
export function openTarget(place: Place): Promise<Store> {
  return open(place, true);
}

async function open(place: Place, forCopy: boolean): Promise<Store> {
  const surroundings = { forCopy, indexer: indexResource, clock: () => Date.now(), newId: () => randomUUID() };
  if (place.kind === "directory") {
    const { openSqliteStore } = await import("../storage/sqlite.ts");
    return openSqliteStore({ directory: place.directory, ...surroundings });
  }
  // A copy needs no transactions. Whether a server may do without them is decided when one starts.
  const { openMongodbStore } = await import("../storage/mongodb.ts");
  return openMongodbStore({ uri: place.uri, allowStandalone: true, withoutTimeLimit: true, ...surroundings });
}

/** Keeps the server's own definitions and Libraries in the store, so that read, search and history serve them. */
import { isDeepStrictEqual } from "node:util";
import type { Resource } from "@medplum/fhirtypes";
import { parseJson, stringifyJson } from "../json.ts";
import type { Store, StoredVersion } from "../storage/port.ts";

/** Writes, in one write, those of `resources` that are new or changed; each has its id. Gives how many were written. */
export async function publish(store: Store, resources: readonly Resource[]): Promise<number> {
  const stored = await store.readMany(resources.map(({ resourceType, id = "" }) => ({ type: resourceType, id })));
  const current = new Map(stored.map((version) => [`${version.type}/${version.id}`, version]));
  const changed = resources.filter(
    (resource) => !isSame(current.get(`${resource.resourceType}/${resource.id ?? ""}`), resource),
  );
  return changed.length === 0 ? 0 : write(store, changed);
}

/** Looks again inside the write: another process that starts at the same time may have been first. */
function write(store: Store, resources: readonly Resource[]): Promise<number> {
  return store.write(async (tx) => {
    let written = 0;
    for (const resource of resources) {
      const current = await tx.read({ type: resource.resourceType, id: resource.id ?? "" });
      if (isSame(current, resource)) continue;
      await tx.put(resource);
      written++;
    }
    return written;
  });
}

function isSame(current: StoredVersion | undefined, resource: Resource): boolean {
  if (current?.json === undefined) return false;
  const stored = withoutVersion(parseJson(current.json) as Resource); // stored resources are valid
  return isDeepStrictEqual(stored, withoutVersion(parseJson(stringifyJson(resource)) as Resource));
}

function withoutVersion(resource: Resource): unknown {
  const { meta, ...rest } = resource;
  const { versionId: _version, lastUpdated: _time, ...kept } = meta ?? {};
  return Object.keys(kept).length > 0 ? { ...rest, meta: kept } : rest;
}

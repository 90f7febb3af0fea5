import type { Provenance } from "@medplum/fhirtypes";
import { parseJson } from "../../json.ts";
import type { Store, StoredVersion } from "../../storage/port.ts";
import { type FinishedRun, runProvenance, type Simulated } from "./resources.ts";

export type StoredResource = (Simulated | Provenance) & { readonly id: string };

/** Stores what was simulated with its Provenance in one write, and gives them as stored, the Provenance last. */
export async function storeRun(
  store: Store,
  run: FinishedRun,
  resources: readonly Simulated[],
): Promise<readonly StoredResource[]> {
  return store.write(async (tx) => {
    const stored: StoredResource[] = [];
    for (const resource of resources) stored.push(resourceIn(await tx.put({ ...resource, id: tx.newId() })));
    const targets = stored.map(({ resourceType, id }) => `${resourceType}/${id}`);
    const provenance = { ...runProvenance(run, targets), recorded: tx.at, id: tx.newId() };
    stored.push(resourceIn(await tx.put(provenance)));
    return stored;
  });
}

const resourceIn = (version: StoredVersion): StoredResource => parseJson(version.json ?? "null") as StoredResource; // just written, and not a deletion

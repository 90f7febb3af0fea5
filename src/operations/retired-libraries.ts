/**
 * Libraries of models that a site has taken away since an earlier start. They stay, because stored predictions name them,
 * and are marked as retired, so that the catalogue does not offer what cannot be run.
 */
import type { Library } from "@medplum/fhirtypes";
import { SITE_MODEL } from "../codes.ts";
import { parseJson } from "../json.ts";
import type { ServedModel } from "../models/served-model.ts";
import type { SearchPlan, Store } from "../storage/port.ts";

const PAGE = 200;

/** The Libraries as they are to be stored; none where every stored one is of a model that is served, or is retired. */
export async function retiredLibraries(
  store: Store,
  models: ReadonlyMap<string, ServedModel>,
): Promise<readonly Library[]> {
  const plan: SearchPlan = {
    type: "Library",
    where: [{ kind: "token", param: "_tag", system: SITE_MODEL.system, code: SITE_MODEL.code }],
    realm: "record",
    sort: [],
    count: PAGE,
  };
  const retired: Library[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.search(cursor === undefined ? plan : { ...plan, cursor });
    for (const { json, id } of page.items) {
      const library = parseJson(json ?? "null") as Library; // of the type searched, and a search finds no deletions
      if (!models.has(id) && library.status !== "retired") retired.push({ ...library, status: "retired" });
    }
    cursor = page.next;
  } while (cursor !== undefined);
  return retired;
}

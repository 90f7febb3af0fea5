/** What is read from the store for a twin is enough: the same state as from everything, at any time. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Bundle, Resource } from "@medplum/fhirtypes";
import { loadTwin, twinOfBundle } from "../../src/operations/twin-state.ts";
import type { TwinState } from "../../src/twin/state.ts";
import { openStore, put } from "./twin-store.ts";

const SYNTHEA = new URL("../../../shared/data/synthea-2019/bundles/", import.meta.url);
const PATIENTS = 8;
const YEARS = [1990, 2012, 2017, 2026];

/** The resources of a transaction Bundle as they would be stored under their own ids. */
function stored(bundle: Bundle): readonly Resource[] {
  const entries = (bundle.entry ?? []).flatMap(({ fullUrl, resource }) => (resource ? [{ fullUrl, resource }] : []));
  const ids = new Map(entries.map(({ fullUrl, resource }) => [fullUrl, `${resource.resourceType}/${resource.id}`]));
  const text = JSON.stringify(entries.map(({ resource }) => resource));
  return JSON.parse(text.replace(/urn:uuid:[0-9a-f-]+/g, (url) => ids.get(url) ?? url)) as Resource[]; // as they were
}

const plain = ({ features }: TwinState) =>
  [...features.values()].map(({ concept, value, origin, rule }) => `${concept} ${value} ${origin} ${rule}`).sort();

describe("the twin of stored Synthea patients", () => {
  before(function () {
    if (existsSync(SYNTHEA)) return;
    console.log("      skipped: ../shared/data/synthea-2019 is not here");
    this.skip();
  });

  it("is the same from the store as from a Bundle of all resources, as of any time", async () => {
    for (const file of readdirSync(SYNTHEA).slice(0, PATIENTS)) {
      const bytes = readFileSync(new URL(encodeURIComponent(file), SYNTHEA));
      const resources = stored(JSON.parse(gunzipSync(bytes).toString("utf8")) as Bundle); // by its SOURCE.md
      const store = await openStore();
      await put(store, ...resources);
      const bundle: Bundle = {
        resourceType: "Bundle",
        type: "collection",
        entry: resources.map((resource) => ({ resource })),
      };
      const id = resources.find(({ resourceType }) => resourceType === "Patient")?.id ?? "";
      for (const year of YEARS) {
        const asOf = Date.UTC(year, 5, 15);
        assert.deepEqual(
          plain(await loadTwin({ store }, id, asOf)),
          plain(twinOfBundle(bundle, asOf)),
          `${file} ${year}`,
        );
      }
      await store.close();
    }
  });
});

/** Indexes whole collections of valid resources: nothing throws, and what is found makes sense. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Bundle, Resource } from "@medplum/fhirtypes";
import { indexResource } from "../../../src/fhir/search/index-resource.ts";
import { parametersOf } from "../../../src/fhir/search/parameters.ts";
import { parseJson } from "../../../src/json.ts";

const SHARED = new URL("../../../../shared/", import.meta.url);
const unzip = (url: URL) => gunzipSync(readFileSync(url)).toString("utf8");

function check(resource: Resource): number {
  const { entries, patients, clinical } = indexResource(resource);
  const known = parametersOf(resource.resourceType);
  const texts = new Set<string>();
  for (const entry of entries) {
    const [code = ""] = entry.param.split(".");
    const parameter = known.get(code);
    const kind =
      parameter?.type === "composite" ? parameter.parts[Number(entry.param.split(".")[1])]?.type : parameter?.type;
    assert.equal(entry.kind, kind, `${resource.resourceType} ${entry.param}`);
    if ("low" in entry) assert.ok(entry.low <= entry.high, `${resource.resourceType} ${entry.param}`);
    texts.add(JSON.stringify(entry));
  }
  assert.equal(texts.size, entries.length, `${resource.resourceType}/${resource.id} has an entry twice`);
  assert.ok(patients.every((id) => id !== "") && (clinical === undefined || Number.isFinite(clinical.time)));
  return entries.length;
}

describe("indexing", () => {
  it("HL7's examples of all types", function () {
    const file = new URL("suites/r4-spec-examples/examples.ndjson.gz", SHARED);
    if (!existsSync(file)) {
      console.log("      skipped: ../shared/suites/r4-spec-examples is absent");
      this.skip();
    }
    const resources = unzip(file)
      .split("\n")
      .filter(Boolean)
      .map((line) => parseJson(line) as Resource);
    const entries = resources.map(check).reduce((sum, count) => sum + count, 0);
    assert.ok(resources.length > 700 && entries > 5000, `${resources.length} resources, ${entries} entries`);
  });
  it("three Synthea bundles", function () {
    const folder = new URL("data/synthea-2019/bundles/", SHARED);
    if (!existsSync(folder)) {
      console.log("      skipped: ../shared/data/synthea-2019 is absent");
      this.skip();
    }
    for (const name of readdirSync(folder)
      .filter((file) => file.endsWith(".json.gz"))
      .sort()
      .slice(0, 3)) {
      const bundle = parseJson(unzip(new URL(encodeURIComponent(name), folder))) as Bundle;
      for (const { resource } of bundle.entry ?? []) if (resource) assert.ok(check(resource) > 0);
    }
  });
});

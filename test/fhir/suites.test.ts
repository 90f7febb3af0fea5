/** Public suites, from `../shared` beside the project; skipped with a printed reason where it is absent. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Resource } from "@medplum/fhirtypes";
import request from "supertest";
import { DomainError } from "../../src/errors.ts";
import { applyJsonPatch } from "../../src/fhir/json-patch.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { parseJson } from "../../src/json.ts";
import { makeApp, type TestApp } from "../support/app.ts";

const SUITES = fileURLToPath(new URL("../../../shared/suites", import.meta.url));
const isThere = existsSync(SUITES);
const suite: Mocha.SuiteFunction | Mocha.PendingSuiteFunction = isThere ? describe : describe.skip;
if (!isThere) console.log("test/fhir/suites: skipped, ../shared/suites is absent");

interface PatchCase {
  comment?: string;
  doc: unknown;
  patch: unknown;
  expected?: unknown;
  error?: string;
  disabled?: boolean;
}
suite("json-patch-tests", () => {
  const cases = ["spec_tests.json", "tests.json"].flatMap((file) =>
    isThere ? (JSON.parse(readFileSync(`${SUITES}/json-patch/${file}`, "utf8")) as PatchCase[]) : [],
  );
  for (const [index, { comment, doc, patch, expected, error, disabled }] of cases.entries()) {
    if (disabled || patch === undefined) continue;
    it(`${index}: ${comment ?? error ?? JSON.stringify(patch).slice(0, 60)}`, () => {
      if (error === undefined) {
        const patched = applyJsonPatch(doc, patch);
        if (expected !== undefined) assert.deepEqual(patched, expected);
      } else assert.throws(() => applyJsonPatch(doc, patch), DomainError);
    });
  }
});

suite("the examples of the R4 specification", () => {
  let server: TestApp;
  before(async () => {
    server = await makeApp();
  });
  after(() => server.close());

  it("come back as they were written, decimals to the digit", async () => {
    const lines = gunzipSync(readFileSync(`${SUITES}/r4-spec-examples/examples.ndjson.gz`))
      .toString()
      .trim()
      .split("\n");
    for (const line of lines) {
      const { resourceType, id, meta: given } = JSON.parse(line) as Resource;
      const url = `/fhir/${resourceType}/${id}`;
      // Which examples break the specification's own rules is a question for test/fhir/validation.
      const isValid = !validateResource(parseJson(line)).some(({ severity }) => severity === "error");
      const put = request(server.app).put(url).set("Content-Type", "application/fhir+json").send(line);
      await put.expect(isValid ? 201 : 400);
      if (!isValid) continue;
      const { text } = await request(server.app).get(url).buffer().expect(200);
      const { meta, ...rest } = parseJson(text) as Resource;
      const { meta: _given, ...expected } = parseJson(line) as Resource;
      assert.deepEqual(rest, expected, url);
      assert.equal(meta?.versionId, "1");
      assert.deepEqual(meta?.profile, given?.profile);
      assert.deepEqual(decimals(text), decimals(line), url);
    }
  }).timeout(120_000);
});

/** Every decimal as written, in order. */
const decimals = (json: string) => json.match(/(?<=[:[,])-?\d+\.\d+(?:[eE][+-]?\d+)?(?=[,}\]])/g) ?? [];

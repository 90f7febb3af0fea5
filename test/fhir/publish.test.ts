import assert from "node:assert/strict";
import type { Library } from "@medplum/fhirtypes";
import { publish } from "../../src/fhir/publish.ts";
import { makeApp, type TestApp } from "../support/app.ts";

describe("publish", () => {
  let server: TestApp;
  before(async () => {
    server = await makeApp();
  });
  after(() => server.close());
  const library = (title: string): Library => ({
    resourceType: "Library",
    id: "one",
    meta: { profile: ["http://example.org/p"] },
    status: "active",
    type: { text: "model" },
    title,
  });

  it("writes what is new or changed and nothing else", async () => {
    assert.equal(await publish(server.store, [library("a")]), 1);
    assert.equal(await publish(server.store, [library("a")]), 0);
    assert.equal(await publish(server.store, [library("b")]), 1);
    const stored = await server.store.read({ type: "Library", id: "one" });
    assert.equal(stored?.versionId, "2");
    assert.equal(JSON.parse(stored?.json ?? "").title, "b");
  });
});

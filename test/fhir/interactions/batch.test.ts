/** batch: https://hl7.org/fhir/R4/http.html#brules */
import assert from "node:assert/strict";
import request from "supertest";
import { makeApp, type TestApp } from "../../support/app.ts";

describe("POST of a batch", () => {
  let server: TestApp;
  beforeEach(async () => {
    server = await makeApp();
  });
  afterEach(() => server.close());
  const send = (entry: object[]) =>
    request(server.app)
      .post("/fhir")
      .set("Content-Type", "application/fhir+json")
      .send(JSON.stringify({ resourceType: "Bundle", type: "batch", entry }));
  const patient = (more: object = {}) => ({ resourceType: "Patient", ...more });

  it("does each entry on its own and answers each with its own outcome", async () => {
    const { body } = await send([
      { resource: patient(), request: { method: "POST", url: "Patient" } },
      { resource: patient({ gender: "x" }), request: { method: "POST", url: "Patient" } },
      { request: { method: "GET", url: "Patient/none" } },
      { request: { method: "GET", url: "Patient?nonsense=1" } },
      { resource: patient({ id: "p" }), request: { method: "PUT", url: "Patient/p" } },
      { request: { method: "GET", url: "Patient/p" } },
      { request: { method: "DELETE", url: "Patient/none" } },
      { request: { method: "GET", url: "metadata" } },
    ]).expect(200);
    assert.equal(body.type, "batch-response");
    const statuses = body.entry.map((entry: { response: { status: string } }) => entry.response.status.slice(0, 3));
    assert.deepEqual(statuses, ["201", "400", "404", "400", "201", "200", "204", "200"]);
    assert.match(body.entry[0].response.location, /^Patient\/[^/]+\/_history\/1$/);
    assert.deepEqual(body.entry[1].response.outcome.issue[0].expression, ["Bundle.entry[1].resource.gender"]);
    assert.deepEqual(body.entry[2].response.outcome.issue[0].expression, ["Bundle.entry[2]"]);
    assert.equal(body.entry[5].resource.id, "p");
    assert.equal(body.entry[7].resource.resourceType, "CapabilityStatement");
  });
  it("runs deletes before creates before updates before reads", async () => {
    const { body } = await send([
      { request: { method: "GET", url: "Patient/p" } },
      { resource: patient({ id: "p" }), request: { method: "PUT", url: "Patient/p" } },
    ]).expect(200);
    assert.equal(body.entry[0].response.status, "200 OK");
  });
  it("leaves references between entries as they are", async () => {
    const urn = "urn:uuid:1b0e6b57-2a2b-4c55-9d5c-0a0a0a0a0a0a";
    const list = { resourceType: "List", status: "current", mode: "working", subject: { reference: urn } };
    const { body } = await send([
      { fullUrl: urn, resource: patient(), request: { method: "POST", url: "Patient" } },
      { resource: list, request: { method: "POST", url: "List" } },
    ]).expect(200);
    const at = body.entry[1].response.location.replace(/\/_history.*/, "");
    assert.equal((await request(server.app).get(`/fhir/${at}`)).body.subject.reference, urn);
  });
  it("honours If-Match and If-None-Exist of an entry", async () => {
    const entry = {
      resource: patient({ identifier: [{ system: "urn:x", value: "7" }] }),
      request: { method: "POST", url: "Patient", ifNoneExist: "identifier=urn:x|7" },
    };
    const { body } = await send([entry, entry, entry]).expect(200);
    const statuses = body.entry.map(({ response }: { response: { status: string } }) => response.status.slice(0, 3));
    assert.deepEqual(statuses.sort(), ["200", "200", "201"]);
    const stale = { resource: patient({ id: "p" }), request: { method: "PUT", url: "Patient/p", ifMatch: 'W/"4"' } };
    assert.match((await send([stale])).body.entry[0].response.status, /^412/);
  });
  it("refuses a Bundle inside itself", async () => {
    const inner = { resourceType: "Bundle", type: "batch", entry: [] };
    const { status } = await send([{ resource: inner, request: { method: "POST", url: "/" } }]);
    assert.ok(status >= 400);
  });
});

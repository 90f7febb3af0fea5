import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import request from "supertest";
import { CANONICAL } from "../src/codes.ts";
import { validateResource } from "../src/fhir/validation/validate-resource.ts";
import { makeApp, type TestApp } from "./support/app.ts";
import { loadingType } from "./support/needs.ts";

const FHIR = "application/fhir+json";

describe("the app", () => {
  let server: TestApp;
  beforeEach(async () => {
    server = await makeApp({ limits: { maxBodyBytes: 10_000, maxBundleEntries: 3 } });
  });
  afterEach(() => server.close());

  it("is alive, ready, and measured", async () => {
    await request(server.app).get("/healthz").expect(200);
    await request(server.app).get("/readyz").expect(200);
    await request(server.app).get("/fhir/Patient/secret-id?name=secret").expect(400);
    const { text } = await request(server.app).get("/metrics").expect(200);
    assert.match(text, /fhir_twin_http_request_seconds_count\{interaction="instance",method="GET",status="400"\} 1/);
    assert.doesNotMatch(text, /secret/);
    assert.doesNotMatch(JSON.stringify(server.logged), /secret/);
  });
  it("is not ready when the store is not", async () => {
    await server.store.close();
    const { status } = await request(server.app).get("/readyz");
    server = await makeApp();
    assert.equal(status, 503);
  });
  it("describes itself in a CapabilityStatement that is valid and true", async () => {
    const { body } = await request(server.app).get("/fhir/metadata").expect(200);
    assert.deepEqual(
      validateResource(body).filter(({ severity }) => severity === "error"),
      [],
    );
    assert.equal(body.fhirVersion, "4.0.1");
    const [rest] = body.rest;
    assert.deepEqual(
      rest.interaction.map(({ code }: { code: string }) => code),
      [...(server.store.features.transactions ? ["transaction"] : []), "batch", "history-system"],
    );
    const patient = rest.resource.find(({ type }: { type: string }) => type === "Patient");
    assert.ok(patient.searchParam.some(({ name }: { name: string }) => name === "birthdate"));
    await request(server.app).get("/fhir/metadata?mode=normative").expect(400);
  });
  it("names for each operation a definition that is a file in profiles/, valid and of the same code", async () => {
    const { body } = await request(server.app).get("/fhir/metadata").expect(200);
    const [rest] = body.rest;
    const named: { name: string; definition: string }[] = [
      ...rest.operation,
      ...rest.resource.flatMap((resource: { operation: [] }) => resource.operation),
    ];
    const own = new Map(
      named.filter(({ definition }) => definition.startsWith(CANONICAL)).map((one) => [one.name, one]),
    );
    assert.ok(own.size >= 4);
    for (const { name, definition } of own.values()) {
      const file = new URL(`../profiles/OperationDefinition-${name}.json`, import.meta.url);
      const resource = JSON.parse(readFileSync(file, "utf8"));
      assert.equal(resource.url, definition);
      assert.equal(resource.code, name);
      assert.deepEqual(
        validateResource(resource).filter(({ severity }) => severity === "error"),
        [],
      );
    }
  });
  it("inflates a body, and applies the limit to what comes out", async () => {
    const patient = JSON.stringify({ resourceType: "Patient", gender: "male" });
    await request(server.app)
      .post("/fhir/Patient")
      .set("Content-Type", FHIR)
      .set("Content-Encoding", "gzip")
      .serialize((bytes) => bytes)
      .send(gzipSync(patient))
      .expect(201);
    const bomb = gzipSync(`${" ".repeat(20_000)}${patient}`);
    assert.ok(bomb.length < 1000);
    const { body } = await request(server.app)
      .post("/fhir/Patient")
      .set("Content-Type", FHIR)
      .set("Content-Encoding", "gzip")
      .serialize((bytes) => bytes)
      .send(bomb)
      .expect(413);
    assert.equal(body.issue[0].code, "too-long");
    await request(server.app)
      .post("/fhir/Patient")
      .set("Content-Type", FHIR)
      .set("Content-Encoding", "gzip")
      .send("not gzip")
      .expect(400);
  });
  it("answers 413 past the limits of a body and of a Bundle", async () => {
    await request(server.app).post("/fhir/Patient").set("Content-Type", FHIR).send(" ".repeat(10_001)).expect(413);
    const entry = Array.from({ length: 4 }, () => ({
      resource: { resourceType: "Patient" },
      request: { method: "POST", url: "Patient" },
    }));
    const bundle = JSON.stringify({ resourceType: "Bundle", type: "batch", entry });
    await request(server.app).post("/fhir").set("Content-Type", FHIR).send(bundle).expect(413);
  });
  it("survives nesting that no resource has", async () => {
    const deep = `{"resourceType":"Patient","contact":${"[".repeat(4000)}${"]".repeat(4000)}}`;
    await request(server.app).post("/fhir/Patient").set("Content-Type", FHIR).send(deep).expect(400);
    const nested = `{"resourceType":"Bundle","type":"${loadingType(server.store)}","entry":[{"request":{"method":"POST","url":"Patient"},"resource":{"resourceType":"Patient","extension":${'[{"extension":'.repeat(600)}[]${"}]".repeat(600)}}}]}`;
    const { status, body } = await request(server.app).post("/fhir").set("Content-Type", FHIR).send(nested);
    const answer = body.type === "batch-response" ? body.entry[0].response.status : String(status);
    assert.match(answer, /^400/);
  });
  it("answers errors outside the FHIR base as OperationOutcomes too", async () => {
    const { body } = await request(server.app).get("/nothing").expect(404);
    assert.equal(body.resourceType, "OperationOutcome");
    await request(server.app).get("/fhir/Patient/%E0%A4%A").expect(400);
  });
  it("answers 429 past the rate limit, when one is set", async () => {
    const limited = await makeApp({ more: { rateLimit: 2 } });
    await request(limited.app).get("/fhir/Patient").expect(200);
    await request(limited.app).get("/fhir/Patient").expect(200);
    const { body } = await request(limited.app).get("/fhir/Patient").expect(429);
    assert.equal(body.issue[0].code, "throttled");
    await limited.close();
  });
  it("does not repeat a host name that cannot be one", async () => {
    const { text } = await request(server.app).get("/fhir/Patient").set("Host", 'evil"<x>').expect(200);
    assert.doesNotMatch(text, /evil/);
  });
});

import assert from "node:assert/strict";
import type { Group, OperationOutcome, Resource } from "@medplum/fhirtypes";
import supertest from "supertest";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { makeApp, startServer, type TestApp } from "../support/app.ts";
import { measured, patient } from "../twin/resources.ts";
import { put, remove } from "./twin-store.ts";

const about = (id: string) => ({ subject: { reference: `Patient/${id}` } });
const group = (...members: NonNullable<Group["member"]>): Group => ({
  resourceType: "Group",
  id: "g",
  type: "person",
  actual: true,
  member: members,
});
const member = (id: string) => ({ entity: { reference: `Patient/${id}` } });

describe("$predict on a Group", () => {
  let server: TestApp;
  beforeEach(async () => {
    server = await makeApp();
    await put(
      server.store,
      patient({ id: "a" }),
      { ...measured("2160-0", 1.2, "mg/dL", about("a")), id: "a1" },
      patient({ id: "b" }),
    );
  });
  afterEach(() => server.close());
  const post = (query = "?model=ckd-epi") =>
    supertest(server.app).post(`/fhir/Group/g/$predict${query}`).buffer(true).parse(asText);
  const lines = (body: unknown) =>
    String(body)
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Resource);

  it("answers a resource a line for each member, those that cannot be computed too", async () => {
    await put(server.store, group(member("a"), member("b"), member("nobody")));
    const answer = await post()
      .expect(200)
      .expect("content-type", /^application\/fhir\+ndjson/);
    const resources = lines(answer.body);
    assert.deepEqual(
      resources.map(({ resourceType }) => resourceType),
      ["Observation", "OperationOutcome", "OperationOutcome"],
    );
    assert.ok(resources.every((resource) => validateResource(resource).every(({ severity }) => severity !== "error")));
    const [, missing, nobody] = resources as [Resource, OperationOutcome, OperationOutcome];
    assert.equal(missing.issue[0]?.diagnostics, "Patient/b");
    assert.match(missing.issue[0]?.details?.text ?? "", /creatinine/);
    assert.equal(nobody.issue[0]?.code, "not-found");
  });

  it("refuses to explain, which is for one person", async () => {
    await put(server.store, group(member("a")));
    const answer = await post("?model=ckd-epi&explain=true").expect(400);
    assert.match(String(answer.body), /'explain' is of one person/);
  });

  it("gives each member what a call on the patient gives", async () => {
    await put(server.store, group(member("a")));
    const [inGroup] = lines((await post("?model=ckd-epi&asOf=2026-02-01")).body);
    const alone = await supertest(server.app).get("/fhir/Patient/a/$predict?model=ckd-epi&asOf=2026-02-01");
    assert.deepEqual(inGroup, alone.body.entry[0].resource);
  });

  it("leaves out inactive members and those that are no patients, and takes each once", async () => {
    const device = { entity: { reference: "Device/d" } };
    await put(server.store, group(member("a"), member("a"), device, { ...member("b"), inactive: true }));
    assert.equal(lines((await post()).body).length, 1);
  });

  it("refuses before the first line: unknown Group or model, no members, inputs, store", async () => {
    await post().expect(404);
    await put(server.store, group({ entity: { reference: "Device/d" } }));
    await post().expect(422);
    await post("?model=nope").expect(404);
    await post("?store=true").expect(400);
    await post("?input=1").expect(400);
  });

  it("cannot be an entry of a batch", async () => {
    await put(server.store, group(member("a")));
    const entry = [{ request: { method: "GET", url: "Group/g/$predict" } }];
    const answer = await supertest(server.app).post("/fhir").send({ resourceType: "Bundle", type: "batch", entry });
    assert.match(answer.body.entry[0].response.status, /^4/);
  });

  it("gives members of a large Group, in their order, what calls on the patients give", async () => {
    const ids = Array.from({ length: 130 }, (_, at) => `m${at}`);
    const creatinine = (id: string, at: number) =>
      ({ ...measured("2160-0", 1 + at / 100, "mg/dL", about(id)), id: `${id}-1` }) as const;
    await put(server.store, ...ids.map((id) => patient({ id })), ...ids.map(creatinine), group(...ids.map(member)));
    const asked = "?model=ckd-epi&model=drug-safety&asOf=2026-02-01";
    const results = lines((await post(asked).expect(200)).body).filter((line) => line.resourceType === "Observation");
    assert.deepEqual(
      results.map((line) => line.resourceType === "Observation" && line.subject?.reference),
      ids.map((id) => `Patient/${id}`),
    );
    for (const at of [0, 64, 129]) {
      const alone = await supertest(server.app).get(`/fhir/Patient/m${at}/$predict${asked}`);
      assert.deepEqual(results[at], alone.body.entry[0].resource);
    }
  });

  it("sees in a large Group what was stored since the last call, in codes that were new to the store too", async () => {
    const ids = Array.from({ length: 110 }, (_, at) => `m${at}`);
    await put(server.store, ...ids.map((id) => patient({ id })), group(...ids.map(member)));
    const computed = async () =>
      lines((await post()).body).flatMap((line) =>
        line.resourceType === "Observation" ? [[line.subject?.reference, line.valueQuantity?.value]] : [],
      );
    assert.deepEqual(await computed(), []);
    await put(server.store, { ...measured("2160-0", 1.2, "mg/dL", about("m7")), id: "x" });
    const [first] = await computed();
    assert.equal(first?.[0], "Patient/m7");
    await put(server.store, { ...measured("2160-0", 2.4, "mg/dL", about("m7")), id: "x" });
    const [second] = await computed();
    assert.notEqual(second?.[1], first?.[1]);
  });

  it("goes on in a large Group where a member was deleted", async () => {
    const ids = Array.from({ length: 105 }, (_, at) => `m${at}`);
    await put(server.store, ...ids.map((id) => patient({ id })), group(...ids.map(member)));
    await remove(server.store, { type: "Patient", id: "m50" });
    const outcomes = lines((await post()).body) as OperationOutcome[];
    assert.equal(outcomes.length, 105);
    assert.equal(outcomes[50]?.issue[0]?.code, "deleted");
  });

  it("stops computing when the client has gone", async () => {
    const live = await startServer();
    try {
      const members = Array.from({ length: 200 }, (_, at) => `m${at}`);
      await put(live.store, ...members.map((id) => patient({ id })), group(...members.map(member)));
      const gone = new AbortController();
      const answer = await fetch(`${live.base}/Group/g/$predict`, { method: "POST", signal: gone.signal });
      const reader = answer.body?.getReader();
      await reader?.read();
      gone.abort();
      const health = await fetch(`${live.root}/healthz`);
      assert.equal(health.status, 200);
    } finally {
      await live.close();
    }
  });
});

function asText(res: supertest.Response, done: (error: Error | null, body: unknown) => void): void {
  let text = "";
  res.on("data", (chunk: string) => {
    text += chunk;
  });
  res.on("end", () => done(null, text));
}

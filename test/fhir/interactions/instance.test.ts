/** read, vread, create, update, delete, patch, history: https://hl7.org/fhir/R4/http.html */
import assert from "node:assert/strict";
import request from "supertest";
import { makeApp, type TestApp } from "../../support/app.ts";

const FHIR = "application/fhir+json";
const patient = (more: object = {}) => ({ resourceType: "Patient", gender: "female", ...more });

describe("interactions on an instance", () => {
  let server: TestApp;
  beforeEach(async () => {
    server = await makeApp();
  });
  afterEach(() => server.close());
  const get = (path: string) => request(server.app).get(`/fhir/${path}`);
  const post = (path: string, body: object | string) =>
    request(server.app)
      .post(`/fhir/${path}`)
      .set("Content-Type", FHIR)
      .send(typeof body === "string" ? body : JSON.stringify(body));
  const put = (path: string, body: object) =>
    request(server.app).put(`/fhir/${path}`).set("Content-Type", FHIR).send(JSON.stringify(body));
  const remove = (path: string) => request(server.app).delete(`/fhir/${path}`);
  const search = async (query: string) => (await get(query).expect(200)).body.total as number;

  describe("POST Patient", () => {
    it("creates version 1 with Location, ETag and Last-Modified", async () => {
      const { body, headers } = await post("Patient", patient({ id: "mine" })).expect(201);
      assert.notEqual(body.id, "mine");
      assert.equal(body.meta.versionId, "1");
      assert.equal(body.meta.lastUpdated, "2026-02-01T12:00:00.000Z");
      assert.match(
        headers.location ?? "",
        new RegExp(`^http://127\\.0\\.0\\.1:\\d+/fhir/Patient/${body.id}/_history/1$`),
      );
      assert.equal(headers.etag, 'W/"1"');
      assert.equal(headers["last-modified"], "Sun, 01 Feb 2026 12:00:00 GMT");
      assert.match(headers["content-type"] ?? "", /^application\/fhir\+json/);
    });
    it("gives back a decimal to the digit", async () => {
      const text = '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.00}}';
      const { body } = await post("Observation", text).expect(201);
      const read = await get(`Observation/${body.id}`).expect(200);
      assert.match(read.text, /"value":1\.00[,}]/);
    });
    it("keeps the client's profile and tags", async () => {
      const meta = { profile: ["http://example.org/p"], tag: [{ system: "urn:x", code: "t" }], versionId: "77" };
      const { body } = await post("Patient", patient({ meta })).expect(201);
      assert.deepEqual(body.meta.profile, meta.profile);
      assert.deepEqual(body.meta.tag, meta.tag);
      assert.equal(body.meta.versionId, "1");
    });
    it("answers nothing, or an OperationOutcome, as Prefer says", async () => {
      const minimal = await post("Patient", patient()).set("Prefer", "return=minimal").expect(201);
      assert.equal(minimal.text, "");
      assert.ok(minimal.headers.location);
      const outcome = await post("Patient", patient()).set("Prefer", "return=OperationOutcome").expect(201);
      assert.equal(outcome.body.resourceType, "OperationOutcome");
    });
    it("names the element that is not valid", async () => {
      const { body } = await post("Patient", patient({ gender: "x" })).expect(400);
      assert.equal(body.resourceType, "OperationOutcome");
      assert.deepEqual(body.issue[0].expression, ["Patient.gender"]);
    });
    it("refuses a resource of another type", async () => {
      const { body } = await post("Patient", { resourceType: "Basic", code: { text: "x" } }).expect(400);
      assert.equal(body.resourceType, "OperationOutcome");
    });
    it("names line and column of malformed JSON and does not repeat it", async () => {
      const { body, text } = await post("Patient", '{"resourceType":"Patient",\n "name": Mayer}').expect(400);
      assert.match(body.issue[0].diagnostics, /line 2, column 10/);
      assert.doesNotMatch(text, /Mayer/);
    });
    it("refuses a body that is missing, XML, or not UTF-8", async () => {
      await request(server.app).post("/fhir/Patient").expect(400);
      await request(server.app)
        .post("/fhir/Patient")
        .set("Content-Type", "application/fhir+xml")
        .send("<a/>")
        .expect(415);
      const latin1 = Buffer.from('{"resourceType":"Patient","name":[{"family":"Müller"}]}', "latin1");
      await request(server.app)
        .post("/fhir/Patient")
        .set("Content-Type", FHIR)
        .serialize((bytes) => bytes)
        .send(latin1)
        .expect(400);
    });
    it("refuses the tag of what this server computed", async () => {
      const tag = [{ system: "https://fhir-twin.org/fhir/CodeSystem/computed", code: "twin" }];
      const { body } = await post("Patient", patient({ meta: { tag } })).expect(422);
      assert.deepEqual(body.issue[0].expression, ["Patient.meta.tag[0]"]);
    });
  });

  describe("POST Patient with If-None-Exist", () => {
    const identified = patient({ identifier: [{ system: "urn:x", value: "7" }] });
    const create = () => post("Patient", identified).set("If-None-Exist", "identifier=urn:x|7");
    it("creates once, then answers 200 with the one that exists", async () => {
      const first = await create().expect(201);
      const second = await create().expect(200);
      assert.equal(second.body.id, first.body.id);
      assert.match(second.headers.location ?? "", new RegExp(`/Patient/${first.body.id}/_history/1$`));
    });
    it("makes one of sixteen that race", async () => {
      const answers = await Promise.all(Array.from({ length: 16 }, () => create()));
      assert.equal(answers.filter(({ status }) => status === 201).length, 1);
      assert.equal(await search("Patient?identifier=urn:x|7&_summary=count"), 1);
    });
    it("answers 412 when several match", async () => {
      await post("Patient", identified).expect(201);
      await post("Patient", identified).expect(201);
      const { body } = await create().expect(412);
      assert.equal(body.issue[0].code, "multiple-matches");
    });
    it("refuses a condition that it does not know, or that has no criteria", async () => {
      await post("Patient", patient()).set("If-None-Exist", "nonsense=1").set("Prefer", "handling=lenient").expect(400);
      await post("Patient", patient()).set("If-None-Exist", "_count=1").expect(400);
    });
  });

  describe("GET Patient/[id]", () => {
    it("answers 404 for what never was and 410 with the deletion's version for what was deleted", async () => {
      const { body: never } = await get("Patient/none").expect(404);
      assert.equal(never.resourceType, "OperationOutcome");
      await put("Patient/a", patient({ id: "a" })).expect(201);
      await remove("Patient/a").expect(204);
      const { headers, body } = await get("Patient/a").expect(410);
      assert.equal(headers.etag, 'W/"2"');
      assert.equal(body.issue[0].code, "deleted");
    });
    it("answers 304 to a client that has it", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      const unchanged = await get("Patient/a").set("If-None-Match", 'W/"1"').expect(304);
      assert.equal(unchanged.text, "");
      await get("Patient/a").set("If-Modified-Since", "Sun, 01 Feb 2026 12:00:00 GMT").expect(304);
      await get("Patient/a").set("If-None-Match", 'W/"0"').expect(200);
    });
    it("answers HEAD without a body", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      const { headers, text } = await request(server.app).head("/fhir/Patient/a").expect(200);
      assert.equal(headers.etag, 'W/"1"');
      assert.ok(!text);
    });
    it("gives the elements that are asked for and marks them as a part", async () => {
      await put("Patient/a", patient({ id: "a", birthDate: "1970-01-01", photo: [{ title: "x" }] })).expect(201);
      const { body } = await get("Patient/a?_elements=birthDate").expect(200);
      assert.deepEqual(Object.keys(body).sort(), ["birthDate", "id", "meta", "resourceType"]);
      assert.equal(body.meta.tag[0].code, "SUBSETTED");
      const { body: summary } = await get("Patient/a?_summary=true").expect(200);
      assert.equal(summary.gender, "female");
      assert.equal(summary.photo, undefined);
    });
    it("prints for people with _pretty", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      assert.match((await get("Patient/a?_pretty=true").expect(200)).text, /\n {2}"gender"/);
    });
    it("refuses an unknown parameter unless the client is lenient", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      await get("Patient/a?nonsense=1").expect(400);
      await get("Patient/a?nonsense=1").set("Prefer", "handling=lenient").expect(200);
    });
    it("answers 406 to a client that wants XML", async () => {
      await get("metadata").set("Accept", "application/fhir+xml").expect(406);
      await get("metadata?_format=xml").expect(406);
      await get("metadata?_format=json").set("Accept", "application/fhir+xml").expect(200);
      await get("metadata").set("Accept", "text/html, */*;q=0.1").expect(200);
      await get("metadata").set("Accept", "application/fhir+json; fhirVersion=4.0").expect(200);
      await get("metadata").set("Accept", "application/fhir+json; fhirVersion=5.0").expect(406);
    });
  });

  describe("PUT Patient/[id]", () => {
    it("creates with 201, then updates with 200", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      const { body } = await put("Patient/a", patient({ id: "a", gender: "male" })).expect(200);
      assert.equal(body.meta.versionId, "2");
    });
    it("refuses a body whose id is missing or another, and an id that is none", async () => {
      const { body } = await put("Patient/a", patient({ id: "b" })).expect(400);
      assert.deepEqual(body.issue[0].expression, ["Patient.id"]);
      await put("Patient/a", patient()).expect(400);
      await put("Patient/a_b", patient({ id: "a_b" })).expect(400);
    });
    it("answers 412 to a stale If-Match", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      await put("Patient/a", patient({ id: "a" }))
        .set("If-Match", 'W/"1"')
        .expect(200);
      const { body } = await put("Patient/a", patient({ id: "a" }))
        .set("If-Match", 'W/"1"')
        .expect(412);
      assert.equal(body.issue[0].code, "conflict");
    });
    it("brings a deleted resource back as a further version", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      await remove("Patient/a").expect(204);
      const { body } = await put("Patient/a", patient({ id: "a" }));
      assert.equal(body.meta.versionId, "3");
    });
  });

  describe("PUT Patient?[criteria]", () => {
    const identified = (more: object = {}) => patient({ identifier: [{ system: "urn:x", value: "7" }], ...more });
    const url = "Patient?identifier=urn:x|7";
    it("creates when nothing matches and updates the one match", async () => {
      const { body: first } = await put(url, identified()).expect(201);
      const { body: second } = await put(url, identified({ gender: "male" })).expect(200);
      assert.equal(second.id, first.id);
      assert.equal(second.meta.versionId, "2");
    });
    it("refuses an id that is not the match's", async () => {
      await put(url, identified()).expect(201);
      await put(url, identified({ id: "other" })).expect(400);
    });
    it("answers 412 when several match, and 400 without criteria", async () => {
      await post("Patient", identified()).expect(201);
      await post("Patient", identified()).expect(201);
      await put(url, identified()).expect(412);
      await put("Patient", identified()).expect(400);
    });
  });

  describe("DELETE", () => {
    it("succeeds for what is not there", () => remove("Patient/none").expect(204));
    it("deletes the one that matches, and none of several", async () => {
      const identified = patient({ identifier: [{ system: "urn:x", value: "7" }] });
      await post("Patient", identified).expect(201);
      await remove("Patient?identifier=urn:x|7").expect(204);
      assert.equal(await search("Patient?_summary=count"), 0);
      await post("Patient", identified).expect(201);
      await post("Patient", identified).expect(201);
      await remove("Patient?identifier=urn:x|7").expect(412);
      assert.equal(await search("Patient?_summary=count"), 2);
      await remove("Patient").expect(400);
    });
  });

  describe("PATCH Patient/[id]", () => {
    const patch = (path: string, document: object) =>
      request(server.app)
        .patch(`/fhir/${path}`)
        .set("Content-Type", "application/json-patch+json")
        .send(JSON.stringify(document));
    it("writes the patched resource when it is valid", async () => {
      await put("Patient/a", patient({ id: "a" })).expect(201);
      const { body } = await patch("Patient/a", [{ op: "replace", path: "/gender", value: "male" }]).expect(200);
      assert.equal(body.gender, "male");
      assert.equal(body.meta.versionId, "2");
      await patch("Patient/a", [{ op: "replace", path: "/gender", value: "x" }]).expect(400);
      await patch("Patient/a", [{ op: "replace", path: "/id", value: "b" }]).expect(422);
      await patch("Patient/none", [{ op: "replace", path: "/id", value: "b" }]).expect(404);
    });
  });

  describe("history", () => {
    beforeEach(async () => {
      await put("Patient/a", patient({ id: "a" }));
      server.clock.advance(60_000);
      await put("Patient/a", patient({ id: "a", gender: "male" }));
      await put("Patient/b", patient({ id: "b" }));
      server.clock.advance(60_000);
      await remove("Patient/a");
    });
    const methods = (body: { entry?: { request: { method: string } }[] }) =>
      (body.entry ?? []).map((e) => e.request.method);
    it("lists the versions of an instance newest first, the deletion without a resource", async () => {
      const { body } = await get("Patient/a/_history").expect(200);
      assert.equal(body.type, "history");
      assert.equal(body.total, 3);
      assert.deepEqual(methods(body), ["DELETE", "PUT", "POST"]);
      assert.equal(body.entry[0].resource, undefined);
      assert.equal(body.entry[1].response.etag, 'W/"2"');
    });
    it("reads one version, and answers 410 for the deletion", async () => {
      assert.equal((await get("Patient/a/_history/1").expect(200)).body.gender, "female");
      await get("Patient/a/_history/3").expect(410);
      await get("Patient/a/_history/9").expect(404);
    });
    it("walks the pages of a type", async () => {
      let url: string | undefined = "Patient/_history?_count=2";
      const seen: string[] = [];
      while (url !== undefined) {
        const { body }: { body: { entry: { fullUrl: string }[]; link: { relation: string; url: string }[] } } =
          await get(url);
        seen.push(...body.entry.map(({ fullUrl }) => fullUrl.replace(/^.*\/fhir\//, "")));
        url = body.link.find(({ relation }) => relation === "next")?.url.replace(/^.*\/fhir\//, "");
      }
      assert.deepEqual(seen, ["Patient/a", "Patient/b", "Patient/a", "Patient/a"]);
    });
    it("filters by _since and _at", async () => {
      const since = await get("_history?_since=2026-02-01T12:01:00Z").expect(200);
      assert.equal(since.body.entry.length, 3);
      const at = await get("Patient/a/_history?_at=2026-02-01T12:00:30Z").expect(200);
      assert.deepEqual(methods(at.body), ["POST"]);
      await get("_history?_since=soon").expect(400);
    });
    it("answers 404 for what never was", () => get("Patient/none/_history").expect(404));
  });

  describe("what is not there", () => {
    it("answers 404 for an unknown type and 405 with Allow for a method that is not possible", async () => {
      await get("Nonsense").expect(404);
      await get("Nonsense/1").expect(404);
      const { headers } = await put("Patient/a/_history", patient({ id: "a" })).expect(405);
      assert.equal(headers.allow, "GET, HEAD");
    });
  });
});

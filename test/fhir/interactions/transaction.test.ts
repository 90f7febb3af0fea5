/** transaction: https://hl7.org/fhir/R4/http.html#transaction */
import assert from "node:assert/strict";
import request from "supertest";
import { makeApp, type TestApp } from "../../support/app.ts";
import { needsAtomicity, needsTransactions } from "../../support/needs.ts";

const FHIR = "application/fhir+json";
const URN = "urn:uuid:1b0e6b57-2a2b-4c55-9d5c-0a0a0a0a0a0a";
const URN_2 = "urn:uuid:2b0e6b57-2a2b-4c55-9d5c-0a0a0a0a0a0b";

interface Entry {
  fullUrl?: string;
  resource?: object;
  request: Record<string, string>;
}
const POST = (resource: { resourceType: string }, more: Partial<Entry> & { ifNoneExist?: string } = {}): Entry => {
  const { ifNoneExist, ...rest } = more;
  const url = resource.resourceType;
  return { resource, request: { method: "POST", url, ...(ifNoneExist ? { ifNoneExist } : {}) }, ...rest };
};
const PUT = (url: string, resource: object, more: Record<string, string> = {}): Entry => ({
  resource,
  request: { method: "PUT", url, ...more },
});
const patient = (more: object = {}) => ({ resourceType: "Patient", ...more });
const identified = patient({ identifier: [{ system: "urn:x", value: "7" }] });
const observation = (subject: string, more: object = {}) => ({
  resourceType: "Observation",
  status: "final",
  code: { text: "x" },
  subject: { reference: subject },
  ...more,
});

describe("POST of a transaction", () => {
  let server: TestApp;
  before(async function () {
    const { store, close } = await makeApp();
    await close();
    needsTransactions(this, store);
  });
  beforeEach(async () => {
    server = await makeApp();
  });
  afterEach(() => server.close());
  const get = async (path: string) => (await request(server.app).get(`/fhir/${path}`)).body;
  const count = async (path: string) => (await get(`${path}${path.includes("?") ? "&" : "?"}_summary=count`)).total;
  const send = (entry: Entry[], prefer = "") =>
    request(server.app)
      .post("/fhir")
      .set("Content-Type", FHIR)
      .set("Prefer", prefer)
      .send(JSON.stringify({ resourceType: "Bundle", type: "transaction", entry }));
  const locations = (body: { entry: { response: { location: string } }[] }) =>
    body.entry.map(({ response }) => response.location.replace(/\/_history\/.*/, ""));

  it("answers each entry with status, location, etag and time", async () => {
    const { body } = await send([POST(patient()), PUT("Patient/p", patient({ id: "p" }))]).expect(200);
    assert.equal(body.type, "transaction-response");
    const [created, updated] = body.entry.map((entry: { response: object }) => entry.response);
    assert.equal(created.status, "201 Created");
    assert.match(created.location, /^Patient\/[^/]+\/_history\/1$/);
    assert.equal(created.etag, 'W/"1"');
    assert.equal(created.lastModified, "2026-02-01T12:00:00.000Z");
    assert.equal(updated.location, "Patient/p/_history/1");
    assert.equal(body.entry[0].resource, undefined);
  });
  it("gives the resources when they are preferred", async () => {
    const { body } = await send([POST(patient({ gender: "male" }))], "return=representation").expect(200);
    assert.equal(body.entry[0].resource.gender, "male");
  });

  describe("references between entries", () => {
    it("are rewritten wherever they stand, and nothing else is", async () => {
      const deep = observation(URN, {
        identifier: [{ system: "urn:ietf:rfc:3986", value: URN }],
        extension: [{ url: "http://example.org/e", extension: [{ url: "v", valueUri: URN }] }],
        note: [{ authorReference: { reference: URN }, text: URN }],
        text: { status: "generated", div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${URN}">p</a></div>` },
      });
      const { body } = await send([POST(deep), POST(patient(), { fullUrl: URN })]).expect(200);
      const [observationAt, patientAt] = locations(body);
      const stored = await get(observationAt ?? "");
      assert.equal(stored.subject.reference, patientAt);
      assert.equal(stored.note[0].authorReference.reference, patientAt);
      assert.equal(stored.extension[0].extension[0].valueUri, patientAt);
      assert.match(stored.text.div, new RegExp(`href="${patientAt}"`));
      assert.equal(stored.identifier[0].value, URN);
      assert.equal(stored.note[0].text, URN);
    });
    it("are rewritten in elements of type uri and canonical at any level", async () => {
      const library = { resourceType: "Library", status: "draft", type: { text: "x" }, url: URN };
      const measure = { resourceType: "Measure", status: "draft", library: [URN] };
      const { body } = await send([POST(library, { fullUrl: URN }), POST(measure)]).expect(200);
      const [libraryAt, measureAt] = locations(body);
      assert.equal((await get(libraryAt ?? "")).url, libraryAt);
      assert.deepEqual((await get(measureAt ?? "")).library, [libraryAt]);
    });
    it("relative to an absolute fullUrl are rewritten too", async () => {
      const { body } = await send([
        POST(patient({ id: "9" }), { fullUrl: "http://other.example/fhir/Patient/9" }),
        POST(observation("Patient/9"), { fullUrl: "http://other.example/fhir/Observation/1" }),
        POST(observation("Patient/9")),
      ]).expect(200);
      const [patientAt, first, second] = locations(body);
      assert.equal((await get(first ?? "")).subject.reference, patientAt);
      assert.equal((await get(second ?? "")).subject.reference, "Patient/9");
    });
    it("with a version get the version that is written", async () => {
      await send([PUT("Patient/p", patient({ id: "p" }))]).expect(200);
      const { body } = await send([
        { ...PUT("Patient/p", patient({ id: "p" })), fullUrl: "http://a.example/Patient/p" },
        POST(observation("http://a.example/Patient/p/_history/1")),
      ]).expect(200);
      assert.equal((await get(locations(body)[1] ?? "")).subject.reference, "Patient/p/_history/2");
    });
    it("to a urn that no entry has are refused", async () => {
      const { body } = await send([POST(patient()), POST(observation(URN))]).expect(400);
      assert.deepEqual(body.issue[0].expression, ["Bundle.entry[1].resource.subject.reference"]);
      assert.equal(await count("Patient"), 0);
    });
  });

  describe("conditional references", () => {
    const reference = observation("Patient?identifier=urn:x|7");
    it("are resolved to the one that matches", async () => {
      const { body } = await send([POST(identified)]).expect(200);
      const { body: second } = await send([POST(reference)]).expect(200);
      assert.equal((await get(locations(second)[0] ?? "")).subject.reference, locations(body)[0]);
    });
    it("find what the same transaction creates", async () => {
      const { body } = await send([POST(reference), POST(identified)]).expect(200);
      assert.equal((await get(locations(body)[0] ?? "")).subject.reference, locations(body)[1]);
    });
    it("without a match, or with several, fail the whole transaction and are named", async () => {
      const { body } = await send([POST(patient()), POST(reference)]).expect(400);
      assert.deepEqual(body.issue[0].expression, ["Bundle.entry[1].resource.subject.reference"]);
      assert.equal(await count("Patient"), 0);
      await send([POST(identified), POST(identified)]).expect(200);
      const { body: several } = await send([POST(reference)]).expect(412);
      assert.deepEqual(several.issue[0].expression, ["Bundle.entry[0].resource.subject.reference"]);
    });
  });

  describe("conditional creates", () => {
    const pair = [POST(identified, { fullUrl: URN, ifNoneExist: "identifier=urn:x|7" }), POST(observation(URN))];
    it("refer to the resource that exists", async () => {
      const { body: first } = await send(pair).expect(200);
      const { body: second } = await send(pair).expect(200);
      assert.equal(second.entry[0].response.status, "200 OK");
      assert.equal(locations(second)[0], locations(first)[0]);
      assert.equal((await get(locations(second)[1] ?? "")).subject.reference, locations(first)[0]);
    });
    it("make one resource when sixteen clients race", async function () {
      needsAtomicity(this);
      const answers = await Promise.all(Array.from({ length: 16 }, () => send(pair)));
      assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
      assert.equal(await count("Patient?identifier=urn:x|7"), 1);
      assert.equal(await count("Observation"), 16);
    });
    it("with the same condition twice in a Bundle make one resource", async () => {
      const { body } = await send([...pair, { ...pair[0], fullUrl: URN_2 } as Entry, POST(observation(URN_2))]).expect(
        200,
      );
      assert.equal(await count("Patient"), 1);
      assert.equal((await get(locations(body)[3] ?? "")).subject.reference, locations(body)[0]);
    });
  });

  describe("the rules", () => {
    it("write all or nothing, and name the entry and element that failed", async () => {
      const { body } = await send([POST(patient()), POST(patient()), POST(patient({ gender: "x" }))]).expect(400);
      assert.deepEqual(body.issue[0].expression, ["Bundle.entry[2].resource.gender"]);
      assert.equal(await count("Patient"), 0);
    });
    it("undo everything when a later entry fails inside the write", async function () {
      needsAtomicity(this);
      await send([PUT("Patient/p", patient({ id: "p" }))]).expect(200);
      const stale = PUT("Patient/p", patient({ id: "p" }), { ifMatch: 'W/"7"' });
      const { body } = await send([POST(patient()), stale]).expect(412);
      assert.deepEqual(body.issue[0].expression, ["Bundle.entry[1].resource.meta.versionId"]);
      assert.equal(await count("Patient"), 1);
    });
    it("refuse the same resource twice", async () => {
      const put = PUT("Patient/p", patient({ id: "p" }));
      const { body } = await send([put, put]).expect(400);
      assert.equal(body.issue[0].code, "duplicate");
      await send([put]).expect(200);
      await send([{ request: { method: "DELETE", url: "Patient/p" } }, put]).expect(400);
    });
    it("delete before they create: the deleted one is no match", async () => {
      const { body: first } = await send([POST(identified)]).expect(200);
      const { body } = await send([
        POST(identified, { ifNoneExist: "identifier=urn:x|7" }),
        { request: { method: "DELETE", url: "Patient?identifier=urn:x|7" } },
      ]).expect(200);
      assert.equal(body.entry[0].response.status, "201 Created");
      assert.equal(body.entry[1].response.status, "204 No Content");
      assert.notEqual(locations({ entry: [body.entry[0]] })[0], locations(first)[0]);
    });
    it("update by condition and keep references to the result", async () => {
      const { body: first } = await send([POST(identified)]).expect(200);
      const { body } = await send([
        { ...PUT("Patient?identifier=urn:x|7", { ...identified, gender: "male" }), fullUrl: URN },
        POST(observation(URN)),
      ]).expect(200);
      assert.equal(locations(body)[0], locations(first)[0]);
      assert.equal((await get(locations(body)[1] ?? "")).subject.reference, locations(first)[0]);
    });
    it("patch by a Binary", async () => {
      await send([PUT("Patient/p", patient({ id: "p" }))]).expect(200);
      const data = Buffer.from(JSON.stringify([{ op: "add", path: "/gender", value: "male" }])).toString("base64");
      const resource = { resourceType: "Binary", contentType: "application/json-patch+json", data };
      await send([{ resource, request: { method: "PATCH", url: "Patient/p" } }]).expect(200);
      assert.equal((await get("Patient/p")).gender, "male");
    });
    it("answer reads and searches with what was written", async () => {
      const { body } = await send([
        { request: { method: "GET", url: "Patient/p" } },
        { request: { method: "GET", url: "Patient?identifier=urn:x|7" } },
        PUT("Patient/p", { ...identified, id: "p" }),
      ]).expect(200);
      assert.equal(body.entry[0].resource.id, "p");
      assert.equal(body.entry[1].resource.total, 1);
    });
    it("fail with a read of what does not exist", async () => {
      const { body } = await send([POST(patient()), { request: { method: "GET", url: "Patient/none" } }]).expect(404);
      assert.deepEqual(body.issue[0].expression, ["Bundle.entry[1]"]);
      assert.equal(await count("Patient"), 0);
    });
    it("fail before they write when a search in them is not possible", async () => {
      const search = { request: { method: "GET", url: "Patient?nonsense=1" } };
      const { body } = await send([POST(patient()), search]).expect(400);
      assert.deepEqual(body.issue[0].expression, ["Bundle.entry[1].request.url"]);
      assert.equal(await count("Patient"), 0);
      await send([POST(patient()), search], "handling=lenient").expect(200);
    });
    it("refuse what this server computed", async () => {
      const tag = [{ system: "https://fhir-twin.org/fhir/CodeSystem/computed", code: "twin" }];
      const { body } = await send([POST(patient({ meta: { tag } }))]).expect(422);
      assert.deepEqual(body.issue[0].expression, ["Bundle.entry[0].resource.meta.tag[0]"]);
    });
  });

  describe("malformed Bundles", () => {
    const cases: [title: string, entry: unknown[], expression: RegExp][] = [
      ["an entry without a request", [{ resource: patient() }], /^Bundle\.entry\[0\]/],
      [
        "an unknown type",
        [{ resource: patient(), request: { method: "POST", url: "Nonsense" } }],
        /^Bundle\.entry\[0\]/,
      ],
      [
        "an unknown method",
        [{ resource: patient(), request: { method: "FLY", url: "Patient" } }],
        /^Bundle\.entry\[0\]/,
      ],
      ["a POST without a resource", [{ request: { method: "POST", url: "Patient" } }], /^Bundle\.entry\[0\]\.resource/],
      ["an id that is not the url's", [PUT("Patient/p", patient({ id: "q" }))], /^Bundle\.entry\[0\]\.resource\.id$/],
      ["an entry that is no object", ["x"], /^Bundle\.entry\[0\]/],
    ];
    for (const [title, entry, expression] of cases) {
      it(`${title} is refused by name`, async () => {
        const { body, status } = await send(entry as Entry[]);
        assert.ok(status === 400 || status === 404, `${status}`);
        assert.match(body.issue[0].expression[0], expression);
      });
    }
    it("another type of Bundle is refused", async () => {
      const { body } = await request(server.app)
        .post("/fhir")
        .set("Content-Type", FHIR)
        .send(JSON.stringify({ resourceType: "Bundle", type: "collection" }))
        .expect(400);
      assert.deepEqual(body.issue[0].expression, ["Bundle.type"]);
    });
    it("one without entries is answered", () => send([]).expect((response) => assert.ok(response.status <= 400)));
  });
});

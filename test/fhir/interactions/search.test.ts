/** search over HTTP: https://hl7.org/fhir/R4/search.html ; what a parameter means is tested in test/fhir/search. */
import assert from "node:assert/strict";
import request from "supertest";
import { makeApp, type TestApp } from "../../support/app.ts";
import { loadingType } from "../../support/needs.ts";

interface SearchBundle {
  total?: number;
  link: { relation: string; url: string }[];
  entry?: { fullUrl: string; resource: { resourceType: string; id: string }; search: { mode: string } }[];
}

describe("search", () => {
  let server: TestApp;
  before(async () => {
    server = await makeApp({ limits: { maxPageSize: 20, pageSize: 10, maxIncluded: 3 } });
    const put = (resource: { resourceType: string; id: string }) => ({
      resource,
      request: { method: "PUT", url: `${resource.resourceType}/${resource.id}` },
    });
    const entry = [
      put({ resourceType: "Patient", id: "p", ...{ gender: "female", name: [{ family: "Ode" }] } }),
      put({ resourceType: "Patient", id: "q", ...{ gender: "male" } }),
      ...Array.from({ length: 25 }, (_, index) =>
        put({
          resourceType: "Observation",
          id: `o${index}`,
          ...{
            status: "final",
            code: { coding: [{ system: "http://loinc.org", code: "8480-6" }] },
            subject: { reference: index < 5 ? "Patient/p" : "Patient/q" },
            effectiveDateTime: `2026-01-${String(index + 1).padStart(2, "0")}`,
          },
        }),
      ),
    ];
    await request(server.app)
      .post("/fhir")
      .set("Content-Type", "application/fhir+json")
      .send(JSON.stringify({ resourceType: "Bundle", type: loadingType(server.store), entry }))
      .expect(200);
  });
  after(() => server.close());
  const get = (path: string) => request(server.app).get(`/fhir/${path}`);
  const found = async (path: string): Promise<SearchBundle> => (await get(path).expect(200)).body;
  const ids = (bundle: SearchBundle) => (bundle.entry ?? []).map(({ resource }) => resource.id);
  const next = (bundle: SearchBundle) =>
    bundle.link.find(({ relation }) => relation === "next")?.url.replace(/^.*\/fhir\//, "");

  it("answers a searchset with full URLs, modes and a self link", async () => {
    const bundle = await found("Observation?code=http://loinc.org|8480-6&patient=p");
    assert.equal(bundle.total, 5);
    assert.ok(bundle.entry?.every(({ search }) => search.mode === "match"));
    assert.match(bundle.entry?.[0]?.fullUrl ?? "", /^http:\/\/127\.0\.0\.1:\d+\/fhir\/Observation\/o0$/);
    assert.match(bundle.link[0]?.url ?? "", /\/fhir\/Observation\?code=http:\/\/loinc\.org\|8480-6&patient=/);
  });
  it("walks all pages, each resource once", async () => {
    const seen: string[] = [];
    for (let path: string | undefined = "Observation?_sort=-date&_count=7"; path !== undefined; ) {
      const bundle: SearchBundle = await found(path);
      seen.push(...ids(bundle));
      path = next(bundle);
    }
    assert.deepEqual(
      seen,
      Array.from({ length: 25 }, (_, index) => `o${24 - index}`),
    );
  });
  it("refuses a page link that was changed or carried to another query", async () => {
    const path = next(await found("Observation?_count=7&status=final")) ?? "";
    const { body } = await get(path.replace(/_cursor=(..)/, "_cursor=AA")).expect(400);
    assert.deepEqual(body.issue[0].expression, ["_cursor"]);
    await get(path.replace("status=final", "status=amended")).expect(400);
    await get(path).expect(200);
  });
  it("never gives more than the largest page", async () => {
    assert.equal((await found("Observation?_count=5000")).entry?.length, 20);
    assert.equal((await found("Observation")).entry?.length, 10);
  });
  it("counts", async () => {
    assert.equal((await found("Observation?_summary=count")).total, 25);
    const none = await found("Observation?_count=0");
    assert.equal(none.total, 25);
    assert.equal(none.entry, undefined);
    assert.equal((await found("Observation?_total=accurate&_count=3")).total, 25);
  });
  it("searches by POST like by GET", async () => {
    const { body } = await request(server.app)
      .post("/fhir/Observation/_search?_count=2")
      .type("form")
      .send("patient=Patient/p")
      .expect(200);
    assert.equal(ids(body).length, 2);
    assert.ok(next(body));
  });
  it("includes what is referred to, once, and marks it", async () => {
    const bundle = await found("Observation?patient=p&_include=Observation:subject");
    const included = bundle.entry?.filter(({ search }) => search.mode === "include");
    assert.deepEqual(
      included?.map(({ resource }) => resource.id),
      ["p"],
    );
    assert.equal(bundle.total, 5);
  });
  it("includes what refers, up to the limit, and says when it cut", async () => {
    const bundle = await found("Patient?_id=p&_revinclude=Observation:subject");
    const modes = bundle.entry?.map(({ search }) => search.mode);
    assert.deepEqual(modes, ["match", "include", "include", "include", "outcome"]);
  });
  it("refuses unknown parameters, and ignores them aloud for the lenient", async () => {
    const { body } = await get("Patient?nonsense=1").expect(400);
    assert.deepEqual(body.issue[0].expression, ["nonsense"]);
    const lenient = await get("Patient?nonsense=1&gender=male").set("Prefer", "handling=lenient").expect(200);
    assert.deepEqual(
      lenient.body.entry.map((entry: { search: { mode: string } }) => entry.search.mode),
      ["match", "outcome"],
    );
    assert.doesNotMatch(lenient.body.link[0].url, /nonsense/);
  });
  it("gives summaries and chosen elements", async () => {
    const { entry } = await found("Patient?_id=p&_elements=gender");
    assert.deepEqual(Object.keys(entry?.[0]?.resource ?? {}).sort(), ["gender", "id", "meta", "resourceType"]);
  });
  it("searches a patient's compartment", async () => {
    assert.equal((await found("Patient/p/Observation?_summary=count")).total, 5);
    assert.equal((await found("Patient/p/Observation?date=2026-01-02")).total, 1);
    await get("Patient/none/Observation").expect(404);
    await get("Device/x/Observation").expect(404);
  });
  it("searches the system only with one _type", async () => {
    assert.equal((await found("?_type=Patient")).total, 2);
    await get("?gender=male").expect(400);
    await get("?_type=Patient,Observation").expect(400);
  });
  it("compresses large answers for those who accept it", async () => {
    const { headers } = await get("Observation?_count=20").set("Accept-Encoding", "gzip").expect(200);
    assert.equal(headers["content-encoding"], undefined);
    const large = await get("metadata").set("Accept-Encoding", "gzip").expect(200);
    assert.equal(large.headers["content-encoding"], "gzip");
    assert.equal(large.body.resourceType, "CapabilityStatement");
  });
});

/** Whatever comes in, the answer is an OperationOutcome or a success, never 500. */
import assert from "node:assert/strict";
import fc from "fast-check";
import request from "supertest";
import { makeApp, type TestApp } from "../support/app.ts";
import { loadingType } from "../support/needs.ts";
import { storeRuns } from "../support/runs.ts";

const SEED = 20_261_124;
const FHIR = "application/fhir+json";

describe("hostile requests", () => {
  let server: TestApp;
  before(async () => {
    server = await makeApp();
  });
  after(() => server.close());
  const assertHandled = ({ status, text }: { status: number; text: string }) => {
    assert.notEqual(status, 500, text);
    if (status >= 400) assert.match(text, /"resourceType":"OperationOutcome"/);
  };
  const bundle = () => ({
    resourceType: "Bundle",
    type: loadingType(server.store),
    entry: [
      {
        fullUrl: "urn:uuid:1b0e6b57-2a2b-4c55-9d5c-0a0a0a0a0a0a",
        resource: { resourceType: "Patient", id: "x", identifier: [{ system: "urn:x", value: "1" }], active: true },
        request: { method: "PUT", url: "Patient?identifier=urn:x|1", ifMatch: 'W/"1"', ifNoneExist: "a=b" },
      },
      {
        resource: {
          resourceType: "Observation",
          status: "final",
          code: { coding: [{ system: "http://loinc.org", code: "1-1" }] },
          subject: { reference: "urn:uuid:1b0e6b57-2a2b-4c55-9d5c-0a0a0a0a0a0a" },
          valueQuantity: { value: 1.5, unit: "g" },
        },
        request: { method: "POST", url: "Observation" },
      },
    ],
  });

  it("with one value of a Bundle replaced by anything are answered", async () => {
    const places = pathsOf(bundle());
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue(), async (path, value) => {
        const changed = bundle();
        set(changed, path, value);
        const answer = await request(server.app).post("/fhir").set("Content-Type", FHIR).send(JSON.stringify(changed));
        assertHandled(answer);
      }),
      { seed: SEED, numRuns: storeRuns(300) },
    );
  });
  it("with any path and query are answered", async () => {
    const segment = fc.constantFrom(
      "Patient",
      "Observation",
      "_history",
      "_search",
      "$validate",
      "$x",
      "x",
      "%2F",
      "..",
      "",
    );
    const name = fc.constantFrom(
      "name",
      "date",
      "_count",
      "_cursor",
      "_include",
      "_has:Observation:patient:code",
      "_sort",
      "_summary",
      "_elements",
      "value-quantity",
      "patient.name",
      "_at",
      "_since",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(segment, { maxLength: 5 }), name, fc.string(), async (segments, parameter, value) => {
        const url = `/fhir/${segments.join("/")}?${encodeURIComponent(parameter)}=${encodeURIComponent(value)}`;
        assertHandled(await request(server.app).get(url));
      }),
      { seed: SEED, numRuns: storeRuns(300) },
    );
  });
  it("with any JSON Patch are answered", async () => {
    await request(server.app)
      .put("/fhir/Patient/a")
      .set("Content-Type", FHIR)
      .send('{"resourceType":"Patient","id":"a"}');
    const step = fc.record({
      op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "x"),
      path: fc.constantFrom("", "/", "/id", "/meta", "/name/-", "/name/0", "/resourceType", "/meta/tag/0/x"),
      from: fc.constantFrom("", "/id", "/meta"),
      value: fc.jsonValue(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 4 }), async (document) => {
        const answer = await request(server.app)
          .patch("/fhir/Patient/a")
          .set("Content-Type", "application/json-patch+json")
          .send(JSON.stringify(document));
        assertHandled(answer);
      }),
      { seed: SEED, numRuns: storeRuns(150) },
    );
  });
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...at, key]))].filter(
    (path) => path.length > 0,
  );
}

function set(root: object, path: Path, value: unknown): void {
  let holder = root as Record<string | number, unknown>; // a JSON value made above
  for (const key of path.slice(0, -1)) holder = holder[key] as typeof holder;
  holder[path.at(-1) ?? ""] = value;
}

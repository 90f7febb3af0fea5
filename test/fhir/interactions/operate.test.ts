/** Operations and $validate over HTTP: https://hl7.org/fhir/R4/operations.html */
import assert from "node:assert/strict";
import request from "supertest";
import { RuleViolation } from "../../../src/errors.ts";
import type { Operation, OperationRequest } from "../../../src/fhir/operation.ts";
import { makeApp, startServer, type TestApp } from "../../support/app.ts";
import { loadingType } from "../../support/needs.ts";

describe("operations", () => {
  let server: TestApp;
  let called: OperationRequest[] = [];
  const echo: Operation = {
    code: "echo",
    definition: "http://example.org/OperationDefinition/echo",
    levels: { system: true, instance: ["Patient"] },
    get: true,
    run: (asked) => {
      called.push(asked);
      return Promise.resolve({ resource: asked.parameters });
    },
  };
  const change: Operation = {
    code: "change",
    definition: "http://example.org/OperationDefinition/change",
    levels: { type: ["Patient"] },
    get: false,
    run: () => Promise.reject(new RuleViolation("no")),
  };
  const broken: Operation = {
    ...echo,
    code: "broken",
    run: () => Promise.reject(new Error("secret of a patient")),
  };
  beforeEach(async () => {
    called = [];
    server = await makeApp({ operations: [echo, change, broken] });
  });
  afterEach(() => server.close());
  const post = (path: string, body?: object) =>
    request(server.app)
      .post(`/fhir/${path}`)
      .set("Content-Type", "application/fhir+json")
      .send(body === undefined ? "" : JSON.stringify(body));

  it("gets the query as strings, every one of a repeated name", async () => {
    const { body } = await request(server.app).get("/fhir/Patient/7/$echo?model=a&model=b&_format=json").expect(200);
    assert.deepEqual(body.parameter, [
      { name: "model", valueString: "a" },
      { name: "model", valueString: "b" },
    ]);
    const [asked] = called;
    assert.equal(asked?.level, "instance");
    assert.equal(asked?.type, "Patient");
    assert.equal(asked?.id, "7");
    assert.equal(asked?.method, "GET");
    assert.equal(asked?.respondAsync, false);
  });
  it("gets the Parameters of the body, decimals to the digit, and the query behind them", async () => {
    const text = '{"resourceType":"Parameters","parameter":[{"name":"x","valueDecimal":1.50}]}';
    const answer = await request(server.app)
      .post("/fhir/$echo?y=2")
      .set("Content-Type", "application/fhir+json")
      .set("Prefer", "respond-async")
      .send(text)
      .expect(200);
    assert.match(answer.text, /"valueDecimal":1\.50/);
    assert.deepEqual(answer.body.parameter[1], { name: "y", valueString: "2" });
    assert.equal(called[0]?.level, "system");
    assert.equal(called[0]?.respondAsync, true);
  });
  it("gets a bare resource as parameter resource", async () => {
    const { body } = await post("$echo", { resourceType: "Patient", gender: "male" }).expect(200);
    assert.equal(body.parameter[0].name, "resource");
    assert.equal(body.parameter[0].resource.gender, "male");
  });
  it("may be called by POST without a body", async () => {
    const { body } = await post("Patient/7/$echo?model=a").expect(200);
    assert.deepEqual(body.parameter, [{ name: "model", valueString: "a" }]);
  });
  it("answers 400 to Parameters that are not valid", async () => {
    const { body } = await post("$echo", { resourceType: "Parameters", parameter: [{ valueString: "x" }] }).expect(400);
    assert.equal(body.resourceType, "OperationOutcome");
  });
  it("answers 404 with the list of operations to an unknown one, and with the places to a known one elsewhere", async () => {
    const { body } = await post("$nope").expect(404);
    assert.match(body.issue[0].diagnostics, /\$validate, \$everything, \$echo, \$change/);
    const elsewhere = await post("Observation/1/$echo").expect(404);
    assert.match(elsewhere.body.issue[0].diagnostics, /\[base\]\/\$echo, Patient\/\[id\]\/\$echo/);
  });
  it("answers 405 to a GET of one that changes something", async () => {
    const { headers } = await request(server.app).get("/fhir/Patient/$change").expect(405);
    assert.equal(headers.allow, "POST");
    await post("Patient/$change").expect(422);
  });
  it("answers 500 without a word of what went wrong, and logs where", async () => {
    const { text } = await request(server.app).get("/fhir/$broken").expect(500);
    assert.doesNotMatch(text, /secret|operate\.test/);
    const entry = server.logged.find(({ level }) => level === "error");
    assert.match(JSON.stringify(entry), /operate\.test/);
    assert.doesNotMatch(JSON.stringify(server.logged), /secret/);
  });
});

describe("an operation whose client leaves", () => {
  it("is told by its signal", async () => {
    let told: (value: boolean) => void = () => undefined;
    const aborted = new Promise<boolean>((done) => {
      told = done;
    });
    let began: (value: unknown) => void = () => undefined;
    const beginning = new Promise((done) => {
      began = done;
    });
    const slow: Operation = {
      code: "slow",
      definition: "http://example.org/OperationDefinition/slow",
      levels: { system: true },
      get: true,
      run: ({ signal }) => {
        began(undefined);
        return new Promise((_done, fail) => {
          signal.addEventListener("abort", () => {
            told(true);
            fail(new Error("aborted"));
          });
        });
      },
    };
    const server = await startServer({ operations: [slow] });
    const client = new AbortController();
    const answer = fetch(`${server.base}/$slow`, { signal: client.signal });
    await beginning;
    client.abort();
    await assert.rejects(answer);
    assert.equal(await aborted, true);
    assert.deepEqual(
      server.logged.filter(({ level }) => level === "error"),
      [],
    );
    await server.close();
  });
});

describe("$everything", () => {
  let server: TestApp;
  before(async () => {
    server = await makeApp({ limits: { maxPageSize: 4 } });
    const entry = [
      { resource: { resourceType: "Patient", id: "p" }, request: { method: "PUT", url: "Patient/p" } },
      { resource: { resourceType: "Patient", id: "q" }, request: { method: "PUT", url: "Patient/q" } },
      ...["p", "p", "p", "p", "p", "q"].map((id) => ({
        resource: {
          resourceType: "Observation",
          status: "final",
          code: { text: "x" },
          subject: { reference: `Patient/${id}` },
        },
        request: { method: "POST", url: "Observation" },
      })),
    ];
    await request(server.app)
      .post("/fhir")
      .set("Content-Type", "application/fhir+json")
      .send(JSON.stringify({ resourceType: "Bundle", type: loadingType(server.store), entry }))
      .expect(200);
  });
  after(() => server.close());

  it("gives the patient and its compartment, each once, over its pages", async () => {
    const seen: string[] = [];
    let path: string | undefined = "Patient/p/$everything";
    while (path !== undefined) {
      const { body }: { body: { link: { relation: string; url: string }[]; entry: { fullUrl: string }[] } } =
        await request(server.app).get(`/fhir/${path}`).expect(200);
      seen.push(...body.entry.map(({ fullUrl }) => fullUrl));
      path = body.link.find(({ relation }) => relation === "next")?.url.replace(/^.*\/fhir\//, "");
    }
    assert.equal(seen.length, 6);
    assert.equal(new Set(seen).size, 6);
    assert.match(seen[0] ?? "", /Patient\/p$/);
  });
  it("gives the types that are asked for, and answers 404 for no patient", async () => {
    const { body } = await request(server.app).get("/fhir/Patient/q/$everything?_type=Observation").expect(200);
    assert.equal(body.total, 2);
    await request(server.app).get("/fhir/Patient/none/$everything").expect(404);
    await request(server.app).get("/fhir/Patient/p/$everything?start=2020").expect(400);
  });
});

describe("$validate", () => {
  let server: TestApp;
  before(async () => {
    server = await makeApp();
  });
  after(() => server.close());
  const post = (path: string, body: object) =>
    request(server.app).post(`/fhir/${path}`).set("Content-Type", "application/fhir+json").send(JSON.stringify(body));
  const severities = (body: { issue: { severity: string }[] }) => body.issue.map(({ severity }) => severity);

  it("says that all is well", async () => {
    const { body } = await post("Patient/$validate", { resourceType: "Patient" }).expect(200);
    assert.deepEqual(severities(body), ["information"]);
  });
  it("answers 200 with the findings of what is not valid, bare or in Parameters", async () => {
    const bad = { resourceType: "Patient", gender: "x" };
    const { body } = await post("Patient/$validate", bad).expect(200);
    assert.deepEqual(body.issue[0].expression, ["Patient.gender"]);
    const parameters = { resourceType: "Parameters", parameter: [{ name: "resource", resource: bad }] };
    assert.deepEqual((await post("Patient/$validate", parameters).expect(200)).body.issue[0].expression, [
      "Patient.gender",
    ]);
  });
  it("checks the rules of the write that mode announces", async () => {
    const { body } = await post("Patient/7/$validate?mode=update", { resourceType: "Patient", id: "8" }).expect(200);
    assert.deepEqual(body.issue[0].expression, ["Patient.id"]);
    await post("Patient/$validate?mode=dream", { resourceType: "Patient" }).expect(400);
    await post("Patient/none/$validate?mode=delete", { resourceType: "Parameters" }).expect(404);
  });
  it("refuses a profile instead of leaving it out", async () => {
    await post("Patient/$validate?profile=http://example.org/p", { resourceType: "Patient" }).expect(404);
  });
  it("validates what is stored", async () => {
    const { body } = await post("Patient", { resourceType: "Patient" }).expect(201);
    const stored = await request(server.app).get(`/fhir/Patient/${body.id}/$validate`).expect(200);
    assert.deepEqual(severities(stored.body), ["information"]);
  });
});

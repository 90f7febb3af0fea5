/** A site's model on stored patients, with a concept that only this site has: found, supplied, followed up, evaluated. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Bundle, MeasureReport, Observation, Resource, RiskAssessment } from "@medplum/fhirtypes";
import supertest from "supertest";
import { command } from "../../src/calibrate/command.ts";
import { EXTENSION, SYSTEM } from "../../src/codes.ts";
import { declareSiteConcepts } from "../../src/concepts/site.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import type { ServedModel } from "../../src/models/served-model.ts";
import { ownCodeSystems } from "../../src/operations/code-systems.ts";
import { createOperations } from "../../src/operations/index.ts";
import { modelLibraries } from "../../src/operations/libraries.ts";
import { withOwnModels } from "../../src/site-models/own-models.ts";
import type { Store } from "../../src/storage/port.ts";
import { input } from "../operations/predict-call.ts";
import { put } from "../operations/twin-store.ts";
import { makeApp, type TestApp } from "../support/app.ts";
import { openTestStore } from "../support/store.ts";
import { condition, measured, patient, SNOMED, visit } from "../twin/resources.ts";
import { METADATA } from "./model-of.ts";

/** No code of LOINC: invented for this test. */
const FRAILTY = "99999-9";
const CONTENT = {
  ...METADATA,
  id: "site-frailty",
  concepts: {
    "site:frailty-index": {
      kind: "quantity",
      display: "Frailty index",
      unit: "%",
      plausible: [0, 100],
      codes: [{ system: "http://loinc.org", code: FRAILTY }],
    },
    "site:lives-alone": { kind: "boolean", display: "Lives alone" },
  },
  inputs: {
    "site:frailty-index": { concept: "site:frailty-index", unit: "%", range: [5, 95], maxAgeDays: 365 },
    "site:lives-alone": { concept: "site:lives-alone", missing: { rule: "impute", value: false, says: "taken as no" } },
  },
  outputs: [{ code: "site-fall", display: "Fall within 5 years", gives: "probability", unit: "%", horizonYears: 5 }],
  reference: { says: "frailty index 10 %, not alone", values: { "site:frailty-index": 10, "site:lives-alone": false } },
  equations: [
    {
      form: "logistic",
      output: "site-fall",
      intercept: -2,
      terms: [
        { coefficient: 0.04, of: [{ input: "site:frailty-index" }] },
        { coefficient: 1, of: [{ input: "site:lives-alone" }] },
      ],
    },
  ],
  vectors: [
    {
      name: "half",
      inputs: { "site:frailty-index": 50 },
      expected: { "site-fall": 0.5 },
      tolerance: 1e-12,
      source: "by hand: −2 + 0.04 · 50 = 0",
    },
  ],
};

const MODEL = "model=site-frailty";
const INFARCTION = "22298006";

let ids = 0;
const named = <T extends Resource>(resource: T): T => ({ ...resource, id: `y${++ids}` });
/** One of two frailties, seen in 2018 and again in 2024, of whom some have an infarction in 2020. */
function member(id: string, frailty: number, hasEvent: boolean): readonly Resource[] {
  const about = { subject: { reference: `Patient/${id}` } };
  return [
    patient({ id }),
    named(measured(FRAILTY, frailty, "%", { ...about, effectiveDateTime: "2018-01-10" })),
    named({ ...visit("2018-01-10"), ...about }),
    named({ ...visit("2024-06-10"), ...about }),
    ...(hasEvent ? [named(condition(SNOMED, INFARCTION, { ...about, onsetDateTime: "2020-05-01" }))] : []),
  ];
}

describe("a site's model with a concept of the site", () => {
  let folder: string;
  let store: Store;
  let server: TestApp;
  let models: ReadonlyMap<string, ServedModel>;
  let now: number;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "site-concept-"));
    writeFileSync(join(folder, "frailty.model.json"), JSON.stringify(CONTENT));
    const onnx = { isInstalled: () => false, run: () => Promise.reject(new Error("not to be run")) };
    models = await withOwnModels(RISK_MODELS, folder, { otherIds: [], onnx });
    now = Date.UTC(2026, 1, 1, 12);
    const clock = () => now;
    store = await openTestStore({ clock, newId: () => `new-${++ids}` });
    const validate = (resource: Resource) => validateResource(resource);
    server = await makeApp({ operations: createOperations({ store, clock, validate, models }), more: { store } });
    const people = Array.from({ length: 40 }, (_, at) => `m${at}`);
    await put(
      store,
      patient({}),
      measured(FRAILTY, 70, "%", { id: "found", effectiveDateTime: "2026-01-10" }),
      measured(FRAILTY, 200, "%", { id: "odd", effectiveDateTime: "2026-01-20" }),
      patient({ id: "old" }),
      measured(FRAILTY, 50, "%", { subject: { reference: "Patient/old" }, effectiveDateTime: "2020-01-10" }),
      ...people.flatMap((id, at) => member(id, at < 20 ? 25 : 75, at < 20 ? at < 5 : at < 35)),
      {
        resourceType: "Group",
        id: "g",
        type: "person",
        actual: true,
        member: ["p", "old", ...people].map((id) => ({ entity: { reference: `Patient/${id}` } })),
      },
    );
  });
  after(async () => {
    declareSiteConcepts(new Map());
    rmSync(folder, { recursive: true });
    await server.close();
    await store.close();
  });

  const get = (path: string) => supertest(server.app).get(`/fhir/${path}`);
  const post = (path: string, parameter: readonly object[]) =>
    supertest(server.app)
      .post(`/fhir/${path}`)
      .set("Content-Type", "application/fhir+json")
      .send({ resourceType: "Parameters", parameter });
  const riskIn = (body: unknown): RiskAssessment | undefined =>
    ((body as Bundle).entry ?? []).flatMap(({ resource }) =>
      resource?.resourceType === "RiskAssessment" ? [resource] : [],
    )[0];
  const percentOf = (risk: RiskAssessment | undefined) => risk?.prediction?.[0]?.probabilityDecimal ?? Number.NaN;
  const isNear = (found: number, wanted: number) =>
    assert.ok(Math.abs(found - wanted) < 1e-6, `${found}, want ${wanted}`);

  it("is found by the twin by the codes that the file declares, with its finding; and is valid", async () => {
    const twin = (await get("Patient/p/$twin").expect(200)).body as Observation;
    const component = twin.component?.find(({ code }) => code?.coding?.[0]?.code === "site:frailty-index");
    assert.equal(component?.valueQuantity?.value, 70);
    assert.match(
      JSON.stringify(twin.note),
      /site:frailty-index: an implausible value was left out: outside 0 to 100 %/,
    );
    assert.deepEqual(
      validateResource(twin).filter(({ severity }) => severity === "error"),
      [],
    );
    const before = (await get("Patient/p/$twin?asOf=2026-01-05").expect(200)).body as Observation;
    assert.ok(!before.component?.some(({ code }) => code?.coding?.[0]?.code === "site:frailty-index"));
  });

  it("is computed on it, with its source, and marks what was imputed", async () => {
    const risk = riskIn((await get(`Patient/p/$predict?${MODEL}`).expect(200)).body);
    isNear(percentOf(risk), 68.997448); // 1/(1 + e^−0.8)
    const inputs = (risk?.extension ?? [])
      .filter(({ url }) => url === EXTENSION.input)
      .map(({ extension = [] }) => extension);
    const partOf = (at: number, name: string) => inputs[at]?.find(({ url }) => url === name);
    assert.equal(partOf(0, "name")?.valueCode, "site:frailty-index");
    assert.equal(partOf(0, "origin")?.valueCode, "measured");
    assert.match(partOf(0, "source")?.valueReference?.reference ?? "", /^Observation\/found/);
    assert.equal(partOf(1, "origin")?.valueCode, "imputed");
    assert.deepEqual(
      validateResource(risk as RiskAssessment).filter(({ severity }) => severity === "error"),
      [],
    );
  });

  it("takes it as input; refuses what is implausible, out of range, too old or misspelt", async () => {
    const call = (value: object) =>
      post("$predict", [
        { name: "model", valueCode: "site-frailty" },
        input("site:frailty-index", value),
        input("site:lives-alone", { valueBoolean: true }),
      ]);
    isNear(percentOf(riskIn((await call({ valueDecimal: 25 }).expect(200)).body)), 50); // −2 + 1 + 1
    assert.match(JSON.stringify((await call({ valueDecimal: 101 }).expect(400)).body), /outside 0 to 100 %/);
    assert.match(
      JSON.stringify((await call({ valueDecimal: 2 }).expect(422)).body),
      /outside the model's range, from 5 to 95/,
    );
    assert.match(
      JSON.stringify((await get(`Patient/old/$predict?${MODEL}`).expect(422)).body),
      /days old; at most 365/,
    );
    const misspelt = await post("$predict", [
      { name: "model", valueCode: "site-frailty" },
      input("site:frailty", { valueDecimal: 1 }),
    ]);
    assert.match(JSON.stringify(misspelt.body), /nearest: site:frailty-index/);
  });

  it("tells the trend against what was stored before", async () => {
    const call = [
      { name: "model", valueCode: "site-frailty" },
      { name: "store", valueBoolean: true },
    ];
    await post("Patient/p/$predict", [...call, input("site:frailty-index", { valueDecimal: 50 })]).expect(200);
    now += 86_400_000;
    const risk = riskIn((await get(`Patient/p/$predict?${MODEL}`).expect(200)).body);
    assert.match(risk?.text?.div ?? "", /Before, 2026-02-01: Fall within 5 years 50\.0 %/);
    assert.match(risk?.text?.div ?? "", /Changed since: Frailty index, 50 % → 70 %/);
  });

  it("is computed for each member of a Group", async () => {
    const answer = await get(`Group/g/$predict?${MODEL}`)
      .expect(200)
      .buffer(true)
      .parse((response, done) => {
        let text = "";
        response.on("data", (chunk) => {
          text += String(chunk);
        });
        response.on("end", () => done(null, text));
      });
    const lines = String(answer.body)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Resource);
    assert.equal(lines.length, 42);
    assert.equal(lines.filter(({ resourceType }) => resourceType === "RiskAssessment").length, 1);
  });

  it("is judged by $evaluate-model as any other", async () => {
    const path = `Group/g/$evaluate-model?${MODEL}&outcome=hasMyocardialInfarction&start=2018-06-01`;
    const report = (await get(path).expect(200)).body as MeasureReport;
    const group = report.group?.find(({ code }) => code?.coding?.[0]?.code === "observed-to-expected");
    // 20 of 40 had it; 20 · 1/(1 + e^1) + 20 · 1/(1 + e^−1) = 20 were expected
    isNear(group?.measureScore?.value ?? Number.NaN, 1);
  });

  it("is judged by npm run calibrate, on a column of the concept's name", async () => {
    const cohort = join(folder, "cohort.csv");
    const rows = Array.from(
      { length: 100 },
      (_, at) => `${at % 2 === 0 ? 25 : 75},${[0, 1, 3].includes(at % 8) ? "yes" : "no"}`,
    );
    writeFileSync(cohort, `site:frailty-index,fell\n${rows.join("\n")}\n`);
    let printed = "";
    const out = new Writable({
      write(chunk, _encoding, done) {
        printed += String(chunk);
        done();
      },
    });
    const args = [
      "site-frailty",
      cohort,
      "--outcome",
      "fell",
      "--out",
      join(folder, "out"),
      "--models",
      folder,
      "--quiet",
    ];
    const code = await command(args, {
      out,
      err: out,
      now: new Date(Date.UTC(2026, 1, 1)),
      modelsIn: async () => models,
    });
    assert.equal(code, 0, printed);
    assert.match(printed, /everyone +100 +39 /);
  });

  it("stands with its code, unit and answers in the code system and the Library", () => {
    const systems = ownCodeSystems([], models);
    const concepts = systems.find(({ url }) => url === SYSTEM.concept)?.concept ?? [];
    const frailty = concepts.find(({ code }) => code === "site:frailty-index");
    const propertyOf = (name: string) => frailty?.property?.find(({ code }) => code === name);
    assert.equal(propertyOf("unit")?.valueString, "%");
    assert.deepEqual(propertyOf("loinc")?.valueCoding, { system: SYSTEM.loinc, code: FRAILTY });
    const library = modelLibraries([], models).find(({ id }) => id === "site-frailty");
    const codes = library?.dataRequirement?.[0]?.codeFilter?.[0]?.code?.map(({ code }) => code);
    assert.deepEqual(codes, [FRAILTY, "site:frailty-index"]);
    for (const resource of [...systems, library]) {
      assert.deepEqual(validateResource(JSON.parse(JSON.stringify(resource))), []);
    }
  });

  it("is told in the CapabilityStatement", async () => {
    const { body } = await get("metadata").expect(200);
    const operation = body.rest[0].operation.find(({ name }: { readonly name: string }) => name === "predict");
    assert.match(operation.documentation, /^\d+ risk models, .*Models of this site: site-frailty\.$/);
    assert.deepEqual(
      validateResource(body).filter(({ severity }) => severity === "error"),
      [],
    );
  });
});

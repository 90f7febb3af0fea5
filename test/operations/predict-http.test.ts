import assert from "node:assert/strict";
import type { Bundle, OperationOutcome, Parameters } from "@medplum/fhirtypes";
import supertest from "supertest";
import { EXTENSION } from "../../src/codes.ts";
import { makeApp, type TestApp } from "../support/app.ts";
import { condition, measured, patient, SNOMED } from "../twin/resources.ts";
import { request as abcd2 } from "../vectors/abcd2.ts";
import { request as prevent } from "../vectors/prevent.ts";
import { request as reynolds } from "../vectors/reynolds.ts";
import { PREVENT_EXAMPLE } from "./prevent-example.ts";
import { put } from "./twin-store.ts";

describe("$predict over HTTP", () => {
  let server: TestApp;
  const http = () => supertest(server.app);
  beforeEach(async () => {
    server = await makeApp();
    await put(server.store, patient(), condition(SNOMED, "44054006"), measured("2160-0", 1.2, "mg/dL"));
  });
  afterEach(() => server.close());

  it("answers GET with a Bundle as FHIR JSON", async () => {
    const answer = await http().get("/fhir/Patient/p/$predict?model=ckd-epi&asOf=2026-02-01").expect(200);
    assert.match(answer.headers["content-type"] ?? "", /application\/fhir\+json/);
    assert.equal((answer.body as Bundle).entry?.[0]?.resource?.resourceType, "Observation");
  });

  it("takes explain and audience by GET, and refuses another audience", async () => {
    const path = "/fhir/Patient/p/$predict?model=ckd-epi&asOf=2026-02-01";
    const answer = await http().get(`${path}&explain=true&audience=patient`).expect(200);
    const measure = (answer.body as Bundle).entry?.[0]?.resource;
    assert.equal(measure?.resourceType, "Observation");
    assert.match(measure.text?.div ?? "", /How much your kidneys filter/);
    assert.ok(measure.extension?.some(({ url }) => url === EXTENSION.resultInterval));
    const refused = await http().get(`${path}&audience=nurse`).expect(400);
    assert.equal((refused.body as OperationOutcome).issue[0]?.code, "value");
    await http().get(`${path}&explain=maybe`).expect(400);
  });

  it("answers a POST at system level, with inputs alone", async () => {
    const answer = await http().post("/fhir/$predict").send(prevent(PREVENT_EXAMPLE).parameters).expect(200);
    assert.equal((answer.body as Bundle).entry?.[0]?.resource?.resourceType, "RiskAssessment");
  });

  it("answers 422 naming each input that is missing, by code and unit", async () => {
    const answer = await http().get("/fhir/Patient/p/$predict?model=prevent").expect(422);
    const { issue } = answer.body as OperationOutcome;
    const text = JSON.stringify(issue);
    assert.ok(issue.every(({ code, severity }) => code === "required" && severity === "error"));
    assert.match(text, /systolicBloodPressure \(Systolic blood pressure, LOINC 8480-6, in mm\[Hg\]\)/);
    assert.ok(issue.every(({ expression }) => expression?.[0]?.startsWith("Parameters.parameter")));
    const ofPressure = issue.find(({ diagnostics = "" }) => diagnostics.includes("systolicBloodPressure ("));
    assert.deepEqual(
      ofPressure?.details?.coding?.map(({ code }) => code),
      ["prevent", "insufficient-data", "systolicBloodPressure"],
    );
  });

  it("ends the period of a prediction at the model's horizon, in years or days", async () => {
    const periodOf = async ({ parameters }: { parameters: Parameters }) => {
      const parameter = [...(parameters.parameter ?? []), { name: "asOf", valueDateTime: "2026-02-01T12:00:00Z" }];
      const answer = await http()
        .post("/fhir/$predict")
        .send({ ...parameters, parameter })
        .expect(200);
      return answer.body.entry[0].resource.prediction[0].whenPeriod;
    };
    const tia = { age: 70, sbp: 150, dbp: 85, clinical: "weakness" as const, duration_min: 70, diabetes: false };
    assert.deepEqual(await periodOf(prevent(PREVENT_EXAMPLE)), {
      start: "2026-02-01T12:00:00.000Z",
      end: "2036-02-01T12:00:00.000Z",
    });
    assert.deepEqual(await periodOf(abcd2(tia)), {
      start: "2026-02-01T12:00:00.000Z",
      end: "2026-02-03T12:00:00.000Z",
    });
  });

  it("answers 422 where the source has no result for inputs that are each in range", async () => {
    const man = { age: 60, sex: "male", sbp: 130, total_c: 200, hdl_c: 45, hscrp_mg_l: 2, smoking: false };
    const { parameters } = reynolds({ ...man, parent_mi_lt60: false, dm: true, hba1c: 7 });
    const answer = await http().post("/fhir/$predict").send(parameters).expect(422);
    assert.match(JSON.stringify(answer.body), /reynolds has no result for this combination of inputs/);
  });

  it("answers 422 for a value out of range and for a person whom the model does not apply to", async () => {
    const outside = prevent({ ...PREVENT_EXAMPLE, sbp: 200 }).parameters;
    const answer = await http().post("/fhir/$predict").send(outside).expect(422);
    assert.equal((answer.body as OperationOutcome).issue[0]?.code, "value");
    const excluded = await http().get("/fhir/Patient/p/$predict?model=score2").expect(422);
    assert.equal((excluded.body as OperationOutcome).issue[0]?.code, "business-rule");
  });

  it("answers 404 for an unknown model or patient, 400 for an unknown parameter", async () => {
    const unknown = await http().get("/fhir/Patient/p/$predict?model=framingham").expect(404);
    assert.match(JSON.stringify(unknown.body), /prevent, score2, cha2ds2-vasc/);
    await http().get("/fhir/Patient/nobody/$predict").expect(404);
    await http().get("/fhir/Patient/p/$predict?models=prevent").expect(400);
  });

  it("stores by POST, and gives what it stored by its id", async () => {
    const parameters = {
      resourceType: "Parameters",
      parameter: [
        { name: "model", valueCode: "ckd-epi" },
        { name: "store", valueBoolean: true },
      ],
    };
    const answer = await http().post("/fhir/Patient/p/$predict").send(parameters).expect(200);
    const [entry] = (answer.body as Bundle).entry ?? [];
    const stored = await http().get(`/fhir/Observation/${entry?.resource?.id}`).expect(200);
    assert.deepEqual(stored.body, entry?.resource);
  });
});

/** Status, display value, and the trend against earlier stored predictions. */
import assert from "node:assert/strict";
import type { Bundle, Extension, ParametersParameter, Resource } from "@medplum/fhirtypes";
import { EXTENSION } from "../../src/codes.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { predictOperation } from "../../src/operations/predict.ts";
import type { Store } from "../../src/storage/port.ts";
import { openTestStore } from "../support/store.ts";
import { measured, observation, patient } from "../twin/resources.ts";
import { risksIn } from "../vectors/parameters.ts";
import { input, model, predict } from "./predict-call.ts";

const START = Date.UTC(2026, 1, 1, 12);
const DAY = 86_400_000;
const RECORD: readonly Resource[] = [
  patient({}),
  measured("8480-6", 140, "mm[Hg]"),
  measured("14647-2", 5.5, "mmol/L"),
  measured("14646-4", 1.3, "mmol/L"),
  measured("2160-0", 1.2, "mg/dL"),
  observation("72166-2", {
    valueCodeableConcept: { coding: [{ system: "http://snomed.info/sct", code: "266919005" }] },
  }),
];
const REGION = input("cardiovascularRiskRegion", { valueCode: "low" });
const STORE: ParametersParameter = { name: "store", valueBoolean: true };

const parts = (extensions: readonly Extension[] | undefined, url: string) =>
  (extensions ?? []).filter((extension) => extension.url === url).map(({ extension = [] }) => extension);
const partOf = (list: readonly Extension[] | undefined, url: string) => list?.find((part) => part.url === url);
const firstOf = (bundle: Bundle) => {
  const [risk] = risksIn(bundle);
  return { risk, prediction: risk?.prediction?.[0] };
};

describe("status and display value of $predict", () => {
  const call = [
    model("score2"),
    input("age", { valueInteger: 50 }),
    input("sex", { valueCode: "male" }),
    input("currentSmoker", { valueBoolean: true }),
    input("systolicBloodPressure", { valueInteger: 140 }),
    input("totalCholesterol", { valueQuantity: { value: 5.5, code: "mmol/L" } }),
    input("hdlCholesterol", { valueQuantity: { value: 1.3, code: "mmol/L" } }),
    REGION,
  ];

  it("shows 5.9 % beside the raw value, and calls the run complete", async () => {
    const { risk, prediction } = firstOf(await predict(call)); // the paper's example
    assert.equal(prediction?.extension?.find(({ url }) => url === EXTENSION.displayValue)?.valueString, "5.9 %");
    assert.notEqual(prediction?.probabilityDecimal, 5.9);
    const [status] = parts(risk?.extension, EXTENSION.predictionStatus);
    assert.equal(partOf(status, "status")?.valueCoding?.code, "complete");
  });

  it("calls a run partial that had to impute, and says what", async () => {
    const signs = [
      input("respiratoryRate", { valueInteger: 16 }),
      input("oxygenSaturation", { valueInteger: 97 }),
      input("onSupplementalOxygen", { valueBoolean: false }),
      input("systolicBloodPressure", { valueInteger: 120 }),
      input("heartRate", { valueInteger: 70 }),
      input("bodyTemperature", { valueInteger: 37 }),
      input("consciousness", { valueCode: "alert" }),
    ];
    const { risk } = firstOf(await predict([model("news2"), ...signs]));
    const [status] = parts(risk?.extension, EXTENSION.predictionStatus);
    assert.equal(partOf(status, "status")?.valueCoding?.code, "partial");
    assert.equal(partOf(status, "imputed")?.valueCode, "usesSpo2Scale2");
  });
});

describe("trend of Patient/[id]/$predict", () => {
  let store: Store;
  let now = START;
  const call = async (...parameter: ParametersParameter[]): Promise<Bundle> => {
    const answer = await predictOperation({ store, clock: () => now }).run({
      level: "instance",
      type: "Patient",
      id: "p",
      parameters: { resourceType: "Parameters", parameter: [REGION, ...parameter] },
      method: "POST",
      respondAsync: false,
      signal: new AbortController().signal,
    });
    return answer.resource as Bundle; // of a patient it is one
  };
  beforeEach(async () => {
    now = START;
    let ids = 0;
    store = await openTestStore({ clock: () => now, newId: () => `id-${++ids}` });
    await store.write(async (tx) => {
      for (const resource of RECORD) await tx.put(resource);
    });
  });
  afterEach(() => store.close());

  it("gives the last stored value, and the inputs that changed since", async () => {
    const before = firstOf(await call(model("score2"), STORE)).prediction;
    now += 30 * DAY;
    const bundle = await call(model("score2"), input("systolicBloodPressure", { valueInteger: 130 }));
    assert.deepEqual(validateResource(bundle), []);
    const { risk, prediction } = firstOf(bundle);
    const [previous] = parts(prediction?.extension, EXTENSION.previousPrediction);
    assert.equal(partOf(previous, "value")?.valueDecimal, before?.probabilityDecimal);
    assert.equal(partOf(previous, "time")?.valueDateTime, new Date(START).toISOString());
    assert.match(partOf(previous, "source")?.valueReference?.reference ?? "", /^RiskAssessment\/id-/);
    const changed = parts(risk?.extension, EXTENSION.changedInput);
    const pressure = changed.find((list) => partOf(list, "input")?.valueCode === "systolicBloodPressure");
    assert.equal(partOf(pressure, "before")?.valueQuantity?.value, 140);
    assert.equal(partOf(pressure, "after")?.valueQuantity?.value, 130);
    assert.ok(!changed.some((list) => partOf(list, "input")?.valueCode === "totalCholesterol"));
    assert.match(risk?.text?.div ?? "", /Before, 2026-02-01: .* Systolic blood pressure, 140 mmHg → 130 mmHg/);
  });

  it("tells a patient what it was, and which values are others now", async () => {
    await call(model("score2"), STORE);
    now += 30 * DAY;
    const pressure = input("systolicBloodPressure", { valueInteger: 130 });
    const { risk } = firstOf(await call(model("score2"), pressure, { name: "audience", valueCode: "patient" }));
    const text = risk?.text?.div ?? "";
    assert.match(text, /<li>On 1 February 2026 it was about \d+ of 100 \(a disease of the heart or blood vessels/);
    assert.match(text, /<li>Different since then: Upper blood pressure \(systolic\)\.<\/li>/);
  });

  it("takes the last of several, and of a measure its own", async () => {
    await call(model("ckd-epi"), model("score2"), STORE);
    now += DAY;
    await call(model("ckd-epi"), input("creatinine", { valueQuantity: { value: 1, code: "mg/dL" } }), STORE);
    now += DAY;
    const bundle = await call(model("ckd-epi"));
    const measure = bundle.entry?.map(({ resource }) => resource).find((one) => one?.resourceType === "Observation");
    const [previous] = parts(measure?.extension, EXTENSION.previousPrediction);
    assert.equal(partOf(previous, "time")?.valueDateTime, new Date(START + DAY).toISOString());
    const [changed] = parts(measure?.extension, EXTENSION.changedInput);
    assert.equal(partOf(changed, "before")?.valueQuantity?.value, 1);
    assert.equal(partOf(changed, "after")?.valueQuantity?.value, 1.2);
  });

  it("knows nothing of what was stored later than asOf", async () => {
    const asOf: ParametersParameter = { name: "asOf", valueDateTime: "2026-02-10T00:00:00Z" };
    now += 20 * DAY;
    const before = await call(model("score2"), asOf);
    await call(model("score2"), { name: "asOf", valueDateTime: "2026-02-05T00:00:00Z" }, STORE);
    await call(model("score2"), STORE);
    assert.deepEqual(await call(model("score2"), asOf), before);
  });

  it("does not compare what was computed by other equations", async () => {
    await call(model("ckd-epi"), STORE);
    now += DAY;
    const { prediction } = firstOf(await call(model("score2")));
    assert.deepEqual(parts(prediction?.extension, EXTENSION.previousPrediction), []);
  });
});

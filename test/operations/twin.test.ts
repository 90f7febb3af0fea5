import assert from "node:assert/strict";
import type { Bundle, Observation, Parameters, Resource } from "@medplum/fhirtypes";
import { Gone, InvalidInput, NotFound } from "../../src/errors.ts";
import type { OperationRequest } from "../../src/fhir/operation.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { twinOperation } from "../../src/operations/twin.ts";
import type { Store } from "../../src/storage/port.ts";
import { coded, condition, LOINC, measured, observation, patient, RXNORM, request, SNOMED } from "../twin/resources.ts";
import { clock, openStore, put, remove } from "./twin-store.ts";

describe("$twin", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());

  async function call(more: Partial<OperationRequest>, ...parameter: NonNullable<Parameters["parameter"]>) {
    const answer = await twinOperation({ store, clock }).run({
      level: "instance",
      type: "Patient",
      id: "p",
      method: "POST",
      respondAsync: false,
      signal: new AbortController().signal,
      parameters: { resourceType: "Parameters", parameter },
      ...more,
    });
    return answer.resource as Observation; // what the operation promises
  }
  const componentOf = (state: Observation, concept: string) =>
    state.component?.find((one) => one.code.coding?.some(({ code }) => code === concept));
  const bundleOf = (...resources: Resource[]): Bundle => ({
    resourceType: "Bundle",
    type: "collection",
    entry: resources.map((resource) => ({ resource })),
  });
  const everything = () => [
    patient({ address: [{ country: "DE" }] }),
    measured("14647-2", 5.2, "mmol/L"),
    measured("8480-6", 987, "mm[Hg]"),
    measured("8480-6", 140, "mm[Hg]", { effectiveDateTime: "2026-01-09" }),
    observation("72166-2", { valueCodeableConcept: coded(SNOMED, "266919005") }),
    condition(SNOMED, "44054006"),
    request(RXNORM, "36567"),
  ];

  it("answers a valid Observation about the twin, with source and rule of every value", async () => {
    await put(store, ...everything());
    const state = await call({});
    assert.deepEqual(validateResource(state), []);
    assert.equal(state.subject?.reference, "Device/twin-p");
    assert.deepEqual(state.focus, [{ reference: "Patient/p" }]);
    assert.equal(state.meta?.tag?.[0]?.code, "twin");
    const cholesterol = componentOf(state, "totalCholesterol");
    assert.equal(cholesterol?.valueQuantity?.code, "mg/dL");
    assert.ok(cholesterol?.code.coding?.some(({ system, code }) => system === LOINC && code === "2093-3"));
    const parts = cholesterol?.extension?.[0]?.extension ?? [];
    assert.equal(parts.find(({ url }) => url === "origin")?.valueCode, "measured");
    assert.equal(parts.find(({ url }) => url === "asFound")?.valueString, "5.2 mmol/L");
    const source = parts.find(({ url }) => url === "source")?.extension ?? [];
    assert.match(source.find(({ url }) => url === "reference")?.valueReference?.reference ?? "", /^Observation\//);
    assert.equal(componentOf(state, "hasType2Diabetes")?.valueBoolean, true);
    assert.equal(componentOf(state, "onStatin")?.valueBoolean, true);
    assert.equal(componentOf(state, "smokingStatus")?.valueCodeableConcept?.coding?.[0]?.code, "smokingStatus.never");
    assert.equal(componentOf(state, "systolicBloodPressure")?.valueQuantity?.value, 140);
    assert.match(state.note?.[0]?.text ?? "", /^systolicBloodPressure: an implausible value/);
    assert.ok(state.derivedFrom?.every(({ reference }) => reference?.startsWith("Observation/")));
  });

  it("answers as of a time given in the body or in the query", async () => {
    await put(store, patient(), measured("8480-6", 140, "mm[Hg]"));
    const early = await call({}, { name: "asOf", valueDateTime: "2026-01-01" });
    assert.equal(componentOf(early, "systolicBloodPressure"), undefined);
    assert.equal(early.effectiveDateTime, "2026-01-01T23:59:59.999Z");
    const late = await call({ method: "GET" }, { name: "asOf", valueString: "2026-01-10" });
    assert.equal(componentOf(late, "systolicBloodPressure")?.valueQuantity?.value, 140);
  });

  it("computes on the resources given in data and stores nothing", async () => {
    const { type: _, id: __, ...system } = { level: "system" as const, type: "Patient", id: "p" };
    const state = await call({ ...system }, { name: "data", resource: bundleOf(...everything()) });
    assert.deepEqual(validateResource(state), []);
    assert.equal(componentOf(state, "hasDiabetes")?.valueBoolean, true);
    assert.equal(state.id, undefined);
    assert.deepEqual(await store.events(0, 10), []);
    await put(store, patient());
    const instance = await call({}, { name: "data", resource: bundleOf(...everything()) });
    assert.equal(componentOf(instance, "hasDiabetes")?.valueBoolean, true);
  });

  it("is valid for the dead, the newborn and an empty record", async () => {
    await put(store, patient({ deceasedDateTime: "2020-01-01" }), patient({ id: "n", birthDate: "2026-02-01" }));
    assert.deepEqual(validateResource(await call({})), []);
    assert.deepEqual(validateResource(await call({ id: "n" })), []);
    const { id: _, ...system } = { level: "system" as const, id: "p" };
    const empty = await call(system, { name: "data", resource: bundleOf() });
    assert.deepEqual(validateResource(empty), []);
  });

  it("refuses a patient who is not there or was deleted", async () => {
    await assert.rejects(call({}), NotFound);
    await put(store, patient());
    await remove(store, { type: "Patient", id: "p" });
    await assert.rejects(call({}), Gone);
  });

  it("refuses unknown parameters, bad times, missing and foreign data, each by name", async () => {
    await put(store, patient());
    const refused = (expression: RegExp) => (error: unknown) =>
      error instanceof InvalidInput && expression.test(error.expression ?? "");
    await assert.rejects(call({}, { name: "asof", valueString: "2026" }), refused(/asof/));
    await assert.rejects(call({}, { name: "asOf", valueString: "2026-13" }), refused(/asOf/));
    await assert.rejects(call({}, { name: "data", resource: patient() }), refused(/data/));
    await assert.rejects(call({ level: "system" }), refused(/data/));
    const foreign = bundleOf(patient({ id: "q" }));
    await assert.rejects(call({}, { name: "data", resource: foreign }), refused(/data/));
  });
});

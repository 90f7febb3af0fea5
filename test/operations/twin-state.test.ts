import assert from "node:assert/strict";
import type { Bundle, Medication, Resource } from "@medplum/fhirtypes";
import { Gone, InvalidInput, NotFound } from "../../src/errors.ts";
import { loadTwin, twinDeviceId, twinOfBundle, twinStateId } from "../../src/operations/twin-state.ts";
import type { Store } from "../../src/storage/port.ts";
import { condition, measured, patient, RXNORM, request, SNOMED, valueIn } from "../twin/resources.ts";
import { NOW, openStore, put, remove } from "./twin-store.ts";

describe("loadTwin", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());
  const load = (asOf = NOW) => loadTwin({ store }, "p", asOf);

  it("refuses a patient who does not exist or was deleted", async () => {
    await assert.rejects(load(), NotFound);
    await put(store, patient());
    await remove(store, { type: "Patient", id: "p" });
    await assert.rejects(load(), Gone);
  });

  it("makes the same state as from a Bundle of the same resources", async () => {
    const resources = [
      measured("8480-6", 160, "mm[Hg]"),
      measured("2093-3", 200, "mg/dL"),
      condition(SNOMED, "44054006"),
      request(RXNORM, "36567"),
    ];
    await put(store, patient(), ...resources);
    const bundle: Bundle = {
      resourceType: "Bundle",
      type: "collection",
      entry: [patient(), ...resources].map((resource) => ({ resource })),
    };
    const plain = (state: Awaited<ReturnType<typeof load>>) =>
      [...state.features].map(([name, { value, origin, rule }]) => [name, value, origin, rule]);
    assert.deepEqual(plain(await load()), plain(twinOfBundle(bundle, NOW)));
  });

  it("names its sources with their version", async () => {
    await put(store, patient(), measured("8480-6", 120, "mm[Hg]", { id: "o" }));
    const feature = (await load()).features.get("systolicBloodPressure");
    assert.deepEqual(feature?.sources, [
      { reference: "Observation/o/_history/1", time: "2026-01-10", code: "http://loinc.org|8480-6" },
    ]);
  });

  it("sees every change at once, though it keeps what it read", async () => {
    await put(store, patient(), measured("8480-6", 120, "mm[Hg]", { id: "o" }));
    assert.equal(valueIn(await load(), "systolicBloodPressure"), 120);
    await put(store, measured("8480-6", 130, "mm[Hg]", { id: "o" }));
    assert.equal(valueIn(await load(), "systolicBloodPressure"), 130);
    await put(store, patient({ gender: "male" }));
    assert.equal(valueIn(await load(), "sex"), "male");
    await remove(store, { type: "Observation", id: "o" });
    assert.equal(valueIn(await load(), "systolicBloodPressure"), undefined);
  });

  it("sees the change of a Medication that a request refers to", async () => {
    const { medicationCodeableConcept: _, ...bare } = request(RXNORM, "1");
    const medication = (code: string): Medication => ({
      resourceType: "Medication",
      id: "m",
      code: { coding: [{ system: RXNORM, code }] },
    });
    const referring = { ...bare, medicationReference: { reference: "Medication/m" } };
    await put(store, patient(), medication("313782"), referring);
    assert.equal(valueIn(await load(), "onStatin"), false);
    await put(store, medication("36567"));
    assert.equal(valueIn(await load(), "onStatin"), true);
  });

  it("answers as of an earlier time whatever was asked before", async () => {
    const at = (day: string, value: number) => measured("8480-6", value, "mm[Hg]", { effectiveDateTime: day });
    await put(store, patient(), at("2020-01-01", 120), at("2025-01-01", 150), at("2030-01-01", 170));
    for (const [year, expected] of [
      [2026, 150],
      [2021, 120],
      [2031, 170],
      [2019, undefined],
      [2026, 150],
    ] as const) {
      assert.equal(valueIn(await load(Date.UTC(year, 1, 1)), "systolicBloodPressure"), expected);
    }
  });

  it("does not read what was computed as if it were measured", async () => {
    const tag = [{ system: "https://fhir-twin.org/fhir/CodeSystem/computed", code: "simulation" }];
    await put(store, patient(), measured("8480-6", 200, "mm[Hg]", { meta: { tag } }));
    assert.equal(valueIn(await load(), "systolicBloodPressure"), undefined);
  });
});

describe("twinOfBundle", () => {
  const bundleOf = (...resources: Resource[]): Bundle => ({
    resourceType: "Bundle",
    type: "collection",
    entry: resources.map((resource) => ({ resource })),
  });

  it("refuses several patients and resources of another patient, naming the entry", () => {
    assert.throws(
      () => twinOfBundle(bundleOf(patient(), patient({ id: "q" })), NOW),
      (error) => error instanceof InvalidInput && error.expression === "Bundle.entry[1].resource",
    );
    const other = measured("8480-6", 120, "mm[Hg]", { subject: { reference: "Patient/q" } });
    assert.throws(
      () => twinOfBundle(bundleOf(patient(), other), NOW),
      (error) => error instanceof InvalidInput && error.expression === "Bundle.entry[1].resource.subject",
    );
  });

  it("refuses resources of two patients where no Patient is given", () => {
    const other = measured("8480-6", 120, "mm[Hg]", { subject: { reference: "Patient/q" } });
    assert.throws(() => twinOfBundle(bundleOf(measured("8462-4", 80, "mm[Hg]"), other), NOW), InvalidInput);
  });

  it("takes urn:uuid references, and resources without a Patient", () => {
    const url = "urn:uuid:7d0c1f0e-4f0e-4e0a-9a51-000000000001";
    const one = measured("8480-6", 120, "mm[Hg]", { subject: { reference: url } });
    const { id: _, ...unnamed } = patient();
    const bundle: Bundle = {
      resourceType: "Bundle",
      type: "transaction",
      entry: [
        { fullUrl: url, resource: unnamed },
        { fullUrl: "urn:uuid:o", resource: one },
      ],
    };
    const state = twinOfBundle(bundle, NOW);
    assert.equal(valueIn(state, "systolicBloodPressure"), 120);
    assert.equal(state.features.get("systolicBloodPressure")?.sources[0]?.reference, "urn:uuid:o");
    assert.equal(valueIn(twinOfBundle(bundleOf(measured("8480-6", 120, "mm[Hg]")), NOW), "systolicBloodPressure"), 120);
  });

  it("gives an empty Bundle an empty state", () => {
    assert.equal(twinOfBundle({ resourceType: "Bundle", type: "collection" }, NOW).features.size, 0);
  });
});

describe("ids of a twin", () => {
  it("are made from the patient's id, and fit 64 characters", () => {
    assert.equal(twinDeviceId("7"), "twin-7");
    assert.equal(twinStateId("7"), "twin-state-7");
    const long = "a".repeat(64);
    assert.match(twinDeviceId(long), /^twin-[0-9a-f]{40}$/);
    assert.notEqual(twinDeviceId(long), twinDeviceId(`${"a".repeat(63)}b`));
  });
});

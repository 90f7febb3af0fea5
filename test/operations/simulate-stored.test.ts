/** `$simulate` on a stored patient: what the twin knows, what it is not asked of, and what `store` leaves behind. */
import assert from "node:assert/strict";
import type { Bundle, Observation, Provenance, Resource, RiskAssessment } from "@medplum/fhirtypes";
import { NotFound, RuleViolation } from "../../src/errors.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { parseJson } from "../../src/json.ts";
import type { Store } from "../../src/storage/port.ts";
import { coded, condition, measured, observation, patient, RXNORM, request, SNOMED, visit } from "../twin/resources.ts";
import { model, onPatient, scenario, simulate } from "./simulate-call.ts";
import { openStore, put } from "./twin-store.ts";

/** Never smoked; type 2 diabetes since 2019; metformin. */
const record = (): readonly Resource[] => [
  condition(SNOMED, "44054006"),
  measured("4548-4", 8.4, "%"),
  measured("8480-6", 142, "mm[Hg]"),
  measured("18262-6", 112, "mg/dL"),
  measured("2085-9", 42, "mg/dL"),
  measured("39156-5", 33, "kg/m2"),
  measured("8302-2", 168, "cm"),
  measured("2160-0", 0.9, "mg/dL"),
  observation("72166-2", { valueCodeableConcept: coded(SNOMED, "266919005") }),
  request(RXNORM, "860975"),
];
const CALL = [
  model("t2d-five-year-scenarios"),
  { name: "members", valueInteger: 20 },
  scenario("metformin", ["metformin"]),
  scenario("with SGLT2i", ["metformin", "sglt2i"]),
];
const resourcesOf = (bundle: Bundle) => (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);

describe("$simulate on a stored patient", () => {
  let store: Store;
  beforeEach(async () => {
    store = await openStore();
  });
  afterEach(() => store.close());

  it("runs on the twin, has the twin as subject and names its sources", async () => {
    await put(store, patient(), ...record());
    const bundle = await simulate(CALL, { store, ...onPatient("p") });
    const courses = resourcesOf(bundle).filter(({ resourceType }) => resourceType === "Observation") as Observation[];
    for (const { subject, focus } of courses) {
      assert.equal(subject?.reference, "Device/twin-p");
      assert.deepEqual(focus, [{ reference: "Patient/p" }]);
    }
    const provenance = resourcesOf(bundle).at(-1) as Provenance;
    const sources = provenance.entity?.map(({ what }) => what.reference?.split("/")[0]);
    assert.ok(sources?.includes("Observation") && sources.includes("Condition"));
    assert.match(provenance.text?.div ?? "", /Metformin is taken already and continued/);
    assert.match(provenance.text?.div ?? "", /Taken as absent, because the record holds no entry of it/);
    assert.deepEqual(validateResource(JSON.parse(JSON.stringify(bundle))), []);
  });

  it("stores nothing unless asked to", async () => {
    await put(store, patient(), ...record());
    const before = (await store.events(0, 1000)).length;
    await simulate(CALL, { store, ...onPatient("p") });
    assert.equal((await store.events(0, 1000)).length, before);
  });

  it("stores what was simulated apart from the record, with one Provenance, in one write", async () => {
    await put(store, patient(), ...record());
    const before = (await store.events(0, 1000)).at(-1)?.position ?? 0;
    const bundle = await simulate([...CALL, { name: "store", valueBoolean: true }], { store, ...onPatient("p") });
    const events = await store.events(before, 1000);
    assert.ok(events.length > 20);
    assert.ok(events.every(({ realm }) => realm === "computed"));
    assert.equal(new Set(events.map(({ at }) => at)).size, 1);
    const measurements = await store.compartment("p", { types: ["Observation"], realm: "record", count: 100 });
    assert.equal(measurements.items.length, 8);
    const provenance = resourcesOf(bundle).find(({ resourceType }) => resourceType === "Provenance") as Provenance;
    assert.equal(provenance.target.length, events.length - 1);
    for (const { reference = "" } of provenance.target) {
      const [type = "", id = ""] = reference.split("/");
      const version = await store.read({ type, id });
      assert.ok(version?.json, reference);
      assert.deepEqual(validateResource(parseJson(version.json)), []);
    }
  });

  it("runs as of a time: what was measured later does not count", async () => {
    await put(store, patient(), ...record(), measured("4548-4", 10, "%", { effectiveDateTime: "2026-01-20" }));
    const start = async (...more: { name: string; valueDate: string }[]) => {
      const bundle = await simulate([...CALL, ...more], { store, ...onPatient("p") });
      const hba1c = resourcesOf(bundle)[0] as Observation;
      return hba1c.component?.[1]?.valueSampledData?.data?.split(" ")[0];
    };
    assert.equal(await start(), "10");
    assert.equal(await start({ name: "asOf", valueDate: "2026-01-15" }), "8.4");
  });

  it("refuses by rule a patient who died, one without diabetes, and a newborn", async () => {
    const refused = async (message: RegExp) => {
      await assert.rejects(simulate(CALL, { store, ...onPatient("p") }), (error: Error) => {
        assert.ok(error instanceof RuleViolation, error.name);
        assert.match(error.message, message);
        return true;
      });
    };
    await put(store, patient({ deceasedDateTime: "2026-01-15" }), ...record());
    await refused(/the patient has died/);
    await put(store, patient({ id: "p" }));
    const [, ...withoutDiabetes] = record();
    store = await openStore();
    await put(store, patient(), visit("2026-01-01"), ...withoutDiabetes);
    await refused(/no diabetes on record/);
    store = await openStore();
    await put(store, patient({ birthDate: "2026-01-30" }), visit("2026-01-30"));
    await refused(/no diabetes on record/);
  });

  it("answers 404 for a patient who does not exist", async () => {
    await assert.rejects(simulate(CALL, { store, ...onPatient("nobody") }), NotFound);
  });

  it("counts a stored simulation in no later simulation", async () => {
    await put(store, patient(), ...record());
    const first = JSON.stringify(await simulate(CALL, { store, ...onPatient("p") }));
    await simulate([...CALL, { name: "store", valueBoolean: true }], { store, ...onPatient("p") });
    assert.equal(JSON.stringify(await simulate(CALL, { store, ...onPatient("p") })), first);
  });

  it("gives probabilities as percentages over the horizon", async () => {
    await put(store, patient(), ...record());
    const bundle = await simulate(CALL, { store, ...onPatient("p") });
    const [risk] = resourcesOf(bundle).filter(
      ({ resourceType }) => resourceType === "RiskAssessment",
    ) as RiskAssessment[];
    assert.equal(risk?.subject.reference, "Patient/p");
    for (const { probabilityDecimal = -1, whenPeriod } of risk?.prediction ?? []) {
      assert.ok(probabilityDecimal > 0 && probabilityDecimal < 60);
      assert.equal(whenPeriod?.start, "2026-02-01T23:59:59.999Z");
      assert.equal(whenPeriod?.end, "2031-02-01T23:59:59.999Z");
    }
  });
});

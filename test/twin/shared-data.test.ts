/** The twin on data that others made: Synthea patients and the MIMIC-IV demo, where that folder is at hand. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Bundle, CodeableConcept, Condition, Observation, Patient, Resource } from "@medplum/fhirtypes";
import { CONCEPTS, conceptOf } from "../../src/concepts/index.ts";
import { twinOfBundle } from "../../src/operations/twin-state.ts";
import type { TwinState } from "../../src/twin/state.ts";
import { twinState } from "../../src/twin/twin-state.ts";
import { valueIn } from "./resources.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);
const SYNTHEA = new URL("synthea-2019/bundles/", DATA);
const MIMIC = new URL("mimic-iv-demo/", DATA);
const AS_OF = Date.UTC(2026, 0, 1);

const text = (url: URL) => {
  const bytes = readFileSync(url);
  return (url.pathname.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
};
const codesOf = (concept: CodeableConcept | undefined) => (concept?.coding ?? []).map(({ code }) => code ?? "");

function checkSane(state: TwinState): void {
  for (const { concept: name, value, origin, sources } of state.features.values()) {
    const concept = conceptOf(name);
    if (concept.kind === "quantity") {
      assert.ok(typeof value === "number" && value >= concept.plausible[0] && value <= concept.plausible[1], name);
    } else if (concept.kind === "boolean") {
      assert.equal(typeof value, "boolean", name);
    } else {
      assert.ok(concept.kind === "code" && typeof value === "string" && Object.hasOwn(concept.values, value), name);
    }
    assert.ok(origin === "absent" || sources.length > 0, name);
  }
}

describe("the twin of Synthea patients", () => {
  before(function () {
    if (existsSync(SYNTHEA)) return;
    console.log("      skipped: ../shared/data/synthea-2019 is not here");
    this.skip();
  });

  it("agrees with a plain reading of each bundle", () => {
    for (const file of readdirSync(SYNTHEA)) {
      const bundle = JSON.parse(text(new URL(encodeURIComponent(file), SYNTHEA))) as Bundle; // a Bundle by its SOURCE.md
      const resources = (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
      const state = twinOfBundle(bundle, AS_OF);
      checkSane(state);
      assert.equal(valueIn(state, "hasType2Diabetes") ?? false, hasActive(resources, "44054006"), file);
      assert.equal(valueIn(state, "hasAtrialFibrillation"), hasEver(resources, "49436004"), file);
      for (const [name, code] of [
        ["totalCholesterol", "2093-3"],
        ["bodyWeight", "29463-7"],
        ["creatinine", "38483-4"],
      ] as const) {
        const values = latest(resources, code);
        const value = valueIn(state, name);
        assert.ok(values.length === 0 ? value === undefined : values.includes(Number(value)), `${file} ${name}`);
      }
    }
  });
});

const conditions = (resources: readonly Resource[], code: string): readonly Condition[] =>
  resources.filter((one): one is Condition => one.resourceType === "Condition" && codesOf(one.code).includes(code));
const hasEver = (resources: readonly Resource[], code: string) => conditions(resources, code).length > 0;
const hasActive = (resources: readonly Resource[], code: string) =>
  conditions(resources, code).some(({ abatementDateTime }) => abatementDateTime === undefined);

/** The values at the latest time: a few patients have two results of one instant. */
function latest(resources: readonly Resource[], code: string): readonly (number | undefined)[] {
  const found = resources.filter(
    (one): one is Observation => one.resourceType === "Observation" && codesOf(one.code).includes(code),
  );
  const time = (one: Observation) => Date.parse(one.effectiveDateTime ?? "");
  const newest = Math.max(...found.map(time));
  return found.filter((one) => time(one) === newest).map(({ valueQuantity }) => valueQuantity?.value);
}

describe("the twin of MIMIC-IV demo patients", () => {
  before(function () {
    if (existsSync(MIMIC)) return;
    console.log("      skipped: ../shared/data/mimic-iv-demo is not here");
    this.skip();
  });

  const lines = (name: string) =>
    text(new URL(`Mimic${name}.ndjson.gz`, MIMIC))
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Resource); // NDJSON of resources by its SOURCE.md

  it("reads dotless ICD codes, panels, oximetry under 2708-6, and drugs that it cannot read as open", () => {
    const all = [
      "Condition",
      "ConditionED",
      "Encounter",
      "EncounterED",
      "ObservationVitalSignsED",
      "MedicationStatementED",
    ]
      .flatMap(lines)
      .map((resource) => ({ resource, owner: ownerOf(resource) }));
    let withDiabetes = 0;
    for (const patient of lines("Patient") as Patient[]) {
      const resources = all.filter(({ owner }) => owner === `Patient/${patient.id}`).map(({ resource }) => resource);
      const state = twinState({ patient, resources, asOf: Date.UTC(2202, 0, 1) });
      checkSane(state);
      const icd = resources.flatMap((one) => (one.resourceType === "Condition" ? codesOf(one.code) : []));
      const expected = icd.some((code) => /^(250|249|E08|E09|E10|E11|E13)/.test(code));
      assert.equal(valueIn(state, "hasDiabetes"), resources.length > 0 ? expected : undefined);
      if (expected) withDiabetes += 1;
      if (resources.some((one) => one.resourceType === "MedicationStatement")) {
        assert.equal(valueIn(state, "onStatin"), undefined);
      }
      const oximetry = resources.some(
        (one) =>
          one.resourceType === "Observation" && codesOf(one.code).includes("2708-6") && one.valueQuantity !== undefined,
      );
      assert.equal(valueIn(state, "oxygenSaturation") !== undefined, oximetry);
    }
    assert.ok(withDiabetes > 5);
  });
});

const ownerOf = (resource: Resource): string | undefined =>
  "subject" in resource && resource.subject && "reference" in resource.subject ? resource.subject.reference : undefined;

describe("the paper case of PREVENT", () => {
  it("comes from a Bundle with molar units as it was printed", () => {
    const url = new URL("../../fixtures/twin/prevent-paper-case.json", import.meta.url);
    const state = twinOfBundle(JSON.parse(text(url)) as Bundle, Date.UTC(2026, 1, 1)); // our own file
    const printed = {
      age: 50,
      sex: "female",
      systolicBloodPressure: 160,
      bodyMassIndex: 35,
      egfr: 90,
      hasDiabetes: true,
      currentSmoker: false,
      onAntihypertensive: true,
      onStatin: false,
    } as const;
    for (const [name, value] of Object.entries(printed)) {
      assert.equal(valueIn(state, name as keyof typeof printed), value, name); // a key of the object above
    }
    for (const [name, value] of [
      ["totalCholesterol", 200],
      ["hdlCholesterol", 45],
    ] as const) {
      assert.ok(Math.abs(Number(valueIn(state, name)) - value) < 0.05, name);
      assert.equal(CONCEPTS[name].unit, "mg/dL");
    }
    assert.deepEqual(state.findings, []);
  });
});

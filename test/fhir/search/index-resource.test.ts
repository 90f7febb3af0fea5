/** What a resource is found by: expected entries written by hand from https://hl7.org/fhir/R4/searchparameter-registry.html */
import assert from "node:assert/strict";
import type { Resource } from "@medplum/fhirtypes";
import { SYSTEM, TAG } from "../../../src/codes.ts";
import { indexResource, referencesOf } from "../../../src/fhir/search/index-resource.ts";
import { parseJson } from "../../../src/json.ts";
import { OPEN_TIME } from "../../../src/storage/port.ts";

const index = (resource: object) => indexResource(resource as Resource); // fixtures are as short as the case allows
/** Entries of one parameter, without its name. */
function entriesOf(resource: object, param: string): Record<string, unknown>[] {
  return index(resource)
    .entries.filter((entry) => entry.param === param)
    .map(({ param: _param, ...rest }) => rest);
}
const observation = (parts: object) => ({ resourceType: "Observation", status: "final", code: {}, ...parts });
const at = (text: string) => Date.parse(text);

describe("indexResource: tokens", () => {
  it("takes the codings of a concept and not its text", () => {
    const code = { coding: [{ system: "http://loinc.org", code: "8480-6" }, { code: "sys" }], text: "Systolic" };
    assert.deepEqual(entriesOf(observation({ code }), "code"), [
      { kind: "token", system: "http://loinc.org", code: "8480-6" },
      { kind: "token", system: "", code: "sys" },
    ]);
  });
  it("takes identifiers with a value, contact points without their kind, booleans and codes", () => {
    const patient = {
      resourceType: "Patient",
      active: false,
      gender: "female",
      identifier: [{ system: "urn:mrn", value: "7" }, { system: "urn:empty" }],
      telecom: [
        { system: "phone", value: "555" },
        { system: "email", value: "a@example.org" },
      ],
    };
    assert.deepEqual(entriesOf(patient, "identifier"), [{ kind: "token", system: "urn:mrn", code: "7" }]);
    assert.deepEqual(entriesOf(patient, "active"), [{ kind: "token", system: "", code: "false" }]);
    assert.deepEqual(entriesOf(patient, "gender"), [{ kind: "token", system: "", code: "female" }]);
    assert.deepEqual(entriesOf(patient, "email"), [{ kind: "token", system: "", code: "a@example.org" }]);
    assert.equal(entriesOf(patient, "telecom").length, 2);
  });
  it("says of every Patient whether it is deceased", () => {
    const deceased = (parts: object) => entriesOf({ resourceType: "Patient", ...parts }, "deceased");
    assert.deepEqual(deceased({}), [{ kind: "token", system: "", code: "false" }]);
    assert.deepEqual(deceased({ deceasedBoolean: false }), [{ kind: "token", system: "", code: "false" }]);
    assert.deepEqual(deceased({ deceasedDateTime: "2024" }), [{ kind: "token", system: "", code: "true" }]);
  });
  it("takes the tags, security labels, profiles and source of meta", () => {
    const meta = {
      tag: [{ system: "urn:t", code: "a" }],
      security: [{ system: "urn:s", code: "R" }],
      profile: ["http://example.org/p|1.0"],
      source: "urn:feed",
    };
    const patient = { resourceType: "Patient", meta };
    assert.deepEqual(entriesOf(patient, "_tag"), [{ kind: "token", system: "urn:t", code: "a" }]);
    assert.deepEqual(entriesOf(patient, "_security"), [{ kind: "token", system: "urn:s", code: "R" }]);
    assert.deepEqual(entriesOf(patient, "_source"), [{ kind: "uri", value: "urn:feed" }]);
    assert.deepEqual(entriesOf(patient, "_profile"), [
      { kind: "uri", value: "http://example.org/p|1.0" },
      { kind: "uri", value: "http://example.org/p" },
    ]);
  });
});

describe("indexResource: strings", () => {
  it("takes each part of a name, once", () => {
    const name = [
      { family: "Müller", given: ["Anna", "Maria"] },
      { family: "Müller", use: "maiden" },
    ];
    assert.deepEqual(entriesOf({ resourceType: "Patient", name }, "name"), [
      { kind: "string", value: "Müller", folded: "muller" },
      { kind: "string", value: "Anna", folded: "anna" },
      { kind: "string", value: "Maria", folded: "maria" },
    ]);
  });
  it("cuts what is longer than anybody searches for", () => {
    const [entry] = entriesOf({ resourceType: "Patient", name: [{ family: "A".repeat(5000) }] }, "family");
    assert.equal(entry?.value, "A".repeat(2000));
  });
  it("passes over the gaps of a primitive array", () => {
    const name = [{ given: [null, "B"], _given: [{ extension: [{ url: "urn:x", valueString: "y" }] }, null] }];
    assert.deepEqual(entriesOf({ resourceType: "Patient", name }, "given"), [
      { kind: "string", value: "B", folded: "b" },
    ]);
  });
});

describe("indexResource: dates", () => {
  const dates = (parts: object) => entriesOf(observation(parts), "date");
  it("takes dateTimes, periods, open periods and timings as intervals", () => {
    assert.deepEqual(dates({ effectiveDateTime: "2024-05" }), [
      { kind: "date", low: at("2024-05-01T00:00:00Z"), high: at("2024-06-01T00:00:00Z") },
    ]);
    assert.deepEqual(dates({ effectivePeriod: { start: "2024-05-01", end: "2024-05-02" } }), [
      { kind: "date", low: at("2024-05-01T00:00:00Z"), high: at("2024-05-03T00:00:00Z") },
    ]);
    assert.deepEqual(dates({ effectivePeriod: { start: "2024-05-01" } }), [
      { kind: "date", low: at("2024-05-01T00:00:00Z"), high: OPEN_TIME },
    ]);
    assert.deepEqual(dates({ effectivePeriod: { end: "2024" } }), [
      { kind: "date", low: -OPEN_TIME, high: at("2025-01-01T00:00:00Z") },
    ]);
    assert.deepEqual(dates({ effectiveTiming: { event: ["2024-05-03", "2024-05-01"] } }), [
      { kind: "date", low: at("2024-05-01T00:00:00Z"), high: at("2024-05-04T00:00:00Z") },
    ]);
  });
  it("has no entry for a period without ends or a text that is no date", () => {
    assert.deepEqual(dates({ effectivePeriod: {} }), []);
    assert.deepEqual(dates({ effectiveDateTime: "yesterday" }), []);
  });
});

describe("indexResource: numbers and quantities", () => {
  const ucum = "http://unitsofmeasure.org";
  it("keeps the precision of the text", () => {
    const text = `{"resourceType":"RiskAssessment","prediction":[{"probabilityDecimal":12.50}]}`;
    assert.deepEqual(entriesOf(parseJson(text) as object, "probability"), [
      { kind: "number", value: 12.5, low: 12.495, high: 12.505 },
    ]);
  });
  it("adds canonical units to UCUM: 0.0054 g is 5.4 mg", () => {
    const canonical = (value: number, code: string) => {
      const [entry] = entriesOf(observation({ valueQuantity: { value, system: ucum, code } }), "value-quantity");
      return entry?.canonical as { value: number } | undefined; // of a QuantityEntry
    };
    assert.deepEqual(canonical(5.4, "mg"), { code: "g", value: 0.0054, low: 0.00535, high: 0.00545 });
    assert.equal(canonical(0.0054, "g")?.value, 0.0054);
    assert.equal(canonical(5, "{no such}unit"), undefined);
  });
  it("leaves a unit outside UCUM as it is", () => {
    assert.deepEqual(entriesOf(observation({ valueQuantity: { value: 5, unit: "puffs" } }), "value-quantity"), [
      { kind: "quantity", system: "", code: "", unit: "puffs", value: 5, low: 4.5, high: 5.5 },
    ]);
  });
  it("puts a value below a limit below it", () => {
    const [entry] = entriesOf(observation({ valueQuantity: { value: 5, comparator: "<" } }), "value-quantity");
    assert.ok(typeof entry?.value === "number" && entry.value < 5 && entry.value > 4.99);
  });
  it("takes both ends of a range, and the bounds of sampled data", () => {
    const onsetRange = { low: { value: 30, code: "a", system: ucum }, high: { value: 40, code: "a", system: ucum } };
    const values = (resource: object, param: string) => entriesOf(resource, param).map(({ value }) => value);
    assert.deepEqual(values({ resourceType: "Condition", onsetRange }, "onset-age"), [30, 40]);
    const valueSampledData = { origin: { value: 10 }, factor: 2, period: 1, dimensions: 1, data: "E 1 -3 U 2.5" };
    assert.deepEqual(values(observation({ valueSampledData }), "value-quantity"), [4, 15]);
  });
});

describe("indexResource: references", () => {
  const subject = (reference: object) => entriesOf(observation({ subject: reference }), "subject");
  it("takes relative ones by type and id, without their version", () => {
    assert.deepEqual(subject({ reference: "Patient/7" }), [{ kind: "reference", type: "Patient", id: "7" }]);
    assert.deepEqual(subject({ reference: "Patient/7/_history/2" }), [{ kind: "reference", type: "Patient", id: "7" }]);
  });
  it("takes absolute and logical ones, and no contained ones", () => {
    assert.deepEqual(subject({ reference: "https://a.example/fhir/Patient/7" }), [
      { kind: "reference", url: "https://a.example/fhir/Patient/7" },
    ]);
    assert.deepEqual(subject({ reference: "#p" }), []);
    assert.deepEqual(subject({ identifier: { system: "urn:mrn", value: "7" } }), [
      { kind: "reference", identifier: { system: "urn:mrn", value: "7" } },
    ]);
  });
  it("takes canonical ones with and without their version", () => {
    assert.deepEqual(entriesOf({ resourceType: "MeasureReport", measure: "http://a.example/m|2" }, "measure"), [
      { kind: "reference", url: "http://a.example/m|2" },
      { kind: "reference", url: "http://a.example/m" },
    ]);
  });
  it("tells `patient` from other subjects", () => {
    const patient = (reference: object) => entriesOf(observation({ subject: reference }), "patient").length;
    assert.equal(patient({ reference: "Patient/7" }), 1);
    assert.equal(patient({ reference: "Group/7" }), 0);
    assert.equal(patient({ reference: "urn:uuid:6c6ff6fa-5d1e-4ee9-a0a9-6f9b0f6f0f0f", type: "Patient" }), 1);
  });
});

describe("indexResource: composites", () => {
  it("groups what belongs to one component", () => {
    const component = [
      { code: { coding: [{ code: "sys" }] }, valueQuantity: { value: 120 } },
      { code: { coding: [{ code: "dia" }] }, valueQuantity: { value: 80 } },
      { code: { coding: [{ code: "none" }] } },
    ];
    const entries = index(observation({ component })).entries.filter(({ param }) =>
      param.startsWith("component-code-value-quantity."),
    );
    const rows = entries.map((entry) => [
      entry.group,
      entry.param.slice(-1),
      entry.kind === "token" ? entry.code : entry.kind === "quantity" ? entry.value : "",
    ]);
    assert.deepEqual(rows, [
      [0, "0", "sys"],
      [0, "1", 120],
      [1, "0", "dia"],
      [1, "1", 80],
    ]);
  });
  it("has the reference first in `relationship`, as its definition says", () => {
    const relatesTo = [{ code: "appends", target: { reference: "DocumentReference/1" } }];
    const kinds = index({ resourceType: "DocumentReference", relatesTo })
      .entries.filter(({ param }) => param.startsWith("relationship."))
      .map(({ param, kind }) => `${param} ${kind}`);
    assert.deepEqual(kinds, ["relationship.0 reference", "relationship.1 token"]);
  });
});

describe("indexResource: realm and compartments", () => {
  const meta = { tag: [{ system: SYSTEM.tag, code: TAG.twin }] };
  it("puts a resource in the compartments that R4 says", () => {
    assert.deepEqual(
      index({ resourceType: "Patient", id: "7", link: [{ other: { reference: "Patient/8" } }] }).patients,
      ["7", "8"],
    );
    const both = { subject: { reference: "Patient/1" }, performer: [{ reference: "Patient/2" }] };
    assert.deepEqual([...index(observation(both)).patients].sort(), ["1", "2"]);
    assert.deepEqual(index(observation({ focus: [{ reference: "Patient/3" }] })).patients, []);
    assert.deepEqual(index({ resourceType: "Organization", id: "1" }).patients, []);
  });
  it("is computed exactly with our tag", () => {
    assert.equal(index(observation({ meta })).realm, "computed");
    assert.equal(index(observation({ meta: { tag: [{ system: "urn:other", code: "twin" }] } })).realm, "record");
  });
  it("puts a twin and what is about it in its patient's compartment, and nothing without the tag", () => {
    const device = { resourceType: "Device", patient: { reference: "Patient/7" } };
    const state = observation({ subject: { reference: "Device/t" }, focus: [{ reference: "Patient/7" }] });
    assert.deepEqual(index({ ...device, meta }).patients, ["7"]);
    assert.deepEqual(index(device).patients, []);
    assert.deepEqual(index({ ...state, meta }).patients, ["7"]);
    assert.deepEqual(index(state).patients, []);
  });
});

describe("indexResource: clinical statements", () => {
  const clinical = (resource: object) => index(resource).clinical;
  const code = { coding: [{ system: "http://loinc.org", code: "85354-9" }] };
  it("has the codes of an observation and its components, at its end", () => {
    const component = [{ code: { coding: [{ system: "http://loinc.org", code: "8480-6" }] } }];
    const effectivePeriod = { start: "2024-05-01T10:00:00Z", end: "2024-05-01T10:05:00Z" };
    assert.deepEqual(clinical(observation({ code, component, effectivePeriod })), {
      codes: ["http://loinc.org|85354-9", "http://loinc.org|8480-6"],
      time: at("2024-05-01T10:05:00Z"),
    });
  });
  it("takes the start of what holds from then on", () => {
    const effectivePeriod = { start: "2024-05-01", end: "2099" };
    const time = clinical({
      resourceType: "MedicationStatement",
      medicationCodeableConcept: code,
      effectivePeriod,
    })?.time;
    assert.equal(time, at("2024-05-01T00:00:00Z"));
    const condition = { resourceType: "Condition", code, onsetString: "long ago", recordedDate: "2020-03-04" };
    assert.equal(clinical(condition)?.time, at("2020-03-04T00:00:00Z"));
  });
  it("has the codes of a contained medication", () => {
    const contained = [{ resourceType: "Medication", id: "m", code: { coding: [{ system: "urn:drug", code: "1" }] } }];
    const medicationReference = { reference: "#m" };
    const request = { resourceType: "MedicationRequest", contained, medicationReference, authoredOn: "2024-05-01" };
    assert.deepEqual(clinical(request), { codes: ["urn:drug|1"], time: at("2024-05-01T00:00:00Z") });
    assert.equal(clinical({ ...request, medicationReference: { reference: "Medication/m" } }), undefined);
  });
  it("falls back to the last update, and then to never", () => {
    const lastUpdated = "2024-05-01T10:00:00.000Z";
    assert.equal(clinical(observation({ code, meta: { lastUpdated } }))?.time, at(lastUpdated));
    assert.equal(clinical(observation({ code }))?.time, OPEN_TIME);
  });
  it("is absent without a code and for types that state nothing", () => {
    assert.equal(clinical(observation({})), undefined);
    assert.equal(clinical({ resourceType: "Encounter", type: [code] }), undefined);
  });
});

describe("referencesOf", () => {
  it("gives the resources here to which a parameter leads", () => {
    const resource = observation({
      subject: { reference: "Patient/7" },
      performer: [{ reference: "Practitioner/1" }, { reference: "https://a.example/Practitioner/2" }],
    }) as Resource;
    assert.deepEqual(referencesOf(resource, "performer"), [{ type: "Practitioner", id: "1" }]);
    assert.deepEqual(referencesOf(resource, "patient"), [{ type: "Patient", id: "7" }]);
    assert.deepEqual(referencesOf(resource, "code"), []);
  });
});

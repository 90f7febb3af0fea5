import assert from "node:assert/strict";
import fc from "fast-check";
import {
  coded,
  condition,
  inUnit,
  LOINC,
  measured,
  observation,
  RXNORM,
  request,
  SNOMED,
  stateOf,
  status,
} from "./resources.ts";

const RESOURCES = [
  measured("8480-6", 140, "mm[Hg]", { effectiveDateTime: "2026-01-10T08:00:00Z" }),
  measured("8480-6", 130, "mm[Hg]", { effectiveDateTime: "2026-01-10T08:00:00Z" }),
  measured("8480-6", 999, "mm[Hg]", { effectiveDateTime: "2026-01-11T08:00:00Z" }),
  observation("55284-4", { component: [{ code: coded(LOINC, "8480-6"), valueQuantity: inUnit(150, "mm[Hg]") }] }),
  measured("2160-0", 1.1, "mg/dL"),
  measured("14682-9", 120, "umol/L"),
  measured("29463-7", 80, "kg"),
  measured("8302-2", 175, "cm", { effectiveDateTime: "2020-01-01" }),
  observation("72166-2", { valueCodeableConcept: coded(SNOMED, "8517006") }),
  observation("72166-2", { valueCodeableConcept: coded(SNOMED, "449868002"), effectiveDateTime: "2010-01-01" }),
  condition(SNOMED, "44054006"),
  condition(SNOMED, "44054006", { onsetDateTime: "2015-05-05" }),
  condition(SNOMED, "38341003", { clinicalStatus: status("resolved") }),
  request(RXNORM, "36567"),
  request(RXNORM, "29046", { status: "stopped" }),
];

describe("twinState", () => {
  it("gives the same state whatever the order in which resources arrived", () => {
    const text = (resources: readonly (typeof RESOURCES)[number][]) => {
      const { features, findings } = stateOf(resources);
      return JSON.stringify([[...features], findings.map(({ message }) => message)]);
    };
    const expected = text(RESOURCES);
    fc.assert(
      fc.property(fc.shuffledSubarray(RESOURCES, { minLength: RESOURCES.length }), (shuffled) => {
        assert.equal(text(shuffled), expected);
      }),
      { numRuns: 200 },
    );
  });

  it("does not throw on resources with odd or missing elements", () => {
    const odd = fc.record(
      {
        resourceType: fc.constantFrom("Observation", "Condition", "MedicationRequest", "Procedure", "Encounter"),
        id: fc.string(),
        status: fc.constantFrom("final", "active", "completed", "nonsense"),
        code: fc.constantFrom({}, { coding: [] }, { coding: [{}] }, coded(LOINC, "8480-6"), coded(SNOMED, "44054006")),
        effectiveDateTime: fc.constantFrom("2026", "yesterday", "2026-01-01T00:00:00Z", ""),
        valueQuantity: fc.constantFrom({}, { value: 1 }, { value: Number.NaN, unit: "mm[Hg]" }, inUnit(120, "mm[Hg]")),
        onsetDateTime: fc.constantFrom("2019", "soon"),
      },
      { requiredKeys: ["resourceType"] },
    );
    fc.assert(
      fc.property(fc.array(odd, { maxLength: 5 }), (resources) => {
        for (const { value } of stateOf(resources as unknown as typeof RESOURCES).features.values()) {
          assert.ok(typeof value !== "number" || Number.isFinite(value));
        }
      }),
    );
  });
});

import assert from "node:assert/strict";
import type { FamilyMemberHistory } from "@medplum/fhirtypes";
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
  visit,
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
  observation("11778-8", { valueDateTime: "2026-05-01" }),
  observation("11778-8", { valueDateTime: "2026-05-08" }),
  measured("67151-1", 30, "ng/L", { referenceRange: [{ high: inUnit(14, "ng/L") }] }),
  measured("67151-1", 40, "ng/L", { referenceRange: [{ high: inUnit(14, "ng/L") }] }),
  measured("8462-4", 145, "mm[Hg]", { effectiveDateTime: "2026-01-10T08:00:00Z" }),
  condition("http://hl7.org/fhir/sid/icd-10-cm", "I82.409", { onsetDateTime: "2012-01-01" }),
  ...["2026-01-20", "2025-09-01", "2025-03-01"].map((start) => ({
    ...visit(start),
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "IMP" },
  })),
  ...["MTH", "SIS"].map(
    (code): FamilyMemberHistory => ({
      resourceType: "FamilyMemberHistory",
      id: `family-${code}`,
      status: "completed",
      patient: { reference: "Patient/p" },
      relationship: coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", code),
      condition: [{ code: coded(SNOMED, "254837009") }],
    }),
  ),
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

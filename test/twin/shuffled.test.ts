import assert from "node:assert/strict";
import type { FamilyMemberHistory, MedicationAdministration } from "@medplum/fhirtypes";
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
  observation("74010-0", { valueDateTime: "2018", effectiveDateTime: "2025-01-01" }),
  observation("74010-0", { valueDateTime: "2017-01", effectiveDateTime: "2025-01-01" }),
  measured("41950-7", 8000, "/d"),
  measured("41950-7", 9000, "/d"),
  measured("2703-7", 70, "mm[Hg]", { effectiveDateTime: "2026-01-31T10:00:00Z" }),
  measured("2019-8", 40, "mm[Hg]", { effectiveDateTime: "2026-01-31T10:00:00Z" }),
  measured("3150-0", 40, "%", { effectiveDateTime: "2026-01-31T10:00:00Z" }),
  measured("8867-4", 110, "/min", { effectiveDateTime: "2026-01-31T10:00:00Z" }),
  measured("8867-4", 130, "/min", { effectiveDateTime: "2026-01-31T09:00:00Z" }),
  measured("8867-4", 140, "/min", { effectiveDateTime: "2026-01-31T09:00:00Z" }),
  observation("84413-4", { valueString: "CYP2C9*1/*3" }),
  observation("84413-4", { valueString: "CYP2C9*3/*1" }),
  ...["2026-01-31T09:30:00Z", "2026-01-31T10:30:00Z"].map(
    (start): MedicationAdministration => ({
      resourceType: "MedicationAdministration",
      id: `infusion-${start.slice(11, 13)}`,
      status: "completed",
      subject: { reference: "Patient/p" },
      medicationCodeableConcept: coded(RXNORM, "7512"),
      effectivePeriod: { start, end: start.replace(":30:", ":59:") },
      dosage: { rateQuantity: inUnit(8, "ug/min") },
    }),
  ),
  ...[10, 20].map((value) =>
    request(RXNORM, "7804", {
      authoredOn: "2026-01-15",
      dosageInstruction: [
        {
          timing: { repeat: { frequency: 2, period: 1, periodUnit: "d" as const } },
          doseAndRate: [{ doseQuantity: inUnit(value, "mg") }],
        },
      ],
    }),
  ),
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

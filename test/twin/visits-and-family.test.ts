import assert from "node:assert/strict";
import type { Encounter, FamilyMemberHistory } from "@medplum/fhirtypes";
import { coded, messagesOf, SNOMED, stateOf, valueIn } from "./resources.ts";

const ROLE = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
const ACT = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
const subject = { reference: "Patient/p" };

const encounter = (kind: string, start: string, end: string | undefined, more: Partial<Encounter> = {}): Encounter => ({
  resourceType: "Encounter",
  id: `${kind}-${start}`,
  status: end === undefined ? "in-progress" : "finished",
  class: { system: ACT, code: kind },
  subject,
  period: { start, ...(end === undefined ? {} : { end }) },
  ...more,
});
const urgency = (code: string) => ({
  priority: coded("http://terminology.hl7.org/CodeSystem/v3-ActPriority", code),
});

describe("the hospital stay of the twin", () => {
  const index = encounter("IMP", "2026-01-20T08:00:00Z", "2026-01-25T20:00:00Z", urgency("EM"));
  const NAMES = ["lengthOfStay", "isUrgentAdmission", "admissionsIn12Months", "emergencyVisitsIn6Months"] as const;
  const valuesOf = (...resources: readonly Encounter[]) => NAMES.map((name) => valueIn(stateOf(resources), name));

  it("has its length in days, its urgency, and what came before on this record", () => {
    assert.deepEqual(
      valuesOf(
        index,
        encounter("IMP", "2025-03-01", "2025-03-05"),
        encounter("ACUTE", "2025-09-01", "2025-09-02"),
        encounter("IMP", "2024-12-01", "2024-12-05"), // over a year before
        encounter("EMER", "2025-12-01T10:00:00Z", "2025-12-01T15:00:00Z"),
        encounter("EMER", "2025-06-01T10:00:00Z", "2025-06-01T15:00:00Z"), // over half a year before
        encounter("EMER", "2026-01-20T02:00:00Z", "2026-01-20T08:00:00Z"), // the way in
        encounter("ACUTE", "2026-01-21", "2026-01-22", { partOf: { reference: "Encounter/IMP" } }),
        encounter("AMB", "2025-11-01", "2025-11-01"),
        encounter("IMP", "2025-10-01", "2025-10-02", { status: "cancelled" }),
      ),
      [5.5, true, 2, 1],
    );
  });

  it("counts nothing as none on this record, and a planned stay as not urgent", () => {
    assert.deepEqual(valuesOf(encounter("IMP", "2026-01-31", undefined, urgency("EL"))), [1, false, 0, 0]);
  });

  it("is unknown without a stay that goes on or ended in the last 30 days, or whose end is unknown", () => {
    const none = [undefined, undefined, undefined, undefined];
    assert.deepEqual(valuesOf(encounter("AMB", "2026-01-20", "2026-01-20")), none);
    assert.deepEqual(valuesOf(encounter("IMP", "2025-11-20", "2025-11-22")), none);
    assert.deepEqual(valuesOf({ ...encounter("IMP", "2026-01-20", undefined), status: "finished" }), none);
    assert.deepEqual(valuesOf(encounter("IMP", "2026-03-20", "2026-03-22")), none);
  });

  it("leaves out a stay that was never closed", () => {
    const state = stateOf([encounter("IMP", "2001-01-20", undefined)]);
    assert.equal(valueIn(state, "lengthOfStay"), undefined);
    assert.match(messagesOf(state, "lengthOfStay")[0] ?? "", /not closed/);
  });
});

describe("the family history of the twin", () => {
  let count = 0;
  const relative = (role: string, code: string, ageYears?: number, more: Partial<FamilyMemberHistory> = {}) =>
    ({
      resourceType: "FamilyMemberHistory",
      id: `f${++count}`,
      status: "completed",
      patient: subject,
      relationship: coded(ROLE, role),
      condition: [
        {
          code: coded(SNOMED, code),
          ...(ageYears === undefined
            ? {}
            : { onsetAge: { value: ageYears, system: "http://unitsofmeasure.org", code: "a" } }),
        },
      ],
      ...more,
    }) satisfies FamilyMemberHistory;
  const INFARCTION = "22298006";

  it("tells parents from siblings, and before 60 from after", () => {
    const father = stateOf([relative("FTH", INFARCTION, 59)]);
    assert.equal(valueIn(father, "hasParentWithInfarctionBefore60"), true);
    assert.equal(valueIn(father, "hasRelativeWithHeartDiseaseBefore60"), true);
    const sister = stateOf([relative("SIS", INFARCTION, 60)]);
    assert.equal(valueIn(sister, "hasParentWithInfarctionBefore60"), undefined);
    assert.equal(valueIn(sister, "hasRelativeWithHeartDiseaseBefore60"), undefined);
    assert.equal(valueIn(sister, "hasRelativeWithInfarction"), true);
    assert.equal(valueIn(stateOf([relative("UNCLE", INFARCTION, 40)]), "hasRelativeWithInfarction"), undefined);
  });

  it("takes the nearest relative with diabetes, and counts relatives with breast cancer once", () => {
    const aunt = relative("MAUNT", "44054006");
    assert.equal(valueIn(stateOf([aunt]), "familyHistoryOfDiabetes"), "second-degree");
    assert.equal(valueIn(stateOf([aunt, relative("SIB", "44054006")]), "familyHistoryOfDiabetes"), "first-degree");
    const mother = relative("MTH", "254837009");
    const twice = { ...mother, id: "twice", condition: [...mother.condition, ...mother.condition] };
    const state = stateOf([twice, relative("SIS", "254837009"), relative("MGRMTH", "254837009")]);
    assert.equal(valueIn(state, "relativesWithBreastCancer"), 2);
  });

  it("makes nothing false, and leaves out errors and what was recorded later", () => {
    const state = stateOf([
      relative("MTH", "398254007", undefined, { status: "entered-in-error" }),
      relative("FTH", "363358000", undefined, { date: "2026-03-01" }),
      relative("FTH", "73211009", undefined, { relationship: coded(ROLE, "NBOR") }),
    ]);
    for (const name of [
      "hasMotherWithPreeclampsia",
      "hasFamilyHistoryOfLungCancer",
      "familyHistoryOfDiabetes",
    ] as const) {
      assert.equal(valueIn(state, name), undefined, name);
    }
    assert.equal(valueIn(stateOf([relative("MTH", "398254007")]), "hasMotherWithPreeclampsia"), true);
    assert.equal(valueIn(stateOf([relative("BRO", "363358000")]), "hasFamilyHistoryOfLungCancer"), true);
  });
});

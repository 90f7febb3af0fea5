import assert from "node:assert/strict";
import type { Encounter, FamilyMemberHistory, Procedure } from "@medplum/fhirtypes";
import { SYSTEM } from "../../src/codes.ts";
import { coded, inUnit, measured, observation, SNOMED, stateOf, valueIn, visit } from "./resources.ts";

describe("what is being done", () => {
  const procedure = (code: string, more: Partial<Procedure>): Procedure => ({
    resourceType: "Procedure",
    id: `procedure-${JSON.stringify(more).length}-${more.performedDateTime ?? ""}`,
    status: "completed",
    subject: { reference: "Patient/p" },
    code: coded(SNOMED, code),
    ...more,
  });

  it("is ventilation while its period lasts", () => {
    const ventilated = (more: Partial<Procedure>, code = "40617009") =>
      valueIn(stateOf([procedure(code, more)]), "isMechanicallyVentilated");
    const start = "2026-01-30T08:00:00Z";
    assert.equal(ventilated({ status: "in-progress", performedPeriod: { start } }), true);
    assert.equal(ventilated({ performedPeriod: { start, end: "2026-02-03T08:00:00Z" } }), true);
    assert.equal(ventilated({ performedPeriod: { start, end: "2026-01-31T08:00:00Z" } }), undefined);
    assert.equal(ventilated({ performedPeriod: { start } }), undefined);
    assert.equal(ventilated({ status: "in-progress" }), undefined);
    assert.equal(ventilated({ status: "not-done", performedPeriod: { start } }), undefined);
    assert.equal(ventilated({ status: "in-progress", performedPeriod: { start } }, "57485005"), undefined);
  });

  it("is dialysis on two days of the past week", () => {
    const dialysed = (...days: string[]) =>
      valueIn(
        stateOf(days.map((performedDateTime) => procedure("302497006", { performedDateTime }))),
        "hasDialysisTwiceInPastWeek",
      );
    assert.equal(dialysed("2026-01-28", "2026-01-30T09:00:00Z"), true);
    assert.equal(dialysed("2026-01-30T07:00:00Z", "2026-01-30T09:00:00Z"), undefined);
    assert.equal(dialysed("2026-01-20", "2026-01-30"), undefined);
    assert.equal(dialysed("2026-01", "2026-01-30"), undefined);
  });
});

describe("a procedure during the stay", () => {
  const PCS = "http://www.cms.gov/Medicare/Coding/ICD10";
  const stay = (end: string | undefined): Encounter => ({
    ...visit("2026-01-20T08:00:00Z"),
    status: end === undefined ? "in-progress" : "finished",
    class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "IMP" },
    period: { start: "2026-01-20T08:00:00Z", ...(end === undefined ? {} : { end }) },
  });
  const done = (system: string, code: string, performedDateTime: string): Procedure => ({
    resourceType: "Procedure",
    id: `${code}-${performedDateTime}`,
    status: "completed",
    subject: { reference: "Patient/p" },
    code: coded(system, code),
    performedDateTime,
  });
  const has = (...resources: (Encounter | Procedure)[]) => valueIn(stateOf(resources), "hasProcedureDuringStay");

  it("is one that the hospital codes, between admission and discharge", () => {
    const over = stay("2026-01-25T10:00:00Z");
    assert.equal(has(over, done(PCS, "0DTJ4ZZ", "2026-01-21T09:00:00Z")), true);
    assert.equal(has(over, done(PCS, "0DTJ4ZZ", "2026-01-20")), true);
    assert.equal(has(over, done(SYSTEM.icd9cm, "4701", "2026-01-25")), true);
    assert.equal(has(stay(undefined), done(PCS, "0DTJ4ZZ", "2026-01-31")), true);
  });

  it("is none before or after it, of another system, without a stay, and never false", () => {
    const over = stay("2026-01-25T10:00:00Z");
    assert.equal(has(over, done(PCS, "0DTJ4ZZ", "2026-01-19")), undefined);
    assert.equal(has(over, done(PCS, "0DTJ4ZZ", "2026-01-26")), undefined);
    assert.equal(has(over, done(SNOMED, "80146002", "2026-01-21")), undefined);
    assert.equal(has(done(PCS, "0DTJ4ZZ", "2026-01-21")), undefined);
    assert.equal(has(over), undefined);
  });
});

describe("habits that follow from answers", () => {
  const audit = (first: number, second: number) =>
    valueIn(
      stateOf([observation("68518-0", { valueInteger: first }), observation("68519-8", { valueInteger: second })]),
      "drinksEightOrMoreAWeek",
    );

  // Days a week with a drink times drinks on such a day, at both ends: 4 to 7 times 3 to 4 is 12 to 28.
  for (const [first, second, expected] of [
    [4, 1, true],
    [3, 2, true],
    [4, 0, undefined],
    [3, 1, undefined],
    [3, 0, false],
    [2, 2, false],
    [2, 3, undefined],
    [1, 3, false],
    [1, 4, undefined],
    [0, 0, false],
    [0, 4, false],
  ] as const) {
    it(`are ${expected} of eight drinks a week for ${first} and ${second} points of AUDIT-C`, () => {
      assert.equal(audit(first, second), expected);
    });
  }

  it("are not told by answers of over a year ago", () => {
    const then = { effectiveDateTime: "2025-01-31" };
    const state = stateOf([
      observation("68518-0", { valueInteger: 4, ...then }),
      observation("68519-8", { valueInteger: 4, ...then }),
    ]);
    assert.equal(valueIn(state, "drinksEightOrMoreAWeek"), undefined);
  });

  it("are exercise of thirty minutes on every day, and of fewer than two days a week", () => {
    const exercise = (days: number, minutes: number) =>
      stateOf([measured("89555-7", days, "d/wk"), measured("68516-4", minutes, "min/d")]);
    assert.equal(valueIn(exercise(7, 30), "isActiveDaily"), true);
    assert.equal(valueIn(exercise(7, 29), "isActiveDaily"), undefined);
    assert.equal(valueIn(exercise(6, 60), "isActiveDaily"), undefined);
    assert.equal(valueIn(exercise(1, 60), "isPhysicallyActive"), false);
    assert.equal(valueIn(exercise(2, 60), "isPhysicallyActive"), undefined);
  });
});

describe("markers and family", () => {
  it("tell of cardiac markers that are elevated, and not of ones that are not", () => {
    const troponin = (value: number) =>
      stateOf([measured("67151-1", value, "ng/L", { referenceRange: [{ high: inUnit(14, "ng/L") }] })]);
    assert.equal(valueIn(troponin(15), "hasElevatedCardiacMarkers"), true);
    assert.equal(valueIn(troponin(14), "hasElevatedCardiacMarkers"), undefined);
  });

  it("tell of a sudden cardiac death of a near relative under 40", () => {
    const death = (role: string, years: number | undefined, code = "95281009"): FamilyMemberHistory => ({
      resourceType: "FamilyMemberHistory",
      id: "relative",
      status: "completed",
      patient: { reference: "Patient/p" },
      relationship: coded("http://terminology.hl7.org/CodeSystem/v3-RoleCode", role),
      condition: [{ code: coded(SNOMED, code), ...(years === undefined ? {} : { onsetAge: inUnit(years, "a") }) }],
    });
    const has = (history: FamilyMemberHistory) => valueIn(stateOf([history]), "hasRelativeWithSuddenCardiacDeath");
    assert.equal(has(death("BRO", 39)), true);
    assert.equal(has(death("BRO", 40)), undefined);
    assert.equal(has(death("BRO", undefined)), undefined);
    assert.equal(has(death("UNCLE", 30)), undefined);
    assert.equal(has(death("BRO", 39, "22298006")), undefined);
  });
});

import assert from "node:assert/strict";
import type { Condition, Encounter, Procedure } from "@medplum/fhirtypes";
import {
  condition,
  LOINC,
  measured,
  messagesOf,
  observation,
  SNOMED,
  stateOf,
  status,
  valueIn,
  verified,
  visit,
} from "./resources.ts";

const ICD10 = "http://hl7.org/fhir/sid/icd-10";
const ICD10CM = "http://hl7.org/fhir/sid/icd-10-cm";
const ICD9CM = "http://hl7.org/fhir/sid/icd-9-cm";
const MIMIC9 = "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-diagnosis-icd9";
const MIMIC10 = "http://mimic.mit.edu/fhir/mimic/CodeSystem/mimic-diagnosis-icd10";

describe("conditions of the twin", () => {
  for (const [system, code, concept, expected] of [
    [SNOMED, "44054006", "hasType2Diabetes", true],
    [SNOMED, "44054006", "hasDiabetes", true],
    [SNOMED, "44054006", "hasType1Diabetes", false],
    [SNOMED, "15777000", "hasDiabetes", false], // prediabetes
    [SNOMED, "88805009", "hasHeartFailure", true],
    [SNOMED, "53741008", "hasCardiovascularDisease", true],
    [SNOMED, "53741008", "hasVascularDisease", false],
    [ICD10, "E11.9", "hasType2Diabetes", true],
    [ICD10CM, "O24.410", "hasDiabetes", false], // gestational
    [ICD10CM, "I48.91", "hasAtrialFibrillation", true],
    [ICD10CM, "I11.0", "hasHeartFailure", true],
    [ICD10CM, "I11.0", "hasHypertension", true],
    [ICD10CM, "I11.9", "hasHeartFailure", false],
    [ICD10CM, "I63.9", "hasStroke", true],
    [ICD10CM, "G45.9", "hasStroke", false],
    [ICD10CM, "G45.9", "hasStrokeTiaOrThromboembolism", true],
    [ICD10CM, "G45.4", "hasStrokeTiaOrThromboembolism", false], // transient global amnesia
    [ICD10CM, "I70.0", "hasVascularDisease", true], // aortic plaque
    [ICD10CM, "I70.0", "hasPeripheralArterialDisease", false],
    [ICD10CM, "I70.1", "hasVascularDisease", false], // renal artery
    [ICD10CM, "N18.5", "hasKidneyFailure", false],
    [ICD10CM, "N18.6", "hasKidneyFailure", true],
    [MIMIC10, "E1165", "hasType2Diabetes", true], // without the dot
    [MIMIC9, "25000", "hasType2Diabetes", true],
    [MIMIC9, "25001", "hasType1Diabetes", true],
    [MIMIC9, "25001", "hasType2Diabetes", false],
    [ICD9CM, "250.01", "hasType1Diabetes", true],
    [MIMIC9, "42731", "hasAtrialFibrillation", true],
    [MIMIC9, "41401", "hasIschaemicHeartDisease", true],
    [MIMIC9, "43491", "hasStroke", true],
    [MIMIC9, "43490", "hasStroke", false], // occlusion without infarction
  ] as const) {
    it(`takes ${code} for ${concept} ${expected}`, () => {
      assert.equal(valueIn(stateOf([condition(system, code)]), concept), expected);
    });
  }

  it("does not see refuted conditions and errors", () => {
    for (const verification of ["refuted", "entered-in-error"]) {
      const one = condition(SNOMED, "44054006", { verificationStatus: verified(verification) });
      assert.equal(valueIn(stateOf([one, visit("2020-01-01")]), "hasDiabetes"), false);
    }
  });

  it("leaves open what is only suspected", () => {
    for (const verification of ["unconfirmed", "provisional", "differential"]) {
      const suspected = condition(SNOMED, "44054006", { verificationStatus: verified(verification) });
      const state = stateOf([suspected]);
      assert.equal(valueIn(state, "hasDiabetes"), undefined);
      assert.match(messagesOf(state, "hasDiabetes").join(), /not confirmed/);
      assert.equal(valueIn(stateOf([suspected, condition(SNOMED, "44054006")]), "hasDiabetes"), true);
    }
  });

  it("tells ever from active: a past stroke counts, a resolved hypertension does not", () => {
    const resolved = { clinicalStatus: status("resolved"), abatementDateTime: "2024-01-01" };
    assert.equal(valueIn(stateOf([condition(SNOMED, "230690007", resolved)]), "hasStroke"), true);
    assert.equal(valueIn(stateOf([condition(SNOMED, "38341003", resolved)]), "hasHypertension"), false);
  });

  it("knows that a condition which ended later was active at an earlier time", () => {
    const ended = condition(SNOMED, "38341003", {
      clinicalStatus: status("resolved"),
      abatementDateTime: "2024-01-01",
    });
    assert.equal(valueIn(stateOf([ended], { asOf: Date.UTC(2023, 0, 1) }), "hasHypertension"), true);
    assert.equal(valueIn(stateOf([ended], { asOf: Date.UTC(2025, 0, 1) }), "hasHypertension"), false);
  });

  it("counts nothing that began or was recorded after the time asked for", () => {
    const before = visit("2018-01-01");
    const one = condition(SNOMED, "44054006", { onsetDateTime: "2019-01-01", recordedDate: "2020-01-01" });
    assert.equal(valueIn(stateOf([one, before], { asOf: Date.UTC(2018, 6, 1) }), "hasDiabetes"), false);
    assert.equal(valueIn(stateOf([one, before], { asOf: Date.UTC(2019, 6, 1) }), "hasDiabetes"), false);
    assert.equal(valueIn(stateOf([one, before], { asOf: Date.UTC(2020, 6, 1) }), "hasDiabetes"), true);
  });

  it("dates a condition without dates by its encounter", () => {
    const encounter = { resourceType: "Encounter", id: "e", period: { start: "2021-03-01" } } as Encounter; // the part that is read
    const { onsetDateTime: _, ...undated } = condition(MIMIC9, "42731", { encounter: { reference: "Encounter/e" } });
    const earlier = visit("2019-01-01");
    const at = (year: number) =>
      valueIn(
        stateOf([undated as Condition, encounter, earlier], { asOf: Date.UTC(year, 0, 1) }),
        "hasAtrialFibrillation",
      );
    assert.equal(at(2020), false);
    assert.equal(at(2022), true);
  });

  it("says false only where someone keeps a record, which measurements alone do not show, and names the rule", () => {
    assert.equal(valueIn(stateOf([]), "hasStroke"), undefined);
    assert.equal(valueIn(stateOf([measured("8480-6", 120, "mm[Hg]")]), "hasStroke"), undefined);
    const feature = stateOf([visit("2020-01-01")]).features.get("hasStroke");
    assert.deepEqual([feature?.value, feature?.origin, feature?.sources], [false, "absent", []]);
  });

  it("does not say false beside a condition that it cannot read", () => {
    const text = { ...condition(SNOMED, "1"), code: { text: "sugar disease" } };
    const local = condition("http://hospital.example/codes", "DM2");
    for (const one of [text, local]) {
      const state = stateOf([one, visit("2020-01-01")]);
      assert.equal(valueIn(state, "hasDiabetes"), undefined);
      assert.match(messagesOf(state, "hasDiabetes").join(), /no SNOMED CT or ICD code/);
    }
    const none = condition("http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips", "no-known-problems");
    assert.equal(valueIn(stateOf([none]), "hasDiabetes"), false);
  });

  it("leaves the type of diabetes open where the record does", () => {
    const state = stateOf([condition(SNOMED, "73211009")]);
    assert.equal(valueIn(state, "hasDiabetes"), true);
    assert.equal(valueIn(state, "hasType2Diabetes"), undefined);
    assert.equal(valueIn(state, "hasType1Diabetes"), undefined);
    const both = stateOf([condition(SNOMED, "46635009"), condition(SNOMED, "44054006")]);
    assert.match(messagesOf(both, "hasType2Diabetes").join(), /both on record/);
  });

  it("counts the years of diabetes from its earliest onset", () => {
    const state = stateOf([
      condition(SNOMED, "44054006", { onsetDateTime: "2021-02-01" }),
      condition(ICD10CM, "E11.65", { onsetDateTime: "2016-02-01" }),
    ]);
    const years = valueIn(state, "diabetesDuration");
    assert.ok(typeof years === "number" && Math.abs(years - 10) < 0.01);
  });

  it("dates a condition by the age at its onset", () => {
    const { onsetDateTime: _, ...byAge } = condition(SNOMED, "44054006", {
      onsetAge: { value: 40, unit: "years", system: "http://unitsofmeasure.org", code: "a" },
    });
    const years = valueIn(stateOf([byAge as Condition]), "diabetesDuration"); // born 1975: 2015 to February 2026
    assert.ok(typeof years === "number" && Math.abs(years - 11.08) < 0.01);
  });

  it("finds amputation, dialysis and revascularisation among procedures that were done", () => {
    const procedure = (system: string, code: string, state: Procedure["status"] = "completed"): Procedure => ({
      resourceType: "Procedure",
      id: "x",
      status: state ?? "completed",
      subject: { reference: "Patient/p" },
      code: { coding: [{ system, code }] },
      performedDateTime: "2020-01-01",
    });
    assert.equal(valueIn(stateOf([procedure(SNOMED, "79733001")]), "hasAmputation"), true);
    assert.equal(valueIn(stateOf([procedure(ICD9CM, "84.15")]), "hasAmputation"), true);
    assert.equal(valueIn(stateOf([procedure(SNOMED, "302497006")]), "hasKidneyFailure"), true);
    assert.equal(valueIn(stateOf([procedure(SNOMED, "232717009")]), "hasCardiovascularDisease"), true);
    assert.equal(valueIn(stateOf([procedure(SNOMED, "232717009", "not-done")]), "hasCardiovascularDisease"), false);
    // 841.5 is a sprain of the elbow in volume 1
    assert.equal(valueIn(stateOf([condition(ICD9CM, "841.5")]), "hasAmputation"), false);
  });
});

describe("answers of the twin", () => {
  const answer = (code: string, system: string, value: string, more = {}) =>
    observation(code, { valueCodeableConcept: { coding: [{ system, code: value }] }, ...more });

  it("reads smoking status by SNOMED CT and by LOINC answers", () => {
    for (const [system, code, expected] of [
      [SNOMED, "449868002", "current"],
      [SNOMED, "428041000124106", "current"],
      [SNOMED, "8517006", "former"],
      [SNOMED, "266919005", "never"],
      [LOINC, "LA18978-9", "never"],
    ] as const) {
      const state = stateOf([answer("72166-2", system, code)]);
      assert.equal(valueIn(state, "smokingStatus"), expected);
      assert.equal(valueIn(state, "currentSmoker"), expected === "current");
    }
  });

  it("never takes an unknown smoker for a non-smoker", () => {
    assert.equal(valueIn(stateOf([answer("72166-2", SNOMED, "266927001")]), "currentSmoker"), undefined);
    assert.equal(valueIn(stateOf([measured("8480-6", 120, "mm[Hg]")]), "currentSmoker"), undefined);
  });

  it("takes an active condition for current smoking only where no answer is on record, and tells of a conflict", () => {
    const smoker = condition(SNOMED, "449868002");
    assert.equal(valueIn(stateOf([smoker]), "currentSmoker"), true);
    const state = stateOf([smoker, answer("72166-2", SNOMED, "8517006")]);
    assert.equal(valueIn(state, "smokingStatus"), "former");
    assert.match(messagesOf(state, "smokingStatus").join(), /says current smoker/);
    assert.equal(valueIn(stateOf([condition(ICD10CM, "F17.211")]), "currentSmoker"), undefined);
  });

  it("reads consciousness and oxygen", () => {
    assert.equal(valueIn(stateOf([answer("67775-7", LOINC, "LA17108-4")]), "consciousness"), "voice");
    assert.equal(valueIn(stateOf([measured("3151-8", 2, "L/min")]), "onSupplementalOxygen"), true);
    assert.equal(valueIn(stateOf([measured("3151-8", 0, "L/min")]), "onSupplementalOxygen"), false);
    assert.equal(valueIn(stateOf([measured("3150-0", 21, "%")]), "onSupplementalOxygen"), false);
    assert.equal(valueIn(stateOf([measured("3150-0", 40, "%")]), "onSupplementalOxygen"), true);
    assert.equal(valueIn(stateOf([measured("8480-6", 120, "mm[Hg]")]), "onSupplementalOxygen"), undefined);
  });

  it("finds a pregnancy of the last months, and none that was never closed", () => {
    const pregnant = (onsetDateTime: string, more = {}) => condition(SNOMED, "72892002", { onsetDateTime, ...more });
    assert.equal(valueIn(stateOf([pregnant("2025-10-01")]), "isPregnant"), true);
    assert.equal(valueIn(stateOf([pregnant("2019-10-01")]), "isPregnant"), undefined);
    const over = pregnant("2025-10-01", { abatementDateTime: "2026-01-15" });
    assert.equal(valueIn(stateOf([over]), "isPregnant"), undefined);
    assert.equal(valueIn(stateOf([answer("82810-3", SNOMED, "60001007")]), "isPregnant"), false);
  });
});

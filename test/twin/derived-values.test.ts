import assert from "node:assert/strict";
import type { Observation } from "@medplum/fhirtypes";
import { SYSTEM } from "../../src/codes.ts";
import {
  AS_OF,
  coded,
  condition,
  inUnit,
  LOINC,
  measured,
  messagesOf,
  observation,
  patient,
  RXNORM,
  request,
  SNOMED,
  stateOf,
  status,
  valueIn,
  visit,
} from "./resources.ts";

const near = (actual: unknown, expected: number, tolerance = 1e-9) =>
  assert.ok(typeof actual === "number" && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const ICD10CM = SYSTEM.icd10cm;

describe("values that follow from others", () => {
  it("are the cholesterol ratio and mean arterial pressure, unless measured", () => {
    const state = stateOf([
      measured("2093-3", 200, "mg/dL"),
      measured("2085-9", 50, "mg/dL"),
      measured("8480-6", 120, "mm[Hg]"),
      measured("8462-4", 75, "mm[Hg]"),
    ]);
    near(valueIn(state, "cholesterolHdlRatio"), 4);
    near(valueIn(state, "meanArterialPressure"), 90);
    assert.equal(state.features.get("meanArterialPressure")?.sources.length, 2);
    const both = stateOf([
      measured("8480-6", 120, "mm[Hg]"),
      measured("8462-4", 75, "mm[Hg]"),
      measured("8478-0", 84, "mm[Hg]"),
    ]);
    assert.equal(valueIn(both, "meanArterialPressure"), 84);
  });

  it("are the facts of HAS-BLED and QRISK3, each side of their thresholds", () => {
    const of = (systolic: number, creatinine: number) =>
      stateOf([measured("8480-6", systolic, "mm[Hg]"), measured("14682-9", creatinine, "umol/L"), visit("2025-01-01")]);
    assert.equal(valueIn(of(160, 199), "hasUncontrolledHypertension"), false);
    assert.equal(valueIn(of(161, 199), "hasUncontrolledHypertension"), true);
    assert.equal(valueIn(of(160, 199), "hasAbnormalKidneyFunction"), false);
    assert.equal(valueIn(of(160, 201), "hasAbnormalKidneyFunction"), true);
    assert.equal(valueIn(stateOf([visit("2025-01-01")]), "hasAbnormalKidneyFunction"), undefined);
    assert.equal(valueIn(stateOf([condition(ICD10CM, "K74.60")]), "hasAbnormalLiverFunction"), true);
    assert.equal(valueIn(of(160, 199), "hasAbnormalLiverFunction"), undefined);
    const treated = [condition(SNOMED, "38341003"), request(RXNORM, "29046")];
    assert.equal(valueIn(stateOf(treated), "hasTreatedHypertension"), true);
    assert.equal(valueIn(stateOf(treated.slice(0, 1)), "hasTreatedHypertension"), false);
    assert.equal(valueIn(stateOf([]), "hasTreatedHypertension"), undefined);
  });

  it("are the smoking categories of QResearch, of a smoker by cigarettes a day", () => {
    const of = (answer: string, perDay?: number) =>
      valueIn(
        stateOf([
          observation("72166-2", { valueCodeableConcept: coded(SNOMED, answer) }),
          ...(perDay === undefined ? [] : [measured("63640-7", perDay, "/d")]),
        ]),
        "qresearchSmoking",
      );
    assert.deepEqual(
      [of("266919005"), of("8517006"), of("449868002"), of("449868002", 9), of("449868002", 10), of("449868002", 20)],
      ["non", "ex", undefined, "light", "moderate", "heavy"],
    );
    // Answers that say how much; 56578002, 20 or fewer a day, does not.
    assert.deepEqual(
      [of("160603005"), of("160604004"), of("160605003"), of("56578002"), of("266924008")],
      ["light", "moderate", "heavy", undefined, "ex"],
    );
  });

  it("are not more than a non-smoker's answer says", () => {
    const state = stateOf([observation("72166-2", { valueCodeableConcept: coded(SNOMED, "8392000") })]);
    assert.equal(valueIn(state, "currentSmoker"), false);
    assert.equal(valueIn(state, "smokingStatus"), undefined);
    assert.equal(valueIn(state, "qresearchSmoking"), undefined);
  });

  it("are the age at diagnosis of diabetes, and heart failure for 18 months", () => {
    const state = stateOf([
      condition(SNOMED, "44054006", { onsetDateTime: "2015-05-31" }),
      condition(SNOMED, "84114007", { onsetDateTime: "2025-06-01" }),
    ]);
    assert.equal(valueIn(state, "ageAtDiabetesDiagnosis"), 39); // born 1 June 1975
    assert.equal(valueIn(state, "hasHeartFailureFor18Months"), false);
    const long = stateOf([condition(SNOMED, "84114007", { onsetDateTime: "2024-06-01" })]);
    assert.equal(valueIn(long, "hasHeartFailureFor18Months"), true);
    assert.equal(valueIn(stateOf([visit("2025-01-01")]), "hasHeartFailureFor18Months"), undefined);
    const early = stateOf([condition(SNOMED, "44054006", { onsetDateTime: "1970" })]);
    assert.match(messagesOf(early, "ageAtDiabetesDiagnosis")[0] ?? "", /before the birth/);
  });

  it("are the gestational age of today, by the date of delivery first", () => {
    // 1 February 2026 is 28 days before 1 March, 22 days after 10 January, 70 days after 23 November.
    const due = observation("11778-8", { valueDateTime: "2026-03-01" });
    const age = measured("11884-4", 30, "wk");
    const period = observation("8665-2", { valueDateTime: "2025-11-23" });
    near(valueIn(stateOf([due, age, period]), "gestationalAge"), 36);
    near(valueIn(stateOf([age, period]), "gestationalAge"), 30 + 22 / 7);
    near(valueIn(stateOf([period]), "gestationalAge"), 10);
    const over = measured("11884-4", 30, "wk", { effectiveDateTime: "2025-03-01" });
    assert.equal(valueIn(stateOf([over]), "gestationalAge"), undefined);
    assert.equal(valueIn(stateOf([due], { patient: patient({ gender: "male" }) }), "gestationalAge"), undefined);
  });

  it("are AST's upper limit and troponin's multiple, by the laboratory's own range", () => {
    const withRange = (code: string, value: number, unit: string, high: number, more: Partial<Observation> = {}) =>
      measured(code, value, unit, { referenceRange: [{ high: inUnit(high, unit) }], ...more });
    const state = stateOf([
      withRange("1920-8", 70, "U/L", 35),
      withRange("67151-1", 28, "ng/L", 14, { effectiveDateTime: "2026-01-10T06:00:00Z" }),
      withRange("67151-1", 21, "ng/L", 14, { effectiveDateTime: "2026-01-10T09:00:00Z" }),
      withRange("67151-1", 140, "ng/L", 14, { effectiveDateTime: "2026-01-08T09:00:00Z" }),
    ]);
    assert.equal(valueIn(state, "aspartateAminotransferaseUpperLimit"), 35);
    near(valueIn(state, "troponinTimesUpperLimit"), 2);
    assert.equal(valueIn(stateOf([measured("67151-1", 28, "ng/L")]), "troponinTimesUpperLimit"), undefined);
  });

  it("are the standard deviation of systolic pressure, of two days or more in five years", () => {
    const on = (day: string, value: number) => measured("8480-6", value, "mm[Hg]", { effectiveDateTime: day });
    // 120, 130, 140: mean 130, variance (100 + 0 + 100) / 2
    const days = [on("2025-01-10", 120), on("2025-06-10", 130), on("2026-01-10", 140)];
    near(valueIn(stateOf(days), "systolicBloodPressureSd"), 10);
    const same = [on("2026-01-10T08:00:00Z", 150), on("2026-01-10T09:00:00Z", 140)];
    assert.equal(valueIn(stateOf(same), "systolicBloodPressureSd"), undefined);
    assert.equal(
      valueIn(stateOf([on("2026-01-10", 140), on("2020-01-10", 120)]), "systolicBloodPressureSd"),
      undefined,
    );
    near(valueIn(stateOf([...days, on("2025-03-10", 999)]), "systolicBloodPressureSd"), 10);
  });

  it("are NYHA class and receptors by their answers", () => {
    const state = stateOf([
      observation("88020-3", { valueCodeableConcept: coded(LOINC, "LA28406-9") }),
      observation("85337-4", { valueCodeableConcept: coded(SNOMED, "10828004") }),
      observation("48676-1", { valueCodeableConcept: coded(SNOMED, "260385009") }),
    ]);
    assert.equal(valueIn(state, "nyhaClass"), "III");
    assert.equal(valueIn(state, "oestrogenReceptor"), "positive");
    assert.equal(valueIn(state, "her2"), "negative");
    assert.equal(valueIn(state, "progesteroneReceptor"), undefined);
  });

  it("are parity, and yes or no to a fall", () => {
    const state = stateOf([
      observation("11977-6", { valueInteger: 0 }),
      observation("59454-9", { valueCodeableConcept: coded(LOINC, "LA33-6") }),
    ]);
    assert.equal(valueIn(state, "isNulliparous"), true);
    assert.equal(valueIn(state, "isParous"), false);
    assert.equal(valueIn(state, "hasFallen"), true);
  });
});

describe("race and ethnicity of the twin", () => {
  const core = (name: string, code: string) => ({
    url: `http://hl7.org/fhir/us/core/StructureDefinition/${name}`,
    extension: [{ url: "ombCategory", valueCoding: { system: "urn:oid:2.16.840.1.113883.6.238", code } }],
  });
  const of = (...extension: object[]) => stateOf([], { patient: patient({ extension } as object) });

  it("is Hispanic of any race first, and nothing for several races", () => {
    const black = of(core("us-core-race", "2054-5"), core("us-core-ethnicity", "2186-5"));
    assert.equal(valueIn(black, "race"), "black");
    assert.equal(valueIn(black, "iwpcRace"), "black");
    assert.equal(valueIn(black, "gliEthnicGroup"), "african-american");
    assert.equal(valueIn(of(core("us-core-race", "2106-3"), core("us-core-ethnicity", "2135-2")), "race"), "hispanic");
    assert.equal(valueIn(of(core("us-core-race", "2106-3"), core("us-core-race", "2054-5")), "race"), undefined);
    assert.match(of(core("us-core-race", "2028-9")).features.get("race")?.rule ?? "", /not on record/);
    assert.equal(valueIn(of(core("us-core-race", "2028-9")), "gliEthnicGroup"), undefined);
  });

  it("is the category of QResearch by the NHS code", () => {
    const nhs = (code: string) => ({
      url: "https://fhir.hl7.org.uk/StructureDefinition/Extension-UKCore-EthnicCategory",
      valueCodeableConcept: coded("https://fhir.hl7.org.uk/CodeSystem/UKCore-EthnicCategory", code),
    });
    assert.equal(valueIn(of(nhs("K")), "qresearchEthnicity"), "bangladeshi");
    assert.equal(valueIn(of(nhs("99")), "qresearchEthnicity"), undefined);
  });
});

describe("contradictions in the record", () => {
  it("leave out a pressure whose systolic value is not above the diastolic, and what follows from it", () => {
    const state = stateOf([measured("8480-6", 80, "mm[Hg]"), measured("8462-4", 120, "mm[Hg]")]);
    for (const name of ["systolicBloodPressure", "diastolicBloodPressure", "meanArterialPressure"] as const) {
      assert.equal(valueIn(state, name), undefined, name);
    }
    assert.match(messagesOf(state, "systolicBloodPressure")[0] ?? "", /not above/);
    const apart = stateOf([
      measured("8480-6", 80, "mm[Hg]"),
      measured("8462-4", 120, "mm[Hg]", { effectiveDateTime: "2024-01-10" }),
    ]);
    assert.equal(valueIn(apart, "systolicBloodPressure"), 80);
  });

  it("leave out HDL above total cholesterol, and FEV1 above FVC", () => {
    const state = stateOf([
      measured("2093-3", 50, "mg/dL"),
      measured("2085-9", 60, "mg/dL"),
      measured("20150-9", 3, "L"),
      measured("19868-9", 2.5, "L"),
    ]);
    for (const name of ["totalCholesterol", "hdlCholesterol", "fev1", "fvc"] as const) {
      assert.equal(valueIn(state, name), undefined, name);
    }
  });

  it("leave out a pregnancy and gestational diabetes of a man, and say so", () => {
    const man = { patient: patient({ gender: "male" }) } as const;
    const now = { onsetDateTime: "2026-01-01" };
    const state = stateOf([condition(ICD10CM, "O24.410", now), condition(ICD10CM, "Z33.1", now)], man);
    assert.equal(valueIn(state, "isPregnant"), undefined);
    assert.equal(valueIn(state, "hasGestationalDiabetes"), undefined);
    assert.match(messagesOf(state, "hasGestationalDiabetes")[0] ?? "", /recorded sex/);
    assert.match(messagesOf(state, "isPregnant")[0] ?? "", /recorded sex/);
    assert.equal(valueIn(stateOf([condition(ICD10CM, "O24.410", now)]), "hasGestationalDiabetes"), true);
  });

  it("tell of someone who never smoked after smoking, and of a pregnancy at 70", () => {
    const state = stateOf([
      observation("72166-2", { valueCodeableConcept: coded(SNOMED, "266919005") }),
      observation("72166-2", { valueCodeableConcept: coded(SNOMED, "449868002"), effectiveDateTime: "2020-01-01" }),
    ]);
    assert.equal(valueIn(state, "smokingStatus"), "never");
    assert.match(messagesOf(state, "smokingStatus")[0] ?? "", /earlier answer/);
    const old = patient({ birthDate: "1955-01-01" });
    const active = condition(ICD10CM, "Z33.1", { onsetDateTime: "2026-01-01", clinicalStatus: status("active") });
    assert.match(messagesOf(stateOf([active], { patient: old }), "isPregnant")[0] ?? "", /doubtful/);
    assert.equal(AS_OF, Date.UTC(2026, 1, 1));
  });
});

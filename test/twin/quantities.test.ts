import assert from "node:assert/strict";
import {
  AS_OF,
  coded,
  inUnit,
  LOINC,
  measured,
  messagesOf,
  observation,
  patient,
  stateOf,
  valueIn,
} from "./resources.ts";

const near = (actual: unknown, expected: number, tolerance = 1e-9) =>
  assert.ok(typeof actual === "number" && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe("quantities of the twin", () => {
  it("reads blood pressure from a panel's components and from single Observations", () => {
    const panel = observation("85354-9", {
      component: [
        { code: coded(LOINC, "8480-6"), valueQuantity: inUnit(140, "mm[Hg]") },
        { code: coded(LOINC, "8462-4"), valueQuantity: inUnit(85, "mm[Hg]") },
      ],
    });
    assert.equal(valueIn(stateOf([panel]), "systolicBloodPressure"), 140);
    assert.equal(valueIn(stateOf([panel]), "diastolicBloodPressure"), 85);
    const later = measured("8480-6", 120, "mm[Hg]", { effectiveDateTime: "2026-01-11" });
    assert.equal(valueIn(stateOf([panel, later]), "systolicBloodPressure"), 120);
    assert.equal(valueIn(stateOf([panel, later]), "diastolicBloodPressure"), 85);
  });

  // Factors: 1 mmol/L cholesterol = 38.665 mg/dL, glucose 18.0156, creatinine 88.4 µmol/L = 1 mg/dL (molar masses).
  for (const [concept, code, value, unit, expected, tolerance] of [
    ["totalCholesterol", "14647-2", 5.172, "mmol/L", 200, 0.05],
    ["hdlCholesterol", "2085-9", 1.164, "mmol/L", 45, 0.05],
    ["creatinine", "14682-9", 88.4, "umol/L", 1, 0.001],
    ["glucose", "2345-7", 5.55, "mmol/L", 99.99, 0.01],
    ["hba1c", "59261-8", 53, "mmol/mol", 7, 0.01],
    ["hba1c", "4548-4", 7, "%", 7, 0],
    ["urineAlbuminCreatinineRatio", "9318-7", 3.39, "mg/mmol", 29.97, 0.01],
    ["bodyTemperature", "8310-5", 98.6, "[degF]", 37, 0.001],
    ["bodyWeight", "29463-7", 154.324, "[lb_av]", 70, 0.001],
    ["bodyHeight", "8302-2", 70, "[in_i]", 177.8, 0.001],
    ["haemoglobin", "718-7", 140, "g/L", 14, 1e-9],
    ["whiteBloodCells", "6690-2", 7.5, "10*3/uL", 7.5, 1e-9],
    ["calcium", "2000-8", 2.5, "mmol/L", 10.02, 0.01],
  ] as const) {
    it(`converts ${value} ${unit} under ${code} to ${concept}`, () => {
      const state = stateOf([measured(code, value, unit)]);
      near(valueIn(state, concept), expected, tolerance);
    });
  }

  it("keeps the value as found where the unit differs", () => {
    const feature = stateOf([measured("14647-2", 5.2, "mmol/L")]).features.get("totalCholesterol");
    assert.deepEqual(feature?.asFound, { value: "5.2", unit: "mmol/L" });
  });

  it("lets the unit decide, not the code", () => {
    near(valueIn(stateOf([measured("14647-2", 200, "mg/dL")]), "totalCholesterol"), 200);
  });

  it("understands units as feeds write them", () => {
    const weight = observation("29463-7", { valueQuantity: { value: 80, unit: "kg" } });
    assert.equal(valueIn(stateOf([weight]), "bodyWeight"), 80);
    const pressure = observation("8480-6", { valueQuantity: { value: 130, unit: "mmHg" } });
    assert.equal(valueIn(stateOf([pressure]), "systolicBloodPressure"), 130);
  });

  it("leaves out what is implausible, without unit, a limit, or inconvertible, says so, and takes the next", () => {
    const good = measured("2160-0", 1.1, "mg/dL", { effectiveDateTime: "2025-01-01" });
    const bad = [
      measured("14682-9", 88, "mmol/L"), // a thousandfold
      observation("2160-0", { valueQuantity: { value: 1.2 } }),
      observation("2160-0", { valueQuantity: { ...inUnit(0.5, "mg/dL"), comparator: "<" } }),
      measured("2160-0", 1, "kg"),
      observation("2160-0", { valueString: "see comment" }),
    ];
    for (const one of bad) {
      const state = stateOf([good, one]);
      assert.equal(valueIn(state, "creatinine"), 1.1);
      assert.equal(messagesOf(state, "creatinine").length, 1);
      assert.equal(valueIn(stateOf([one]), "creatinine"), undefined);
    }
  });

  it("never carries a patient's value in a finding", () => {
    const { findings } = stateOf([measured("8480-6", 987, "mm[Hg]")]);
    assert.equal(findings.length, 1);
    assert.doesNotMatch(findings[0]?.message ?? "", /987/);
  });

  it("takes the latest by clinical time, then the later issued, then the higher id", () => {
    const at = (day: string, value: number, more = {}) =>
      measured("8480-6", value, "mm[Hg]", { effectiveDateTime: day, ...more });
    assert.equal(valueIn(stateOf([at("2026-01-12", 121), at("2026-01-10", 119)]), "systolicBloodPressure"), 121);
    const tie = [
      at("2026-01-10T08:00:00Z", 130, { issued: "2026-01-10T09:00:00Z", id: "b" }),
      at("2026-01-10T08:00:00Z", 120, { issued: "2026-01-10T10:00:00Z", id: "a" }),
    ];
    assert.equal(valueIn(stateOf(tie), "systolicBloodPressure"), 120);
    assert.match(messagesOf(stateOf(tie), "systolicBloodPressure").join(), /disagree/);
    const byId = [at("2026-01-10", 130, { id: "b" }), at("2026-01-10", 120, { id: "a" })];
    assert.equal(valueIn(stateOf(byId), "systolicBloodPressure"), 130);
  });

  it("does not call the same value in two units a disagreement", () => {
    const both = [measured("2093-3", 200, "mg/dL"), measured("14647-2", 5.17, "mmol/L")];
    assert.deepEqual(stateOf(both).findings, []);
  });

  it("counts nothing that was measured or issued after the time asked for", () => {
    const resources = [
      measured("8480-6", 110, "mm[Hg]", { effectiveDateTime: "2026-01-01" }),
      measured("8480-6", 150, "mm[Hg]", { effectiveDateTime: "2026-03-01" }),
      measured("8480-6", 160, "mm[Hg]", { effectiveDateTime: "2026-01-20", issued: "2026-02-02T00:00:00Z" }),
    ];
    assert.equal(valueIn(stateOf(resources), "systolicBloodPressure"), 110);
    assert.equal(valueIn(stateOf(resources, { asOf: Date.UTC(2026, 3, 1) }), "systolicBloodPressure"), 150);
  });

  it("counts a date of the day asked for, though the day is not over", () => {
    const today = measured("8480-6", 133, "mm[Hg]", { effectiveDateTime: "2026-02-01" });
    assert.equal(valueIn(stateOf([today], { asOf: AS_OF + 3_600_000 }), "systolicBloodPressure"), 133);
  });

  it("leaves out errors, cancelled and undated ones, ones about someone else, and computed ones", () => {
    for (const more of [
      { status: "entered-in-error" },
      { status: "cancelled" },
      { status: "registered" },
      { focus: [{ reference: "RelatedPerson/mother" }] },
      { meta: { tag: [{ system: "https://fhir-twin.org/fhir/CodeSystem/computed", code: "simulation" }] } },
    ] as const) {
      const one = measured("8480-6", 150, "mm[Hg]", more as object);
      assert.equal(valueIn(stateOf([one]), "systolicBloodPressure"), undefined, JSON.stringify(more));
    }
    const { effectiveDateTime: _, ...undated } = measured("8480-6", 150, "mm[Hg]");
    assert.equal(valueIn(stateOf([undated]), "systolicBloodPressure"), undefined);
    const absent = measured("8480-6", 150, "mm[Hg]", { dataAbsentReason: { text: "error" } });
    assert.equal(valueIn(stateOf([absent]), "systolicBloodPressure"), undefined);
  });

  it("uses a preliminary value only where nothing final is at hand", () => {
    const preliminary = measured("2160-0", 2, "mg/dL", { status: "preliminary", effectiveDateTime: "2026-01-20" });
    assert.equal(stateOf([preliminary]).features.get("creatinine")?.rule, "latest, preliminary");
    assert.equal(valueIn(stateOf([preliminary, measured("2160-0", 1, "mg/dL")]), "creatinine"), 1);
  });

  it("derives the body mass index from a newer weight, and for a child only with a height of the time", () => {
    const weight = measured("29463-7", 80, "kg", { effectiveDateTime: "2026-01-15" });
    const height = measured("8302-2", 200, "cm", { effectiveDateTime: "2015-01-01" });
    const index = measured("39156-5", 35, "kg/m2");
    const state = stateOf([weight, height, index]);
    near(valueIn(state, "bodyMassIndex"), 20);
    assert.equal(state.features.get("bodyMassIndex")?.origin, "derived");
    assert.equal(valueIn(stateOf([height, index]), "bodyMassIndex"), 35);
    const child = patient({ birthDate: "2012-01-01" });
    assert.equal(valueIn(stateOf([weight, height], { patient: child }), "bodyMassIndex"), undefined);
  });
});

describe("eGFR of the twin", () => {
  // CKD-EPI 2021: a woman of 50 with 0.7 mg/dL is at the knot: 142 · 0.9938^50 · 1.012 = 105.3.
  const creatinine = measured("38483-4", 0.7, "mg/dL");

  it("is computed from creatinine at the age on the day of the sample", () => {
    near(valueIn(stateOf([creatinine]), "egfr"), 105.3, 0.05);
  });

  it("is the reported one where that carries the code of CKD-EPI 2021 and is not older", () => {
    const reported = measured("98979-8", 90, "mL/min/{1.73_m2}");
    assert.equal(valueIn(stateOf([creatinine, reported]), "egfr"), 90);
    const older = measured("98979-8", 90, "mL/min/{1.73_m2}", { effectiveDateTime: "2025-01-01" });
    near(valueIn(stateOf([creatinine, older]), "egfr"), 105.3, 0.05);
  });

  it("is never one of another equation, nor one of a child", () => {
    const mdrd = measured("33914-3", 60, "mL/min/{1.73_m2}");
    assert.equal(valueIn(stateOf([mdrd]), "egfr"), undefined);
    assert.equal(messagesOf(stateOf([mdrd]), "egfr").length, 1);
    assert.equal(valueIn(stateOf([creatinine], { patient: patient({ birthDate: "2010-01-01" }) }), "egfr"), undefined);
    assert.equal(valueIn(stateOf([creatinine], { patient: patient({ gender: "unknown" }) }), "egfr"), undefined);
  });
});

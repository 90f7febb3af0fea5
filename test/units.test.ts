import assert from "node:assert/strict";
import { canonicalUnit, convert, isUcum, ucumOf } from "../src/units.ts";

/** value, from, to, expected, tolerance, options, source of the expected value. */
const CONVERSIONS: readonly [number, string, string, number, number, Parameters<typeof convert>[3], string][] = [
  [180, "mg/dL", "mmol/L", 9.9913, 1e-3, { molarMass: 180.156 }, "glucose, 18.016 mg/dL per mmol/L"],
  [1, "mg/dL", "umol/L", 88.4, 0.01, { molarMass: 113.12 }, "creatinine, 88.4 µmol/L per mg/dL"],
  [5.2, "mmol/L", "mg/dL", 201.06, 0.01, { molarMass: 386.65 }, "cholesterol, 38.665 mg/dL per mmol/L"],
  [98.6, "[degF]", "Cel", 37, 1e-9, {}, "definition of the Fahrenheit scale"],
  [37, "Cel", "[degF]", 98.6, 1e-9, {}, "definition of the Fahrenheit scale"],
  [1, "[lb_av]", "kg", 0.45359237, 1e-12, {}, "international pound"],
  [1, "[in_i]", "cm", 2.54, 1e-12, {}, "international inch"],
  [7, "%", "mmol/mol", 53, 0.1, { analyte: "hba1c" }, "NGSP/IFCC tables: 7 % is 53 mmol/mol"],
  [53, "mmol/mol", "%", 7, 0.01, { analyte: "hba1c" }, "NGSP/IFCC tables"],
  [1, "mg/mmol", "mg/g", 8.84, 0.001, { analyte: "ratio-to-creatinine" }, "KDIGO 2012: 1 mg/mmol is 8.84 mg/g"],
  [30, "mg/g{creat}", "mg/mmol", 3.39, 0.01, { analyte: "ratio-to-creatinine" }, "KDIGO 2012: 30 mg/g is 3.4 mg/mmol"],
  [7.5, "K/uL", "10*9/L", 7.5, 1e-9, {}, "thousands per microlitre"],
  [145, "g/L", "g/dL", 14.5, 1e-9, {}, "definition"],
  [12, "m[IU]/L", "u[IU]/mL", 12, 1e-9, {}, "definition"],
];

describe("units", () => {
  for (const [value, from, to, expected, tolerance, options, source] of CONVERSIONS) {
    it(`converts ${value} ${from} to ${to} (${source})`, () => {
      const got = convert(value, from, to, options);
      assert.ok(got !== undefined && Math.abs(got - expected) <= tolerance, `got ${got}, want ${expected}`);
    });
  }

  it("refuses a percentage to mmol/mol unless told that it is HbA1c", () => {
    assert.equal(convert(7, "%", "mmol/mol"), undefined);
  });
  it("refuses what does not convert: mass to substance without a molar mass, arbitrary units, unknown units", () => {
    assert.equal(convert(1, "mg/dL", "mmol/L"), undefined);
    assert.equal(convert(1, "[IU]/L", "U/L"), undefined);
    assert.equal(convert(1, "wibble", "kg"), undefined);
    assert.equal(convert(1, "kg", "cm"), undefined);
  });
  it("reads the units that senders write", () => {
    for (const [text, ucum] of [
      ["mmHg", "mm[Hg]"],
      ["K/uL", "10*3/uL"],
      ["MG/DL", "mg/dL"],
      ["mL/min/1.73m2", "mL/min/{1.73_m2}"],
      ["lbs", "[lb_av]"],
      ["mmol/L", "mmol/L"],
    ] as const) {
      assert.equal(ucumOf(text), ucum);
      assert.ok(isUcum(ucum), ucum);
    }
    assert.equal(ucumOf("enzyme units"), undefined);
    assert.equal(ucumOf("constructor"), undefined);
  });
  it("gives equal quantities equal canonical values", () => {
    const grams = canonicalUnit(1500, "g");
    const kilograms = canonicalUnit(1.5, "kg");
    assert.ok(grams && kilograms && grams.code === kilograms.code);
    assert.ok(Math.abs(grams.value - kilograms.value) < 1e-9);
  });
  it("keeps amounts of substance apart from numbers, and arbitrary units out", () => {
    assert.notEqual(canonicalUnit(1, "mmol/L")?.code, canonicalUnit(1, "10*9/L")?.code);
    assert.equal(canonicalUnit(1, "[IU]/L"), undefined);
    assert.equal(canonicalUnit(1, "mmHg"), undefined);
  });
});

import assert from "node:assert/strict";
import { CONCEPTS, conceptOf, isConceptName } from "../../src/concepts/index.ts";
import { QUANTITY_SETS } from "../../src/twin/quantity-sets.ts";
import { coded, LOINC, measured, messagesOf, observation, stateOf, valueIn } from "./resources.ts";

const near = (actual: unknown, expected: number, tolerance: number) =>
  assert.ok(typeof actual === "number" && Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

describe("the table of quantities", () => {
  it("names quantities only", () => {
    for (const name of Object.keys(QUANTITY_SETS))
      assert.ok(isConceptName(name) && conceptOf(name).kind === "quantity");
  });

  // Factors: bilirubin 17.1 µmol/L and urea nitrogen 0.357 mmol/L are 1 mg/dL; 1 kPa is 7.50 mmHg; 1 wk is 7 d.
  for (const [concept, code, value, unit, expected, tolerance] of [
    ["sodium", "2947-0", 139, "mmol/L", 139, 0],
    ["potassium", "6298-4", 4.2, "meq/L", 4.2, 1e-9],
    ["bilirubin", "14631-6", 17.1, "umol/L", 1, 0.001],
    ["ureaNitrogen", "14937-7", 5, "mmol/L", 14, 0.01],
    ["ureaNitrogen", "6299-2", 15, "mg/dL", 15, 0],
    ["fastingGlucose", "14771-0", 5.55, "mmol/L", 99.99, 0.01],
    ["platelets", "777-3", 250, "10*3/uL", 250, 1e-9],
    ["inr", "6301-6", 2.4, "{INR}", 2.4, 0],
    ["inr", "34714-6", 2.4, "1", 2.4, 0],
    ["cholesterolHdlRatio", "9830-1", 4.1, "{ratio}", 4.1, 0],
    ["arterialPh", "2744-1", 7.31, "[pH]", 7.31, 0],
    ["arterialOxygenPressure", "2703-7", 10, "kPa", 75, 0.01],
    ["inspiredOxygenFraction", "3150-0", 0.4, "1", 40, 1e-9],
    ["leftVentricularEjectionFraction", "8806-2", 35, "%", 35, 0],
    ["fev1", "20150-9", 1800, "mL", 1.8, 1e-9],
    ["fev1PercentPredicted", "20152-5", 62, "%", 62, 0],
    ["haematocrit", "20570-8", 0.41, "L/L", 41, 1e-9],
    ["waistCircumference", "8280-0", 40, "[in_i]", 101.6, 1e-9],
    ["gestationalAgeAtBirth", "18185-9", 280, "d", 40, 1e-9],
    ["glasgowComaScale", "9269-2", 14, "{score}", 14, 0],
  ] as const) {
    it(`finds ${concept} under ${code} in ${unit}`, () => {
      near(valueIn(stateOf([measured(code, value, unit)]), concept), expected, tolerance);
    });
  }

  it("takes scores as integers, without a unit, and from coded answers to items", () => {
    const state = stateOf([
      observation("44261-6", { valueInteger: 12 }),
      observation("70274-6", { valueQuantity: { value: 7 } }),
      observation("44260-8", { valueCodeableConcept: coded(LOINC, "LA6569-3") }),
      observation("69725-0", { valueCodeableConcept: coded(LOINC, "LA6571-9") }),
    ]);
    assert.equal(valueIn(state, "phq9Score"), 12);
    assert.equal(valueIn(state, "gad7Score"), 7);
    assert.equal(valueIn(state, "phq9Item9"), 1);
    assert.equal(valueIn(state, "gad7Item1"), 3);
  });

  it("does not take an integer for a quantity with a unit, percent for an INR, PHQ-2 for PHQ-9, or a score over its end", () => {
    const state = stateOf([
      observation("2951-2", { valueInteger: 140 }),
      measured("6301-6", 90, "%"),
      observation("55758-7", { valueInteger: 3 }),
      observation("75626-2", { valueInteger: 13 }),
      observation("44250-9", { valueCodeableConcept: coded(LOINC, "LA33-6") }),
    ]);
    for (const name of ["sodium", "inr", "phq9Score", "auditCScore", "phq9Item1"] as const) {
      assert.equal(valueIn(state, name), undefined, name);
    }
    assert.match(messagesOf(state, "inr")[0] ?? "", /in a unit/);
    assert.match(messagesOf(state, "auditCScore")[0] ?? "", /implausible/);
    assert.equal(CONCEPTS.auditCScore.plausible[1], 12);
  });
});

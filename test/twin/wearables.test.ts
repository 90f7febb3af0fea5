import assert from "node:assert/strict";
import { inUnit, LOINC, measured, messagesOf, observation, stateOf, valueIn } from "./resources.ts";

describe("summaries of wearables, sensors and activity", () => {
  // 8.1 mmol/L · 18.0156 = 145.93 mg/dL; 7 h 30 min is 450 min.
  for (const [concept, code, value, unit, expected] of [
    ["dailySteps", "41950-7", 8200, "/d", 8200],
    ["dailySteps", "41950-7", 8200, "{steps}", 8200],
    ["dailySteps", "41950-7", 8200, "{steps}/d", 8200],
    ["dailySteps", "55423-8", 8200, "/d", 8200],
    ["restingHeartRate", "40443-4", 58, "/min", 58],
    ["heartRateVariabilitySdnn", "80404-7", 48, "ms", 48],
    ["sleepDuration", "93832-4", 450, "min", 7.5],
    ["physicalActivityMinutes", "82290-8", 150, "min/wk", 150],
    ["muscleStrengtheningDays", "82291-6", 2, "d/wk", 2],
    ["meanSensorGlucose", "97507-8", 145, "mg/dL", 145],
    ["meanSensorGlucose", "105273-7", 8.1, "mmol/L", 145.926],
    ["glucoseManagementIndicator", "97506-0", 6.8, "%", 6.8],
    ["timeInGlucoseRange", "97510-2", 65, "%", 65],
    ["glucoseSensorDays", "104636-6", 28, "d", 28],
  ] as const) {
    it(`finds ${concept} under ${code} in ${unit}`, () => {
      const found = valueIn(stateOf([measured(code, value, unit)]), concept);
      assert.ok(typeof found === "number" && Math.abs(found - expected) < 0.001, String(found));
    });
  }

  it("finds the parts of the time in the components of one Observation", () => {
    const component = [
      ["104642-4", 1],
      ["104641-6", 4],
      ["97510-2", 70],
      ["104640-8", 20],
      ["104639-0", 5],
    ].map(([code, value]) => ({
      code: { coding: [{ system: LOINC, code: String(code) }] },
      valueQuantity: inUnit(Number(value), "%"),
    }));
    const period = { effectivePeriod: { start: "2026-01-01", end: "2026-01-28" } };
    const state = stateOf([observation("106793-3", { component, ...period })]);
    assert.deepEqual(
      (
        [
          "timeInVeryLowGlucose",
          "timeInLowGlucose",
          "timeInGlucoseRange",
          "timeInHighGlucose",
          "timeInVeryHighGlucose",
        ] as const
      ).map((name) => valueIn(state, name)),
      [1, 4, 70, 20, 5],
    );
  });

  it("makes minutes a week of the two questions of the Exercise Vital Sign, where they were not reported", () => {
    const questions = [measured("89555-7", 3, "d/wk"), measured("68516-4", 30, "min/d")];
    assert.equal(valueIn(stateOf(questions), "physicalActivityMinutes"), 90);
    assert.equal(valueIn(stateOf(questions.slice(1)), "physicalActivityMinutes"), undefined);
    assert.equal(valueIn(stateOf([...questions, measured("82290-8", 80, "min/wk")]), "physicalActivityMinutes"), 80);
  });

  it("does not take steps of an unstated time, a heart rate that is not at rest, or one glucose of a sensor", () => {
    const state = stateOf([
      measured("55423-8", 4000, "{steps}"),
      measured("8867-4", 92, "/min"),
      measured("99504-3", 120, "mg/dL"),
    ]);
    for (const name of ["dailySteps", "restingHeartRate", "meanSensorGlucose"] as const) {
      assert.equal(valueIn(state, name), undefined, name);
    }
    assert.match(messagesOf(state, "dailySteps")[0] ?? "", /does not convert/);
  });

  it("leaves out what is older than it tells of now, and says so", () => {
    const old = { effectiveDateTime: "2025-12-20" };
    const state = stateOf([measured("41950-7", 8200, "/d", old), measured("97510-2", 65, "%", old)]);
    assert.equal(valueIn(state, "dailySteps"), undefined);
    assert.match(messagesOf(state, "dailySteps")[0] ?? "", /older than 31 days/);
    assert.equal(valueIn(state, "timeInGlucoseRange"), 65);
  });
});

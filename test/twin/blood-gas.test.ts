import assert from "node:assert/strict";
import { measured, messagesOf, stateOf, valueIn } from "./resources.ts";

const at = (time: string) => ({ effectiveDateTime: time });
const NINE = at("2026-01-10T09:00:00Z");
const gases = [
  measured("2703-7", 60, "mm[Hg]", NINE),
  measured("2019-8", 40, "mm[Hg]", NINE),
  measured("3150-0", 50, "%", NINE),
];
const gradientIn = (resources: Parameters<typeof stateOf>[0]) =>
  valueIn(stateOf(resources), "alveolarArterialOxygenGradient");

describe("the alveolar-arterial oxygen difference", () => {
  it("is the reported one", () => {
    assert.equal(gradientIn([measured("19991-9", 25, "mm[Hg]")]), 25);
    assert.equal(gradientIn([...gases, measured("19991-9", 250, "mm[Hg]", NINE)]), 250);
  });

  it("follows from gases and inspired oxygen of one time, at sea level", () => {
    assert.equal(gradientIn(gases), 246.5); // 0.5 · 713 - 40 / 0.8 - 60
    assert.equal(gradientIn([...gases, measured("19991-9", 25, "mm[Hg]", at("2026-01-09"))]), 246.5);
    const rule = stateOf(gases).features.get("alveolarArterialOxygenGradient")?.rule;
    assert.match(rule ?? "", /sea level/);
  });

  it("does not follow from values of different times, or without one of them", () => {
    const later = measured("3150-0", 60, "%", at("2026-01-10T10:00:00Z"));
    assert.equal(gradientIn([...gases, later]), undefined);
    assert.equal(gradientIn(gases.slice(0, 2)), undefined);
  });

  it("is left out where it would be negative, and told of", () => {
    const wrong = [...gases.slice(1), measured("2703-7", 400, "mm[Hg]", NINE)];
    const state = stateOf(wrong);
    assert.equal(valueIn(state, "alveolarArterialOxygenGradient"), undefined);
    assert.match(messagesOf(state, "alveolarArterialOxygenGradient")[0] ?? "", /one is wrong/);
  });
});

describe("amounts of a day, imaging and laboratory", () => {
  for (const [concept, code, value, unit, expected] of [
    ["urineOutput", "9192-6", 1650, "mL/(24.h)", 1650],
    ["urineOutput", "9192-6", 3.8, "L/d", 3800],
    ["urineOutput", "3167-4", 1200, "mL", 1200],
    ["urineOutput", "9192-6", 50, "mL/h", 1200],
    ["bandNeutrophils", "764-1", 12, "%", 12],
    ["fastingInsulin", "27873-9", 9.5, "u[IU]/mL", 9.5],
    ["leftAtrialDiameter", "29469-4", 4.2, "cm", 42],
    ["dlcoPercentPredicted", "98130-8", 58, "%", 58],
  ] as const) {
    it(`finds ${concept} under ${code} in ${unit}`, () => {
      const found = valueIn(stateOf([measured(code, value, unit)]), concept);
      assert.ok(typeof found === "number" && Math.abs(found - expected) < 1e-9, String(found));
    });
  }

  it("does not take bands by volume, insulin of an unstated time, DLCO itself, or urine without a unit of volume", () => {
    const state = stateOf([
      measured("763-3", 0.4, "10*9/L"),
      measured("20448-7", 9.5, "u[IU]/mL"),
      measured("19911-7", 58, "mL/min/mm[Hg]"),
      measured("9192-6", 1200, "%"),
    ]);
    for (const name of ["bandNeutrophils", "fastingInsulin", "dlcoPercentPredicted", "urineOutput"] as const) {
      assert.equal(valueIn(state, name), undefined, name);
    }
    assert.match(messagesOf(state, "urineOutput")[0] ?? "", /does not convert/);
  });
});

import assert from "node:assert/strict";
import { ageBandOf, assess, assessSubgroups, type EvaluatedPerson } from "../../src/evaluation/subgroups.ts";

/** So many persons of a prediction, of whom some had the event. */
const persons = (count: number, events: number, probability: number, sex?: string): readonly EvaluatedPerson[] =>
  Array.from({ length: count }, (_, at) => ({
    probability,
    hadEvent: at < events,
    subgroups: sex === undefined ? {} : { sex },
  }));

describe("evaluation by subgroup", () => {
  it("judges each subgroup by its own persons", () => {
    // men are predicted as it happened, women twice as high
    const men = [...persons(100, 20, 0.2, "male"), ...persons(100, 50, 0.5, "male")];
    const women = [...persons(100, 10, 0.2, "female"), ...persons(100, 25, 0.5, "female")];
    const [female, male, ...none] = assessSubgroups([...men, ...women], ["sex"]);
    assert.deepEqual(none, []);
    assert.deepEqual([female?.dimension, female?.value, female?.persons, female?.events], ["sex", "female", 200, 35]);
    assert.ok(Math.abs((female?.evaluation?.observedToExpected ?? 0) - 0.5) < 1e-12);
    assert.ok(Math.abs((male?.evaluation?.observedToExpected ?? 0) - 1) < 1e-12);
    assert.ok(Math.abs((male?.evaluation?.slope ?? 0) - 1) < 1e-9);
  });

  it("counts what is too small and gives no figure", () => {
    const few = assess(persons(50, 9, 0.2));
    assert.deepEqual([few.persons, few.events, few.evaluation], [50, 9, undefined]);
    assert.match(few.notEvaluated ?? "", /9 persons with the event; at least 10/);
    assert.match(assess(persons(50, 45, 0.9)).notEvaluated ?? "", /5 persons without the event/);
  });

  it("says why a fit that does not settle gives nothing", () => {
    const separated = [...persons(20, 20, 0.9), ...persons(20, 0, 0.1)];
    assert.notEqual(assess(separated).notEvaluated, undefined);
    assert.notEqual(assess(persons(40, 20, 0.5)).notEvaluated, undefined); // one prediction has no slope
  });

  it("keeps those whose subgroup is not recorded", () => {
    const [only] = assessSubgroups(persons(30, 15, 0.5), ["sex"]);
    assert.equal(only?.value, "not recorded");
  });

  it("bands ages by ten years from 40 to 79", () => {
    assert.deepEqual([18, 39.9, 40, 49, 50, 79, 80, 99].map(ageBandOf), [
      "0 to 39",
      "0 to 39",
      "40 to 49",
      "40 to 49",
      "50 to 59",
      "70 to 79",
      "80 and over",
      "80 and over",
    ]);
  });
});

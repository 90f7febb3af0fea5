import assert from "node:assert/strict";
import { SMALL_CELLS, shownCount, shownCounts } from "../../src/evaluation/small-cells.ts";
import {
  ageBandOf,
  assess,
  assessSubgroups,
  type EvaluatedPerson,
  type Subgroup,
} from "../../src/evaluation/subgroups.ts";

/** So many persons of a prediction, of whom some had the event. */
const persons = (count: number, events: number, probability: number, sex?: string): readonly EvaluatedPerson[] =>
  Array.from({ length: count }, (_, at) => ({
    probability,
    hadEvent: at < events,
    subgroups: sex === undefined ? {} : { sex },
  }));

const shown = (subgroup: Subgroup | undefined) => {
  assert.ok(subgroup !== undefined && !("isHidden" in subgroup), "the subgroup is hidden");
  return subgroup;
};

describe("evaluation by subgroup", () => {
  it("judges each subgroup by its own persons", () => {
    // men are predicted as it happened, women twice as high
    const men = [...persons(100, 20, 0.2, "male"), ...persons(100, 50, 0.5, "male")];
    const women = [...persons(100, 10, 0.2, "female"), ...persons(100, 25, 0.5, "female")];
    const [first, second, ...none] = assessSubgroups([...men, ...women], ["sex"]);
    assert.deepEqual(none, []);
    const [female, male] = [shown(first), shown(second)];
    assert.deepEqual([female.dimension, female.value, female.persons, female.events], ["sex", "female", 200, 35]);
    assert.ok(Math.abs((female.evaluation?.observedToExpected.value ?? 0) - 0.5) < 1e-12);
    assert.ok(Math.abs((male.evaluation?.observedToExpected.value ?? 0) - 1) < 1e-12);
    assert.ok(Math.abs((male.evaluation?.slope.value ?? 0) - 1) < 1e-9);
  });

  it("counts what is too small and gives no figure", () => {
    const few = assess(persons(50, 9, 0.2));
    assert.deepEqual([few.persons, few.events, few.evaluation], [50, 9, undefined]);
    assert.match(few.notEvaluated ?? "", /^fewer than 10 persons with the event$/);
    assert.match(assess(persons(50, 45, 0.9)).notEvaluated ?? "", /fewer than 10 persons without the event/);
  });

  it("says why a fit that does not settle gives nothing", () => {
    const separated = [...persons(20, 20, 0.9), ...persons(20, 0, 0.1)];
    assert.notEqual(assess(separated).notEvaluated, undefined);
    assert.notEqual(assess(persons(40, 20, 0.5)).notEvaluated, undefined); // one prediction has no slope
  });

  it("hides a subgroup that is too small, and the next one, from which it could be worked out", () => {
    const of = (value: string, count: number, events: number) => persons(count, events, 0.2, value);
    const hiddenOf = (...groups: readonly (readonly EvaluatedPerson[])[]) =>
      assessSubgroups(groups.flat(), ["sex"]).flatMap((one) => ("isHidden" in one ? [one.value] : []));
    // 4 persons are the whole less the others; with the 40 they are 44
    assert.deepEqual(hiddenOf(of("a", 300, 60), of("b", 40, 8), of("c", 4, 1)), ["b", "c"]);
    // two that are small hide each other only if together they are not small
    assert.deepEqual(hiddenOf(of("a", 300, 60), of("b", 8, 3), of("c", 9, 2), of("d", 90, 20)), ["b", "c"]);
    assert.deepEqual(hiddenOf(of("a", 300, 60), of("b", 3, 1), of("c", 3, 1), of("d", 90, 20)), ["b", "c", "d"]);
    // few events, or few without it, tell of a person as well
    assert.deepEqual(hiddenOf(of("a", 300, 60), of("b", 100, 4), of("c", 200, 50)), ["b", "c"]);
    assert.deepEqual(hiddenOf(of("a", 300, 60), of("b", 100, 97), of("c", 200, 50)), ["b", "c"]);
    assert.deepEqual(hiddenOf(of("a", 300, 60), of("b", 10, 5)), []);
    assert.deepEqual(hiddenOf(of("a", 300, 60), of("b", 9, 4)), ["a", "b"]);
  });

  it("hides by the limits that it is given", () => {
    const all = [...persons(300, 60, 0.2, "a"), ...persons(40, 8, 0.2, "b")];
    const hidden = assessSubgroups(all, ["sex"], { persons: 50, events: 5 }).map((one) => "isHidden" in one);
    assert.deepEqual(hidden, [true, true]);
  });

  it("keeps those whose subgroup is not recorded", () => {
    const [only] = assessSubgroups(persons(30, 15, 0.5), ["sex"]);
    assert.equal(only?.value, "not recorded");
  });

  it("does not let a count of few be read, nor be worked out from the whole", () => {
    const counts = new Map([
      ["too old", 400],
      ["known stroke", 3],
      ["no cholesterol", 25],
    ]);
    assert.deepEqual(shownCounts(counts, SMALL_CELLS), [
      ["too old", 400],
      ["no cholesterol", "not shown"],
      ["known stroke", "under 10"],
    ]);
    assert.deepEqual(shownCounts(new Map([["too old", 400]]), SMALL_CELLS), [["too old", 400]]);
    assert.deepEqual(
      [0, 9, 10].map((count) => shownCount(count, SMALL_CELLS)),
      [0, "under 10", 10],
    );
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

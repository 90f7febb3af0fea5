import assert from "node:assert/strict";
import type { CodeableConcept } from "@medplum/fhirtypes";
import fc from "fast-check";
import type { ConceptName } from "../../src/concepts/index.ts";
import { ITEM_GROUPS } from "../../src/twin/item-sets.ts";
import { VALUE_SETS } from "../../src/twin/value-sets.ts";
import { coded, inUnit, LOINC, measured, messagesOf, observation, stateOf, valueIn } from "./resources.ts";

const JANUARY = { effectiveDateTime: "2026-01-10T09:00:00Z" };
const FEBRUARY = { effectiveDateTime: "2026-01-31T09:00:00Z" };
const score = (code: string, value: number, more: object) => measured(code, value, "{score}", more);
const panel = (codes: readonly string[], value: number, more: object) =>
  observation("44249-1", {
    component: codes.map((code) => ({ code: coded(LOINC, code), valueQuantity: inUnit(value, "{score}") })),
    ...more,
  });

describe("items of one score", () => {
  // Each group: two codes of items, the concepts of these.
  for (const [title, [first, second], [concept, other]] of [
    ["PHQ-9", ["44250-9", "44255-8"], ["phq9Item1", "phq9Item2"]],
    ["GAD-7", ["69725-0", "68509-9"], ["gad7Item1", "gad7Item2"]],
    ["AUDIT-C", ["68518-0", "68519-8"], ["auditCItem1", "auditCItem2"]],
    ["the Braden scale", ["38222-6", "38229-1"], ["bradenSensoryPerception", "bradenMoisture"]],
    ["the Glasgow Coma Scale", ["9267-6", "9268-4"], ["glasgowComaEye", "glasgowComaMotor"]],
  ] as const) {
    it(`of ${title} come from the latest response, which earlier ones do not complete`, () => {
      const state = stateOf([score(first, 1, JANUARY), score(second, 2, JANUARY), score(first, 3, FEBRUARY)]);
      assert.equal(valueIn(state, concept), 3);
      assert.equal(valueIn(state, other), undefined);
      assert.match(messagesOf(state, other)[0] ?? "", /responses are not mixed/);
      assert.deepEqual(messagesOf(state, concept), []);
      const together = stateOf([score(first, 1, JANUARY), score(second, 2, JANUARY)]);
      assert.equal(valueIn(together, concept), 1);
      assert.equal(valueIn(together, other), 2);
    });
  }

  it("of the Morse Fall Scale too, which are facts and choices", () => {
    const no = { valueCodeableConcept: coded(LOINC, "LA32-8") };
    const state = stateOf([
      observation("59455-6", { ...no, ...JANUARY }),
      observation("59454-9", { ...no, ...JANUARY }),
      observation("59454-9", { ...no, ...FEBRUARY }),
    ]);
    assert.equal(valueIn(state, "hasFallen"), false);
    assert.equal(valueIn(state, "hasSecondaryDiagnosis"), undefined);
  });

  it("come from the fullest resource where two of one time have them", () => {
    const whole = panel(["44250-9", "44255-8"], 1, JANUARY);
    const part = panel(["44250-9"], 3, JANUARY);
    assert.equal(valueIn(stateOf([whole, part]), "phq9Item1"), 1);
    assert.equal(valueIn(stateOf([part, whole]), "phq9Item1"), 1);
  });

  it("come from a final response rather than from a later preliminary one", () => {
    const early = { ...FEBRUARY, status: "preliminary" } as const;
    const state = stateOf([score("44250-9", 3, early), score("44250-9", 1, JANUARY), score("44255-8", 1, JANUARY)]);
    assert.equal(valueIn(state, "phq9Item1"), 1);
    assert.equal(valueIn(state, "phq9Item2"), 1);
  });

  it("leave a recorded total as it is, whenever it was", () => {
    const state = stateOf([score("44261-6", 12, JANUARY), score("44250-9", 3, FEBRUARY)]);
    assert.equal(valueIn(state, "phq9Score"), 12);
  });

  it("of the coma scale are all there for the worst of a day, each time by itself", () => {
    const parts = (eye: number, at: string) =>
      ["9267-6", "9270-0", "9268-4"].map((code) =>
        score(code, code === "9267-6" ? eye : 4, { effectiveDateTime: `2026-01-31T${at}:00Z` }),
      );
    const feature = stateOf([...parts(2, "20:00"), ...parts(4, "23:00")]).features.get("glasgowComaScale");
    assert.equal(feature?.value, 12);
    assert.deepEqual(
      feature?.window?.map(({ value }) => value),
      [12, 10],
    );
  });

  it("are the same whatever the order in which they arrived", () => {
    const resources = [
      panel(["44250-9", "44255-8"], 1, JANUARY),
      panel(["44250-9", "44255-8"], 2, JANUARY),
      score("44250-9", 3, JANUARY),
      score("44254-1", 3, { effectiveDateTime: "2025-12-01" }),
    ];
    const textOf = (shuffled: typeof resources) => {
      const { features, findings } = stateOf(shuffled);
      return JSON.stringify([[...features], findings]);
    };
    fc.assert(
      fc.property(fc.shuffledSubarray(resources, { minLength: resources.length }), (shuffled) => {
        assert.equal(textOf(shuffled), textOf(resources));
      }),
    );
  });
});

describe("points of coded answers", () => {
  const answered = (code: string, value: CodeableConcept) =>
    stateOf([observation(code, { valueCodeableConcept: value })]);
  const ordinal = (valueDecimal: number, code = "x") => ({
    coding: [
      {
        system: "http://example.org/answers",
        code,
        extension: [{ url: "http://hl7.org/fhir/StructureDefinition/ordinalValue", valueDecimal }],
      },
    ],
  });

  // Lists LL2179-1, LL2180-9, LL2181-7 and, of the coma scale, LL355-9 to LL357-5.
  for (const [concept, code, answer, points] of [
    ["auditCItem1", "68518-0", "LA6270-8", 0],
    ["auditCItem1", "68518-0", "LA18929-2", 4],
    ["auditCItem2", "68519-8", "LA15694-5", 0],
    ["auditCItem2", "68519-8", "LA18932-6", 4],
    ["auditCItem3", "68520-6", "LA18933-4", 1],
    ["auditCItem3", "68520-6", "LA18934-2", 4],
    ["glasgowComaEye", "9267-6", "LA6553-7", 1],
    ["glasgowComaVerbal", "9270-0", "LA6560-2", 4],
    ["glasgowComaMotor", "9268-4", "LA6567-7", 6],
  ] as const satisfies readonly (readonly [ConceptName, string, string, number])[]) {
    it(`of ${concept} are ${points} for ${answer}`, () => {
      assert.equal(valueIn(answered(code, coded(LOINC, answer)), concept), points);
      assert.equal(valueIn(answered(code, coded(LOINC, "LA9999-9")), concept), undefined);
    });
  }

  it("are the ordinal value that comes with an answer which is in no list", () => {
    assert.equal(valueIn(answered("38222-6", ordinal(3)), "bradenSensoryPerception"), 3);
    assert.equal(valueIn(answered("38222-6", ordinal(5)), "bradenSensoryPerception"), undefined);
    assert.equal(valueIn(answered("59458-0", ordinal(20)), "gait"), "impaired");
    assert.equal(valueIn(answered("59458-0", ordinal(15)), "gait"), undefined);
  });

  it("are none where two codings of an answer tell different ones", () => {
    const both = { coding: [...(ordinal(3).coding ?? []), ...(ordinal(2, "y").coding ?? [])] };
    assert.equal(valueIn(answered("38222-6", both), "bradenSensoryPerception"), undefined);
  });

  it("are no ordinal value of what is no item", () => {
    assert.equal(valueIn(answered("8480-6", ordinal(120)), "systolicBloodPressure"), undefined);
  });
});

describe("the table of item groups", () => {
  it("names value sets that exist, each once", () => {
    const sets = ITEM_GROUPS.flatMap(({ items }) => Object.values(items));
    assert.equal(new Set(sets).size, sets.length);
    for (const set of sets) assert.equal(VALUE_SETS.listed(LOINC, set).length > 0, true, set);
  });
});

import assert from "node:assert/strict";
import type { Observation } from "@medplum/fhirtypes";
import fc from "fast-check";
import { CONCEPTS } from "../../src/concepts/index.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { WINDOWED } from "../../src/twin/windows.ts";
import { coded, inUnit, LOINC, measured, observation, stateOf } from "./resources.ts";

const AS_OF = Date.parse("2026-01-11T08:00:00Z");
const at = (time: string): Partial<Observation> => ({ effectiveDateTime: `2026-01-${time}:00Z` });
const windowIn = (resources: readonly Observation[], name: (typeof WINDOWED)[number]) =>
  stateOf(resources, { asOf: AS_OF })
    .features.get(name)
    ?.window?.map(({ value }) => value);
const pressure = (systolic: number, diastolic: number, time: string): Observation =>
  observation("85354-9", {
    ...at(time),
    component: [
      { code: coded(LOINC, "8480-6"), valueQuantity: inUnit(systolic, "mm[Hg]") },
      { code: coded(LOINC, "8462-4"), valueQuantity: inUnit(diastolic, "mm[Hg]") },
    ],
  });

describe("values of the last 24 hours", () => {
  const rates = [
    measured("8867-4", 90, "/min", at("11T07:00")),
    measured("8867-4", 130, "/min", at("10T20:00")),
    measured("8867-4", 40, "/min", at("10T08:00")), // 24 hours before: outside
    measured("8867-4", 999, "/min", at("11T01:00")), // implausible
    measured("8867-4", 60, "/min", at("11T09:00")), // after the time asked for
  ];

  it("stand beside the latest, latest first, without unusable, older and later ones", () => {
    assert.deepEqual(windowIn(rates, "heartRate"), [90, 130]);
    assert.equal(stateOf(rates, { asOf: AS_OF }).features.get("heartRate")?.value, 90);
  });

  it("are not told where there is one, or none of the last day", () => {
    assert.equal(windowIn(rates.slice(0, 1), "heartRate"), undefined);
    assert.equal(stateOf(rates).features.get("heartRate")?.window, undefined);
  });

  it("are final ones, where one is", () => {
    const preliminary = measured("8867-4", 180, "/min", { ...at("11T05:00"), status: "preliminary" });
    assert.deepEqual(windowIn([...rates, preliminary], "heartRate"), [90, 130]);
  });

  it("do not depend on what was issued after the time asked for", () => {
    const late = measured("8867-4", 180, "/min", { ...at("11T05:00"), issued: "2026-01-11T12:00:00Z" });
    assert.deepEqual(windowIn([...rates, late], "heartRate"), [90, 130]);
  });

  it("of mean pressure are the reported ones, and those of systolic and diastolic pressure of one time", () => {
    const pressures = [
      pressure(120, 60, "11T07:00"), // 80
      measured("8478-0", 55, "mm[Hg]", at("11T03:00")),
      pressure(100, 70, "11T03:00"), // 80 as well, but reported as 55
      pressure(90, 45, "11T02:00"), // 60
      pressure(70, 75, "11T01:00"), // impossible
      measured("8480-6", 65, "mm[Hg]", at("10T23:00")), // without a diastolic one
    ];
    assert.deepEqual(windowIn(pressures, "meanArterialPressure"), [80, 55, 60]);
  });

  it("of the coma scale are the totals and the sums of three parts of one time", () => {
    const parts = ["9267-6", "9270-0", "9268-4"].map((code, index) =>
      measured(code, index + 2, "{score}", at("11T04:00")),
    );
    const state = [measured("9269-2", 14, "{score}", at("11T06:00")), ...parts];
    assert.deepEqual(windowIn(state, "glasgowComaScale"), [14, 9]);
    assert.equal(windowIn(state.slice(0, 3), "glasgowComaScale"), undefined);
  });

  it("are the same whatever the order of arrival", () => {
    const resources = [...rates, pressure(120, 60, "11T07:00"), pressure(90, 45, "11T02:00")];
    const text = (some: readonly Observation[]) => JSON.stringify([...stateOf(some, { asOf: AS_OF }).features]);
    const expected = text(resources);
    fc.assert(
      fc.property(fc.shuffledSubarray(resources, { minLength: resources.length }), (shuffled) => {
        assert.equal(text(shuffled), expected);
      }),
      { numRuns: 50 },
    );
  });
});

describe("the selection of inputs", () => {
  it("asks only of quantities that have a window, or of rates of infusions", () => {
    const named = [...RISK_MODELS.values()].flatMap(({ metadata }) =>
      Object.values(metadata.inputs).flatMap(({ concept, selection }) => (selection === undefined ? [] : [concept])),
    );
    const windowed = new Set<string>([...WINDOWED, "dopamineRate", "epinephrineRate", "norepinephrineRate"]);
    assert.deepEqual(
      named.filter((name) => !windowed.has(name)),
      [],
    );
    assert.ok(named.length > 15);
    for (const name of WINDOWED) assert.equal(CONCEPTS[name].kind, "quantity");
  });
});

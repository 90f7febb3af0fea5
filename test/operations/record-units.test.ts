/**
 * Every quantity that a model asks for and that has a LOINC code, on record in each unit that it may come in: the twin has
 * the value that it has in our own unit. Factors as in `test/models/other-units.ts`, not those of the server.
 */
import assert from "node:assert/strict";
import { type ConceptName, conceptOf, isConceptName } from "../../src/concepts/index.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { otherUnitsOf } from "../models/other-units.ts";
import { measured, patient, stateOf } from "../twin/resources.ts";

const asked = new Set([...RISK_MODELS.values()].flatMap(({ metadata }) => Object.keys(metadata.inputs)));
/** Not taken from an Observation as it is: the age is that of the birth date, a pregnancy goes on since it was measured. */
const ELSEWHERE: ReadonlySet<ConceptName> = new Set(["age", "gestationalAge"]);

/** A value in the middle of what is plausible, on the low side, where most values are. */
const ordinary = ([low, high]: readonly [number, number]): number => Math.round(10 * (low + (high - low) / 10)) / 10;

describe("a record in other units", () => {
  for (const name of [...asked].filter(isConceptName)) {
    const definition = conceptOf(name);
    if (definition.kind !== "quantity" || definition.loinc === undefined || ELSEWHERE.has(name)) continue;
    const { loinc, plausible, unit } = definition;
    const value = ordinary(plausible);
    it(`gives ${name} as in ${unit}`, () => {
      const inOwn = stateOf([patient(), measured(loinc, value, unit)]).features.get(name);
      assert.equal(inOwn?.value, value);
      for (const other of otherUnitsOf(name)) {
        const { features } = stateOf([patient(), measured(loinc, other.of(value), other.unit)]);
        const found = features.get(name);
        const tolerance = (other.isExact ? 1e-9 : 5e-4) * value;
        assert.ok(Math.abs(Number(found?.value) - value) <= tolerance, `${other.unit}: ${found?.value}, want ${value}`);
        assert.equal(found?.asFound?.unit, other.unit);
      }
    });
  }
});

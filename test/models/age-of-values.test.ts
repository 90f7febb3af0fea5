/** Every input of every model on the last day that its value may be of, and a day later. */
import assert from "node:assert/strict";
import { type ConceptName, isConceptName } from "../../src/concepts/index.ts";
import { RISK_MODELS } from "../../src/models/index.ts";
import { type KnownValue, parseSupplied, selectInputs } from "../../src/operations/inputs.ts";
import { input } from "../operations/predict-call.ts";
import { callsOf, type Inputs } from "./registry-calls.ts";

const AS_OF = "2026-02-01T12:00:00.000Z";
const DAY_MS = 86_400_000;

/** The values of a call as if a record had them, measured so many days ago. */
function onRecord(call: Inputs, daysAgo: number): ReadonlyMap<ConceptName, KnownValue> {
  const parameter = Object.entries(call).map(([name, value]) => input(name, value));
  const time = new Date(Date.parse(AS_OF) - daysAgo * DAY_MS).toISOString();
  const sources = [{ reference: "Observation/1", time }];
  return new Map(
    [...parseSupplied({ resourceType: "Parameters", parameter })].map(([name, { value }]) => [
      name,
      { value, origin: "measured", rule: "latest", sources } as const,
    ]),
  );
}

describe("values of models by their age", () => {
  for (const [id, { metadata }] of RISK_MODELS) {
    it(`${id} takes them on the last day that it allows, and not a day later`, async () => {
      for (const call of await callsOf(id)) {
        for (const [name, declaration] of Object.entries(metadata.inputs)) {
          const { maxAgeDays, missing } = declaration;
          if (maxAgeDays === undefined || !isConceptName(name) || call[name] === undefined) continue;
          const at = (daysAgo: number) =>
            selectInputs({ [name]: declaration }, { asOf: AS_OF, values: onRecord(call, daysAgo) });
          const [inTime, late] = [at(maxAgeDays), at(maxAgeDays + 1)];
          assert.notEqual(inTime.values[name], undefined, `${name}, ${maxAgeDays} days old`);
          assert.equal(inTime.inputs[0]?.ageDays, maxAgeDays);
          assert.equal(late.values[name], missing?.value, `${name}, ${maxAgeDays + 1} days old`);
          const message = late.inputs[0]?.message ?? "";
          assert.ok(message.includes(`is ${maxAgeDays + 1} days old; at most ${maxAgeDays} are accepted`), message);
          if (missing === undefined) assert.equal(late.problems.length, 1, name);
        }
      }
    });
  }
});

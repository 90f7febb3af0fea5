/** Each history of births has its own equation, so that the person of any input, as other models have it, is none here. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FMF_PREECLAMPSIA_PRIOR, metadata } from "../../src/models/maternal/fmf-preeclampsia-prior.ts";

const between = ([min, max]: readonly [number, number]) => fc.double({ min, max, noNaN: true });
const { inputs } = metadata;
const WOMAN = fc.record({
  age: between(inputs.age.range),
  bodyHeight: between(inputs.bodyHeight.range),
  bodyWeight: between(inputs.bodyWeight.range),
  maternalRacialOrigin: fc.constantFrom("white", "afro-caribbean", "south-asian", "east-asian", "mixed"),
  hasHypertension: fc.boolean(),
  hasLupusOrAntiphospholipidSyndrome: fc.boolean(),
  isConceivedByIvf: fc.boolean(),
  hasMotherWithPreeclampsia: fc.boolean(),
  hasDiabetes: fc.boolean(),
});
const WEEKS = between([24, 42]);
const HISTORIES = {
  "previous-pre-eclampsia": fc.record({ lastBirthWithPreeclampsiaGestationalAge: WEEKS }),
  "no-previous-pre-eclampsia": fc.record({
    lastBirthWithoutPreeclampsiaGestationalAge: WEEKS,
    lastBirthInterval: between(inputs.lastBirthInterval.range),
  }),
  nulliparous: fc.record({ nulliparity: fc.constant("nulliparous") }),
} as const;

describe("pre-eclampsia by maternal factors", () => {
  for (const { code } of metadata.variants) {
    it(`gives rising risks and contributions that sum, ${code}`, () => {
      fc.assert(
        fc.property(WOMAN, HISTORIES[code], (woman, history) => {
          const results = FMF_PREECLAMPSIA_PRIOR.compute({ ...woman, ...history }, code);
          const risks = results.map(({ probability = Number.NaN }) => probability);
          assert.ok(risks.every((risk, at) => risk > (risks[at - 1] ?? 0) && risk <= 1));
          for (const { contributions = [], total = Number.NaN, reference } of results) {
            const sum = contributions.reduce((so, { value }) => so + value, reference?.value ?? Number.NaN);
            assert.ok(Math.abs(sum - total) < 1e-9);
          }
        }),
        { numRuns: 100, seed: 1 },
      );
    });
  }

  it("has no result for histories that contradict each other", () => {
    fc.assert(
      fc.property(WOMAN, HISTORIES["previous-pre-eclampsia"], HISTORIES.nulliparous, (woman, one, other) => {
        assert.deepEqual(FMF_PREECLAMPSIA_PRIOR.compute({ ...woman, ...one, ...other }, "nulliparous"), []);
      }),
      { numRuns: 10, seed: 1 },
    );
  });
});

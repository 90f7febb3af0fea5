import assert from "node:assert/strict";
import { integrate } from "../../../src/simulation/solvers/dormand-prince.ts";
import {
  hovorkaDerivatives,
  hovorkaSteadyState,
  MMOL_PER_GRAM,
  PARAMETERS,
  type Rates,
  STATES,
} from "../../../src/simulation/systems/hovorka-2004.ts";

const WEIGHT_KG = 70;
const at = (states: Float64Array, time: number, state: number) => states[time * STATES.length + state] ?? Number.NaN;

function day(rates: readonly Rates[], stops: readonly number[], end = 1440, glucose = 6) {
  const { state } = hovorkaSteadyState(WEIGHT_KG, glucose);
  const times = Array.from({ length: end / 10 + 1 }, (_, ten) => ten * 10);
  const problem = { initial: state, start: 0, end, stops, times, relativeTolerance: 1e-9, absoluteTolerance: 1e-10 };
  return integrate({ ...problem, derivatives: hovorkaDerivatives(WEIGHT_KG, rates) }).states;
}

describe("the Hovorka system", () => {
  it("stays in its steady state under the basal rate", () => {
    for (const glucose of [4.2, 6, 9.5, 15]) {
      const { basalMuPerMin } = hovorkaSteadyState(WEIGHT_KG, glucose);
      const states = day([{ carbohydrateMmolPerMin: 0, insulinMuPerMin: basalMuPerMin }], [], 1440, glucose);
      const volume = PARAMETERS.VG.value * WEIGHT_KG;
      assert.ok(Math.abs(at(states, 144, 8) / volume - glucose) < 1e-6, `glucose ${glucose}`);
    }
  });

  it("passes all carbohydrate that reaches the blood through the gut", () => {
    const grams = 50;
    const eaten = { carbohydrateMmolPerMin: (grams * MMOL_PER_GRAM) / 20, insulinMuPerMin: 6 };
    const states = day([eaten, { carbohydrateMmolPerMin: 0, insulinMuPerMin: 6 }], [20], 2880);
    // the integral of D2/tmaxG by Simpson's rule over the ten-minute points
    const values = Array.from({ length: 289 }, (_, time) => at(states, time, 1) / PARAMETERS.tmaxG.value);
    const absorbed =
      values.reduce((sum, value, k) => sum + value * (k === 0 || k === 288 ? 1 : k % 2 ? 4 : 2), 0) * (10 / 3);
    const expected = PARAMETERS.AG.value * grams * MMOL_PER_GRAM;
    assert.ok(Math.abs(absorbed / expected - 1) < 1e-4, `${absorbed}, want ${expected}`);
  });

  it("never makes a compartment negative, even under far too much insulin", () => {
    const states = day(
      [
        { carbohydrateMmolPerMin: 0, insulinMuPerMin: 20_000 },
        { carbohydrateMmolPerMin: 0, insulinMuPerMin: 0 },
      ],
      [1],
    );
    assert.ok(states.every((value) => value >= -1e-9));
  });

  it("has no steady state above the renal threshold's reach", () => {
    assert.throws(() => hovorkaSteadyState(WEIGHT_KG, 40), RangeError);
  });
});

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { integrateDopri } from "dopri";
import { type Derivatives, integrate, TABLEAU } from "../../../src/simulation/solvers/dormand-prince.ts";

/** y' = y·cos t, y(0) = 1: y = exp(sin t). */
const wave: Derivatives = (t, y, out) => {
  out[0] = (y[0] ?? 0) * Math.cos(t);
};
const exactWave = (t: number) => Math.exp(Math.sin(t));

/** The Brusselator, a limit cycle (Hairer, Nørsett and Wanner, I.16). */
const brusselator = (y1: number, y2: number): [number, number] => [1 + y1 * y1 * y2 - 4 * y1, 3 * y1 - y1 * y1 * y2];
const brusselatorRhs: Derivatives = (_t, y, out) => out.set(brusselator(y[0] ?? 0, y[1] ?? 0));

describe("the tableau of Dormand and Prince", () => {
  const { a, b, bHat, c } = TABLEAU;
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const near = (actual: number, expected: number, what: string) =>
    assert.ok(Math.abs(actual - expected) < 1e-14, `${what}: ${actual}, want ${expected}`);

  it("has rows that sum to their times, and ends in its weights", () => {
    for (const [stage, row] of a.entries()) near(sum(row), c[stage] ?? Number.NaN, `row ${stage}`);
    assert.deepEqual([...(a[6] ?? []), 0], b);
  });

  it("satisfies the order conditions of quadrature to order 5, and 4 for the embedded weights", () => {
    const moment = (weights: readonly number[], power: number) =>
      sum(weights.map((weight, stage) => weight * (c[stage] ?? 0) ** power));
    for (let power = 0; power <= 4; power++) near(moment(b, power), 1 / (power + 1), `b, power ${power}`);
    for (let power = 0; power <= 3; power++) near(moment(bHat, power), 1 / (power + 1), `b̂, power ${power}`);
  });
});

describe("integrate", () => {
  it("converges with order 5 at the end of the steps", () => {
    const errorAt = (steps: number) => {
      const { states } = integrate({
        derivatives: wave,
        initial: [1],
        start: 0,
        end: 2,
        times: [2],
        fixedStep: 2 / steps,
      });
      return Math.abs((states[0] ?? 0) - exactWave(2));
    };
    for (const steps of [16, 32, 64]) {
      const order = Math.log2(errorAt(steps) / errorAt(2 * steps));
      assert.ok(order > 4.7 && order < 5.7, `order ${order} at ${steps} steps`);
    }
  });

  it("converges with order 4 or more between the steps", () => {
    const times = Array.from({ length: 97 }, (_, at) => (at * 2) / 96);
    const errorAt = (steps: number) => {
      const { states } = integrate({ derivatives: wave, initial: [1], start: 0, end: 2, times, fixedStep: 2 / steps });
      return times.reduce((worst, t, at) => Math.max(worst, Math.abs((states[at] ?? 0) - exactWave(t))), 0);
    };
    const order = Math.log2(errorAt(20) / errorAt(40));
    assert.ok(order > 3.8, `order ${order}`);
  });

  it("keeps the error near the tolerance, and takes more steps for less", () => {
    const run = (tolerance: number) => {
      const { states, steps } = integrate({
        derivatives: wave,
        initial: [1],
        start: 0,
        end: 20,
        times: [20],
        relativeTolerance: tolerance,
        absoluteTolerance: tolerance,
      });
      return { error: Math.abs((states[0] ?? 0) - exactWave(20)), steps };
    };
    for (const tolerance of [1e-4, 1e-6, 1e-8, 1e-10]) {
      const { error } = run(tolerance);
      assert.ok(error < 50 * tolerance, `${tolerance}: ${error}`);
    }
    assert.ok(run(1e-10).steps > 3 * run(1e-5).steps);
  });

  it("restarts at stops, so that jumps of the right-hand side cost no accuracy", () => {
    // y' = u(t) − y with u = 1 in [1, 1.5) and 0 elsewhere
    const pulse: Derivatives = (_t, y, out, piece) => {
      out[0] = (piece === 1 ? 1 : 0) - (y[0] ?? 0);
    };
    const times = [0.5, 1, 1.25, 1.5, 4];
    const exact = (t: number) => {
      if (t <= 1) return 0;
      if (t <= 1.5) return 1 - Math.exp(1 - t);
      return (1 - Math.exp(-0.5)) * Math.exp(1.5 - t);
    };
    const problem = {
      derivatives: pulse,
      initial: [0],
      start: 0,
      end: 4,
      times,
      relativeTolerance: 1e-10,
      absoluteTolerance: 1e-12,
    };
    const { states } = integrate({ ...problem, stops: [1.5, 1, 1, 9] });
    for (const [at, t] of times.entries()) assert.ok(Math.abs((states[at] ?? 0) - exact(t)) < 1e-10, `t = ${t}`);
  });

  it("agrees with the packages dopri and odex on a limit cycle", () => {
    const times = [1, 5, 10, 20];
    const tolerance = 1e-10;
    const { states } = integrate({
      derivatives: brusselatorRhs,
      initial: [1.5, 3],
      start: 0,
      end: 20,
      times,
      relativeTolerance: tolerance,
      absoluteTolerance: tolerance,
    });
    const dopri = integrateDopri(
      (_t, y, dy) => {
        [dy[0], dy[1]] = brusselator(y[0] ?? 0, y[1] ?? 0);
      },
      [1.5, 3],
      0,
      20,
      { atol: tolerance, rtol: tolerance },
    )(times);
    const { Solver } = createRequire(import.meta.url)("odex"); // its types are of another age
    times.forEach((t, at) => {
      const solver = new Solver(2);
      solver.absoluteTolerance = solver.relativeTolerance = 1e-12;
      const odex: readonly number[] = solver.solve(
        (_: number, y: [number, number]) => brusselator(...y),
        0,
        [1.5, 3],
        t,
      ).y;
      for (const state of [0, 1]) {
        const own = states[2 * at + state] ?? Number.NaN;
        assert.ok(Math.abs(own - (odex[state] ?? 0)) < 1e-7, `odex, t = ${t}: ${own}, ${odex[state]}`);
        assert.ok(Math.abs(own - (dopri[at]?.[state] ?? 0)) < 1e-7, `dopri, t = ${t}: ${own}, ${dopri[at]?.[state]}`);
      }
    });
  });

  it("gives up on a state that is no longer finite, and after too many steps", () => {
    const explode: Derivatives = (_t, y, out) => {
      out[0] = (y[0] ?? 0) ** 2;
    };
    const problem = { initial: [1], start: 0, end: 2, times: [2] };
    assert.throws(() => integrate({ ...problem, derivatives: explode, maxSteps: 2000 }), RangeError);
    assert.throws(() => integrate({ ...problem, derivatives: wave, maxSteps: 3, relativeTolerance: 1e-12 }), /3 steps/);
  });
});

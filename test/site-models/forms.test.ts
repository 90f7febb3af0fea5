/** Each form of a coefficient table against numbers that were computed by hand. */
import assert from "node:assert/strict";
import type { Result } from "../../src/models/contract.ts";
import { transformed } from "../../src/models/site/transforms.ts";
import { LOGISTIC, METADATA, modelOf } from "./model-of.ts";

const near = (found: number | undefined, wanted: number, tolerance = 1e-9) =>
  assert.ok(found !== undefined && Math.abs(found - wanted) <= tolerance, `${found}, want ${wanted}`);

async function resultsOf(content: object, inputs: Readonly<Record<string, number | boolean | string | undefined>>) {
  return (await modelOf(content)).compute(inputs);
}

function assertSum({ contributions = [], total = Number.NaN, reference }: Result) {
  near(
    contributions.reduce((sum, { value }) => sum + value, 0),
    total - (reference?.value ?? Number.NaN),
  );
}

describe("a site's coefficient table", () => {
  it("logistic: probability, contributions on log-odds against the reference, horizon", async () => {
    // −5 + 0.05 · 50 + 2 = −0.5: 1/(1 + e^0.5) = 0.3775406688
    const [result] = await resultsOf(LOGISTIC, { age: 50, currentSmoker: true });
    near(result?.probability, 0.3775406688, 1e-10);
    assert.deepEqual(result?.contributions, [{ input: "currentSmoker", value: 2 }]);
    assert.deepEqual([result?.contributionScale, result?.horizonYears, result?.total], ["log-odds", 10, -0.5]);
    assert.deepEqual(result?.reference, { value: -2.5, says: "same age, not smoking" });
  });

  it("cox: baseline survival at the mean linear predictor; equations by sex", async () => {
    const cox = (sex: string, baselineSurvival: number) => ({
      form: "cox",
      output: "site-event",
      when: { sex },
      baselineSurvival,
      meanLinearPredictor: 3,
      terms: [{ coefficient: 0.05, of: [{ input: "age" }] }],
    });
    const vector = (sex: string, expected: number) => ({
      name: sex,
      inputs: { age: 60, sex },
      expected: { "site-event": expected },
      tolerance: 1e-12,
      source: "by hand: 1 − S0 at the mean",
    });
    const content = {
      ...METADATA,
      inputs: { age: METADATA.inputs.age, sex: { concept: "sex" } },
      reference: { says: "60 years", values: { age: 60 } },
      equations: [cox("female", 0.9), cox("male", 0.8)],
      vectors: [vector("female", 0.1), vector("male", 0.2)],
    };
    // x − mean = 0.05 · 70 − 3 = 0.5: 1 − 0.9^(e^0.5) = 0.1594...
    const [result, ...rest] = await resultsOf(content, { age: 70, sex: "female" });
    near(result?.probability, 1 - 0.9 ** Math.exp(0.5), 1e-12);
    assert.equal(rest.length, 0);
    assert.equal(result?.contributionScale, "log-hazard");
    assert.equal(result?.contributions?.length, 1);
    assertSum(result ?? { code: "", display: "" });
  });

  it("points: bands, values, the probability of a sum, a band of the result", async () => {
    const content = {
      ...METADATA,
      inputs: { ...METADATA.inputs, sex: { concept: "sex" } },
      outputs: [
        {
          code: "site-points",
          display: "Points",
          gives: "score",
          unit: "{score}",
          bands: [
            { from: null, code: "low", display: "low", source: "test" },
            { from: 4, code: "high", display: "high", source: "test" },
          ],
        },
      ],
      equations: [
        {
          form: "points",
          output: "site-points",
          points: [
            {
              input: "age",
              bands: [
                { from: null, points: 0 },
                { from: 50, points: 1 },
                { from: 65, points: 3 },
              ],
            },
            { input: "currentSmoker", values: { true: 2, false: 0 } },
            { input: "sex", values: { female: -1, male: 0 } },
          ],
          risks: [
            { from: null, probability: 0.01 },
            { from: 2, probability: 0.05 },
            { from: 4, probability: 0.2 },
          ],
        },
      ],
      vectors: [
        {
          name: "a man of 50 who does not smoke",
          inputs: { age: 50, currentSmoker: false, sex: "male" },
          expected: { "site-points": 1 },
          tolerance: 0,
          source: "by hand",
        },
      ],
    };
    const [old] = await resultsOf(content, { age: 65, currentSmoker: true, sex: "female" });
    assert.deepEqual([old?.score, old?.probability, old?.band?.code], [4, 0.2, "high"]);
    assertSum(old ?? { code: "", display: "" });
    const [young] = await resultsOf(content, { age: 49, currentSmoker: false, sex: "male" });
    assert.deepEqual([young?.score, young?.probability, young?.band?.code], [0, 0.01, "low"]);
    const [middle] = await resultsOf(content, { age: 64.9, currentSmoker: true, sex: "female" });
    assert.deepEqual([middle?.score, middle?.probability, middle?.band?.code], [2, 0.05, "low"]);
  });

  for (const { link, value, scale } of [
    { link: "identity", value: 2 + 0.5 * 60, scale: "measure" },
    { link: "log", value: Math.exp(2 + 0.5 * 60), scale: "log-ratio" },
  ] as const) {
    it(`linear, ${link}: a measure in its unit`, async () => {
      const content = {
        ...METADATA,
        inputs: { age: METADATA.inputs.age },
        outputs: [{ code: "site-level", display: "Level", gives: "measure", unit: "mmol/L" }],
        reference: { says: "40 years", values: { age: 40 } },
        equations: [
          {
            form: "linear",
            link,
            output: "site-level",
            intercept: 2,
            terms: [{ coefficient: 0.5, of: [{ input: "age" }] }],
          },
        ],
        vectors: [
          {
            name: "60",
            inputs: { age: 60 },
            expected: { "site-level": value },
            tolerance: value * 1e-12,
            source: "by hand",
          },
        ],
      };
      const [result] = await resultsOf(content, { age: 60 });
      near(result?.measure?.value, value, value * 1e-12);
      assert.equal(result?.measure?.unit, "mmol/L");
      assert.deepEqual([result?.contributionScale, result?.contributions], [scale, [{ input: "age", value: 10 }]]);
    });
  }

  it("shares a product of two inputs, and leaves out the terms of an optional input that is not known", async () => {
    const content = {
      ...LOGISTIC,
      inputs: {
        ...LOGISTIC.inputs,
        bodyMassIndex: {
          concept: "bodyMassIndex",
          unit: "kg/m2",
          range: [15, 60],
          missing: { rule: "optional", says: "its terms are left out" },
        },
      },
      reference: {
        says: "40 years, not smoking, 25 kg/m²",
        values: { age: 40, currentSmoker: false, bodyMassIndex: 25 },
      },
      equations: [
        {
          ...LOGISTIC.equations[0],
          terms: [
            { coefficient: 0.05, of: [{ input: "age" }, { input: "currentSmoker" }] },
            { coefficient: 0.1, of: [{ input: "bodyMassIndex", as: [{ subtract: 25 }] }] },
            { coefficient: -1, of: [{ input: "bodyMassIndex", as: [{ isKnown: true }] }] },
          ],
        },
      ],
      vectors: [{ ...LOGISTIC.vectors[0], expected: { "site-event": 1 / (1 + Math.exp(2)) } }], // −5 + 3
    };
    const [known] = await resultsOf(content, { age: 60, currentSmoker: true, bodyMassIndex: 30 });
    near(known?.total, -5 + 3 + 0.5 - 1);
    // age · smoker from 40 · 0 to 60 · 1: age first adds 0, then 60; smoker first adds 40, then 20
    assert.deepEqual(known?.contributions, [
      { input: "age", value: 0.5 },
      { input: "currentSmoker", value: 2.5 },
      { input: "bodyMassIndex", value: 0.5 },
    ]);
    assertSum(known ?? { code: "", display: "" });
  });

  it("gives no result where an equation gives no number, or none is for the person", async () => {
    const pole = { coefficient: 1, of: [{ input: "age", as: [{ subtract: 50 }, { power: -1 }] }] };
    const content = {
      ...LOGISTIC,
      equations: [{ ...LOGISTIC.equations[0], terms: [...LOGISTIC.equations[0].terms, pole] }],
      vectors: [{ ...LOGISTIC.vectors[0], expected: { "site-event": 1 / (1 + Math.exp(-0.1)) } }],
    };
    assert.deepEqual(await resultsOf(content, { age: 50, currentSmoker: true }), []);
    const forSmokers = {
      ...LOGISTIC,
      reference: { says: "same", values: {} },
      equations: [{ ...LOGISTIC.equations[0], when: { currentSmoker: true } }],
    };
    assert.deepEqual(await resultsOf(forSmokers, { age: 50, currentSmoker: false }), []);
  });
});

describe("a transform of a site's table", () => {
  for (const [what, value, steps, wanted] of [
    ["subtract and divide", 70, [{ subtract: 50 }, { divide: 10 }], 2],
    ["logarithm", Math.E ** 2, [{ ln: true }], 2],
    ["power of a fractional polynomial", 64, [{ divide: 16 }, { power: -0.5 }], 0.5],
    ["at most", 70, [{ atMost: 60 }], 60],
    ["at least", 70, [{ atLeast: 80 }], 80],
    ["is a code", "male", [{ is: "male" }], 1],
    ["is another code", "female", [{ is: "male" }], 0],
    ["is one of", "current", [{ isOneOf: ["former", "current"] }], 1],
    ["a fact", true, [], 1],
    ["not a fact", true, [{ is: false }], 0],
    ["interval, at its start", 50, [{ interval: [50, 60] }], 1],
    ["interval, at its end", 60, [{ interval: [50, 60] }], 0],
    ["interval, open below", 10, [{ interval: [null, 60] }], 1],
    ["interval, open above", 60, [{ interval: [60, null] }], 1],
    ["segment, before", 40, [{ segment: [50, 60] }], 0],
    ["segment, within", 54, [{ segment: [50, 60] }], 4],
    ["segment, behind", 70, [{ segment: [50, 60] }], 10],
    ["segment, the first", 70, [{ segment: [null, 60] }], 60],
    // knots 0, 1, 2: at 1, (1³)/4; at 3, (27 − 8 · 2 + 1 · 1)/4
    ["restricted cubic spline, within", 1, [{ cubicSpline: { knots: [0, 1, 2], basis: 1 } }], 0.25],
    ["restricted cubic spline, behind", 3, [{ cubicSpline: { knots: [0, 1, 2], basis: 1 } }], 3],
    ["is known", 3, [{ isKnown: true }], 1],
    ["is not known", undefined, [{ isKnown: true }], 0],
    ["what is not known", undefined, [{ subtract: 5 }], 0],
  ] as const) {
    it(`${what}: ${wanted}`, () => {
      near(transformed(value, steps), wanted);
    });
  }

  it("a restricted cubic spline is straight behind the last knot", () => {
    const at = (x: number) => transformed(x, [{ cubicSpline: { knots: [1, 3, 7, 8], basis: 2 } }]);
    near(at(12) - at(11), at(10) - at(9), 1e-9);
  });
});

/** Whatever stands in a field of a site's model file, the answer is a model or one line: never a fault of ours. */
import assert from "node:assert/strict";
import { declareSiteConcepts } from "../../src/concepts/site.ts";
import { DomainError, InvalidInput } from "../../src/errors.ts";
import { declareConceptsOf } from "../../src/models/site/concept-readers.ts";
import { readModelFile } from "../../src/models/site/model-file.ts";
import { siteModel, tryVectors } from "../../src/models/site/site-model.ts";
import { LOGISTIC, TAKEN } from "./model-of.ts";

const VALUES: readonly unknown[] = [
  undefined,
  null,
  true,
  0,
  -1,
  1e308,
  0.5,
  "",
  "x",
  "__proto__",
  "constructor",
  [],
  [null],
  {},
  { x: 1 },
  { constructor: 1 },
];

const [EQUATION] = LOGISTIC.equations;
/** A file with every kind of part that a table may have. */
const TABLE = {
  ...LOGISTIC,
  concepts: {
    "site:a": {
      kind: "quantity",
      display: "A",
      unit: "%",
      plausible: [0, 1],
      codes: [{ system: "http://loinc.org", code: "1-1" }],
    },
    "site:b": { kind: "code", display: "B", values: { a: "A", b: "B" } },
  },
  inputs: {
    ...LOGISTIC.inputs,
    sex: { concept: "sex", missing: { rule: "impute", value: "male", says: "x" } },
  },
  outputs: [
    { ...LOGISTIC.outputs[0], bands: [{ from: null, code: "low", display: "x", source: "y" }] },
    { code: "site-points", display: "Points", gives: "score", unit: "{score}" },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "x" }],
  insteadOf: [{ id: "pressure", when: "x" }],
  validation: [{ cohort: "x", source: "y", cStatistic: 0.7 }],
  equations: [
    {
      ...EQUATION,
      when: { sex: "male" },
      terms: [
        ...EQUATION.terms,
        {
          coefficient: 0,
          of: [{ input: "age", as: [{ cubicSpline: { knots: [1, 2, 3], basis: 1 } }, { divide: 2 }] }],
        },
        {
          coefficient: 0,
          of: [
            { input: "age", as: [{ segment: [50, null] }] },
            { input: "sex", as: [{ isOneOf: ["male"] }] },
          ],
        },
      ],
    },
    {
      form: "points",
      output: "site-points",
      points: [
        { input: "age", bands: [{ from: null, points: 1 }] },
        { input: "sex", values: { female: 0, male: 0 } },
      ],
      risks: [{ from: null, probability: 0.1 }],
    },
  ],
  vectors: [
    {
      ...LOGISTIC.vectors[0],
      inputs: { age: 60, currentSmoker: true, sex: "male" },
      expected: { "site-event": 0.5, "site-points": 1 },
    },
  ],
};
const { equations: _equations, reference: _reference, ...METADATA } = LOGISTIC;
const ONNX = {
  ...METADATA,
  onnx: {
    file: "a.onnx",
    sha256: "0".repeat(64),
    tensors: [{ name: "x", type: "float32", features: [{ input: "age", absent: "NaN" }, { input: "currentSmoker" }] }],
    results: [{ output: "site-event", tensor: "p", index: 0 }],
  },
};

type Path = readonly (string | number)[];

function pathsIn(content: unknown, path: Path = []): readonly Path[] {
  if (typeof content !== "object" || content === null) return [path];
  return [path, ...Object.entries(content).flatMap(([key, value]) => pathsIn(value, [...path, key]))];
}

/** The content as a file has it, with the value at a path replaced. */
function replaced(content: unknown, path: Path, value: unknown): unknown {
  const copy: unknown = JSON.parse(JSON.stringify({ content }));
  const keys = ["content", ...path];
  const parent = keys.slice(0, -1).reduce((at, key) => (at as Record<string, unknown>)[key], copy) as Record<
    string,
    unknown
  >; // a path of the content
  parent[String(keys.at(-1))] = value;
  return (JSON.parse(JSON.stringify(copy)) as { content?: unknown }).content;
}

async function isTaken(content: unknown): Promise<boolean> {
  try {
    declareConceptsOf(new Map([["file", content]]));
    const file = readModelFile(content, TAKEN);
    await tryVectors(file, siteModel(file, { path: "a.onnx", run: () => Promise.resolve([0.5]) }));
    return true;
  } catch (error) {
    if (error instanceof InvalidInput) assert.doesNotMatch(error.message, /\n/);
    if (error instanceof DomainError) return false;
    throw error;
  }
}

describe("any value in a field of a site's model file", () => {
  after(() => declareSiteConcepts(new Map()));

  for (const [what, content] of [
    ["a table", TABLE],
    ["an ONNX file", ONNX],
  ] as const) {
    it(`of ${what} is taken or refused`, async () => {
      assert.ok(await isTaken(content));
      let refused = 0;
      for (const path of pathsIn(content)) {
        for (const value of VALUES) if (!(await isTaken(replaced(content, path, value)))) refused++;
      }
      assert.ok(refused > 1000 * Number(content === TABLE), String(refused));
    });
  }
});

/** A small model file of a site, for tests: two inputs, one equation, one vector; any part may be replaced. */
import { readModelFile } from "../../src/models/site/model-file.ts";
import { siteModel, tryVectors } from "../../src/models/site/site-model.ts";

/** Names in use on a server that has nothing but the model `pressure`, which gives `event-10y`. */
export const TAKEN = {
  ids: new Set(["pressure", "drug-safety"]),
  outputs: new Set(["event-10y"]),
  models: new Set(["pressure"]),
};

const METADATA = {
  id: "site-risk",
  version: "1.0.0",
  title: "Risk of a test",
  responsible: "Clinic A, department of tests",
  date: "2026-01-15",
  sources: [{ citation: "Invented for a test", where: "nowhere" }],
  confidence: "C",
  population: "Nobody: the numbers are invented",
  intendedUse: "Tests",
  wrongUse: "Anything else",
  licence: "As the project",
  inputs: {
    age: { concept: "age", unit: "a", range: [40, 80], completed: true },
    currentSmoker: { concept: "currentSmoker" },
  },
  outputs: [{ code: "site-event", display: "Event", gives: "probability", unit: "%", horizonYears: 10 }],
} as const;

/** 1/(1 + exp(−(−5 + 0.05 · 60 + 2))) = 1/2 at 60 years, smoking. */
export const LOGISTIC = {
  ...METADATA,
  reference: { says: "same age, not smoking", values: { currentSmoker: false } },
  equations: [
    {
      form: "logistic",
      output: "site-event",
      intercept: -5,
      terms: [
        { coefficient: 0.05, of: [{ input: "age" }] },
        { coefficient: 2, of: [{ input: "currentSmoker" }] },
      ],
    },
  ],
  vectors: [
    {
      name: "a smoker of 60",
      inputs: { age: 60, currentSmoker: true },
      expected: { "site-event": 0.5 },
      tolerance: 1e-12,
      source: "by hand: −5 + 3 + 2 = 0",
    },
  ],
} as const;

export { METADATA };

/** The model of a file's content, its vectors tried; through JSON, as a file has it. */
export async function modelOf(content: object) {
  const file = readModelFile(JSON.parse(JSON.stringify(content)), TAKEN);
  const model = siteModel(file);
  await tryVectors(file, model);
  return model;
}

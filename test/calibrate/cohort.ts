/** A cohort and a model whose figures can be worked out by hand. */

import type { Row } from "../../src/calibrate/cohort-row.ts";
import type { RiskModel } from "../../src/models/contract.ts";

/** Predicts a tenth of a percent for each mmHg: 200 mmHg is 0.2. */
export const PRESSURE_MODEL: RiskModel = {
  metadata: {
    id: "pressure",
    version: "1.0.0",
    title: "A model for tests",
    sources: [],
    confidence: "C",
    population: "tests",
    intendedUse: "tests",
    wrongUse: "people",
    licence: "none",
    inputs: {
      systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", range: [50, 290] },
    },
    outputs: [
      { code: "event-5y", display: "Event within 5 years", gives: "probability", unit: "%" },
      { code: "event-10y", display: "Event within 10 years", gives: "probability", unit: "%" },
    ],
    exclusions: [{ concept: "hasStroke", when: true, says: "known stroke" }],
  },
  coefficientHash: "0123456789abcdef",
  compute: ({ systolicBloodPressure }) => {
    const probability = Number(systolicBloodPressure) / 1000;
    return [
      { code: "event-5y", display: "Event within 5 years", probability: probability / 2, horizonYears: 5 },
      { code: "event-10y", display: "Event within 10 years", probability, horizonYears: 10 },
    ];
  },
};

/** Rows of a prediction of so many persons, of whom some have the outcome after three years, the others none in eleven. */
export const rowsOf = (persons: number, events: number, row: Row): readonly Row[] =>
  Array.from({ length: persons }, (_, at) => ({
    ...row,
    EVENT: at < events ? "1" : "0",
    YEARS: at < events ? "3" : "11",
  }));

/** 100 predicted at 10 %, of whom 5 had it, and 100 at 28 %, of whom 20 had it; half of each are women. */
export const COHORT: readonly Row[] = [
  ...rowsOf(50, 3, { SBP: "100", SEX: "2", STROKE: "0" }),
  ...rowsOf(50, 2, { SBP: "100", SEX: "1", STROKE: "0" }),
  ...rowsOf(50, 9, { SBP: "280", SEX: "2", STROKE: "0" }),
  ...rowsOf(50, 11, { SBP: "280", SEX: "1", STROKE: "0" }),
];

export const MAP = {
  title: "A cohort of tests",
  inputs: {
    systolicBloodPressure: { column: "SBP", unit: "mm[Hg]" },
    sex: { column: "SEX", values: { "1": "male", "2": "female" } },
    hasStroke: { column: "STROKE" },
  },
  outcome: { column: "EVENT", time: { column: "YEARS", unit: "a" } },
};

export async function* iterated<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

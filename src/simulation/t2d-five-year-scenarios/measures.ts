/**
 * The numbers that are taken from every run of a scenario. Each member of an ensemble is reduced to them at once, so that
 * what is kept of a member is a row of numbers and not its whole course.
 */

import { OUTCOME, outcomeDisplay } from "../ukpds-om2/outcomes.ts";
import type { Complication } from "../ukpds-om2/person.ts";
import { historyOf } from "../ukpds-om2/probability-table.ts";
import { cumulative, DEATH_WITHOUT_EVENT } from "./composition.ts";
import type { Plan, Run } from "./simulation.ts";

export interface Measure {
  readonly key: string;
  readonly of: (run: Run) => number;
}

/** Values of one scenario: of the run on published estimates, and of each member. */
export interface Values {
  readonly central: ReadonlyMap<string, number>;
  /** `[key][member]`; no key for a single run. */
  readonly members: ReadonlyMap<string, Float64Array>;
}

/** An endpoint of a scenario, with the key of its value at the end of the run. */
export interface Outcome {
  readonly code: string;
  readonly display: string;
  readonly readingOf?: string;
}

export const keyOf = (code: string, year: number): string => `${code}@${year}`;

type Factor = (plan: Plan) => ((run: Run, year: number) => number) | undefined;

/** The outputs that are risk factors, in their units. */
export const FACTORS: Readonly<Record<string, Factor>> = {
  hba1c: () => (run, year) => run.path[year]?.hba1c ?? Number.NaN,
  bodyMassIndex: () => (run, year) => run.path[year]?.bmi ?? Number.NaN,
  bodyWeight: ({ person: { heightM } }) =>
    heightM === undefined ? undefined : (run, year) => (run.path[year]?.bmi ?? Number.NaN) * heightM ** 2,
  systolicBloodPressure: () => (run, year) => run.path[year]?.systolicMmHg ?? Number.NaN,
  ldlCholesterol: () => (run, year) => run.path[year]?.ldlMmolPerL ?? Number.NaN,
  egfr:
    ({ person: { egfr } }) =>
    () =>
      egfr,
};

/** Endpoints of a scenario: what can still happen, the readings by trial hazard ratio, death in a year without an event. */
export function outcomesOf({ person, outcomes, ratioOutcomes }: Plan): readonly Outcome[] {
  const history = historyOf(person);
  return [
    ...outcomes.map((name) => ({ code: OUTCOME[name].code, display: outcomeDisplay(name, history) })),
    ...ratioOutcomes.map((name) => ({
      code: ratioCode(name),
      display: `${outcomeDisplay(name, history)}, by the trial hazard ratio`,
      readingOf: OUTCOME[name].code,
    })),
    { code: DEATH_WITHOUT_EVENT, display: "Death in a year without a complication" },
  ];
}

const ratioCode = (name: Complication): string => `${OUTCOME[name].code}.trial-ratio`;

/** Risk factors at 0, 1, … years and cumulative probabilities, 0 to 1, after as many. */
export function measuresOf(plan: Plan, horizon: number): readonly Measure[] {
  const years = Array.from({ length: horizon + 1 }, (_, year) => year);
  const factors = Object.entries(FACTORS).flatMap(([code, make]) => {
    const factor = make(plan);
    return factor === undefined
      ? []
      : years.map((year) => ({ key: keyOf(code, year), of: (run: Run) => factor(run, year) }));
  });
  const probability = (code: string, hazards: (run: Run) => Float64Array | undefined) =>
    years.map((year) => ({
      key: keyOf(code, year),
      of: (run: Run) => cumulative(hazards(run) ?? new Float64Array(), year),
    }));
  return [
    ...factors,
    ...plan.outcomes.flatMap((name, at) => probability(OUTCOME[name].code, (run) => run.hazards[at])),
    ...plan.ratioOutcomes.flatMap((name, at) => probability(ratioCode(name), (run) => run.ratioHazards[at])),
    ...probability(DEATH_WITHOUT_EVENT, (run) => run.hazards[plan.outcomes.length]),
  ];
}

/** From runs to series with bands, endpoints with intervals, and paired differences against the first scenario. */
import type { Comparison, Endpoint, Series, SimulationResult } from "../contract.ts";
import { band, interval95 } from "../quantiles.ts";
import { OUTCOME, outcomeDisplay } from "../ukpds-om2/outcomes.ts";
import { historyOf } from "../ukpds-om2/probability-table.ts";
import { cumulative, DEATH_WITHOUT_EVENT } from "./composition.ts";
import { metadata } from "./metadata.ts";
import type { Plan, Run } from "./simulation.ts";

export interface Runs {
  readonly plans: readonly Plan[];
  /** On published estimates, by scenario. */
  readonly central: readonly Run[];
  /** `[member][scenario]`; empty for a single run. */
  readonly ensemble: readonly (readonly Run[])[];
  /** By scenario: death from any cause by the end of each year. */
  readonly deaths: readonly Float64Array[];
  readonly horizon: number;
  readonly outputs: readonly string[] | undefined;
}

/** A number taken from one run of a scenario. */
type Measure = (run: Run, plan: Plan) => number;

export function summarise(runs: Runs): Pick<SimulationResult, "series" | "endpoints" | "comparisons"> {
  return {
    series: runs.plans.flatMap((plan, at) => seriesOf(runs, plan, at)),
    endpoints: runs.plans.flatMap((plan, at) => endpointsOf(runs, plan, at)),
    comparisons: runs.plans.slice(1).flatMap((plan, at) => comparisonsOf(runs, plan, at + 1)),
  };
}

const FACTOR_AT: Readonly<Record<string, (year: number) => Measure | undefined>> = {
  hba1c: (year) => (run) => run.path[year]?.hba1c ?? Number.NaN,
  bodyMassIndex: (year) => (run) => run.path[year]?.bmi ?? Number.NaN,
  bodyWeight: (year) => (run, plan) => (run.path[year]?.bmi ?? Number.NaN) * (plan.person.heightM ?? Number.NaN) ** 2,
  systolicBloodPressure: (year) => (run) => run.path[year]?.systolicMmHg ?? Number.NaN,
  ldlCholesterol: (year) => (run) => run.path[year]?.ldlMmolPerL ?? Number.NaN,
  egfr: () => (_run, plan) => plan.person.egfr,
};

function seriesOf(runs: Runs, plan: Plan, at: number): readonly Series[] {
  const times = Array.from({ length: runs.horizon + 1 }, (_, year) => year);
  return metadata.outputs
    .filter(({ code }) => runs.outputs === undefined || runs.outputs.includes(code))
    .flatMap(({ code }): readonly Series[] => {
      const common = { scenario: plan.name, output: code, times };
      if (code === "death") return [{ ...common, p50: [0, ...(runs.deaths[at] ?? [])].map((p) => p * 100) }];
      if (code === "bodyWeight" && plan.person.heightM === undefined) return [];
      const measures = times.map((year) => measureOf(code, plan, year));
      return measures.some((measure) => measure === undefined)
        ? []
        : [{ ...common, ...bands(runs, plan, at, measures as readonly Measure[]) }]; // checked in the line above
    });
}

/** A risk factor, or the cumulative probability of a complication in percent; undefined where it cannot happen. */
function measureOf(code: string, plan: Plan, year: number): Measure | undefined {
  const factor = FACTOR_AT[code]?.(year);
  if (factor !== undefined) return factor;
  const outcome = plan.outcomes.findIndex((name) => OUTCOME[name].code === code);
  return outcome < 0 ? undefined : (run) => 100 * cumulative(run.hazards[outcome] as Float64Array, year);
}

function bands(
  runs: Runs,
  plan: Plan,
  at: number,
  measures: readonly Measure[],
): Omit<Series, "scenario" | "output" | "times"> {
  if (runs.ensemble.length === 0) return { p50: measures.map((measure) => measure(runs.central[at] as Run, plan)) };
  const points = measures.map((measure) => band(overMembers(runs, at, (run) => measure(run, plan))));
  return { p5: points.map(({ p5 }) => p5), p50: points.map(({ p50 }) => p50), p95: points.map(({ p95 }) => p95) };
}

const overMembers = ({ ensemble }: Runs, at: number, measure: (run: Run) => number): Float64Array =>
  Float64Array.from(ensemble, (member) => measure(member[at] as Run));

interface Outcome {
  readonly code: string;
  readonly display: string;
  readonly readingOf?: string;
  readonly measure: (run: Run) => number;
}

/** Every endpoint of a scenario but death from any cause, as a measure of a run. */
function outcomesOf(runs: Runs, plan: Plan): readonly Outcome[] {
  const history = historyOf(plan.person);
  const { horizon } = runs;
  const own = plan.outcomes.map((name, at) => ({
    code: OUTCOME[name].code,
    display: outcomeDisplay(name, history),
    measure: (run: Run) => cumulative(run.hazards[at] as Float64Array, horizon),
  }));
  const death = {
    code: DEATH_WITHOUT_EVENT,
    display: "Death in a year without a complication",
    measure: (run: Run) => cumulative(run.hazards[plan.outcomes.length] as Float64Array, horizon),
  };
  const ratios = plan.ratioOutcomes.map((name, at) => ({
    code: `${OUTCOME[name].code}.trial-ratio`,
    display: `${outcomeDisplay(name, history)}, by the trial hazard ratio`,
    readingOf: OUTCOME[name].code,
    measure: (run: Run) => cumulative(run.ratioHazards[at] as Float64Array, horizon),
  }));
  return [...own, ...ratios, death];
}

function endpointsOf(runs: Runs, plan: Plan, at: number): readonly Endpoint[] {
  const scenario = plan.name;
  const endpoints = outcomesOf(runs, plan).map(({ code, display, readingOf, measure }) => ({
    scenario,
    code,
    display,
    probability: measure(runs.central[at] as Run),
    ...(runs.ensemble.length === 0 ? {} : { interval: interval95(overMembers(runs, at, measure)) }),
    ...(readingOf === undefined ? {} : { readingOf }),
  }));
  const death = runs.deaths[at]?.at(-1) ?? 0;
  return [...endpoints, { scenario, code: "death", display: "Death from any cause", probability: death }];
}

function comparisonsOf(runs: Runs, plan: Plan, at: number): readonly Comparison[] {
  const first = runs.plans[0] as Plan; // at is 1 or more
  const names = { scenario: plan.name, against: first.name };
  const factors = metadata.outputs.flatMap(({ code, display, unit }) => {
    const measure = FACTOR_AT[code]?.(runs.horizon);
    if (measure === undefined || code === "egfr") return [];
    if (code === "bodyWeight" && (plan.person.heightM === undefined || first.person.heightM === undefined)) return [];
    const label = { ...names, code, display: `${display} after ${runs.horizon} years`, unit };
    return [
      {
        ...label,
        ...paired(
          runs,
          at,
          (run) => measure(run, plan),
          (run) => measure(run, first),
        ),
      },
    ];
  });
  const reference = new Map(outcomesOf(runs, first).map((outcome) => [outcome.code, outcome]));
  const outcomes = outcomesOf(runs, plan).flatMap(({ code, display, readingOf, measure }) => {
    const other = reference.get(code) ?? reference.get(readingOf ?? "");
    if (other === undefined) return [];
    const label = { ...names, code, display, unit: "%" };
    return [
      {
        ...label,
        ...paired(
          runs,
          at,
          (run) => 100 * measure(run),
          (run) => 100 * other.measure(run),
        ),
      },
    ];
  });
  const death = 100 * ((runs.deaths[at]?.at(-1) ?? 0) - (runs.deaths[0]?.at(-1) ?? 0));
  return [
    ...factors,
    ...outcomes,
    { ...names, code: "death", display: "Death from any cause", unit: "%", difference: death },
  ];
}

/** Difference on the published estimates; interval and share of members in which the scenario is lower, ties halved. */
function paired(
  runs: Runs,
  at: number,
  measure: (run: Run) => number,
  reference: (run: Run) => number,
): Pick<Comparison, "difference" | "interval" | "probabilityBetter"> {
  const difference = measure(runs.central[at] as Run) - reference(runs.central[0] as Run);
  if (runs.ensemble.length === 0) return { difference };
  const differences = Float64Array.from(
    runs.ensemble,
    (member) => measure(member[at] as Run) - reference(member[0] as Run),
  );
  let better = 0;
  for (const value of differences) better += value < 0 ? 1 : value === 0 ? 0.5 : 0;
  return { difference, interval: interval95(differences), probabilityBetter: better / differences.length };
}

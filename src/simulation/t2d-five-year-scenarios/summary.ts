/** From the values of runs to series with bands, endpoints with intervals, and paired differences from the first scenario. */
import type { Comparison, Endpoint, Series, SimulationResult } from "../contract.ts";
import { band, interval95 } from "../quantiles.ts";
import { FACTORS, keyOf, outcomesOf, type Values } from "./measures.ts";
import { metadata } from "./metadata.ts";
import type { Plan } from "./simulation.ts";

/** One scenario with what its runs gave. */
export interface Summarised {
  readonly plan: Plan;
  readonly values: Values;
  /** Death from any cause by the end of each year, on the published estimates. */
  readonly deaths: Float64Array;
}

export function summarise(
  scenarios: readonly Summarised[],
  horizon: number,
  outputs: readonly string[] | undefined,
): Pick<SimulationResult, "series" | "endpoints" | "comparisons"> {
  const [first, ...others] = scenarios;
  return {
    series: scenarios.flatMap((scenario) => seriesOf(scenario, horizon, outputs)),
    endpoints: scenarios.flatMap((scenario) => endpointsOf(scenario, horizon)),
    comparisons: first === undefined ? [] : others.flatMap((scenario) => comparisonsOf(scenario, first, horizon)),
  };
}

function seriesOf(
  { plan, values, deaths }: Summarised,
  horizon: number,
  outputs: readonly string[] | undefined,
): readonly Series[] {
  const times = Array.from({ length: horizon + 1 }, (_, year) => year);
  return metadata.outputs
    .filter(({ code }) => outputs === undefined || outputs.includes(code))
    .flatMap(({ code }): readonly Series[] => {
      const common = { scenario: plan.name, output: code, times };
      if (code === "death") return [{ ...common, p50: [0, ...deaths].map((p) => p * 100) }];
      const keys = times.map((year) => keyOf(code, year));
      if (!keys.every((key) => values.central.has(key))) return [];
      const factor = Object.hasOwn(FACTORS, code) ? 1 : 100; // a probability is given in percent
      return [{ ...common, ...bands(values, keys, factor) }];
    });
}

function bands({ central, members }: Values, keys: readonly string[], factor: number) {
  const columns = keys.flatMap((key) => members.get(key) ?? []);
  if (columns.length === 0) return { p50: keys.map((key) => factor * (central.get(key) ?? Number.NaN)) };
  const points = columns.map(band);
  return {
    p5: points.map(({ p5 }) => factor * p5),
    p50: points.map(({ p50 }) => factor * p50),
    p95: points.map(({ p95 }) => factor * p95),
  };
}

function endpointsOf({ plan, values, deaths }: Summarised, horizon: number): readonly Endpoint[] {
  const scenario = plan.name;
  const endpoints = outcomesOf(plan).map((outcome) => {
    const key = keyOf(outcome.code, horizon);
    const column = values.members.get(key);
    return {
      scenario,
      ...outcome,
      probability: values.central.get(key) ?? Number.NaN,
      ...(column === undefined ? {} : { interval: interval95(column) }),
    };
  });
  const probability = deaths.at(-1) ?? 0;
  return [...endpoints, { scenario, code: "death", display: "Death from any cause", probability }];
}

function comparisonsOf(scenario: Summarised, first: Summarised, horizon: number): readonly Comparison[] {
  const names = { scenario: scenario.plan.name, against: first.plan.name };
  const factors = metadata.outputs.flatMap(({ code, display, unit }) => {
    if (!Object.hasOwn(FACTORS, code) || code === "egfr") return [];
    const key = keyOf(code, horizon);
    if (!scenario.values.central.has(key) || !first.values.central.has(key)) return [];
    const label = { ...names, code, display: `${display} after ${horizon} years`, unit };
    return [{ ...label, ...paired(scenario.values, first.values, { key, against: key, factor: 1 }) }];
  });
  const outcomes = outcomesOf(scenario.plan).flatMap(({ code, display, readingOf }) => {
    const key = keyOf(code, horizon);
    // Where the first scenario has no such reading of its own, its plain probability stands against it.
    const against = first.values.central.has(key) ? key : keyOf(readingOf ?? code, horizon);
    if (!first.values.central.has(against)) return [];
    return [
      { ...names, code, display, unit: "%", ...paired(scenario.values, first.values, { key, against, factor: 100 }) },
    ];
  });
  const difference = 100 * ((scenario.deaths.at(-1) ?? 0) - (first.deaths.at(-1) ?? 0));
  return [...factors, ...outcomes, { ...names, code: "death", display: "Death from any cause", unit: "%", difference }];
}

/** Difference on the published estimates; interval and share of members in which the scenario is lower, ties halved. */
function paired(
  scenario: Values,
  first: Values,
  { key, against, factor }: { readonly key: string; readonly against: string; readonly factor: number },
): Pick<Comparison, "difference" | "interval" | "probabilityBetter"> {
  const difference = factor * ((scenario.central.get(key) ?? Number.NaN) - (first.central.get(against) ?? Number.NaN));
  const [own, other] = [scenario.members.get(key), first.members.get(against)];
  if (own === undefined || other === undefined) return { difference };
  const differences = own.map((value, member) => factor * (value - (other[member] ?? Number.NaN)));
  const better = differences.reduce((count, value) => count + (value < 0 ? 1 : value === 0 ? 0.5 : 0), 0);
  return { difference, interval: interval95(differences), probabilityBetter: better / differences.length };
}

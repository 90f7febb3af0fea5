/**
 * UKPDS Outcomes Model 2: paths of the risk factors, annual and cumulative probabilities, and, with more than one member,
 * a micro-simulation of that many copies of the person with life expectancy within the horizon.
 */
import { InvalidInput } from "../../errors.ts";
import { coefficientHashOf } from "../coefficient-hash.ts";
import type {
  Comparison,
  Endpoint,
  Scenario,
  Series,
  Simulation,
  SimulationRequest,
  SimulationResult,
} from "../contract.ts";
import coefficients from "./coefficients.json" with { type: "json" };
import { annualProbability, EQUATIONS, type EquationName, type RiskFactors } from "./equations.ts";
import { DEATHS, EQUATION_OUTPUT, FACTOR_OUTPUTS, HOLD, metadata } from "./metadata.ts";
import { kaplanMeier, type Microsimulation, microsimulate } from "./microsimulation.ts";
import { OUTCOME, outcomeDisplay, possibleOutcomes } from "./outcomes.ts";
import { factorPaths, PUBLISHED_PATHS } from "./paths.ts";
import { COMPLICATIONS, type Complication, type Person, personOf } from "./person.ts";
import { historyOf, ProbabilityTable } from "./probability-table.ts";

export const simulation: Simulation = { metadata, coefficientHash: coefficientHashOf(coefficients), run };

interface Course {
  readonly name: string;
  readonly person: Person;
  readonly path: readonly RiskFactors[];
  readonly outcomes: readonly Complication[];
  /** `[outcome][year]`: annual probability given no such event before. */
  readonly annual: readonly Float64Array[];
  readonly copies: Microsimulation | undefined;
}

function run(request: SimulationRequest): SimulationResult {
  const notes = new Set<string>();
  const scenarios = request.scenarios.length > 0 ? request.scenarios : [{ name: "as now", interventions: [] }];
  const courses = scenarios.map((scenario) => courseOf(scenario, request, notes));
  const wants = (code: string) =>
    code === EQUATION_OUTPUT ? request.outputs?.includes(code) === true : (request.outputs?.includes(code) ?? true);
  return {
    series: courses.flatMap(seriesOf).filter(({ output }) => wants(output)),
    endpoints: courses.flatMap((course) => endpointsOf(course, request.horizon, wants(EQUATION_OUTPUT))),
    comparisons: courses.slice(1).flatMap((course) => comparisonsOf(course, courses[0] as Course)),
    notes: [...notes],
    method:
      request.members === 1
        ? "annual probabilities of the published equations on expected paths, no micro-simulation; cumulative 1 − Π(1 − p)"
        : `annual probabilities of the published equations on expected paths, cumulative 1 − Π(1 − p); micro-simulation of ${request.members} copies, the same random numbers in all scenarios`,
    confidence: "B",
  };
}

function courseOf(scenario: Scenario, request: SimulationRequest, notes: Set<string>): Course {
  const unknown = scenario.interventions.find(({ code }) => code !== HOLD);
  if (unknown !== undefined) {
    throw new InvalidInput(`unknown intervention '${unknown.code.slice(0, 60)}'; known is: ${HOLD}`, {
      code: "code-invalid",
      expression: "Parameters.parameter.where(name='scenario').part.where(name='intervention').part.where(name='code')",
    });
  }
  const person = personOf({ ...request.inputs, ...scenario.inputs }, notes);
  const isHeld = scenario.interventions.length > 0;
  const years = request.horizon;
  const path = isHeld
    ? Array.from({ length: years + 1 }, () => person.baseline)
    : factorPaths(person, years, PUBLISHED_PATHS);
  const yearly = path.slice(0, -1);
  const history = historyOf(person);
  const possible = possibleOutcomes(history);
  const table = new ProbabilityTable(person, yearly);
  const annual = possible.map((name) =>
    Float64Array.from(yearly, (_, year) => table.of(year, history)[COMPLICATIONS.indexOf(name)] as number),
  );
  const { members, seed } = request;
  const copies = members === 1 ? undefined : microsimulate(person, yearly, { persons: members, seed });
  return { name: scenario.name, person, path, outcomes: possible, annual, copies };
}

const cumulative = (annual: Float64Array, years: number): number =>
  -Math.expm1(annual.subarray(0, years).reduce((sum, p) => sum + Math.log1p(-p), 0));

function seriesOf({ name, path, outcomes: possible, annual, copies }: Course): readonly Series[] {
  const times = path.map((_, year) => year);
  const common = { scenario: name, times };
  const factors = FACTOR_OUTPUTS.map(({ code, factor }) => ({
    ...common,
    output: code,
    p50: path.map((factors) => factors[factor]),
  }));
  const probabilities = possible.map((outcome, at) => ({
    ...common,
    output: OUTCOME[outcome].code,
    p50: times.map((year) => 100 * cumulative(annual[at] as Float64Array, year)),
  }));
  return [...factors, ...probabilities, ...(copies === undefined ? [] : copySeries(name, times, copies))];
}

function copySeries(scenario: string, times: readonly number[], copies: Microsimulation): readonly Series[] {
  const { persons } = copies;
  const common = { scenario, times };
  const { mean, standardError } = meanOf(copies.yearsLived);
  return [
    ...COMPLICATIONS.map((outcome, at) => ({
      ...common,
      output: `events.${OUTCOME[outcome].code}`,
      p50: runningSums(copies.events[at] as Float64Array).map((sum) => sum / persons),
    })),
    ...COMPLICATIONS.map((outcome, at) => ({
      ...common,
      output: `free-of.${OUTCOME[outcome].code}`,
      p50: [100, ...Array.from(copies.eventFree[at] as Float64Array, (share) => 100 * share)],
    })),
    ...deathSeries(common, copies),
    {
      scenario,
      output: "lifeYears",
      times: [times.at(-1) ?? 0],
      p5: [mean - 1.645 * standardError],
      p50: [mean],
      p95: [mean + 1.645 * standardError],
    },
    { scenario, output: "lifeYearsError", times: [times.at(-1) ?? 0], p50: [standardError] },
  ];
}

/** Deaths by cause: per person so far, and the share free of them by Kaplan and Meier. */
function deathSeries(common: Pick<Series, "scenario" | "times">, copies: Microsimulation): readonly Series[] {
  const { persons, deaths, cardiovascularDeaths } = copies;
  const other = deaths.map((count, year) => count - (cardiovascularDeaths[year] ?? 0));
  const dead = runningSums(deaths);
  const atRisk = deaths.map((_, year) => persons - (dead[year] ?? 0));
  return [deaths, cardiovascularDeaths, other].flatMap((counts, at) => [
    { ...common, output: `events.${DEATHS[at]?.code}`, p50: runningSums(counts).map((sum) => sum / persons) },
    {
      ...common,
      output: `free-of.${DEATHS[at]?.code}`,
      p50: [100, ...Array.from(kaplanMeier(counts, atRisk), (share) => 100 * share)],
    },
  ]);
}

/** Sums up to the start of each year and, last, the end. */
function runningSums(yearly: Float64Array): number[] {
  const sums = [0];
  for (const count of yearly) sums.push((sums.at(-1) ?? 0) + count);
  return sums;
}

function meanOf(values: Float64Array): { readonly mean: number; readonly standardError: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, standardError: Math.sqrt(squares / (values.length - 1) / values.length) };
}

function endpointsOf(course: Course, horizon: number, withEquations: boolean): readonly Endpoint[] {
  const scenario = course.name;
  const history = historyOf(course.person);
  const own = course.outcomes.map((outcome, at) => ({
    scenario,
    code: OUTCOME[outcome].code,
    display: outcomeDisplay(outcome, history),
    probability: cumulative(course.annual[at] as Float64Array, horizon),
  }));
  const equations = EQUATIONS.map((name) => ({
    scenario,
    code: `equation.${name}`,
    display: `First year by the equation ${wordsOf(name)}, whether or not it applies`,
    probability: annualProbability(name, course.person.covariates),
    horizon: 1,
  }));
  return [...own, ...deathOf(course), ...(withEquations ? equations : [])];
}

/** Death from any cause in the micro-simulation, with the Monte Carlo error of that share. */
function deathOf({ name, copies }: Course): readonly Endpoint[] {
  if (copies === undefined) return [];
  const probability = copies.deaths.reduce((sum, count) => sum + count, 0) / copies.persons;
  const error = 1.96 * Math.sqrt((probability * (1 - probability)) / copies.persons);
  const interval = [Math.max(0, probability - error), Math.min(1, probability + error)] as const;
  const display = "Death from any cause (micro-simulation; interval: Monte Carlo error)";
  return [{ scenario: name, code: "death", display, probability, interval }];
}

const wordsOf = (name: EquationName): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

function comparisonsOf(course: Course, first: Course): readonly Comparison[] {
  const names = { scenario: course.name, against: first.name };
  const history = historyOf(course.person);
  const outcomes = course.outcomes.flatMap((outcome, at): readonly Comparison[] => {
    const other = first.annual[first.outcomes.indexOf(outcome)];
    if (other === undefined) return [];
    const years = other.length;
    const difference = 100 * (cumulative(course.annual[at] as Float64Array, years) - cumulative(other, years));
    return [
      { ...names, code: OUTCOME[outcome].code, display: outcomeDisplay(outcome, history), unit: "%", difference },
    ];
  });
  return [...outcomes, ...lifeYearsOf(course, first)];
}

/** The paired difference of years lived, with the Monte Carlo error of its mean. */
function lifeYearsOf(course: Course, first: Course): readonly Comparison[] {
  if (course.copies === undefined || first.copies === undefined) return [];
  const other = first.copies.yearsLived;
  const { mean, standardError } = meanOf(course.copies.yearsLived.map((years, at) => years - (other[at] as number)));
  return [
    {
      scenario: course.name,
      against: first.name,
      code: "lifeYears",
      display: "Mean years lived within the horizon (interval: Monte Carlo error)",
      unit: "a",
      difference: mean,
      interval: [mean - 1.96 * standardError, mean + 1.96 * standardError],
    },
  ];
}

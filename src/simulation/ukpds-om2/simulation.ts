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
  SimulationMetadata,
  SimulationRequest,
  SimulationResult,
} from "../contract.ts";
import coefficients from "./coefficients.json" with { type: "json" };
import { annualProbability, EQUATIONS, type EquationName, type RiskFactors } from "./equations.ts";
import { type Microsimulation, microsimulate } from "./microsimulation.ts";
import { OUTCOME, outcomeDisplay, possibleOutcomes } from "./outcomes.ts";
import { factorPaths, PUBLISHED_PATHS } from "./paths.ts";
import { COMPLICATIONS, type Complication, type Person, personOf, UKPDS_INPUTS } from "./person.ts";
import { historyOf, ProbabilityTable } from "./probability-table.ts";
import { UKPDS_EXCLUSIONS, UKPDS_SOURCES } from "./sources.ts";

const HOLD = "constant-risk-factors";
/** Asked for by this output: the first year's probability by each of the 17 equations, whether or not it applies. */
const EQUATION_OUTPUT = "equations";

const FACTOR_OUTPUTS = [
  { code: "hba1c", factor: "hba1c", display: "HbA1c", unit: "%", loinc: "4548-4" },
  {
    code: "systolicBloodPressure",
    factor: "systolicMmHg",
    display: "Systolic blood pressure",
    unit: "mm[Hg]",
    loinc: "8480-6",
  },
  { code: "ldlCholesterol", factor: "ldlMmolPerL", display: "LDL cholesterol", unit: "mmol/L", loinc: "39469-2" },
  { code: "hdlCholesterol", factor: "hdlMmolPerL", display: "HDL cholesterol", unit: "mmol/L", loinc: "14646-4" },
  { code: "bodyMassIndex", factor: "bmi", display: "Body mass index", unit: "kg/m2", loinc: "39156-5" },
  { code: "heartRate", factor: "heartRate", display: "Heart rate", unit: "/min", loinc: "8867-4" },
  { code: "whiteBloodCells", factor: "wbc", display: "White blood cells", unit: "10*9/L", loinc: "6690-2" },
  { code: "haemoglobin", factor: "haemoglobin", display: "Haemoglobin", unit: "g/dL", loinc: "718-7" },
] as const;

const outcomes = Object.values(OUTCOME);

export const metadata = {
  id: "ukpds-om2",
  version: "1.0.0",
  title: "UKPDS Outcomes Model 2 with UKPDS 90 risk factor paths",
  sources: UKPDS_SOURCES,
  confidence: "B",
  population:
    "Adults with type 2 diabetes. The equations come from people newly diagnosed in the United Kingdom 1977-1991, aged 25 to 65 then, followed to 2007.",
  intendedUse: "Long-term course of risk factors, complications and survival in type 2 diabetes",
  wrongUse:
    "Not for type 1 diabetes, pregnancy or children; not a prognosis of one person; absolute rates are too high for modern care",
  licence:
    "Published equations, cited. The University of Oxford asks to be contacted where its software is incorporated; none of it is.",
  limits: [
    "The equations over-predict complications in modern care (external validation: McEwan 2015, doi:10.1186/s12962-015-0038-8, mean absolute percentage error 38 %).",
    "eGFR, albuminuria, atrial fibrillation and peripheral arterial disease are held as they are: no public equation of their course was found.",
    "With known complications this reading of the paper gives 0.6 to 1.7 years more life expectancy than the official software in most cases, and 0.7 to 1.1 years less after a foot ulcer or, in men, an infarction; the cause is not known.",
    "Members are copies of the person: their spread is chance, and the interval is the Monte Carlo error of the mean. The uncertainty of the equations is not published in a usable form and is not included.",
    "Public encodings disagree on one coefficient, the intercept of amputation with a prior ulcer (-0.881, used here, or -0.811).",
  ],
  inputs: UKPDS_INPUTS,
  exclusions: UKPDS_EXCLUSIONS,
  interventions: [
    {
      code: HOLD,
      display: "All risk factors held at their baseline instead of following their paths",
      source: UKPDS_SOURCES[0] as (typeof UKPDS_SOURCES)[number], // the list has two
      confidence: "A",
    },
  ],
  outputs: [
    ...FACTOR_OUTPUTS.map(({ code, display, unit, loinc }) => ({ code, display, unit, loinc })),
    ...outcomes.map(({ code, display }) => ({ code, display: `${display}, cumulative probability`, unit: "%" })),
    ...outcomes.map(({ code, display }) => ({
      code: `events.${code}`,
      display: `${display}, events per person so far (micro-simulation)`,
      unit: "1",
    })),
    ...outcomes.map(({ code, display }) => ({
      code: `free-of.${code}`,
      display: `Free of: ${display.toLowerCase()} (micro-simulation, deaths censored)`,
      unit: "%",
    })),
    { code: "survival", display: "Alive (micro-simulation)", unit: "%" },
    {
      code: "cardiovascular-death",
      display: "Died in the year of a cardiovascular event (micro-simulation)",
      unit: "%",
    },
    { code: "lifeYears", display: "Mean years lived within the horizon (micro-simulation)", unit: "a" },
    {
      code: EQUATION_OUTPUT,
      display: "First year's probability by each equation, whether or not it applies",
      unit: "%",
    },
  ],
  time: { unit: "a", horizon: { standard: 10, max: 70 }, step: { standard: 1, min: 1 } },
  members: { standard: 1000, max: 50_000 },
} as const satisfies SimulationMetadata;

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
  const sums = (yearly: Float64Array): number[] => {
    let sum = 0;
    return [0, ...Array.from(yearly, (count) => (sum += count / persons))];
  };
  const { mean, standardError } = meanOf(copies.yearsLived);
  return [
    ...COMPLICATIONS.map((outcome, at) => ({
      ...common,
      output: `events.${OUTCOME[outcome].code}`,
      p50: sums(copies.events[at] as Float64Array),
    })),
    ...COMPLICATIONS.map((outcome, at) => ({
      ...common,
      output: `free-of.${OUTCOME[outcome].code}`,
      p50: [100, ...Array.from(copies.eventFree[at] as Float64Array, (share) => 100 * share)],
    })),
    { ...common, output: "survival", p50: sums(copies.deaths).map((died) => 100 * (1 - died)) },
    { ...common, output: "cardiovascular-death", p50: sums(copies.cardiovascularDeaths).map((died) => 100 * died) },
    {
      scenario,
      output: "lifeYears",
      times: [times.at(-1) ?? 0],
      p5: [mean - 1.645 * standardError],
      p50: [mean],
      p95: [mean + 1.645 * standardError],
    },
  ];
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

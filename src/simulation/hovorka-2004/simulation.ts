/** A day of meals and insulin on the Hovorka model: scenarios as rates over pieces of time, one run each. */
import { InvalidInput, ModelInputMissing, ModelInputOutOfRange } from "../../errors.ts";
import { coefficientHashOf } from "../coefficient-hash.ts";
import type {
  Comparison,
  Intervention,
  Scenario,
  Series,
  Simulation,
  SimulationRequest,
  SimulationResult,
} from "../contract.ts";
import { integrate } from "../solvers/dormand-prince.ts";
import {
  hovorkaDerivatives,
  hovorkaSteadyState,
  MMOL_PER_GRAM,
  PARAMETERS,
  type Rates,
  STATES,
} from "../systems/hovorka-2004.ts";
import { metadata } from "./metadata.ts";

const MEAL_MINUTES = 15;
const BOLUS_MINUTES = 1;
const RELATIVE_TOLERANCE = 1e-9;
const ABSOLUTE_TOLERANCE = 1e-10;
const [INSULIN, ACCESSIBLE_GLUCOSE] = [4, 8];
const VG = PARAMETERS.VG.value;

export const simulation: Simulation = { metadata, coefficientHash: coefficientHashOf(PARAMETERS), run };

interface Day {
  readonly name: string;
  readonly times: readonly number[];
  readonly glucose: readonly number[];
  readonly insulin: readonly number[];
  readonly basalUnitsPerHour: number;
  readonly shares: { readonly below: number; readonly within: number; readonly above: number };
}

function run(request: SimulationRequest): SimulationResult {
  const scenarios = request.scenarios.length > 0 ? request.scenarios : [{ name: "as now", interventions: [] }];
  const days = scenarios.map((scenario) => dayOf(scenario, request));
  const wants = ({ output }: Series) => request.outputs?.includes(output) ?? true;
  return {
    series: days.flatMap((day) => seriesOf(day, request)).filter(wants),
    endpoints: [],
    comparisons: days.slice(1).flatMap((day) => comparisonsOf(day, days[0] as Day)),
    notes: [
      "The run starts in the steady state of the starting glucose; without a basal rate in the scenario, the rate that holds it is given throughout.",
      "One run on the parameters of an average adult: no published distribution of the parameters is at hand, so there is no band.",
    ],
    method: `Dormand-Prince 5(4), relative tolerance ${RELATIVE_TOLERANCE}, absolute ${ABSOLUTE_TOLERANCE}, restarted where a meal, bolus or basal rate begins or ends`,
    confidence: "B",
  };
}

function dayOf(scenario: Scenario, request: SimulationRequest): Day {
  const inputs = { ...request.inputs, ...scenario.inputs };
  const weightKg = numberOf(inputs, "bodyWeight");
  const steady = steadyStateOf(weightKg, numberOf(inputs, "glucose"));
  const doses = scenario.interventions.map((intervention) => doseOf(intervention, request.horizon));
  const stops = [...new Set(doses.flatMap(({ start, end }) => [start, end]))]
    .filter((time) => time > 0 && time < request.horizon)
    .sort((a, b) => a - b);
  const edges = [0, ...stops, request.horizon];
  const rates = edges
    .slice(1)
    .map((end, at) => ratesAt(((edges[at] as number) + end) / 2, doses, steady.basalMuPerMin));
  // Every minute, for the shares of time; the answer takes every step-th of them.
  const times = Array.from({ length: request.horizon + 1 }, (_, minute) => minute);
  const { states } = integrate({
    derivatives: hovorkaDerivatives(weightKg, rates),
    initial: steady.state,
    start: 0,
    end: request.horizon,
    stops,
    times,
    relativeTolerance: RELATIVE_TOLERANCE,
    absoluteTolerance: ABSOLUTE_TOLERANCE,
  });
  const column = (state: number) => times.map((_, at) => states[at * STATES.length + state] as number);
  const glucose = column(ACCESSIBLE_GLUCOSE).map((mmol) => mmol / (VG * weightKg));
  return {
    name: scenario.name,
    times,
    glucose,
    insulin: column(INSULIN),
    basalUnitsPerHour: (steady.basalMuPerMin * 60) / 1000,
    shares: sharesOf(glucose),
  };
}

function steadyStateOf(weightKg: number, glucoseMmolPerL: number) {
  try {
    return hovorkaSteadyState(weightKg, glucoseMmolPerL);
  } catch (cause) {
    throw new ModelInputOutOfRange("input 'glucose': the model has no steady state at this starting glucose", {
      expression: "Parameters.parameter.where(name='input')",
      cause,
    });
  }
}

function numberOf(inputs: SimulationRequest["inputs"], name: keyof typeof metadata.inputs): number {
  const value = inputs[name];
  if (typeof value === "number") return value;
  throw new ModelInputMissing(`input '${name}' is needed`, { expression: "Parameters.parameter.where(name='input')" });
}

interface Dose {
  readonly code: "meal" | "bolus" | "basal";
  readonly start: number;
  readonly end: number;
  /** mmol/min of carbohydrate for a meal, mU/min of insulin otherwise. */
  readonly rate: number;
}

function doseOf({ code, dose, start = 0, end }: Intervention, horizon: number): Dose {
  if (code !== "meal" && code !== "bolus" && code !== "basal") {
    throw invalid(`unknown intervention '${code.slice(0, 60)}'; known are: meal, bolus, basal`, "code");
  }
  if (dose === undefined) throw invalid(`intervention '${code}' needs a dose`, "dose");
  const standard = { meal: start + MEAL_MINUTES, bolus: start + BOLUS_MINUTES, basal: horizon };
  const until = end ?? standard[code];
  if (!(until > start)) throw invalid(`intervention '${code}' ends before it starts`, "end");
  const minutes = until - start;
  const rates = {
    meal: (dose * MMOL_PER_GRAM) / minutes,
    bolus: (dose * 1000) / minutes,
    basal: (dose * 1000) / 60,
  };
  return { code, start, end: until, rate: rates[code] };
}

const invalid = (message: string, part: string) =>
  new InvalidInput(message, {
    code: "value",
    expression: `Parameters.parameter.where(name='scenario').part.where(name='intervention').part.where(name='${part}')`,
  });

function ratesAt(time: number, doses: readonly Dose[], steadyBasal: number): Rates {
  const sum = (code: Dose["code"]) => {
    const active = doses.filter((dose) => dose.code === code && dose.start <= time && time < dose.end);
    return active.length === 0 ? undefined : active.reduce((total, { rate }) => total + rate, 0);
  };
  return {
    carbohydrateMmolPerMin: sum("meal") ?? 0,
    insulinMuPerMin: (sum("bolus") ?? 0) + (sum("basal") ?? steadyBasal),
  };
}

function sharesOf(glucose: readonly number[]): Day["shares"] {
  const share = (holds: (value: number) => boolean) => (100 * glucose.filter(holds).length) / glucose.length;
  return {
    below: share((value) => value < 3.9),
    within: share((value) => value >= 3.9 && value <= 10),
    above: share((value) => value > 10),
  };
}

function seriesOf(day: Day, { step, horizon }: SimulationRequest): readonly Series[] {
  const shown = day.times.filter((time) => time % step === 0);
  const scenario = day.name;
  const single = (output: string, value: number): Series => ({ scenario, output, times: [horizon], p50: [value] });
  return [
    { scenario, output: "glucose", times: shown, p50: shown.map((time) => day.glucose[time] as number) },
    { scenario, output: "insulin", times: shown, p50: shown.map((time) => day.insulin[time] as number) },
    single("basalInsulin", day.basalUnitsPerHour),
    single("timeInRange", day.shares.within),
    single("timeBelowRange", day.shares.below),
    single("timeAboveRange", day.shares.above),
  ];
}

function comparisonsOf(day: Day, first: Day): readonly Comparison[] {
  const names = { scenario: day.name, against: first.name };
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const lowest = (values: readonly number[]) => values.reduce((low, value) => Math.min(low, value), Infinity);
  const highest = (values: readonly number[]) => values.reduce((high, value) => Math.max(high, value), -Infinity);
  const row = (code: string, display: string, unit: string, difference: number): Comparison => ({
    ...names,
    code,
    display,
    unit,
    difference,
  });
  return [
    row("meanGlucose", "Mean glucose", "mmol/L", mean(day.glucose) - mean(first.glucose)),
    row("lowestGlucose", "Lowest glucose", "mmol/L", lowest(day.glucose) - lowest(first.glucose)),
    row("highestGlucose", "Highest glucose", "mmol/L", highest(day.glucose) - highest(first.glucose)),
    row("timeInRange", "Share of time in range", "%", day.shares.within - first.shares.within),
    row("timeBelowRange", "Share of time below range", "%", day.shares.below - first.shares.below),
  ];
}

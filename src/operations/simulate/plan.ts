/** From the parameters of `$simulate` to a run: which simulation, scenarios, times, members, seed, with every limit checked. */
import type { Parameters, ParametersParameter } from "@medplum/fhirtypes";
import type { ConceptName } from "../../concepts/index.ts";
import { InvalidInput, NotFound } from "../../errors.ts";
import { allNamed, integerOf, oneNamed, refuseUnknown, textOf } from "../../fhir/parameters.ts";
import type { Intervention, Simulation, SimulationMetadata } from "../../simulation/contract.ts";
import { SIMULATIONS } from "../../simulation/index.ts";
import { type KnownValue, parseSupplied } from "../inputs.ts";
import { interventionsOf } from "./interventions.ts";
import { numberIn } from "./number-in.ts";

export const PARAMETERS = [
  "model",
  "scenario",
  "input",
  "horizon",
  "step",
  "members",
  "seed",
  "output",
  "asOf",
  "data",
  "store",
];
/** The seed where none is given: fixed, so that a call without one is reproducible too. */
export const STANDARD_SEED = 1;
const MAX_SEED = 2_147_483_647;
const MAX_SCENARIOS = 8;
const MAX_NAME_LENGTH = 80;

export interface ScenarioPlan {
  readonly name: string;
  readonly interventions: readonly Intervention[];
  readonly supplied: ReadonlyMap<ConceptName, KnownValue>;
}
export interface RunPlan {
  readonly simulation: Simulation;
  readonly scenarios: readonly ScenarioPlan[];
  readonly horizon: number;
  readonly step: number;
  readonly members: number;
  readonly seed: number;
  readonly outputs: readonly string[] | undefined;
}

/** @throws NotFound for an unknown simulation; InvalidInput for a parameter that is malformed or beyond a limit */
export function planOf(parameters: Parameters): RunPlan {
  refuseUnknown(parameters, PARAMETERS);
  const simulation = simulationOf(parameters);
  const { metadata } = simulation;
  const { time, members } = metadata;
  const horizon = wholeNumber(parameters, "horizon", time.horizon.standard, {
    least: 1,
    most: time.horizon.max,
    unit: time.unit,
  });
  const step = wholeNumber(parameters, "step", Math.min(time.step.standard, horizon), {
    least: time.step.min,
    most: horizon,
    unit: time.unit,
  });
  return {
    simulation,
    scenarios: scenariosOf(parameters, metadata),
    horizon,
    step,
    members: wholeNumber(parameters, "members", members.standard, { least: 1, most: members.max }),
    seed: wholeNumber(parameters, "seed", STANDARD_SEED, { least: 0, most: MAX_SEED }),
    outputs: outputsOf(parameters, metadata),
  };
}

const pathOf = (name: string) => `Parameters.parameter.where(name='${name}')`;

function simulationOf(parameters: Parameters): Simulation {
  const ids = [...SIMULATIONS.keys()].join(", ");
  const parameter = oneNamed(parameters, "model");
  if (parameter === undefined) {
    throw new InvalidInput(`'model' is required; there are ${ids}`, { code: "required", expression: pathOf("model") });
  }
  const id = textOf(parameter);
  const simulation = SIMULATIONS.get(id);
  if (simulation !== undefined) return simulation;
  throw new NotFound(`there is no simulation '${id.slice(0, 60)}'; there are ${ids}`, { expression: pathOf("model") });
}

function wholeNumber(
  parameters: Parameters,
  name: "horizon" | "step" | "members" | "seed",
  standard: number,
  { least, most, unit }: { readonly least: number; readonly most: number; readonly unit?: string },
): number {
  const parameter = oneNamed(parameters, name);
  if (parameter === undefined) return standard;
  const value = unit === undefined ? integerOf(parameter) : numberIn(parameter, unit, pathOf(name));
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  const of = unit === undefined ? "" : ` ${unit}`;
  throw new InvalidInput(`'${name}' must be a whole number from ${least} to ${most}${of}`, {
    code: "value",
    expression: pathOf(name),
  });
}

function scenariosOf(parameters: Parameters, metadata: SimulationMetadata): readonly ScenarioPlan[] {
  const given = allNamed(parameters, "scenario");
  if (given.length > MAX_SCENARIOS) {
    throw new InvalidInput(`at most ${MAX_SCENARIOS} scenarios are compared in one call`, {
      code: "too-costly",
      expression: pathOf("scenario"),
    });
  }
  if (given.length === 0) return [{ name: "as now", interventions: [], supplied: new Map() }];
  const names = new Set<string>();
  return given.map((scenario, index) => {
    const at = `${pathOf("scenario")}[${index}]`;
    refuseUnknown(scenario, ["name", "intervention", "input"]);
    const name = nameOf(scenario, at);
    if (names.has(name)) throw new InvalidInput("two scenarios have the same name", { expression: at });
    names.add(name);
    return { name, interventions: interventionsOf(scenario, metadata, at), supplied: parseSupplied(scenario) };
  });
}

function nameOf(scenario: ParametersParameter, at: string): string {
  const expression = `${at}.part.where(name='name')`;
  const parameter = oneNamed(scenario, "name");
  if (parameter === undefined) throw new InvalidInput("a scenario needs a 'name'", { code: "required", expression });
  const name = textOf(parameter).trim();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (name.length > 0 && name.length <= MAX_NAME_LENGTH && !/[\u0000-\u001f]/.test(name)) return name;
  throw new InvalidInput(`a scenario's name has 1 to ${MAX_NAME_LENGTH} printable characters`, {
    code: "value",
    expression,
  });
}

function outputsOf(parameters: Parameters, { id, outputs }: SimulationMetadata): readonly string[] | undefined {
  const given = [...new Set(allNamed(parameters, "output").map(textOf))];
  const unknown = given.find((code) => !outputs.some((output) => output.code === code));
  if (unknown !== undefined) {
    const known = outputs.map(({ code }) => code).join(", ");
    throw new InvalidInput(`${id} has no output '${unknown.slice(0, 60)}'; its outputs are: ${known}`, {
      code: "code-invalid",
      expression: pathOf("output"),
    });
  }
  return given.length === 0 ? undefined : given;
}

/** The inputs of every scenario, selected by the simulation's declarations, or the reason why it cannot be run. */
import { type ConceptName, conceptOf } from "../../concepts/index.ts";
import { type Issue, ModelInputMissing, ModelInputOutOfRange, RuleViolation } from "../../errors.ts";
import type { SimulationMetadata, SimulationRequest } from "../../simulation/contract.ts";
import { type KnownInputs, type Selection, selectInputs, withSupplied } from "../inputs.ts";
import type { RunPlan, ScenarioPlan } from "./plan.ts";

export interface ScenarioInputs {
  readonly scenario: ScenarioPlan;
  readonly selection: Selection;
}

/**
 * One selection per scenario, in order.
 * @throws RuleViolation where the simulation does not apply to the person, ModelInputMissing, ModelInputOutOfRange
 */
export function scenarioInputs(plan: RunPlan, known: KnownInputs): readonly ScenarioInputs[] {
  const { metadata } = plan.simulation;
  return plan.scenarios.map((scenario) => {
    const values = withSupplied(known.values, scenario.supplied);
    refuseExcluded(metadata, values);
    const selection = selectInputs(metadata.inputs, { asOf: known.asOf, values });
    refuseProblems(metadata, selection);
    return { scenario, selection };
  });
}

/** The run as plain data for a worker thread. */
export function requestOf(plan: RunPlan, scenarios: readonly ScenarioInputs[]): SimulationRequest {
  const { horizon, step, members, seed, outputs } = plan;
  return {
    model: plan.simulation.metadata.id,
    inputs: scenarios[0]?.selection.values ?? {},
    scenarios: scenarios.map(({ scenario: { name, interventions }, selection }) => ({
      name,
      interventions,
      inputs: definedOf(selection.values),
    })),
    horizon,
    step,
    members,
    seed,
    ...(outputs === undefined ? {} : { outputs }),
  };
}

function definedOf(values: Selection["values"]): NonNullable<SimulationRequest["scenarios"][number]["inputs"]> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

const expressionOf = (concept: ConceptName) =>
  `Parameters.parameter.where(name='input').part.where(name='name' and value='${concept}')`;

function refuseExcluded({ id, exclusions = [] }: SimulationMetadata, values: KnownInputs["values"]): void {
  const issues = exclusions
    .filter(({ concept, when }) => values.get(concept)?.value === when)
    .map(
      ({ concept, says }): Issue => ({
        severity: "error",
        code: "business-rule",
        message: `${id} does not apply: ${says}`,
        expression: expressionOf(concept),
      }),
    );
  if (issues[0] !== undefined) throw new RuleViolation(issues[0].message, { issues });
}

function refuseProblems({ id }: SimulationMetadata, { problems }: Selection): void {
  const issues = problems.map(
    ({ state, concept, message = conceptOf(concept).display }): Issue => ({
      severity: "error",
      code: state === "out-of-range" ? "value" : "required",
      message: `${id}: ${message}`,
      expression: expressionOf(concept),
    }),
  );
  if (issues[0] === undefined) return;
  const ErrorClass = problems.some(({ state }) => state === "out-of-range") ? ModelInputOutOfRange : ModelInputMissing;
  throw new ErrorClass(issues[0].message, { issues });
}

/** Measurements older than this are pointed out. */
const OLD_DAYS = 731;

/** What a reader must know of the inputs: imputed or not checked, absent from the record, findings in the data. */
export function inputCautions(
  { exclusions = [] }: SimulationMetadata,
  { inputs }: Selection,
  known: KnownInputs,
): readonly string[] {
  const unchecked = exclusions.filter(({ concept }) => concept !== "isDeceased" && !known.values.has(concept));
  const old = inputs.filter(
    ({ known: value, ageDays = 0, concept }) =>
      value?.origin === "measured" && conceptOf(concept).kind === "quantity" && ageDays > OLD_DAYS,
  );
  const absent = inputs.filter(({ known: value }) => value?.origin === "absent");
  const concepts = new Set(inputs.map(({ concept }) => concept));
  const names = (list: readonly { readonly concept: ConceptName }[]) =>
    [...new Set(list.map(({ concept }) => conceptOf(concept).display))].join(", ");
  return [
    ...inputs.flatMap(({ state, message }) => (state === "imputed" || state === "clamped" ? [`${message}.`] : [])),
    ...(old.length === 0
      ? []
      : [`Measured more than two years before the start: ${names(old)}. The person may have changed since.`]),
    ...(absent.length === 0 ? [] : [`Taken as absent, because the record holds no entry of it: ${names(absent)}.`]),
    ...(unchecked.length === 0 ? [] : [`Not checked, because not known: ${names(unchecked)}.`]),
    ...known.findings
      .filter(({ concept }) => concepts.has(concept))
      .map(({ concept, message }) => `${conceptOf(concept).display}: ${message}.`),
  ];
}

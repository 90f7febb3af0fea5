/**
 * A run as FHIR: an Observation per scenario and output with the course over time, a RiskAssessment per scenario with the
 * probabilities, Parameters with the comparisons, and a Provenance that tells everything needed to make the run again and
 * carries the narrative of the whole. What is simulated has the twin's Device as subject, never the patient, so that it
 * is not read as measured. Times are counted from `asOf`; nothing depends on the clock.
 */
import type {
  CodeableConcept,
  Device,
  Extension,
  Observation,
  ObservationComponent,
  Parameters,
  ParametersParameter,
  Patient,
  Provenance,
  Reference,
  RiskAssessment,
} from "@medplum/fhirtypes";
import { EXTENSION, PROFILE, SYSTEM, TAG } from "../../codes.ts";
import type { Comparison, Endpoint, Series, SimulationMetadata, SimulationResult } from "../../simulation/contract.ts";
import type { KnownInputs } from "../inputs.ts";
import { inputExtension, ucumQuantity } from "../predict/extensions.ts";
import { twinDeviceId } from "../twin-state.ts";
import { outputText, riskText, runNarrative } from "./narrative.ts";
import type { RunPlan } from "./plan.ts";
import type { ScenarioInputs } from "./scenario-inputs.ts";
import { laterBy, SECONDS_IN } from "./time.ts";

/** Everything that an answer is made from. */
export interface FinishedRun {
  readonly plan: RunPlan;
  readonly scenarios: readonly ScenarioInputs[];
  readonly known: KnownInputs;
  readonly result: SimulationResult;
  /** What a reader must know of the inputs. */
  readonly cautions: readonly string[];
}

export type Simulated = Observation | RiskAssessment;

const simulationTag = { system: SYSTEM.tag, code: TAG.simulation };

/** Observations and RiskAssessments, scenario by scenario, without ids. */
export function simulatedResources(run: FinishedRun): readonly Simulated[] {
  return run.scenarios.flatMap(({ scenario: { name } }) => [
    ...run.result.series.filter(({ scenario }) => scenario === name).map((series) => observationOf(run, series)),
    ...riskAssessmentOf(run, name),
  ]);
}

function observationOf(run: FinishedRun, series: Series): Observation {
  const { metadata } = run.plan.simulation;
  const output = metadata.outputs.find(({ code }) => code === series.output);
  if (output === undefined) throw new Error(`${metadata.id} gave an undeclared output`);
  const { code, display, unit, loinc } = output;
  const shown = every(series, run.plan.step);
  return {
    resourceType: "Observation",
    meta: { profile: [PROFILE.simulatedObservation], tag: [simulationTag] },
    text: outputText(output, shown, metadata.time.unit),
    extension: [{ url: EXTENSION.scenario, valueString: series.scenario }],
    status: "final",
    category: [{ coding: [{ system: SYSTEM.tag, code: TAG.simulation, display: "Simulation" }] }],
    code: {
      coding: [
        { system: SYSTEM.simulationOutput, code, display },
        ...(loinc === undefined ? [] : [{ system: SYSTEM.loinc, code: loinc }]),
      ],
      text: `${display}, simulated`,
    },
    subject: twinReference(run.known),
    ...focusOf(run.known),
    effectivePeriod: periodOf(run, metadata),
    method: methodOf(run),
    component: componentsOf(shown, unit, metadata.time.unit),
  };
}

/** Every step-th point, and one that stands alone as it is. */
function every(series: Series, step: number): Series {
  if (series.times.length === 1) return series;
  const keep = (_: number, at: number) => (series.times[at] ?? 0) % step === 0;
  return {
    ...series,
    times: series.times.filter(keep),
    p50: series.p50.filter(keep),
    ...(series.p5 === undefined ? {} : { p5: series.p5.filter(keep) }),
    ...(series.p95 === undefined ? {} : { p95: series.p95.filter(keep) }),
  };
}

const STATISTIC = { p5: "5th percentile", p50: "Median, or the one run", p95: "95th percentile" } as const;

function componentsOf(
  series: Series,
  unit: string,
  timeUnit: SimulationMetadata["time"]["unit"],
): ObservationComponent[] {
  const { times } = series;
  return (["p5", "p50", "p95"] as const).flatMap((statistic): ObservationComponent[] => {
    const values = series[statistic];
    if (values === undefined) return [];
    const code = { coding: [{ system: SYSTEM.statistic, code: statistic, display: STATISTIC[statistic] }] };
    if (values.length === 1) return [{ code, valueQuantity: ucumQuantity(values[0] ?? 0, unit) }];
    const period = ((times[1] ?? 1) - (times[0] ?? 0)) * SECONDS_IN[timeUnit] * 1000;
    const valueSampledData = { origin: ucumQuantity(0, unit), period, dimensions: 1, data: values.join(" ") };
    return [{ code, valueSampledData }];
  });
}

function riskAssessmentOf(run: FinishedRun, scenario: string): readonly RiskAssessment[] {
  const endpoints = run.result.endpoints.filter((endpoint) => endpoint.scenario === scenario);
  if (endpoints.length === 0) return [];
  const basis = sourcesOf(run);
  return [
    {
      resourceType: "RiskAssessment",
      meta: { tag: [simulationTag] },
      text: riskText(run, scenario, endpoints),
      extension: [{ url: EXTENSION.scenario, valueString: scenario }],
      status: "final",
      method: methodOf(run),
      subject: patientReference(run.known),
      occurrenceDateTime: run.known.asOf,
      ...(basis.length === 0 ? {} : { basis: basis.map((reference) => ({ reference })) }),
      prediction: endpoints.map((endpoint) => predictionOf(run, endpoint)),
    },
  ];
}

function predictionOf(run: FinishedRun, { code, display, probability, interval, horizon }: Endpoint) {
  const { unit } = run.plan.simulation.metadata.time;
  const end = laterBy(run.known.asOf, horizon ?? run.plan.horizon, unit);
  return {
    ...(interval === undefined
      ? {}
      : { extension: [detail("intervalLow", interval[0] * 100), detail("intervalHigh", interval[1] * 100)] }),
    outcome: { coding: [{ system: SYSTEM.simulationOutput, code, display }], text: display },
    // a percentage, https://hl7.org/fhir/R4/riskassessment-definitions.html#RiskAssessment.prediction.probability_x_
    probabilityDecimal: probability * 100,
    whenPeriod: { start: run.known.asOf, end },
  };
}

const detail = (name: string, value: number): Extension => ({
  url: EXTENSION.detail,
  extension: [
    { url: "name", valueString: name },
    { url: "value", valueDecimal: value },
  ],
});

/** The comparisons, each scenario against the first; undefined where there is nothing to compare. */
export function comparisonParameters({ result }: FinishedRun): Parameters | undefined {
  if (result.comparisons.length === 0) return undefined;
  return {
    resourceType: "Parameters",
    meta: { tag: [simulationTag] },
    parameter: result.comparisons.map(comparisonParameter),
  };
}

function comparisonParameter(comparison: Comparison): ParametersParameter {
  const { scenario, against, code, display, unit, difference, interval, probabilityBetter } = comparison;
  return {
    name: "comparison",
    part: [
      { name: "scenario", valueString: scenario },
      { name: "against", valueString: against },
      { name: "outcome", valueCoding: { system: SYSTEM.simulationOutput, code, display } },
      { name: "difference", valueQuantity: ucumQuantity(difference, unit) },
      ...(interval === undefined
        ? []
        : [
            { name: "intervalLow", valueQuantity: ucumQuantity(interval[0], unit) },
            { name: "intervalHigh", valueQuantity: ucumQuantity(interval[1], unit) },
          ]),
      ...(probabilityBetter === undefined ? [] : [{ name: "probabilityBetter", valueDecimal: probabilityBetter }]),
    ],
  };
}

/** How the run came about, with the narrative of the whole. @param targets references of what it is about, in order */
export function runProvenance(run: FinishedRun, targets: readonly string[]): Provenance {
  const { metadata } = run.plan.simulation;
  const entities = [
    ...(run.known.patientId === undefined ? [] : [`Patient/${run.known.patientId}`]),
    ...sourcesOf(run),
  ];
  return {
    resourceType: "Provenance",
    meta: { tag: [simulationTag] },
    text: runNarrative(run),
    extension: [
      runExtension(run),
      ...(run.scenarios[0]?.selection.inputs ?? []).map(inputExtension),
      ...overrides(run),
    ],
    target: targets.map((reference) => ({ reference })),
    occurredPeriod: periodOf(run, metadata),
    recorded: run.known.asOf,
    activity: {
      coding: [{ system: SYSTEM.tag, code: TAG.simulation, display: "Simulation" }],
      text: `Simulation by ${metadata.id} version ${metadata.version}`,
    },
    agent: [
      {
        type: { coding: [{ system: SYSTEM.provenanceParticipant, code: "assembler" }] },
        who: { display: "FHIR Twin, $simulate" },
      },
    ],
    ...(entities.length === 0
      ? {}
      : { entity: entities.map((reference) => ({ role: "source" as const, what: { reference } })) }),
  };
}

function runExtension({ plan, result }: FinishedRun): Extension {
  const { metadata, coefficientHash } = plan.simulation;
  const sources = metadata.sources.map(({ citation, doi }) =>
    doi === undefined ? citation : `${citation}. doi:${doi}`,
  );
  return {
    url: EXTENSION.simulationRun,
    extension: [
      { url: "model", valueCode: metadata.id },
      { url: "version", valueString: metadata.version },
      { url: "coefficientHash", valueString: coefficientHash },
      ...sources.map((source) => ({ url: "source", valueString: source })),
      { url: "horizon", valueQuantity: ucumQuantity(plan.horizon, metadata.time.unit) },
      { url: "step", valueQuantity: ucumQuantity(plan.step, metadata.time.unit) },
      { url: "members", valueInteger: plan.members },
      { url: "seed", valueInteger: plan.seed },
      { url: "method", valueString: result.method },
      { url: "confidence", valueCode: result.confidence },
      ...plan.scenarios.map(({ name, interventions }) => ({
        url: "scenario",
        valueString: `${name}: ${JSON.stringify(interventions)}`,
      })),
    ],
  };
}

/** Inputs that a scenario beside the first overrides; the remark names it. */
const overrides = ({ scenarios }: FinishedRun): readonly Extension[] =>
  scenarios
    .slice(1)
    .flatMap(({ scenario, selection }) =>
      selection.inputs
        .filter(({ concept }) => scenario.supplied.has(concept))
        .map((input) => inputExtension({ ...input, message: `in the scenario "${scenario.name}"` })),
    );

/** Model, version and the hash of the coefficients. */
function methodOf({ plan }: FinishedRun): CodeableConcept {
  const { metadata, coefficientHash } = plan.simulation;
  const { id, version, title } = metadata;
  return {
    coding: [{ system: SYSTEM.model, version, code: id, display: title }],
    text: `${title}; ${id} version ${version}, coefficients sha256 ${coefficientHash}`,
  };
}

const periodOf = ({ known, plan }: FinishedRun, { time }: SimulationMetadata) => ({
  start: known.asOf,
  end: laterBy(known.asOf, plan.horizon, time.unit),
});

const sourcesOf = ({ scenarios }: FinishedRun): readonly string[] => [
  ...new Set(
    scenarios.flatMap(({ selection }) =>
      selection.inputs.flatMap(({ known }) => (known?.sources ?? []).map(({ reference }) => reference)),
    ),
  ),
];

const SOMEONE = "The person described by the inputs of the call";

const twinReference = ({ patientId }: KnownInputs): Reference<Device> =>
  patientId === undefined
    ? { type: "Device", display: `Digital twin: ${SOMEONE.toLowerCase()}` }
    : { reference: `Device/${twinDeviceId(patientId)}` };

const patientReference = ({ patientId }: KnownInputs): Reference<Patient> =>
  patientId === undefined ? { type: "Patient", display: SOMEONE } : { reference: `Patient/${patientId}` };

const focusOf = ({ patientId }: KnownInputs): Pick<Observation, "focus"> =>
  patientId === undefined ? {} : { focus: [{ reference: `Patient/${patientId}` }] };

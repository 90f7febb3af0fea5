/**
 * Type 2 diabetes over five years, treatments side by side: the composition of `composition.ts`, run on the published
 * estimates and on an ensemble whose members draw treatment effects and path coefficients from published distributions.
 * Every scenario of a member uses the same draws, so that differences are paired.
 *
 * Two readings of a drug's benefit are given where trials report hazard ratios: the complication's own code is "through
 * risk factors only"; with `.trial-ratio` the class's effects on risk factors are taken out and its trial hazard ratio is
 * put in their place, never both.
 */
import { ModelInputMissing } from "../../errors.ts";
import { coefficientHashOf } from "../coefficient-hash.ts";
import type { Scenario, Simulation, SimulationRequest, SimulationResult } from "../contract.ts";
import { randomStream } from "../random.ts";
import ukpds from "../ukpds-om2/coefficients.json" with { type: "json" };
import type { RiskFactors } from "../ukpds-om2/equations.ts";
import { outcomeDisplay, possibleOutcomes } from "../ukpds-om2/outcomes.ts";
import { drawPaths, PUBLISHED_PATHS } from "../ukpds-om2/paths.ts";
import { type Complication, type Person, personOf } from "../ukpds-om2/person.ts";
import { historyOf } from "../ukpds-om2/probability-table.ts";
import { allCauseDeath } from "./all-cause-death.ts";
import {
  annualHazards,
  type DrawnTreatment,
  drawRatio,
  drawTreatments,
  type Member,
  treated,
  untreated,
} from "./composition.ts";
import { type Measure, measuresOf } from "./measures.ts";
import { metadata, weakest } from "./metadata.ts";
import { describeEffects, noteScenario } from "./notes.ts";
import { summarise } from "./summary.ts";
import effects from "./treatment-effects.json" with { type: "json" };
import { HAZARD_RATIOS, type Treatment, treatmentsOf } from "./treatments.ts";

/** One scenario, ready to be run. */
export interface Plan {
  readonly name: string;
  readonly person: Person;
  readonly treatments: readonly Treatment[];
  readonly outcomes: readonly Complication[];
  /** Outcomes for which a trial hazard ratio of a started class is known. */
  readonly ratioOutcomes: readonly Complication[];
}

/** What one member of one scenario gives. */
export interface Run {
  /** Risk factors at 0, 1, … years. */
  readonly path: readonly RiskFactors[];
  /** `[outcome][year]`, death without an event last. */
  readonly hazards: readonly Float64Array[];
  /** As `hazards`, in the reading by trial hazard ratio; for `ratioOutcomes` in order. */
  readonly ratioHazards: readonly Float64Array[];
}

export const simulation: Simulation = {
  metadata,
  coefficientHash: coefficientHashOf(ukpds, effects),
  run,
};

function run(request: SimulationRequest): SimulationResult {
  const notes = new Set<string>();
  const scenarios = request.scenarios.length > 0 ? request.scenarios : [{ name: "as now", interventions: [] }];
  const plans = scenarios.map((scenario) => planOf(scenario, request, notes));
  const { horizon, members, seed } = request;
  const central = plans.map((plan) => runPlan(plan, horizon, undefined));
  const measures = plans.map((plan) => measuresOf(plan, horizon));
  const columns = members === 1 ? [] : runMembers(plans, measures, horizon, { members, seed });
  const summarised = plans.map((plan, at) => {
    const run = central[at] as Run; // one for each plan
    return {
      plan,
      values: {
        central: new Map(measures[at]?.map(({ key, of }) => [key, of(run)])),
        members: columns[at] ?? new Map<string, Float64Array>(),
      },
      deaths: allCauseDeath(plan.person, run.path.slice(0, -1)),
    };
  });
  noteHistory(notes, plans);
  const marks = plans.flatMap(({ treatments }) =>
    treatments.map(({ effect }) => effect.hba1cPoints?.confidence ?? "C"),
  );
  return {
    ...summarise(summarised, horizon, request.outputs),
    notes: [...notes, ...new Set(plans.flatMap(({ treatments }) => describeEffects(treatments)))],
    method: methodOf(members),
    confidence: weakest(["C", ...marks]),
  };
}

function planOf(scenario: Scenario, request: SimulationRequest, notes: Set<string>): Plan {
  const inputs = { ...request.inputs, ...scenario.inputs };
  const person = personOf(inputs, notes);
  const treatments = treatmentsOf(scenario.interventions, inputs);
  const started = treatments.filter(({ isContinued }) => !isContinued);
  if (person.heightM === undefined && started.some(({ effect }) => effect.weightKg !== undefined)) {
    throw new ModelInputMissing(
      "input 'bodyHeight' (Body height, LOINC 8302-2, in cm) is needed to turn a change of weight into body mass index",
      { expression: "Parameters.parameter.where(name='input')" },
    );
  }
  noteScenario(notes, scenario, treatments, person, inputs);
  const outcomes = possibleOutcomes(historyOf(person));
  const ratioOutcomes = outcomes.filter((outcome) =>
    started.some(({ ratios }) => ratios !== undefined && Object.hasOwn(HAZARD_RATIOS[ratios] ?? {}, outcome)),
  );
  return { name: scenario.name, person, treatments, outcomes, ratioOutcomes };
}

/** The measures of every member, by scenario and key; all scenarios of a member share its draws. */
function runMembers(
  plans: readonly Plan[],
  measures: readonly (readonly Measure[])[],
  horizon: number,
  { members, seed }: { readonly members: number; readonly seed: number },
): readonly ReadonlyMap<string, Float64Array>[] {
  const columns = measures.map((list) => new Map(list.map(({ key }) => [key, new Float64Array(members)])));
  for (let number = 0; number < members; number++) {
    const drawn = { member: { seed, number }, paths: drawPaths(randomStream(seed, "paths", number)) };
    for (const [at, plan] of plans.entries()) {
      const run = runPlan(plan, horizon, drawn);
      for (const { key, of } of measures[at] ?? []) {
        const column = columns[at]?.get(key);
        if (column !== undefined) column[number] = of(run);
      }
    }
  }
  return columns;
}

function runPlan(
  plan: Plan,
  horizon: number,
  drawn: { readonly member: Member; readonly paths: typeof PUBLISHED_PATHS } | undefined,
): Run {
  const { person, outcomes, ratioOutcomes } = plan;
  const treatments = drawTreatments(plan.treatments, drawn?.member);
  const untouched = untreated(person, horizon, drawn?.paths ?? PUBLISHED_PATHS);
  const path = treated(untouched, treatments, person.heightM);
  const hazards = annualHazards(person, path, outcomes);
  const ratioHazards = ratioOutcomes.map((outcome) => ratioHazard(plan, outcome, treatments, untouched, drawn?.member));
  return { path, hazards, ratioHazards };
}

/** The hazard of an outcome without the risk factor effects of the classes that have a trial ratio, times the ratios. */
function ratioHazard(
  { person }: Plan,
  outcome: Complication,
  treatments: readonly DrawnTreatment[],
  untouched: readonly RiskFactors[],
  member: Member | undefined,
): Float64Array {
  const hasRatio = ({ treatment: { ratios } }: DrawnTreatment) =>
    ratios !== undefined && Object.hasOwn(HAZARD_RATIOS[ratios] ?? {}, outcome);
  const without = treatments.filter((treatment) => !hasRatio(treatment));
  const hazards = annualHazards(person, treated(untouched, without, person.heightM), [outcome])[0] as Float64Array;
  const classes = new Map(treatments.filter(hasRatio).map(({ treatment }) => [treatment.ratios ?? "", treatment]));
  return hazards.map((hazard, year) => {
    let product = hazard;
    for (const [ratios, { start, end }] of classes) {
      if (year >= start && year < end) product *= drawRatio(ratios, outcome, member);
    }
    return product;
  });
}

function noteHistory(notes: Set<string>, plans: readonly Plan[]): void {
  const person = plans[0]?.person;
  const history = person === undefined ? 0 : historyOf(person);
  if (person === undefined || history === 0) return;
  const names = Object.entries(person.history).flatMap(([name, has]) => (has ? [name as Complication] : []));
  const seconds = names.map((name) => outcomeDisplay(name, history).toLowerCase());
  notes.add(
    `Known complications enter the equations as history. Infarction, stroke and amputation are then the chance of a second one, the others are no longer computed (${seconds.join(", ")}).`,
  );
}

const methodOf = (members: number): string =>
  members === 1
    ? "one run on the published estimates; annual steps; deaths from any cause by summing over all courses of events"
    : `${members} members, each with treatment effects drawn from Normal(estimate, (high − low)/3.92), hazard ratios on the log scale, and path coefficients from the normal distribution with the bootstrap covariance of UKPDS 90; the same draws in all scenarios; probabilities and differences are those of the published estimates, intervals the middle 95 % of members, bands the 5th to 95th percentile; annual steps`;

/**
 * `$simulate`: runs a published simulation on a patient's twin, on the resources given in `data`, or on `input`s alone,
 * for one scenario or several side by side.
 *
 * POST `Patient/[id]/$simulate` or `$simulate`. Answers a Bundle (collection): an Observation per scenario and output, a
 * RiskAssessment per scenario, Parameters with the comparisons, and a Provenance with the narrative of the whole. The
 * same call with the same seed as of the same day gives the same bytes; nothing is stored unless `store` is true. The run
 * is made in a worker thread and answered when it ends: `Prefer: respond-async` is not honoured.
 * Definition: `profiles/OperationDefinition-simulate.json`
 */
import type { Bundle, BundleEntry, Parameters, Provenance, Resource } from "@medplum/fhirtypes";
import { CANONICAL } from "../codes.ts";
import { InvalidInput } from "../errors.ts";
import type { Operation, OperationAnswer, OperationRequest } from "../fhir/operation.ts";
import { booleanOf, oneNamed } from "../fhir/parameters.ts";
import { type InputDeps, knownInputs } from "./inputs.ts";
import { contentUrn } from "./predict/resources.ts";
import { planOf } from "./simulate/plan.ts";
import { runInPool } from "./simulate/pool.ts";
import {
  comparisonParameters,
  type FinishedRun,
  runProvenance,
  type Simulated,
  simulatedResources,
} from "./simulate/resources.ts";
import { inputCautions, requestOf, scenarioInputs } from "./simulate/scenario-inputs.ts";
import { type StoredResource, storeRun } from "./simulate/store-run.ts";
import { endOfDay } from "./simulate/time.ts";

/** The operation, for `app`'s table. */
export function simulateOperation(deps: InputDeps): Operation {
  return {
    code: "simulate",
    definition: `${CANONICAL}/OperationDefinition/simulate`,
    levels: { system: true, instance: ["Patient"] },
    get: false,
    run: (request) => simulate(deps, request),
  };
}

async function simulate(deps: InputDeps, request: OperationRequest): Promise<OperationAnswer> {
  const plan = planOf(request.parameters);
  const isStored = wantsStore(request);
  // Without asOf the end of the present day, so that the same call on the same day gives the same bytes.
  const known = await knownInputs({ ...deps, clock: () => endOfDay(deps.clock()) }, request);
  const scenarios = scenarioInputs(plan, known);
  const result = await runInPool(requestOf(plan, scenarios), { signal: request.signal });
  const [first] = scenarios;
  const cautions = first === undefined ? [] : inputCautions(plan.simulation.metadata, first.selection, known);
  const run = { plan, scenarios, known, result, cautions };
  return { resource: await bundleOf(deps, run, isStored) };
}

function wantsStore(request: OperationRequest): boolean {
  const parameter = oneNamed(request.parameters, "store");
  if (parameter === undefined || !booleanOf(parameter)) return false;
  if (request.level === "instance") return true;
  throw new InvalidInput("'store' needs a stored patient: call Patient/[id]/$simulate", {
    expression: "Parameters.parameter.where(name='store')",
  });
}

async function bundleOf(deps: InputDeps, run: FinishedRun, isStored: boolean): Promise<Bundle> {
  const resources = simulatedResources(run);
  const comparisons = comparisonParameters(run);
  const compared = comparisons === undefined ? [] : [comparisons];
  const entry = isStored
    ? storedEntries(await storeRun(deps.store, run, resources), compared)
    : computedEntries(run, resources, compared);
  return { resourceType: "Bundle", type: "collection", entry };
}

function computedEntries(
  run: FinishedRun,
  resources: readonly Simulated[],
  compared: readonly Parameters[],
): BundleEntry[] {
  const entries = [...resources, ...compared].map(entryOf);
  const provenance: Provenance = runProvenance(
    run,
    entries.map(({ fullUrl }) => fullUrl),
  );
  return [...entries, entryOf(provenance)];
}

const entryOf = (resource: Resource) => ({ fullUrl: contentUrn(resource), resource });

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Stored resources are named by their ids where these are UUIDs. */
const storedEntries = (stored: readonly StoredResource[], compared: readonly Parameters[]): BundleEntry[] =>
  [...stored, ...compared].map((resource) => ({
    fullUrl: resource.id !== undefined && UUID.test(resource.id) ? `urn:uuid:${resource.id}` : contentUrn(resource),
    resource,
  }));

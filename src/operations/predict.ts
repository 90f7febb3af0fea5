/**
 * `$predict`: runs published risk models on a patient's twin, on the resources given in `data`, or on `input`s alone.
 *
 * Answers a Bundle of a RiskAssessment per model (probabilities in percent, scores) and an Observation per computed
 * measure, DetectedIssues of drug safety, and an OperationOutcome for the models that did not apply. What was asked for by name and cannot be computed
 * at all is 422. On a Group, the members' results come one a line as they are computed (`predict/group.ts`). The same inputs as of the same time give the same bytes; nothing is stored unless `store` is true.
 * Definition: `profiles/OperationDefinition-predict.json`
 */
import type {
  Bundle,
  BundleEntry,
  DetectedIssue,
  Observation,
  OperationOutcome,
  RiskAssessment,
} from "@medplum/fhirtypes";
import { CANONICAL } from "../codes.ts";
import { DRUG_SAFETY } from "../drug-safety/metadata.ts";
import { InvalidInput } from "../errors.ts";
import type { Operation, OperationAnswer, OperationRequest } from "../fhir/operation.ts";
import { allNamed, booleanOf, oneNamed, refuseUnknown, textOf } from "../fhir/parameters.ts";
import { RISK_MODELS } from "../models/index.ts";
import { isRecalibrated } from "../models/recalibrated-model.ts";
import type { ServedModel } from "../models/served-model.ts";
import { type InputDeps, type KnownInputs, knownInputs } from "./inputs.ts";
import { predictDrugSafety, type SafetyAnswer } from "./predict/drug-safety.ts";
import { takeSafetyInputs } from "./predict/drug-safety-inputs.ts";
import { predictGroup } from "./predict/group.ts";
import { errorOf, outcomeOf } from "./predict/not-computed.ts";
import { contentUrn, resourcesOf } from "./predict/resources.ts";
import { isComputed, isNotComputed, type ModelRun, runModels, type WantedModel } from "./predict/run.ts";
import { audienceOf, shownFor } from "./predict/shown-for.ts";
import { type StoredPrediction, storeResults } from "./predict/store-results.ts";
import { wantedModel } from "./predict/wanted-model.ts";

const PARAMETERS = ["model", "input", "asOf", "data", "store", "explain", "audience"];

/** The operation, for `app`'s table. */
export function predictOperation(deps: InputDeps): Operation {
  return {
    code: "predict",
    definition: `${CANONICAL}/OperationDefinition/predict`,
    documentation: documentationOf(deps.models ?? RISK_MODELS),
    levels: { system: true, instance: ["Patient", "Group"] },
    get: true,
    run: (request) => predict(deps, request),
  };
}

/** Which models there are beside the published ones, and where all are told. */
function documentationOf(models: ReadonlyMap<string, ServedModel>): string {
  const own = [...models.values()].filter(({ site }) => site !== undefined).map(({ metadata }) => metadata.id);
  const variants = [...models.values()].flatMap(({ metadata: { id, variants = [] } }) =>
    variants.filter(isRecalibrated).map(({ code }) => `${id}:${code}`),
  );
  return [
    `${models.size} risk models, each told by a Library: GET Library?type=model.`,
    ...(own.length === 0 ? [] : [`Models of this site: ${own.join(", ")}.`]),
    ...(variants.length === 0 ? [] : [`Recalibrated variants of this site: ${variants.join(", ")}.`]),
  ].join(" ");
}

async function predict(deps: InputDeps, whole: OperationRequest): Promise<OperationAnswer> {
  refuseUnknown(whole.parameters, PARAMETERS);
  const { own, request } = takeSafetyInputs(whole);
  const { models, withSafety, isNamed } = wantedIn(request, deps.models);
  if (own !== undefined && (request.type === "Group" || !withSafety)) throw unusedInputs();
  const isStored = wantsStore(request);
  audienceOf(request.parameters);
  if (request.type === "Group" && request.id !== undefined) {
    const drugSafety = withSafety ? (isNamed ? "named" : "default") : "no";
    return { lines: await predictGroup(deps, { ...request, id: request.id }, { models, drugSafety }) };
  }
  const known = await knownInputs(deps, request);
  const checked = withSafety
    ? await predictDrugSafety(deps, request, known, { ...(own === undefined ? {} : { own }), isNamed })
    : undefined;
  const safety = isNamed || checked?.hasMedications === true ? checked : undefined;
  const runs = await runModels(models, known);
  if (isNamed && safety === undefined && !runs.some(isComputed)) throw errorOf(runs.filter(isNotComputed));
  return { resource: await bundleOf(deps, request, { runs, safety }, known, { isStored, isNamed }) };
}

/** The models asked for, or else all. Drug safety is asked for as one of them, though it is no risk model. */
function wantedIn({ parameters }: OperationRequest, known: ReadonlyMap<string, ServedModel> = RISK_MODELS) {
  const names = new Set(allNamed(parameters, "model").map(textOf));
  const isNamed = names.size > 0;
  const withSafety = !isNamed || names.delete(DRUG_SAFETY.id);
  const models: readonly WantedModel[] = isNamed
    ? [...names].map((name) => wantedModel(name, known))
    : [...known.values()].map((model) => ({ model }));
  return { models, withSafety, isNamed };
}

const unusedInputs = () =>
  new InvalidInput(`the inputs of drug safety are for the model ${DRUG_SAFETY.id}, on one person`, {
    expression: "Parameters.parameter.where(name='input')",
  });

function wantsStore(request: OperationRequest): boolean {
  const parameter = oneNamed(request.parameters, "store");
  if (parameter === undefined || !booleanOf(parameter)) return false;
  const expression = "Parameters.parameter.where(name='store')";
  if (request.method === "GET") throw new InvalidInput("'store' changes what is stored: use POST", { expression });
  if (request.level !== "instance" || request.type !== "Patient") {
    throw new InvalidInput("'store' needs a stored patient: call Patient/[id]/$predict", { expression });
  }
  return true;
}

async function bundleOf(
  deps: InputDeps,
  request: OperationRequest,
  { runs, safety }: { readonly runs: readonly ModelRun[]; readonly safety: SafetyAnswer | undefined },
  known: KnownInputs,
  { isStored, isNamed }: { readonly isStored: boolean; readonly isNamed: boolean },
): Promise<Bundle> {
  const ran = runs.filter(isComputed);
  const shown = await shownFor(deps.store, ran, known, request);
  const predictions = ran.flatMap((run, at) => resourcesOf(run, known, shown[at]));
  const computed = [...predictions, ...(safety?.issues ?? [])];
  const notComputed = outcomeOf(runs.filter(isNotComputed), isNamed ? "warning" : "information");
  const outcome = { ...notComputed, issue: [...notComputed.issue, ...(safety?.outcome ?? [])] };
  const results =
    isStored && computed.length > 0 && known.patientId !== undefined
      ? await storeResults(deps.store, computed, known.patientId)
      : computed;
  return {
    resourceType: "Bundle",
    type: "collection",
    entry: [...results, ...(outcome.issue.length === 0 ? [] : [outcome])].map(entryOf),
  };
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A stored resource is named by its id where that is a UUID, anything else by its content. */
function entryOf(
  resource: RiskAssessment | Observation | DetectedIssue | OperationOutcome | StoredPrediction,
): BundleEntry {
  const isNamedById = resource.id !== undefined && UUID.test(resource.id);
  return { fullUrl: isNamedById ? `urn:uuid:${resource.id}` : contentUrn(resource), resource };
}

/** `$predict` for one member of a Group: the texts of its lines. */
import type { DetectedIssue, Observation, OperationOutcome, Parameters, RiskAssessment } from "@medplum/fhirtypes";
import { DomainError } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { stringifyJson } from "../../json.ts";
import { type InputDeps, knownInputs } from "../inputs.ts";
import { predictDrugSafety } from "./drug-safety.ts";
import { outcomeOf } from "./not-computed.ts";
import { resourcesOf } from "./resources.ts";
import { isComputed, isNotComputed, runModels, type WantedModel } from "./run.ts";
import { shownFor } from "./shown-for.ts";

type Line = RiskAssessment | Observation | DetectedIssue | OperationOutcome;

/** What is run on each member; drug safety by default tells nothing of a member without medications. */
export interface GroupModels {
  readonly models: readonly WantedModel[];
  readonly drugSafety: "named" | "default" | "no";
}

/** The call as far as it is the same for all members. */
export interface GroupCall {
  readonly parameters: Parameters;
  /** The moment of the call, ms since 1970: one for all, so that a run of a minute does not age half of the members. */
  readonly now: number;
}

/**
 * JSON texts of the results, and of an OperationOutcome naming the Patient for what could not be computed.
 * @throws what is no DomainError: a fault of ours
 */
export async function memberLines(
  deps: Pick<InputDeps, "store">,
  { parameters, now }: GroupCall,
  patientId: string,
  models: GroupModels,
): Promise<readonly string[]> {
  const request: OperationRequest = {
    level: "instance",
    type: "Patient",
    id: patientId,
    parameters,
    method: "POST",
    respondAsync: false,
    signal: NEVER,
  };
  return (await linesFor({ ...deps, clock: () => now }, request, patientId, models)).map((line) => stringifyJson(line));
}

const NEVER = new AbortController().signal;

async function linesFor(
  deps: InputDeps,
  request: OperationRequest,
  patientId: string,
  { models, drugSafety }: GroupModels,
): Promise<readonly Line[]> {
  try {
    const known = await knownInputs(deps, request);
    const runs = await runModels(models, known);
    const isNamed = drugSafety === "named";
    const checked = drugSafety === "no" ? undefined : await predictDrugSafety(deps, request, known, { isNamed });
    const safety = isNamed || checked?.hasMedications === true ? checked : undefined;
    const notComputed = outcomeOf(runs.filter(isNotComputed), "information");
    const outcome = { ...notComputed, issue: [...notComputed.issue, ...(safety?.outcome ?? [])] };
    const computed = runs.filter(isComputed);
    const shown = await shownFor(deps.store, computed, known, request);
    const predictions = computed.flatMap((run, at) => resourcesOf(run, known, shown[at]));
    const results = [...predictions, ...(safety?.issues ?? [])];
    return outcome.issue.length === 0 ? results : [...results, naming(patientId, outcome)];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const issue = error.issues.map(({ severity, code, message }) => ({ severity, code, details: { text: message } }));
    return [naming(patientId, { resourceType: "OperationOutcome", issue })];
  }
}

/** The outcome with the patient's reference in each issue: a line must say whom it is about. */
const naming = (patientId: string, outcome: OperationOutcome): OperationOutcome => ({
  ...outcome,
  issue: outcome.issue.map((issue) => ({
    ...issue,
    diagnostics: [`Patient/${patientId}`, ...(issue.diagnostics === undefined ? [] : [issue.diagnostics])].join(", "),
  })),
});

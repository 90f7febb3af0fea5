/**
 * `$predict` on a Group: one line a result, member after member, as they are computed, so that memory does not grow with
 * the Group. A member that cannot be computed (missing inputs, deceased, deleted) is a line too, an OperationOutcome whose
 * issues name the Patient; it stops nobody else. https://hl7.org/fhir/R4/group.html
 */
import type { DetectedIssue, Observation, OperationOutcome, RiskAssessment } from "@medplum/fhirtypes";
import { DomainError, InvalidInput } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { oneNamed } from "../../fhir/parameters.ts";
import { groupMembers } from "../group-members.ts";
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

/**
 * The results of all members that are Patients and active.
 * @throws NotFound, Gone for the Group; RuleViolation if it lists no patients; InvalidInput for the parameters
 */
export async function predictGroup(
  deps: InputDeps,
  request: OperationRequest & { readonly id: string },
  models: GroupModels,
): Promise<AsyncIterable<Line>> {
  for (const name of ["data", "input", "explain"]) {
    if (oneNamedOrMore(request, name)) {
      throw new InvalidInput(`'${name}' is of one person; a Group's members come from what is stored`, {
        expression: `Parameters.parameter.where(name='${name}')`,
      });
    }
  }
  oneNamed(request.parameters, "asOf");
  const patientIds = await groupMembers(deps.store, request.id);
  return linesOf(deps, request, patientIds, models);
}

const oneNamedOrMore = ({ parameters }: OperationRequest, name: string): boolean =>
  (parameters.parameter ?? []).some((parameter) => parameter.name === name);

async function* linesOf(
  deps: InputDeps,
  request: OperationRequest,
  patientIds: readonly string[],
  models: GroupModels,
): AsyncGenerator<Line> {
  // One moment for all: a run that takes a minute must not age half of the members.
  const now = deps.clock();
  const fixed = { ...deps, clock: () => now };
  for (const id of patientIds) {
    if (request.signal.aborted) return;
    // Lets requests that wait have their turn between two members.
    await new Promise((resolve) => setImmediate(resolve));
    yield* await memberLines(fixed, { ...request, type: "Patient", id }, models);
  }
}

async function memberLines(
  deps: InputDeps,
  request: OperationRequest,
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
    return outcome.issue.length === 0 ? results : [...results, naming(request.id, outcome)];
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const issue = error.issues.map(({ severity, code, message }) => ({ severity, code, details: { text: message } }));
    return [naming(request.id, { resourceType: "OperationOutcome", issue })];
  }
}

/** The outcome with the patient's reference in each issue: a line must say whom it is about. */
const naming = (patientId: string | undefined, outcome: OperationOutcome): OperationOutcome => ({
  ...outcome,
  issue: outcome.issue.map((issue) => ({
    ...issue,
    diagnostics: [`Patient/${patientId}`, ...(issue.diagnostics === undefined ? [] : [issue.diagnostics])].join(", "),
  })),
});

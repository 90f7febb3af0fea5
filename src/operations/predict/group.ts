/**
 * `$predict` on a Group: one line a result, member after member, as they are computed, so that memory does not grow with
 * the Group. A member that cannot be computed (missing inputs, deceased, deleted) is a line too, an OperationOutcome whose
 * issues name the Patient; it stops nobody else. https://hl7.org/fhir/R4/group.html
 */
import { InvalidInput } from "../../errors.ts";
import type { OperationRequest } from "../../fhir/operation.ts";
import { oneNamed } from "../../fhir/parameters.ts";
import { groupMembers } from "../group-members.ts";
import { inOrder } from "../in-order.ts";
import type { InputDeps } from "../inputs.ts";
import { type GroupCall, type GroupModels, memberLines } from "./group-member.ts";
import { canRunInThreads, linesInThreads } from "./group-threads.ts";

/** Members from which on worker threads are worth their start and their memory. */
const MEMBERS_FOR_THREADS = 100;
/** Members that are read while others are computed, in this thread. */
const MEMBERS_AHEAD = 4;

/**
 * The results of all members that are Patients and active, as JSON texts, each line ended.
 * @throws NotFound, Gone for the Group; RuleViolation if it lists no patients; InvalidInput for the parameters
 */
export async function predictGroup(
  deps: InputDeps,
  request: OperationRequest & { readonly id: string },
  models: GroupModels,
): Promise<AsyncIterable<string | Uint8Array>> {
  const { parameters, signal } = request;
  for (const name of ["data", "input", "explain"]) {
    if ((parameters.parameter ?? []).some((parameter) => parameter.name === name)) {
      throw new InvalidInput(`'${name}' is of one person; a Group's members come from what is stored`, {
        expression: `Parameters.parameter.where(name='${name}')`,
      });
    }
  }
  oneNamed(parameters, "asOf");
  const patientIds = await groupMembers(deps.store, request.id);
  const call = { parameters, now: deps.clock(), signal };
  const reads = deps.store.readsElsewhere;
  return reads !== undefined && patientIds.length >= MEMBERS_FOR_THREADS && canRunInThreads(models)
    ? linesInThreads(reads, call, patientIds, models)
    : linesHere(deps.store, call, patientIds, models);
}

function linesHere(
  store: InputDeps["store"],
  { signal, ...call }: GroupCall & { readonly signal: AbortSignal },
  patientIds: readonly string[],
  models: GroupModels,
): AsyncGenerator<string> {
  return inOrder(patientIds, { ahead: MEMBERS_AHEAD, signal }, async (id) => {
    // Lets requests that wait have their turn between two members.
    await new Promise((resolve) => setImmediate(resolve));
    const lines = await memberLines({ store }, call, id, models);
    return lines.map((line) => `${line}\n`).join("");
  });
}

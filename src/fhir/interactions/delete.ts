/** delete and conditional delete (single): https://hl7.org/fhir/R4/http.html#delete */
import { stringifyJson } from "../../json.ts";
import type { StoredVersion, WriteTransaction } from "../../storage/port.ts";
import { refuseUnknownParameters } from "../answer.ts";
import { conditionOf, matchOne } from "../condition.ts";
import type { FhirAnswer, FhirRequest, Interaction } from "../exchange.ts";
import { preferences, versionEtag, versionOfIfMatch } from "../headers.ts";
import { allOk, outcomeOf } from "../outcome.ts";

export const deleteInteraction: Interaction = async (request, { type, id }, deps) => {
  refuseUnknownParameters(request, []);
  const ifMatch = versionOfIfMatch(request.header("if-match"));
  return answer(request, await deps.store.write((tx) => deleteOne(tx, { type, id }, ifMatch)));
};

export const conditionalDelete: Interaction = async (request, { type }, deps) => {
  const condition = conditionOf(type, request.query, deps);
  const ifMatch = versionOfIfMatch(request.header("if-match"));
  const deletion = await deps.store.write(async (tx) => {
    const match = await matchOne(tx, condition);
    return match && deleteOne(tx, match, ifMatch);
  });
  return answer(request, deletion);
};

/** Deletes in a transaction; undefined if there is nothing to delete. */
export function deleteOne(
  tx: WriteTransaction,
  { type, id }: { readonly type: string; readonly id: string },
  ifMatch: string | undefined,
): Promise<StoredVersion | undefined> {
  return tx.delete({ type, id }, ifMatch === undefined ? {} : { ifMatch });
}

/** Deleting what is not there succeeds too, as the standard asks. */
function answer(request: FhirRequest, deletion: StoredVersion | undefined): FhirAnswer {
  const headers = deletion ? { ETag: versionEtag(deletion.versionId) } : {};
  const version = deletion ? { version: deletion } : {};
  if (preferences(request.header("prefer")).return !== "OperationOutcome") return { status: 204, headers, ...version };
  const message = deletion ? "deleted" : "there was nothing to delete";
  return { status: 200, headers, ...version, json: stringifyJson(outcomeOf([allOk(message)])) };
}

/** patch by JSON Patch, conditional too: https://hl7.org/fhir/R4/http.html#patch */
import type { Resource } from "@medplum/fhirtypes";
import { NotFound, RuleViolation } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import type { ResourceKey, StoredVersion, WriteTransaction } from "../../storage/port.ts";
import { acceptedResource, refuseComputedVersion } from "../accepted-resource.ts";
import { jsonOf, refuseUnknownParameters, writeAnswer } from "../answer.ts";
import { conditionOf, matchOne } from "../condition.ts";
import type { Interaction } from "../exchange.ts";
import { versionOfIfMatch } from "../headers.ts";
import { applyJsonPatch } from "../json-patch.ts";

export const patch: Interaction = async (request, { type, id }, deps) => {
  refuseUnknownParameters(request, []);
  const ifMatch = versionOfIfMatch(request.header("if-match"));
  const document = await request.body.patch();
  const version = await deps.store.write((tx) => patchOne(tx, { type, id }, document, ifMatch));
  return writeAnswer(request, version, 200);
};

export const conditionalPatch: Interaction = async (request, { type }, deps) => {
  const condition = conditionOf(type, request.query, deps);
  const ifMatch = versionOfIfMatch(request.header("if-match"));
  const document = await request.body.patch();
  const version = await deps.store.write(async (tx) => {
    const match = await matchOne(tx, condition);
    if (!match) throw new NotFound("nothing matches the condition of the patch");
    return patchOne(tx, match, document, ifMatch);
  });
  return writeAnswer(request, version, 200);
};

/** Applies a patch to the current version; the result must be valid and the same resource. */
export async function patchOne(
  tx: WriteTransaction,
  { type, id }: ResourceKey,
  document: unknown,
  ifMatch: string | undefined,
): Promise<StoredVersion> {
  const current = await tx.read({ type, id });
  const json = jsonOf(current, `${type}/${id}`);
  refuseComputedVersion(current);
  const patched: Resource = acceptedResource(applyJsonPatch(parseJson(json), document), type);
  if (patched.id !== id) throw new RuleViolation("a patch cannot change the id", { expression: `${type}.id` });
  return tx.put(patched, ifMatch === undefined ? {} : { ifMatch });
}

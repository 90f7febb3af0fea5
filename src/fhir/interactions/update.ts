/** update, update as create, conditional update: https://hl7.org/fhir/R4/http.html#update */
import type { Resource } from "@medplum/fhirtypes";
import { InvalidInput, VersionConflict } from "../../errors.ts";
import type { StoredVersion, WriteTransaction } from "../../storage/port.ts";
import { acceptedResource, checkId, checkSameId, refuseComputedVersion, withId } from "../accepted-resource.ts";
import { refuseUnknownParameters, writeAnswer } from "../answer.ts";
import { type Condition, conditionOf, matchOne } from "../condition.ts";
import type { Interaction } from "../exchange.ts";
import { versionOfIfMatch } from "../headers.ts";

export const update: Interaction = async (request, { type, id }, deps) => {
  refuseUnknownParameters(request, []);
  checkId(id);
  const ifMatch = versionOfIfMatch(request.header("if-match"));
  const resource = acceptedResource(await request.body.json(), type);
  checkSameId(resource, id);
  const version = await deps.store.write((tx) => putUnlessComputed(tx, resource, ifMatch));
  return writeAnswer(request, version, version.method === "create" ? 201 : 200);
};

export const conditionalUpdate: Interaction = async (request, { type }, deps) => {
  const condition = conditionOf(type, request.query, deps);
  const ifMatch = versionOfIfMatch(request.header("if-match"));
  const resource = acceptedResource(await request.body.json(), type);
  const newId = deps.newId();
  const version = await deps.store.write(async (tx) => {
    const id = (await updatedId(tx, condition, resource)) ?? newId;
    return putUnlessComputed(tx, withId(resource, id), ifMatch);
  });
  return writeAnswer(request, version, version.method === "create" ? 201 : 200);
};

/** Writes the next version unless the current one was computed by this server. */
export async function putUnlessComputed(
  tx: WriteTransaction,
  resource: Resource,
  ifMatch: string | undefined,
): Promise<StoredVersion> {
  refuseComputedVersion(await tx.read({ type: resource.resourceType, id: resource.id ?? "" }));
  return tx.put(resource, ifMatch === undefined ? {} : { ifMatch });
}

/**
 * Which id a conditional update writes: the match's, else the resource's own; undefined if it has none.
 * @throws InvalidInput if the resource has another id than the match, VersionConflict if its id exists without matching
 */
export async function updatedId(
  tx: WriteTransaction,
  condition: Condition,
  resource: Resource,
): Promise<string | undefined> {
  const match = await matchOne(tx, condition);
  const expression = `${resource.resourceType}.id`;
  if (match) {
    if (resource.id !== undefined && resource.id !== match.id) {
      throw new InvalidInput("the resource's id is not the id of the one that matches", { code: "value", expression });
    }
    return match.id;
  }
  if (resource.id === undefined) return undefined;
  const existing = await tx.read({ type: resource.resourceType, id: resource.id });
  if (existing?.json !== undefined) {
    throw new VersionConflict("nothing matches the condition, but the resource's id exists", { expression });
  }
  return resource.id;
}

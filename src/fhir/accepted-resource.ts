/** What a resource must satisfy before it is written, beside being valid R4. */
import type { Resource } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { InvalidInput, RuleViolation } from "../errors.ts";
import type { StoredVersion } from "../storage/port.ts";
import { assertValid } from "./validation/validate-resource.ts";

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

/**
 * The body as a valid resource of the type.
 * @throws InvalidInput with every issue; RuleViolation if it claims to be computed by this server
 */
export function acceptedResource(body: unknown, type: string): Resource {
  if (body === undefined) throw new InvalidInput(`a ${type} resource is needed in the body`, { code: "required" });
  assertValid(body, type);
  refuseComputedTag(body);
  return body;
}

/** @throws RuleViolation if the resource carries a tag that only this server may set */
export function refuseComputedTag(resource: Resource): void {
  const position = resource.meta?.tag?.findIndex((tag) => tag.system === SYSTEM.tag) ?? -1;
  if (position >= 0) {
    throw new RuleViolation("the tag marks what this server computed and cannot be written from outside", {
      expression: `${resource.resourceType}.meta.tag[${position}]`,
    });
  }
}

/** @throws RuleViolation if the current version was computed by this server: only it may change it */
export function refuseComputedVersion(current: StoredVersion | undefined): void {
  if (current?.json?.includes(SYSTEM.tag) && isComputed(JSON.parse(current.json) as Resource)) {
    throw new RuleViolation(`this ${current.type} was computed by this server and cannot be changed from outside`);
  }
}
const isComputed = (resource: Resource) => resource.meta?.tag?.some((tag) => tag.system === SYSTEM.tag) ?? false;

/** A copy with the id, which stands second. */
export function withId(resource: Resource, id: string): Resource {
  const { resourceType, id: _replaced, ...rest } = resource;
  return { resourceType, id, ...rest } as Resource; // the union does not survive taking it apart
}

/** @throws InvalidInput unless the text is an id, https://hl7.org/fhir/R4/datatypes.html#id */
export function checkId(id: string): void {
  if (!ID.test(id)) throw new InvalidInput("an id has 1 to 64 letters, digits, hyphens and points", { code: "value" });
}

/** @throws InvalidInput unless the resource's id is the one of the URL, https://hl7.org/fhir/R4/http.html#update */
export function checkSameId(resource: Resource, id: string): void {
  const expression = `${resource.resourceType}.id`;
  if (resource.id === undefined) {
    throw new InvalidInput("the resource needs the id that stands in the URL", { code: "required", expression });
  }
  if (resource.id !== id) {
    throw new InvalidInput("the resource's id is not the id in the URL", { code: "value", expression });
  }
}

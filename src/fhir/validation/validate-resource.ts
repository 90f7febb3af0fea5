/**
 * Validation against the base R4 definitions, in one pass that gives every issue with the path of its element. How it
 * works and what it leaves out: `README.md` beside this file and `src/decisions/0002-validation.md`.
 */
import type { Resource } from "@medplum/fhirtypes";
import { InvalidInput, type Issue } from "../../errors.ts";
import { checkResource } from "./check-resource.ts";
import { isObject, MAX_EVALUATIONS, MAX_ISSUES, Walk } from "./walk.ts";

/**
 * The issues of a resource as parsed from JSON, in the order of its elements; empty if it is valid. Never throws,
 * whatever it is given. `expression` is the path by JSON names, `Observation.component[1].valueQuantity.value`.
 * At most `MAX_ISSUES` errors are listed. Warnings do not make a resource invalid.
 */
export function validateResource(
  resource: unknown,
  options: { readonly expectedType?: string } = {},
): readonly Issue[] {
  const { expectedType } = options;
  const walk = new Walk();
  const type = isObject(resource) ? resource.resourceType : undefined;
  if (expectedType !== undefined && typeof type === "string" && type !== expectedType) {
    walk.errorAt("resourceType", "invalid", `must be ${expectedType}`);
    return walk.issues;
  }
  checkResource(walk, resource);
  if (walk.isFull) {
    const message = `there are more than ${MAX_ISSUES} errors: the rest was not checked`;
    walk.issues.push({ severity: "error", code: "incomplete", message });
  }
  if (walk.evaluations > MAX_EVALUATIONS) {
    const message = "the resource has too many elements with invariants to check them all: send it in parts";
    walk.issues.push({ severity: "error", code: "too-costly", message });
  }
  return walk.issues;
}

/** @throws InvalidInput with every issue, the first error's own code and expression first, unless the resource is valid */
export function assertValid(resource: unknown, expectedType?: string): asserts resource is Resource {
  const issues = validateResource(resource, expectedType === undefined ? {} : { expectedType });
  const first = issues.find(({ severity }) => severity === "error");
  if (!first) return;
  const { code, message, expression } = first;
  throw new InvalidInput(expression === undefined ? message : `${expression}: ${message}`, {
    code,
    issues,
    ...(expression === undefined ? {} : { expression }),
  });
}

/** A resource that is wrong in one way, and the makers of the resources of these files. */
import type { IssueCode } from "../../../../src/errors.ts";

/**
 * What is due by the standard: the code and path of the one error. The expected values are from reading the standard.
 * `medplum` marks those that Medplum's validator refuses, too.
 */
export interface InvalidResource {
  readonly title: string;
  readonly resource: unknown;
  readonly code: IssueCode;
  readonly expression: string | undefined;
  readonly medplum?: "sees";
}

export const patient = (rest: object) => ({ resourceType: "Patient", ...rest });
export const observation = (rest: object) => ({
  resourceType: "Observation",
  status: "final",
  code: { text: "Weight" },
  ...rest,
});
export const extended = (value: object) => patient({ extension: [{ url: "http://example.org/x", ...value }] });
export const bundle = (...entry: object[]) => ({ resourceType: "Bundle", type: "collection", entry });

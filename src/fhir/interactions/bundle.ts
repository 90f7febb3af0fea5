/** POST of a Bundle to the base: batch or transaction. https://hl7.org/fhir/R4/http.html#transaction */
import { InvalidInput } from "../../errors.ts";
import { refuseUnknownParameters } from "../answer.ts";
import { requestEntries } from "../bundle-entry.ts";
import type { FhirAnswer, FhirDeps, FhirRequest } from "../exchange.ts";
import { batch } from "./batch.ts";
import { transaction } from "./transaction.ts";

/** Runs one request; what `routes.ts` exports. It throws what answers with an error. */
export type Dispatch = (request: FhirRequest, deps: FhirDeps) => Promise<FhirAnswer>;

export async function bundle(request: FhirRequest, deps: FhirDeps, dispatch: Dispatch): Promise<FhirAnswer> {
  refuseUnknownParameters(request, []);
  const body = await request.body.json();
  if (typeof body !== "object" || body === null || !("resourceType" in body) || body.resourceType !== "Bundle") {
    throw new InvalidInput("a Bundle of type batch or transaction is needed in the body", { code: "structure" });
  }
  const type = "type" in body ? body.type : undefined;
  if (type !== "batch" && type !== "transaction") {
    throw new InvalidInput("only a Bundle of type batch or transaction can be posted here", {
      code: "value",
      expression: "Bundle.type",
    });
  }
  const entries = requestEntries(body, { base: request.base, maxEntries: deps.limits.maxBundleEntries });
  return (type === "batch" ? batch : transaction)(request, entries, deps, dispatch);
}

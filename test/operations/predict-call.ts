/** Calls `$predict` in process, on a store or without one. */
import type { Bundle, Parameters, ParametersParameter } from "@medplum/fhirtypes";
import type { OperationRequest } from "../../src/fhir/operation.ts";
import { predictOperation } from "../../src/operations/predict.ts";
import type { Store } from "../../src/storage/port.ts";

/** 2026-02-01T12:00:00Z */
export const NOW = Date.UTC(2026, 1, 1, 12);

/** A store that must not be touched: any use of it fails the test. */
const NO_STORE = new Proxy({} as Store, {
  get: (_, property) => {
    throw new Error(`the store was used: ${String(property)}`);
  },
});

/** `$predict` with the given parameters; at system level by POST unless `more` says otherwise. */
export async function predict(
  parameter: NonNullable<Parameters["parameter"]>,
  more: Partial<OperationRequest> & { readonly store?: Store } = {},
): Promise<Bundle> {
  const { store = NO_STORE, ...request } = more;
  const answer = await predictOperation({ store, clock: () => NOW }).run({
    level: "system",
    parameters: { resourceType: "Parameters", parameter },
    method: "POST",
    respondAsync: false,
    signal: new AbortController().signal,
    ...request,
  });
  if (answer.resource?.resourceType !== "Bundle") throw new Error("the answer is no Bundle");
  return answer.resource;
}

export const predictAtSystemLevel = ({ parameter = [] }: Parameters): Promise<Bundle> => predict(parameter);

/** One `input` parameter. */
export const input = (name: string, value: Partial<ParametersParameter>): ParametersParameter => ({
  name: "input",
  part: [
    { name: "name", valueCode: name },
    { name: "value", ...value },
  ],
});
export const model = (name: string): ParametersParameter => ({ name: "model", valueCode: name });

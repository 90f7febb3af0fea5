/** Calls `$simulate` in process, on a store or without one. */
import type { Bundle, Parameters, ParametersParameter } from "@medplum/fhirtypes";
import type { OperationRequest } from "../../src/fhir/operation.ts";
import { simulateOperation } from "../../src/operations/simulate.ts";
import type { Store } from "../../src/storage/port.ts";

/** 2026-02-01T12:00:00Z */
export const NOW = Date.UTC(2026, 1, 1, 12);

/** A store that must not be touched: any use of it fails the test. */
const NO_STORE = new Proxy({} as Store, {
  get: (_, property) => {
    throw new Error(`the store was used: ${String(property)}`);
  },
});

/** `$simulate` with the given parameters; at system level unless `more` says otherwise. */
export async function simulate(
  parameter: NonNullable<Parameters["parameter"]>,
  more: Partial<OperationRequest> & { readonly store?: Store; readonly clock?: () => number } = {},
): Promise<Bundle> {
  const { store = NO_STORE, clock = () => NOW, ...request } = more;
  const answer = await simulateOperation({ store, clock }).run({
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

export const onPatient = (id: string) => ({ level: "instance", type: "Patient", id }) as const;

export const model = (id: string): ParametersParameter => ({ name: "model", valueCode: id });

/** One `input` parameter. */
export const input = (name: string, value: Partial<ParametersParameter>): ParametersParameter => ({
  name: "input",
  part: [
    { name: "name", valueCode: name },
    { name: "value", ...value },
  ],
});

/** A scenario with interventions by name, or by name and dose. */
export const scenario = (
  name: string,
  interventions: readonly (string | readonly [code: string, dose: number])[] = [],
  inputs: readonly ParametersParameter[] = [],
): ParametersParameter => ({
  name: "scenario",
  part: [
    { name: "name", valueString: name },
    ...interventions.map((given): ParametersParameter => {
      const [code, dose] = typeof given === "string" ? [given] : given;
      return {
        name: "intervention",
        part: [
          { name: "code", valueCode: code },
          ...(dose === undefined ? [] : [{ name: "dose", valueDecimal: dose }]),
        ],
      };
    }),
    ...inputs,
  ],
});

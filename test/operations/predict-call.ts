/** Calls `$predict` in process, without a stored patient. */
import type { Bundle, Parameters, ParametersParameter } from "@medplum/fhirtypes";
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

export async function predictAtSystemLevel(parameters: Parameters): Promise<Bundle> {
  const answer = await predictOperation({ store: NO_STORE, clock: () => NOW }).run({
    level: "system",
    parameters,
    method: "POST",
    respondAsync: false,
    signal: new AbortController().signal,
  });
  if (answer.resource?.resourceType !== "Bundle") throw new Error("the answer is no Bundle");
  return answer.resource;
}

/** One `input` parameter. */
export const input = (name: string, value: Partial<ParametersParameter>): ParametersParameter => ({
  name: "input",
  part: [
    { name: "name", valueCode: name },
    { name: "value", ...value },
  ],
});

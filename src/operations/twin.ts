/**
 * `$twin`: the state of a person's digital twin, computed when it is asked for.
 *
 * GET or POST `Patient/[id]/$twin`, POST `$twin` with `data`. Parameters: `asOf` (default: now), `data` (a Bundle of any
 * type with the resources of one patient, used instead of what is stored). Answers the twin-state Observation; it is not
 * stored, `keep-twin.ts` does that on its own.
 */
import type { Parameters, Patient } from "@medplum/fhirtypes";
import { InvalidInput } from "../errors.ts";
import type { Operation, OperationRequest } from "../fhir/operation.ts";
import { endOfTimeOf, oneNamed, refuseUnknown, resourceOf } from "../fhir/parameters.ts";
import type { Store } from "../storage/port.ts";
import { TWIN_OPERATION, twinObservation } from "../twin/twin-resources.ts";
import { loadTwin, twinDeviceId, twinOfBundle, twinStateId } from "./twin-state.ts";

/** What `$twin` reads. */
export interface TwinDependencies {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The operation `$twin`. */
export const twinOperation = (deps: TwinDependencies): Operation => ({
  code: "twin",
  definition: TWIN_OPERATION,
  levels: { system: true, instance: ["Patient"] },
  get: true,
  run: async (request) => ({ resource: await answer(deps, request) }),
});

async function answer(deps: TwinDependencies, { level, id, parameters }: OperationRequest) {
  refuseUnknown(parameters, ["asOf", "data"]);
  const asOfParameter = oneNamed(parameters, "asOf");
  const asOf = asOfParameter === undefined ? deps.clock() : endOfTimeOf(asOfParameter);
  const data = dataOf(parameters);
  if (level === "system") {
    if (data !== undefined) return twinObservation(twinOfBundle(data, asOf));
    throw new InvalidInput("POST $twin needs 'data', a Bundle; or call Patient/[id]/$twin", {
      code: "required",
      expression: "Parameters.parameter.where(name='data')",
    });
  }
  const patient = id as string; // the router gives an id at instance level
  const ids = { observation: twinStateId(patient), device: twinDeviceId(patient), patient };
  const state = data === undefined ? await loadTwin(deps, patient, asOf) : twinOfBundle(data, asOf);
  refuseOtherPatient(state.patientId, patient);
  return twinObservation(state, ids);
}

function dataOf(parameters: Parameters) {
  const parameter = oneNamed(parameters, "data");
  return parameter === undefined ? undefined : resourceOf(parameter, "Bundle");
}

function refuseOtherPatient(found: Patient["id"], asked: string): void {
  if (found !== undefined && found !== asked) {
    throw new InvalidInput("data holds another Patient than the one in the path", {
      expression: "Parameters.parameter.where(name='data').resource",
    });
  }
}

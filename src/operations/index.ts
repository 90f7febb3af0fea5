/** The FHIR operations of this server: add one here, and its OperationDefinition to `profiles/`. */
import type { Resource } from "@medplum/fhirtypes";
import type { Issue } from "../errors.ts";
import type { Operation } from "../fhir/operation.ts";
import type { ServedModel } from "../models/served-model.ts";
import type { Store } from "../storage/port.ts";
import { evaluateModelOperation } from "./evaluate-model.ts";
import { predictOperation } from "./predict.ts";
import { simulateOperation } from "./simulate.ts";
import { twinOperation } from "./twin.ts";

export interface OperationDependencies {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Risk models by id; those of the registry unless the site has variants of its own. */
  readonly models?: ReadonlyMap<string, ServedModel>;
  readonly validate: (resource: Resource) => readonly Issue[];
}

export const createOperations = (deps: OperationDependencies): readonly Operation[] => [
  twinOperation(deps),
  predictOperation(deps),
  simulateOperation(deps),
  evaluateModelOperation(deps),
];

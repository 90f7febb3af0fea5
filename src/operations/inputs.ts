/**
 * Joins what a caller supplies to what the twin knows: the inputs that models and simulations run on. A supplied value
 * overrides the twin's and is marked so.
 */
import type { ConceptName, ConceptValue } from "../concepts/index.ts";
import { InvalidInput } from "../errors.ts";
import type { OperationRequest } from "../fhir/operation.ts";
import { endOfTimeOf, oneNamed, resourceOf } from "../fhir/parameters.ts";
import type { ServedModel } from "../models/served-model.ts";
import type { Store } from "../storage/port.ts";
import type { FeatureSource, Finding, Origin, TimedValue, TwinState } from "../twin/state.ts";
import { withDerived } from "./inputs/derive.ts";
import { doubtsIn } from "./inputs/doubts.ts";
import { parseSupplied } from "./inputs/supplied.ts";
import { loadTwin, twinOfBundle } from "./twin-state.ts";

export { describeInput, type InputState, type SelectedInput, type Selection, selectInputs } from "./inputs/select.ts";
export { parseSupplied };

export interface KnownValue {
  /** In the concept's own unit. */
  readonly value: ConceptValue;
  readonly origin: Origin | "supplied";
  readonly rule: string;
  readonly sources: readonly FeatureSource[];
  readonly asFound?: { readonly value: string; readonly unit?: string };
  /** All values of the last 24 hours, latest first, where the twin has several. */
  readonly window?: readonly TimedValue[];
}

/** Everything known about the person of one call. */
export interface KnownInputs {
  readonly patientId: string | undefined;
  readonly asOf: string;
  readonly values: ReadonlyMap<ConceptName, KnownValue>;
  readonly findings: readonly Finding[];
}

export interface InputDeps {
  readonly store: Store;
  /** Milliseconds since 1970; the default of `asOf`. */
  readonly clock: () => number;
  /** Risk models by id; those of the registry unless the site has variants of its own. */
  readonly models?: ReadonlyMap<string, ServedModel>;
}

/**
 * What is known in a call on `Patient/[id]` (the twin's state), or in one at system level (the twin of the Bundle in
 * `data`, if given), joined with the `input` parameters, all as of `asOf`.
 * @throws NotFound, Gone for the patient; InvalidInput for the parameters
 */
export async function knownInputs(deps: InputDeps, request: OperationRequest): Promise<KnownInputs> {
  const asOfParameter = oneNamed(request.parameters, "asOf");
  const asOf = asOfParameter === undefined ? deps.clock() : endOfTimeOf(asOfParameter);
  const supplied = parseSupplied(request.parameters);
  const twin = await twinOf(deps, request, asOf);
  const values = withSupplied(twin?.features ?? new Map(), supplied);
  const ofRecord = (twin?.findings ?? []).filter(({ concept }) => !supplied.has(concept));
  return {
    patientId: twin?.patientId,
    asOf: new Date(asOf).toISOString(),
    values,
    findings: [...ofRecord, ...doubtsIn(values, supplied)],
  };
}

/**
 * Values with those supplied in their place, and with what follows from the new ones (eGFR from a supplied creatinine).
 * @throws InvalidInput where two supplied values contradict each other
 */
export function withSupplied(
  values: ReadonlyMap<ConceptName, KnownValue>,
  supplied: ReadonlyMap<ConceptName, KnownValue>,
): ReadonlyMap<ConceptName, KnownValue> {
  return withDerived(new Map([...values, ...supplied]), supplied);
}

async function twinOf(deps: InputDeps, request: OperationRequest, asOf: number): Promise<TwinState | undefined> {
  const data = oneNamed(request.parameters, "data");
  if (request.level === "instance" && request.type === "Patient" && request.id !== undefined) {
    if (data !== undefined) {
      throw new InvalidInput("'data' is given at system level, not on a stored patient", {
        expression: "Parameters.parameter.where(name='data')",
      });
    }
    return loadTwin(deps, request.id, asOf);
  }
  return data === undefined ? undefined : twinOfBundle(resourceOf(data, "Bundle"), asOf);
}

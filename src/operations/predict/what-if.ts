/**
 * The same model on the same person with some values changed: by the way of a supplied `input`, so that what follows from
 * a value is derived anew and a result is the one that a call with that input gives.
 */
import type { ConceptName, ConceptValue } from "../../concepts/index.ts";
import { DomainError } from "../../errors.ts";
import type { Result } from "../../models/contract.ts";
import { type Awaitable, andThen } from "../../models/served-model.ts";
import { type KnownInputs, type KnownValue, withSupplied } from "../inputs.ts";
import { type Computed, isComputed, runModel } from "./run.ts";

/** The results with the changed values; none where the model does not take them. */
export function whatIf(
  run: Computed,
  known: KnownInputs,
  changes: ReadonlyMap<ConceptName, ConceptValue>,
): Awaitable<readonly Result[]> {
  const changed = changedInputs(known, changes);
  return changed === undefined ? [] : resultsOn(run, changed);
}

/** What is known with some values changed, each in its concept's own unit; undefined where they contradict the rest. */
export function changedInputs(
  known: KnownInputs,
  changes: ReadonlyMap<ConceptName, ConceptValue>,
): KnownInputs | undefined {
  const supplied = new Map(
    [...changes].map(([concept, value]): [ConceptName, KnownValue] => [
      concept,
      { value, origin: "supplied", rule: "what-if", sources: known.values.get(concept)?.sources ?? [] },
    ]),
  );
  try {
    return { ...known, values: withSupplied(known.values, supplied) };
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

/** The results of the model of a run, in the same variant, on other inputs; none where it does not take them. */
export function resultsOn({ model, variant }: Computed, known: KnownInputs): Awaitable<readonly Result[]> {
  const run = runModel(variant === undefined ? { model } : { model, variant }, known);
  return andThen(run, (ran) => (isComputed(ran) ? ran.results : []));
}

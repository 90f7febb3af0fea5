/**
 * What a result would be if one input alone, one that the person can change, were at its target: arithmetic on the model.
 *
 * A cohort's equation says how people with another blood pressure fared, not what lowering it does. So each is labelled;
 * and where a model goes the other way (in heart failure a low pressure is a bad sign) nothing is said, because its
 * arithmetic would then argue for leaving the input as it is.
 */
import type { ConceptName, ConceptValue } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import type { KnownInputs, SelectedInput } from "../inputs.ts";
import { numberOf } from "./result-value.ts";
import type { Computed } from "./run.ts";
import { TARGETS, type Target } from "./targets.ts";
import { whatIf } from "./what-if.ts";

export const COUNTERFACTUAL_REMARK = "model arithmetic, an association, not a treatment effect";

export interface Counterfactual {
  readonly concept: ConceptName;
  /** In the concept's own unit. */
  readonly target: ConceptValue;
  readonly source: string;
  /** The result at the target: percent, or points. */
  readonly value: number;
  /** That minus the result as it is; below 0. */
  readonly difference: number;
}

/** The counterfactuals of a run by outcome, the largest difference first; measures have none. */
export function counterfactualsOf(run: Computed, known: KnownInputs): ReadonlyMap<string, readonly Counterfactual[]> {
  const atTargets = run.inputs.flatMap((input) => {
    const target = missedTarget(input);
    if (target === undefined) return [];
    return [{ ...target, results: whatIf(run, known, new Map([[target.concept, target.value]])) }];
  });
  return new Map(
    run.results.map((result) => [
      result.code,
      atTargets
        .flatMap(({ results, ...target }) => counterfactual(target, result, results))
        .sort((one, other) => one.difference - other.difference),
    ]),
  );
}

function missedTarget({ concept, declaration, known }: SelectedInput): (Target & { concept: ConceptName }) | undefined {
  const target = TARGETS[concept];
  if (target === undefined || declaration.modifiable !== true || known === undefined) return undefined;
  return target.isMissedBy(known.value) ? { ...target, concept } : undefined;
}

function counterfactual(
  { concept, value: target, source }: Target & { readonly concept: ConceptName },
  result: Result,
  results: readonly Result[],
): readonly Counterfactual[] {
  const now = result.measure === undefined ? numberOf(result) : undefined;
  const then = results.find(({ code }) => code === result.code);
  const value = then === undefined ? undefined : numberOf(then);
  if (now === undefined || value === undefined || value >= now) return [];
  return [{ concept, target, source, value, difference: value - now }];
}

/**
 * What a result would be if one input alone, one that the person can change, were at its target: arithmetic on the model.
 *
 * A cohort's equation says how people with another blood pressure fared, not what lowering it does. So each is labelled;
 * and where a model goes the other way (in heart failure a low pressure is a bad sign) nothing is said, because its
 * arithmetic would then argue for leaving the input as it is.
 */
import { type ConceptName, type ConceptValue, conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import { type Awaitable, allOf, andThen } from "../../models/served-model.ts";
import { convertConcept } from "../inputs/convert.ts";
import type { KnownInputs, SelectedInput } from "../inputs.ts";
import { numberOf } from "./result-value.ts";
import type { Computed } from "./run.ts";
import { TARGETS, type Target } from "./targets.ts";
import { whatIf } from "./what-if.ts";

export const COUNTERFACTUAL_REMARK = "model arithmetic, an association, not a treatment effect";

export interface Counterfactual {
  readonly concept: ConceptName;
  /** In `unit`, the one in which the model takes it. */
  readonly target: ConceptValue;
  /** UCUM unit, of a quantity. */
  readonly unit?: string;
  readonly source: string;
  /** The result at the target: percent, or points. */
  readonly value: number;
  /** That minus the result as it is; below 0. */
  readonly difference: number;
}

/** The counterfactuals of a run by outcome, the largest difference first; measures have none. */
export function counterfactualsOf(
  run: Computed,
  known: KnownInputs,
): Awaitable<ReadonlyMap<string, readonly Counterfactual[]>> {
  const atTargets = run.inputs.flatMap((input) => {
    const target = missedTarget(input);
    if (target === undefined) return [];
    const results = whatIf(run, known, new Map([[input.concept, target.value]]));
    return [andThen(results, (atTarget) => ({ input, target, atTarget }))];
  });
  return andThen(
    allOf(atTargets),
    (all) =>
      new Map(
        run.results.map((result) => [
          result.code,
          all
            .flatMap(({ input, target, atTarget }) => counterfactual(input, target, { asIs: result, atTarget }))
            .sort((one, other) => one.difference - other.difference),
        ]),
      ),
  );
}

function missedTarget({ concept, declaration, known }: SelectedInput): Target | undefined {
  const target = TARGETS[concept];
  if (target === undefined || declaration.modifiable !== true || known === undefined) return undefined;
  return target.isMissedBy(known.value) ? target : undefined;
}

function counterfactual(
  { concept, unit }: SelectedInput,
  { value: target, source }: Target,
  { asIs, atTarget }: { readonly asIs: Result; readonly atTarget: readonly Result[] },
): readonly Counterfactual[] {
  const before = asIs.measure === undefined ? numberOf(asIs) : undefined;
  const changed = atTarget.find(({ code }) => code === asIs.code);
  const value = changed === undefined ? undefined : numberOf(changed);
  if (before === undefined || value === undefined || value >= before) return [];
  const inUnit = unit === undefined ? { target } : { target: inModelUnit(concept, target, unit), unit };
  return [{ concept, ...inUnit, source, value, difference: value - before }];
}

function inModelUnit(concept: ConceptName, target: ConceptValue, unit: string): ConceptValue {
  const definition = conceptOf(concept);
  if (definition.kind !== "quantity" || typeof target !== "number") return target;
  return convertConcept(definition, target, definition.unit, unit) ?? target;
}

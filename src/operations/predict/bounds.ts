/**
 * Where a result could lie if an input that the model did without were known: the least and the greatest over the values
 * that the model admits. Only for inputs that the model declares open (`missing.isOpen`): facts about the person for which
 * it has a rule of its own. An item that a total stands for, or a treatment that nobody plans, is not open.
 */
import { type ConceptName, type ConceptValue, conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import { type Awaitable, allOf, andThen } from "../../models/served-model.ts";
import { convertConcept } from "../inputs/convert.ts";
import type { KnownInputs, SelectedInput } from "../inputs.ts";
import { numberOf } from "./result-value.ts";
import type { Computed } from "./run.ts";
import { whatIf } from "./what-if.ts";

/** Steps of the grid over a range: enough to see whether a result rises or falls throughout. */
const STEPS = 20;

/** What is counted (deciles, points: a unit in braces between whole numbers) takes whole numbers only. */
const stepsOf = (unit: string, [low, high]: readonly [number, number]): number =>
  unit.startsWith("{") && Number.isInteger(low) && Number.isInteger(high) ? high - low : STEPS;

export interface Bounds {
  readonly concept: ConceptName;
  /** Least and greatest result: percent, points, or in the measure's unit. */
  readonly lower: number;
  readonly upper: number;
  /** Whether the result only rises or only falls along the grid; of a fact or code always true. */
  readonly isMonotone: boolean;
}

/** The bounds of a run by outcome, one per open input that is not known. */
export function boundsOf(run: Computed, known: KnownInputs): Awaitable<ReadonlyMap<string, readonly Bounds[]>> {
  const open = run.inputs.filter(({ declaration, state }) => declaration.missing?.isOpen === true && isUnknown(state));
  const paths = open.map((input) => {
    const results = admissibleValues(input).map((value) => whatIf(run, known, new Map([[input.concept, value]])));
    return andThen(allOf(results), (path) => ({ input, path }));
  });
  return andThen(
    allOf(paths),
    (all) =>
      new Map(run.results.map(({ code }) => [code, all.flatMap(({ input, path }) => bounds(input, code, path))])),
  );
}

const isUnknown = (state: SelectedInput["state"]): boolean =>
  state === "missing" || state === "too-old" || state === "imputed";

/** Every value that the model takes, or a grid over its range, in the concept's own unit. */
function admissibleValues({ concept, declaration, unit }: SelectedInput): readonly ConceptValue[] {
  const definition = conceptOf(concept);
  if (definition.kind === "boolean") return [false, true];
  if (definition.kind === "code") return Object.keys(definition.values);
  if (definition.kind !== "quantity" || declaration.range === undefined) return [];
  const [low, high] = declaration.range;
  const declared = unit ?? definition.unit;
  const steps = stepsOf(declared, declaration.range);
  return Array.from({ length: steps + 1 }, (_, step) => {
    const value = step === steps ? high : low + ((high - low) * step) / steps;
    // a unit that converts: the declaration was checked when inputs were selected
    return convertConcept(definition, value, declared, definition.unit) ?? value;
  });
}

function bounds({ concept }: SelectedInput, code: string, path: readonly (readonly Result[])[]): readonly Bounds[] {
  const values = path.flatMap((results) => {
    const result = results.find((candidate) => candidate.code === code);
    return (result === undefined ? undefined : numberOf(result)) ?? [];
  });
  // Where the model refuses some value, the extremes of the rest are no bounds.
  if (values.length < 2 || values.length < path.length) return [];
  const lower = Math.min(...values);
  const upper = Math.max(...values);
  if (lower === upper) return [];
  const isRising = values.every((value, at) => value >= (values[at - 1] ?? value));
  const isFalling = values.every((value, at) => value <= (values[at - 1] ?? value));
  const isOrdered = conceptOf(concept).kind === "quantity";
  return [{ concept, lower, upper, isMonotone: !isOrdered || isRising || isFalling }];
}

/**
 * A model of a site's own from a coefficient table: for each output the first equation whose `when` is true of the person.
 * A number that is none (a logarithm of nothing, a probability outside of 0 to 1) is no result: the model then has none
 * for this combination of inputs, and says so.
 */
import type { ComputeInputs, Result } from "../contract.ts";
import { isAtLeast } from "../thresholds.ts";
import type { Reference, TableEquation } from "./equation-readers.ts";
import { type CompiledEquation, compiledEquation } from "./equations.ts";
import type { SiteOutput } from "./metadata-readers.ts";

export interface CoefficientTable {
  readonly outputs: readonly SiteOutput[];
  readonly equations: readonly TableEquation[];
  readonly reference?: Reference;
}

/** The function of the table. */
export function tableFunction({
  outputs,
  equations,
  reference,
}: CoefficientTable): (inputs: ComputeInputs) => readonly Result[] {
  const byOutput = outputs.map((output) => ({
    output,
    equations: equations
      .filter((equation) => equation.output === output.code)
      .map((equation) => compiledEquation(equation, output, reference)),
  }));
  return (inputs) =>
    byOutput.flatMap(({ output, equations: own }) => {
      const chosen = own.find(({ equation }) => isOf(equation, inputs));
      return chosen === undefined ? [] : resultOf(chosen, output, inputs);
    });
}

/** Whether an equation is meant for a person. */
export const isOf = ({ when = {} }: Pick<TableEquation, "when">, inputs: ComputeInputs): boolean =>
  Object.entries(when).every(([input, value]) => inputs[input] === value);

function resultOf({ numbersOf }: CompiledEquation, output: SiteOutput, inputs: ComputeInputs): readonly Result[] {
  const { code, display, horizonYears } = output;
  const numbers = numbersOf(inputs);
  const { probability, score, measure, total = 0 } = numbers;
  const value = measure?.value ?? (output.gives === "probability" ? probability : score);
  if (value === undefined || !Number.isFinite(value) || !Number.isFinite(total)) return [];
  return [
    { code, display, ...numbers, ...(horizonYears === undefined ? {} : { horizonYears }), ...bandOf(output, value) },
  ];
}

/** The band that a value is in: of the highest bound that it reaches. */
export function bandOf({ bands = [] }: SiteOutput, value: number): Pick<Result, "band"> {
  const reached = bands.filter(({ from }) => from === null || isAtLeast(value, from));
  const highest = reached.reduce<(typeof reached)[number] | undefined>(
    (best, band) => (best === undefined || (band.from ?? -Infinity) > (best.from ?? -Infinity) ? band : best),
    undefined,
  );
  if (highest === undefined) return {};
  const { code, display, source } = highest;
  return { band: { code, display, source } };
}

/** What `explain=true` adds to the results of a call: counterfactuals, bounds of what is missing, intervals. */
import type { KnownInputs } from "../inputs.ts";
import { type Bounds, boundsOf } from "./bounds.ts";
import { type Counterfactual, counterfactualsOf } from "./counterfactuals.ts";
import { withinReruns } from "./reruns.ts";
import type { Computed } from "./run.ts";
import { drawsOf, intervalsOf, type MeasurementInterval } from "./uncertainty.ts";

export interface Explanation {
  readonly counterfactuals: readonly Counterfactual[];
  readonly bounds: readonly Bounds[];
  readonly interval?: MeasurementInterval;
}
/** By the code of the outcome. */
export type Explanations = ReadonlyMap<string, Explanation>;

/** The explanations of each run, in the order of the runs; other requests have their turn between two models. */
export async function explanationsOf(runs: readonly Computed[], known: KnownInputs): Promise<readonly Explanations[]> {
  const draws = drawsOf(known);
  const explained: Explanations[] = [];
  for (const ran of runs) {
    const run = withinReruns(ran);
    await new Promise((resolve) => setImmediate(resolve));
    const counterfactuals = await counterfactualsOf(run, known);
    const bounds = await boundsOf(run, known);
    const intervals = await intervalsOf(run, draws);
    explained.push(
      new Map(
        run.results.map(({ code }) => {
          const interval = intervals.get(code);
          return [
            code,
            {
              counterfactuals: counterfactuals.get(code) ?? [],
              bounds: bounds.get(code) ?? [],
              ...(interval === undefined ? {} : { interval }),
            },
          ] as const;
        }),
      ),
    );
  }
  return explained;
}

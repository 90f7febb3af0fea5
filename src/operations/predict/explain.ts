/** What `explain=true` adds to the results of a call: counterfactuals, bounds of what is missing, intervals, risk age. */
import { type RiskAge, riskAgesOf } from "../../models/risk-age.ts";
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
  readonly riskAge?: RiskAge;
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
    const riskAges = await riskAgesOfRun(run);
    explained.push(
      new Map(
        run.results.map(({ code }) => {
          const interval = intervals.get(code);
          const riskAge = riskAges.get(code);
          return [
            code,
            {
              counterfactuals: counterfactuals.get(code) ?? [],
              bounds: bounds.get(code) ?? [],
              ...(interval === undefined ? {} : { interval }),
              ...(riskAge === undefined ? {} : { riskAge }),
            },
          ] as const;
        }),
      ),
    );
  }
  return explained;
}

function riskAgesOfRun({ model, variant, inputs, results }: Computed): Promise<ReadonlyMap<string, RiskAge>> {
  const values = Object.fromEntries(inputs.map(({ key, value }) => [key, value]));
  return riskAgesOf(model, { inputs: values, results, ...(variant === undefined ? {} : { variant: variant.code }) });
}

/** What an explanation may cost where a run of the model is dear: beyond `maxReruns` it has no results any more. */
import type { Computed } from "./run.ts";

/**
 * The run with a model that answers as often as it may. What an explanation lacks then is left out of it, because bounds
 * and intervals of a part of the runs would be too narrow.
 */
export function withinReruns(run: Computed): Computed {
  const { model } = run;
  const { maxReruns } = model;
  if (maxReruns === undefined) return run;
  let left = maxReruns;
  return {
    ...run,
    model: { ...model, compute: (inputs, variant) => (left-- > 0 ? model.compute(inputs, variant) : []) },
  };
}

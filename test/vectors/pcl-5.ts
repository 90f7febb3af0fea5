/** Vectors of `pcl-5`: the score of twenty items or a recorded total, its cut-off, and the criteria by cluster. */
import type { Bundle } from "@medplum/fhirtypes";
import { itemInputs } from "./items.ts";
import { bandOf, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly items?: readonly number[];
  readonly total?: number;
}

export const request = ({ items = [], total }: Inputs) =>
  predictRequest("pcl-5", {
    ...itemInputs("pcl5Item", items),
    pcl5Score: total === undefined ? undefined : quantity(total, "{score}"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "pcl-5"),
  provisional_cutoff_ge_33: detailOf(bundle, "pcl-5", "atLeast33"),
  dsm5_provisional: detailOf(bundle, "pcl-5", "meetsDsm5CriteriaProvisionally"),
  band: bandOf(bundle, "pcl-5"),
});

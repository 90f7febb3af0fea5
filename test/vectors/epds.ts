/** Vectors of `epds`: the score of ten items or a recorded total, its threshold, and whether item 10 is above 0. */
import type { Bundle } from "@medplum/fhirtypes";
import { itemInputs } from "./items.ts";
import { bandOf, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly items?: readonly number[];
  readonly total?: number;
}

export const request = ({ items = [], total }: Inputs) =>
  predictRequest("epds", {
    ...itemInputs("epdsItem", items),
    epdsScore: total === undefined ? undefined : quantity(total, "{score}"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "epds"),
  positive_ge_13: detailOf(bundle, "epds", "atLeast13"),
  self_harm_item10_positive: detailOf(bundle, "epds", "item10Positive"),
  band: bandOf(bundle, "epds"),
});

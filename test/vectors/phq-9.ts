/** Vectors of `phq-9`: the score of nine items or a recorded total, its severity, and whether item 9 is above 0. */
import type { Bundle } from "@medplum/fhirtypes";
import { itemInputs } from "./items.ts";
import { bandOf, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly items?: readonly number[];
  readonly total?: number;
}

export const request = ({ items = [], total }: Inputs) =>
  predictRequest("phq-9", {
    ...itemInputs("phq9Item", items),
    phq9Score: total === undefined ? undefined : quantity(total, "{score}"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "phq-9"),
  severity: bandOf(bundle, "phq-9")?.replace("-", " "),
  item9_positive: detailOf(bundle, "phq-9", "item9Positive"),
});

/** Vectors of `audit-c`: the score of three items or a recorded total, and whether the screen is positive for the sex. */
import type { Bundle } from "@medplum/fhirtypes";
import { itemInputs } from "./items.ts";
import { code, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly sex: string;
  readonly items?: readonly number[];
  readonly total?: number;
}

export const request = ({ sex, items = [], total }: Inputs) =>
  predictRequest("audit-c", {
    sex: code(sex),
    ...itemInputs("auditCItem", items),
    auditCScore: total === undefined ? undefined : quantity(total, "{score}"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "audit-c"),
  positive: detailOf(bundle, "audit-c", "positive"),
});

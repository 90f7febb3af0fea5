/** Vectors of `gad-7`: the score of seven items or a recorded total, and its severity. */
import type { Bundle } from "@medplum/fhirtypes";
import { itemInputs } from "./items.ts";
import { bandOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly items?: readonly number[];
  readonly total?: number;
}

export const request = ({ items = [], total }: Inputs) =>
  predictRequest("gad-7", {
    ...itemInputs("gad7Item", items),
    gad7Score: total === undefined ? undefined : quantity(total, "{score}"),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "gad-7"), severity: bandOf(bundle, "gad-7") });

/** Vectors of `apri`: the index. */
import type { Bundle } from "@medplum/fhirtypes";
import { predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly ast_u_l: number;
  readonly ast_uln: number;
  readonly platelets_10e9_l: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("apri", {
    aspartateAminotransferase: quantity(inputs.ast_u_l, "U/L"),
    aspartateAminotransferaseUpperLimit: quantity(inputs.ast_uln, "U/L"),
    platelets: quantity(inputs.platelets_10e9_l, "10*9/L"),
  });

export const answer = (bundle: Bundle) => ({ apri: scoreOf(bundle, "apri") });

/** Vectors of `fib-4`: the index and its band. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly ast_u_l: number;
  readonly alt_u_l: number;
  readonly platelets_10e9_l: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("fib-4", {
    age: quantity(inputs.age, "a"),
    aspartateAminotransferase: quantity(inputs.ast_u_l, "U/L"),
    alanineAminotransferase: quantity(inputs.alt_u_l, "U/L"),
    platelets: quantity(inputs.platelets_10e9_l, "10*9/L"),
  });

export const answer = (bundle: Bundle) => ({ fib4: scoreOf(bundle, "fib-4"), band: bandOf(bundle, "fib-4") });

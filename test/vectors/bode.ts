/** Vectors of `bode`: the points and the quartile. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly bmi: number;
  readonly fev1_percent_pred: number;
  readonly mmrc: number;
  readonly six_mwd_m: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("bode", {
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    fev1PercentPredicted: quantity(inputs.fev1_percent_pred, "%"),
    mmrcDyspnoeaGrade: quantity(inputs.mmrc, "{grade}"),
    sixMinuteWalkDistance: quantity(inputs.six_mwd_m, "m"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "bode"),
  quartile: Number(bandOf(bundle, "bode")?.replace("quartile-", "")),
});

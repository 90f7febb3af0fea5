/** Vectors of `qsofa`: the score, and whether it is positive. */
import type { Bundle } from "@medplum/fhirtypes";
import { detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly rr: number;
  readonly gcs: number;
  readonly sbp: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("qsofa", {
    respiratoryRate: quantity(inputs.rr, "/min"),
    glasgowComaScale: quantity(inputs.gcs, "{score}"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "qsofa"),
  positive: detailOf(bundle, "qsofa", "positive"),
});

/** Vectors of `abcd2`: the points, and stroke within 2 days, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { numberDetailOf } from "./details.ts";
import { boolean, code, predictionOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sbp: number;
  readonly dbp: number;
  readonly clinical: "weakness" | "speech" | "other";
  readonly duration_min: number;
  readonly diabetes: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("abcd2", {
    age: quantity(inputs.age, "a"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    diastolicBloodPressure: quantity(inputs.dbp, "mm[Hg]"),
    tiaFeature: code(inputs.clinical),
    tiaDuration: quantity(inputs.duration_min, "min"),
    hasDiabetes: boolean(inputs.diabetes),
  });

export function answer(bundle: Bundle) {
  const prediction = predictionOf(bundle, "abcd2");
  return {
    score: scoreOf(bundle, "abcd2"),
    stroke_2d: Number(numberDetailOf(prediction, "johnston-2007-stroke-2-days-percent")) / 100,
  };
}

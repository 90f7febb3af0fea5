/** Vectors of `score2-op`: the calibrated 10-year risk in percent. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictionOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly region: "Low" | "Moderate" | "High" | "Very high";
  readonly age: number;
  readonly sex: string;
  readonly smoking: boolean;
  readonly diabetes?: boolean;
  readonly sbp: number;
  readonly total_c_mmol: number;
  readonly hdl_c_mmol: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("score2-op", {
    cardiovascularRiskRegion: code(inputs.region.toLowerCase().replace(" ", "-")),
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    currentSmoker: boolean(inputs.smoking),
    hasDiabetes: inputs.diabetes === undefined ? undefined : boolean(inputs.diabetes),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    totalCholesterol: quantity(inputs.total_c_mmol, "mmol/L"),
    hdlCholesterol: quantity(inputs.hdl_c_mmol, "mmol/L"),
  });

export function answer(bundle: Bundle) {
  const percent = predictionOf(bundle, "score2-op-cvd-10y")?.probabilityDecimal;
  return { risk10y_percent: percent, risk10y_percent_unrounded: percent };
}

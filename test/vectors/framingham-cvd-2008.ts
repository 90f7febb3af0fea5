/** Vectors of `framingham-cvd-2008`: the 10-year risks in percent, with lipids and with body mass index. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictionOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly total_c: number;
  readonly hdl_c: number;
  readonly sbp: number;
  readonly bp_tx: boolean;
  readonly dm: boolean;
  readonly smoking: boolean;
  readonly bmi?: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("framingham-cvd-2008", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    totalCholesterol: quantity(inputs.total_c, "mg/dL"),
    hdlCholesterol: quantity(inputs.hdl_c, "mg/dL"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    onAntihypertensive: boolean(inputs.bp_tx),
    hasDiabetes: boolean(inputs.dm),
    currentSmoker: boolean(inputs.smoking),
    bodyMassIndex: inputs.bmi === undefined ? undefined : quantity(inputs.bmi, "kg/m2"),
  });

export const answer = (bundle: Bundle) => ({
  risk10y_percent: predictionOf(bundle, "framingham-cvd-10y")?.probabilityDecimal,
  risk10y_percent_bmi_version: predictionOf(bundle, "framingham-cvd-bmi-10y")?.probabilityDecimal,
});

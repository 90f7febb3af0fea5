/** Vectors of `score2-diabetes`: the calibrated 10-year risk in percent. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictionOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly region: "Low" | "Moderate" | "High" | "Very high";
  readonly age: number;
  readonly sex: string;
  readonly smoking: boolean;
  readonly diabetes: boolean;
  readonly diabetes_age: number;
  readonly hba1c_mmol_mol: number;
  readonly egfr: number;
  readonly sbp: number;
  readonly total_c_mmol: number;
  readonly hdl_c_mmol: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("score2-diabetes", {
    cardiovascularRiskRegion: code(inputs.region.toLowerCase().replace(" ", "-")),
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    currentSmoker: boolean(inputs.smoking),
    hasDiabetes: boolean(inputs.diabetes),
    ageAtDiabetesDiagnosis: quantity(inputs.diabetes_age, "a"),
    hba1c: quantity(inputs.hba1c_mmol_mol, "mmol/mol"),
    egfr: quantity(inputs.egfr, "mL/min/{1.73_m2}"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    totalCholesterol: quantity(inputs.total_c_mmol, "mmol/L"),
    hdlCholesterol: quantity(inputs.hdl_c_mmol, "mmol/L"),
  });

export const answer = (bundle: Bundle) => ({
  risk10y_percent: predictionOf(bundle, "score2-diabetes-cvd-10y")?.probabilityDecimal,
});

/** Vectors of `caide`: points and risk 0 to 1 by the models without and with APOE. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly education_years: number;
  readonly sbp: number;
  readonly bmi: number;
  readonly total_chol_mmol_l: number;
  readonly physically_active: boolean;
  readonly apoe_e4?: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("caide", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    educationDuration: quantity(inputs.education_years, "a"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    totalCholesterol: quantity(inputs.total_chol_mmol_l, "mmol/L"),
    isPhysicallyActive: boolean(inputs.physically_active),
    hasApoeE4: inputs.apoe_e4 === undefined ? undefined : boolean(inputs.apoe_e4),
  });

export const answer = (bundle: Bundle) => ({
  points_model1: scoreOf(bundle, "dementia-20y"),
  risk20y_model1: probabilityOf(bundle, "dementia-20y"),
  points_model2: scoreOf(bundle, "dementia-20y-apoe") ?? null,
  risk20y_model2: probabilityOf(bundle, "dementia-20y-apoe"),
});

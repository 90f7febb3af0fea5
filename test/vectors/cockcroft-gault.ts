/** Vectors of `cockcroft-gault`: creatinine clearance in mL/min. */
import type { Bundle } from "@medplum/fhirtypes";
import { code, measureOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly weight_kg: number;
  readonly creatinine_mg_dl: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("cockcroft-gault", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    bodyWeight: quantity(inputs.weight_kg, "kg"),
    creatinine: quantity(inputs.creatinine_mg_dl, "mg/dL"),
  });

export const answer = (bundle: Bundle) => ({
  crcl_ml_min: measureOf(bundle, "creatinine-clearance")?.valueQuantity?.value,
});

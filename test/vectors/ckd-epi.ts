/** Vectors of `ckd-epi`: eGFR in mL/min/1.73 m² by three equations. */
import type { Bundle } from "@medplum/fhirtypes";
import { code, measuresIn, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly creatinine_mg_dl: number;
  readonly cystatin_c_mg_l: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("ckd-epi", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    creatinine: quantity(inputs.creatinine_mg_dl, "mg/dL"),
    cystatinC: quantity(inputs.cystatin_c_mg_l, "mg/L"),
  });

export function answer(bundle: Bundle) {
  const value = (outcome: string) =>
    measuresIn(bundle).find((measure) => measure.code?.coding?.some((coding) => coding.code === outcome))?.valueQuantity
      ?.value;
  return {
    egfr_cr_2021: value("egfr-creatinine"),
    egfr_cr_cys_2021: value("egfr-creatinine-cystatin-c"),
    egfr_cys_2012: value("egfr-cystatin-c"),
  };
}

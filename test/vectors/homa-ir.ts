/** Vectors of `homa-ir`: the index. */
import type { Bundle } from "@medplum/fhirtypes";
import { predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly glucose_mg_dl: number;
  readonly insulin_uu_ml: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("homa-ir", {
    fastingGlucose: quantity(inputs.glucose_mg_dl, "mg/dL"),
    fastingInsulin: quantity(inputs.insulin_uu_ml, "u[IU]/mL"),
  });

export const answer = (bundle: Bundle) => ({ homa_ir: scoreOf(bundle, "homa-ir") });

/** Vectors of `reynolds`: the 10-year risk, 0 to 1; null where there is none. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly sex: string;
  readonly age: number;
  readonly sbp: number;
  readonly total_c: number;
  readonly hdl_c: number;
  readonly hscrp_mg_l: number;
  readonly smoking: boolean;
  readonly parent_mi_lt60: boolean;
  readonly dm: boolean;
  readonly hba1c: number | null;
}

export const request = (inputs: Inputs) =>
  predictRequest("reynolds", {
    sex: code(inputs.sex),
    age: quantity(inputs.age, "a"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    totalCholesterol: quantity(inputs.total_c, "mg/dL"),
    hdlCholesterol: quantity(inputs.hdl_c, "mg/dL"),
    highSensitivityCrp: quantity(inputs.hscrp_mg_l, "mg/L"),
    currentSmoker: boolean(inputs.smoking),
    hasParentWithInfarctionBefore60: boolean(inputs.parent_mi_lt60),
    hasDiabetes: boolean(inputs.dm),
    hba1c: inputs.hba1c === null ? undefined : quantity(inputs.hba1c, "%"),
  });

export const answer = (bundle: Bundle) => ({ risk10y: probabilityOf(bundle, "reynolds-cvd-10y") });

/** Vectors of `pce-2013`: the 10-year risk, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly race: string;
  readonly total_c: number;
  readonly hdl_c: number;
  readonly sbp: number;
  readonly bp_tx: boolean;
  readonly dm: boolean;
  readonly smoking: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("pce-2013", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    race: code(inputs.race),
    totalCholesterol: quantity(inputs.total_c, "mg/dL"),
    hdlCholesterol: quantity(inputs.hdl_c, "mg/dL"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    onAntihypertensive: boolean(inputs.bp_tx),
    hasDiabetes: boolean(inputs.dm),
    currentSmoker: boolean(inputs.smoking),
  });

export const answer = (bundle: Bundle) => ({ risk10y: probabilityOf(bundle, "pce-ascvd-10y") });

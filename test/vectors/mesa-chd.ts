/** Vectors of `mesa-chd`: the 10-year risks, 0 to 1, without and with the calcium score. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly sex: string;
  readonly race: "white" | "black" | "hispanic" | "chinese";
  readonly age: number;
  readonly total_c: number;
  readonly hdl_c: number;
  readonly lipid_medication: boolean;
  readonly sbp: number;
  readonly bp_tx: boolean;
  readonly smoking: boolean;
  readonly dm: boolean;
  readonly family_history_mi: boolean;
  readonly cac_agatston?: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("mesa-chd", {
    sex: code(inputs.sex),
    race: code(inputs.race === "chinese" ? "asian" : inputs.race),
    age: quantity(inputs.age, "a"),
    totalCholesterol: quantity(inputs.total_c, "mg/dL"),
    hdlCholesterol: quantity(inputs.hdl_c, "mg/dL"),
    onLipidLoweringDrug: boolean(inputs.lipid_medication),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    onAntihypertensive: boolean(inputs.bp_tx),
    currentSmoker: boolean(inputs.smoking),
    hasDiabetes: boolean(inputs.dm),
    hasRelativeWithInfarction: boolean(inputs.family_history_mi),
    coronaryArteryCalciumScore:
      inputs.cac_agatston === undefined ? undefined : quantity(inputs.cac_agatston, "{Agatston}"),
  });

export const answer = (bundle: Bundle) => ({
  risk10y_without_cac: probabilityOf(bundle, "mesa-chd-10y"),
  risk10y_with_cac: probabilityOf(bundle, "mesa-chd-calcium-10y"),
});

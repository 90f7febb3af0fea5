/** Vectors of `fullpiers`: risk 0 to 1 within 48 hours, and its band. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly ga_weeks: number;
  readonly chest_pain_or_dyspnea: boolean;
  readonly spo2: number;
  readonly platelets_10e9_l: number;
  readonly creatinine_umol_l: number;
  readonly ast_u_l: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("fullpiers", {
    gestationalAge: quantity(inputs.ga_weeks, "wk"),
    hasChestPainOrDyspnoea: boolean(inputs.chest_pain_or_dyspnea),
    oxygenSaturation: quantity(inputs.spo2, "%"),
    platelets: quantity(inputs.platelets_10e9_l, "10*9/L"),
    creatinine: quantity(inputs.creatinine_umol_l, "umol/L"),
    aspartateAminotransferase: quantity(inputs.ast_u_l, "U/L"),
  });

export const answer = (bundle: Bundle) => ({
  risk_48h: probabilityOf(bundle, "pre-eclampsia-complication-48h"),
  band: bandOf(bundle, "pre-eclampsia-complication-48h"),
});

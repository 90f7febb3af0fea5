/** Vectors of `perc`: how many criteria are present, and whether none is. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly hr: number;
  readonly spo2: number;
  readonly unilateral_leg_swelling: boolean;
  readonly hemoptysis: boolean;
  readonly recent_surgery_trauma_4wk: boolean;
  readonly prior_vte: boolean;
  readonly estrogen_use: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("perc", {
    age: quantity(inputs.age, "a"),
    heartRate: quantity(inputs.hr, "/min"),
    oxygenSaturation: quantity(inputs.spo2, "%"),
    hasUnilateralLegSwelling: boolean(inputs.unilateral_leg_swelling),
    hasHaemoptysis: boolean(inputs.hemoptysis),
    hasRecentSurgeryOrTrauma: boolean(inputs.recent_surgery_trauma_4wk),
    hasPreviousDvtOrPe: boolean(inputs.prior_vte),
    onOestrogen: boolean(inputs.estrogen_use),
  });

export const answer = (bundle: Bundle) => ({
  criteria_present: scoreOf(bundle, "perc"),
  perc_negative: detailOf(bundle, "perc", "negative"),
});

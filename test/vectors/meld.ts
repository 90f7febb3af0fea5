/** Vectors of `meld`: the three scores, and two of them before they are rounded. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly sex: string;
  readonly bilirubin_mg_dl: number;
  readonly inr: number;
  readonly creatinine_mg_dl: number;
  readonly sodium_mmol_l: number;
  readonly albumin_g_dl: number;
  readonly dialysis_2x_past_week: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("meld", {
    sex: code(inputs.sex),
    bilirubin: quantity(inputs.bilirubin_mg_dl, "mg/dL"),
    inr: quantity(inputs.inr, "{INR}"),
    creatinine: quantity(inputs.creatinine_mg_dl, "mg/dL"),
    sodium: quantity(inputs.sodium_mmol_l, "mmol/L"),
    albumin: quantity(inputs.albumin_g_dl, "g/dL"),
    hasDialysisTwiceInPastWeek: boolean(inputs.dialysis_2x_past_week),
  });

export const answer = (bundle: Bundle) => ({
  meld: scoreOf(bundle, "meld"),
  meld_raw: detailOf(bundle, "meld", "unrounded"),
  meld_na: scoreOf(bundle, "meld-na"),
  meld_3: scoreOf(bundle, "meld-3"),
  meld_3_raw: detailOf(bundle, "meld-3", "unrounded"),
});

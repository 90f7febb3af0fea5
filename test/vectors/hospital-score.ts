/** Vectors of `hospital-score`: the scores of 2016 and 2013, and the band of 2016. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly hemoglobin_g_dl: number;
  readonly oncology_discharge: boolean;
  readonly sodium_mmol_l: number;
  readonly procedure_during_stay: boolean;
  readonly urgent_admission: boolean;
  readonly admissions_prior_12mo: number;
  readonly los_days: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("hospital-score", {
    haemoglobin: quantity(inputs.hemoglobin_g_dl, "g/dL"),
    isOncologyDischarge: boolean(inputs.oncology_discharge),
    sodium: quantity(inputs.sodium_mmol_l, "mmol/L"),
    hasProcedureDuringStay: boolean(inputs.procedure_during_stay),
    isUrgentAdmission: boolean(inputs.urgent_admission),
    admissionsIn12Months: quantity(inputs.admissions_prior_12mo, "{count}"),
    lengthOfStay: quantity(inputs.los_days, "d"),
  });

export const answer = (bundle: Bundle) => ({
  score_2016: scoreOf(bundle, "hospital-score"),
  band_2016: bandOf(bundle, "hospital-score"),
  score_2013: scoreOf(bundle, "hospital-score-2013"),
});

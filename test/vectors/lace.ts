/** Vectors of `lace`: the index, and whether it is high. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly los_days: number;
  readonly acute_admission: boolean;
  readonly charlson_lace_variant: number;
  readonly ed_visits_6mo: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("lace", {
    lengthOfStay: quantity(inputs.los_days, "d"),
    isUrgentAdmission: boolean(inputs.acute_admission),
    laceComorbidityScore: quantity(inputs.charlson_lace_variant, "{score}"),
    emergencyVisitsIn6Months: quantity(inputs.ed_visits_6mo, "{count}"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "lace"),
  high_risk: detailOf(bundle, "lace", "highRisk"),
});

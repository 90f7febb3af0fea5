/** Vectors of `wells-pe`: the score, and its two and three levels. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly hr: number;
  readonly clinical_signs_dvt: boolean;
  readonly pe_most_likely: boolean;
  readonly immobilization_or_surgery_4wk: boolean;
  readonly previous_dvt_pe: boolean;
  readonly hemoptysis: boolean;
  readonly malignancy: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("wells-pe", {
    heartRate: quantity(inputs.hr, "/min"),
    hasSignsOfDvt: boolean(inputs.clinical_signs_dvt),
    isPulmonaryEmbolismMostLikely: boolean(inputs.pe_most_likely),
    isImmobilisedOrAfterSurgery: boolean(inputs.immobilization_or_surgery_4wk),
    hasPreviousDvtOrPe: boolean(inputs.previous_dvt_pe),
    hasHaemoptysis: boolean(inputs.hemoptysis),
    hasActiveCancer: boolean(inputs.malignancy),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "wells-pe"),
  two_tier: bandOf(bundle, "wells-pe"),
  three_tier: detailOf(bundle, "wells-pe", "threeTier"),
});

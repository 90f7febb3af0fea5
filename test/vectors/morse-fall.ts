/** Vectors of `morse-fall`: the score of six items or a recorded total, and the risk. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Items {
  readonly history_of_falling: boolean;
  readonly secondary_diagnosis: boolean;
  readonly ambulatory_aid: string;
  readonly iv_or_heparin_lock: boolean;
  readonly gait: string;
  readonly forgets_limitations: boolean;
}

export const request = (inputs: Items | { readonly total: number }) =>
  predictRequest(
    "morse-fall",
    "total" in inputs
      ? { morseFallScore: quantity(inputs.total, "{score}") }
      : {
          hasFallen: boolean(inputs.history_of_falling),
          hasSecondaryDiagnosis: boolean(inputs.secondary_diagnosis),
          ambulatoryAid: code(inputs.ambulatory_aid),
          hasIntravenousAccess: boolean(inputs.iv_or_heparin_lock),
          gait: code(inputs.gait),
          isForgetfulOfLimitations: boolean(inputs.forgets_limitations),
        },
  );

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "morse-fall"),
  risk: bandOf(bundle, "morse-fall"),
});

/** Vectors of `wells-dvt`: the score, and its two and three levels. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, detailOf, predictRequest, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly active_cancer: boolean;
  readonly paralysis_or_cast: boolean;
  readonly bedridden_3d_or_surgery_12wk: boolean;
  readonly localized_tenderness: boolean;
  readonly entire_leg_swollen: boolean;
  readonly calf_swelling_gt3cm: boolean;
  readonly pitting_edema: boolean;
  readonly collateral_veins: boolean;
  readonly previous_dvt: boolean;
  readonly alternative_dx_as_likely: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("wells-dvt", {
    hasActiveCancer: boolean(inputs.active_cancer),
    hasLegParalysisOrCast: boolean(inputs.paralysis_or_cast),
    isBedriddenOrAfterMajorSurgery: boolean(inputs.bedridden_3d_or_surgery_12wk),
    hasDeepVeinTenderness: boolean(inputs.localized_tenderness),
    hasEntireLegSwelling: boolean(inputs.entire_leg_swollen),
    hasCalfSwellingOver3Cm: boolean(inputs.calf_swelling_gt3cm),
    hasPittingOedemaOfOneLeg: boolean(inputs.pitting_edema),
    hasCollateralVeins: boolean(inputs.collateral_veins),
    hasPreviousDvt: boolean(inputs.previous_dvt),
    isAlternativeToDvtAsLikely: boolean(inputs.alternative_dx_as_likely),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "wells-dvt"),
  two_tier: bandOf(bundle, "wells-dvt"),
  three_tier: detailOf(bundle, "wells-dvt", "threeTier"),
});

/** Vectors of `pews-brighton`: the score. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly behaviour_0_3: number;
  readonly cardiovascular_0_3: number;
  readonly respiratory_0_3: number;
  readonly quarter_hourly_nebulisers: boolean;
  readonly persistent_vomiting_post_surgery: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("pews-brighton", {
    pewsBehaviour: quantity(inputs.behaviour_0_3, "{score}"),
    pewsCardiovascular: quantity(inputs.cardiovascular_0_3, "{score}"),
    pewsRespiratory: quantity(inputs.respiratory_0_3, "{score}"),
    hasQuarterHourlyNebulisers: boolean(inputs.quarter_hourly_nebulisers),
    hasPersistentVomitingAfterSurgery: boolean(inputs.persistent_vomiting_post_surgery),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "pews-brighton") });

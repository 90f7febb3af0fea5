/** Vectors of `has-bled`: the points. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly uncontrolled_hypertension_sbp_gt160: boolean;
  readonly abnormal_renal: boolean;
  readonly abnormal_liver: boolean;
  readonly stroke: boolean;
  readonly bleeding_history: boolean;
  readonly labile_inr: boolean;
  readonly drugs: boolean;
  readonly alcohol: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("has-bled", {
    age: quantity(inputs.age, "a"),
    hasUncontrolledHypertension: boolean(inputs.uncontrolled_hypertension_sbp_gt160),
    hasAbnormalKidneyFunction: boolean(inputs.abnormal_renal),
    hasAbnormalLiverFunction: boolean(inputs.abnormal_liver),
    hasStroke: boolean(inputs.stroke),
    hasMajorBleeding: boolean(inputs.bleeding_history),
    hasLabileInr: boolean(inputs.labile_inr),
    onAntiplateletOrNsaid: boolean(inputs.drugs),
    drinksEightOrMoreAWeek: boolean(inputs.alcohol),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "has-bled") });

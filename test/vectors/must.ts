/** Vectors of `must`: the score, and the risk. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly bmi: number;
  readonly weight_loss_percent_3_6mo: number;
  readonly acutely_ill_no_intake_gt5d: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("must", {
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    unplannedWeightLoss: quantity(inputs.weight_loss_percent_3_6mo, "%"),
    isAcutelyIllWithoutIntake: boolean(inputs.acutely_ill_no_intake_gt5d),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "must"), risk: bandOf(bundle, "must") });

/** Vectors of `charge-af`: the 5-year risk, 0 to 1. Race is White or not; the rest of it makes no difference. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly height_cm: number;
  readonly weight_kg: number;
  readonly sbp: number;
  readonly dbp: number;
  readonly white: boolean;
  readonly current_smoker: boolean;
  readonly antihypertensive: boolean;
  readonly diabetes: boolean;
  readonly heart_failure: boolean;
  readonly mi: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("charge-af", {
    age: quantity(inputs.age, "a"),
    bodyHeight: quantity(inputs.height_cm, "cm"),
    bodyWeight: quantity(inputs.weight_kg, "kg"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    diastolicBloodPressure: quantity(inputs.dbp, "mm[Hg]"),
    race: code(inputs.white ? "white" : "black"),
    currentSmoker: boolean(inputs.current_smoker),
    onAntihypertensive: boolean(inputs.antihypertensive),
    hasDiabetes: boolean(inputs.diabetes),
    hasHeartFailure: boolean(inputs.heart_failure),
    hasMyocardialInfarction: boolean(inputs.mi),
  });

export const answer = (bundle: Bundle) => ({ risk5y: probabilityOf(bundle, "charge-af-5y") });

/** Vectors of `cha2ds2-vasc`: the points with and without the one for sex. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly chf: boolean;
  readonly hypertension: boolean;
  readonly diabetes: boolean;
  readonly stroke_tia_te: boolean;
  readonly vascular_disease: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("cha2ds2-vasc", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    hasHeartFailure: boolean(inputs.chf),
    hasHypertension: boolean(inputs.hypertension),
    hasDiabetes: boolean(inputs.diabetes),
    hasStrokeTiaOrThromboembolism: boolean(inputs.stroke_tia_te),
    hasVascularDisease: boolean(inputs.vascular_disease),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "cha2ds2-vasc"),
  score_cha2ds2_va: scoreOf(bundle, "cha2ds2-va"),
});

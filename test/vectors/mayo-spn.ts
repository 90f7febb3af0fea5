/** Vectors of `mayo-spn`: the probability of cancer, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly ever_smoker: boolean;
  readonly cancer_ge_5y_ago: boolean;
  readonly diameter_mm: number;
  readonly spiculation: boolean;
  readonly upper_lobe: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("mayo-spn", {
    age: quantity(inputs.age, "a"),
    smokingStatus: code(inputs.ever_smoker ? "former" : "never"),
    hasExtrathoracicCancerFiveYearsAgo: boolean(inputs.cancer_ge_5y_ago),
    noduleDiameter: quantity(inputs.diameter_mm, "mm"),
    hasNoduleSpiculation: boolean(inputs.spiculation),
    isNoduleInUpperLobe: boolean(inputs.upper_lobe),
  });

export const answer = (bundle: Bundle) => ({ p_malignant: probabilityOf(bundle, "mayo-malignant") });

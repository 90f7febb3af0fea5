/** Vectors of `brock-nodule`: the probability of cancer, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly family_history_lung_cancer: boolean;
  readonly emphysema: boolean;
  readonly nodule_size_mm: number;
  readonly type: string;
  readonly upper_lobe: boolean;
  readonly nodule_count: number;
  readonly spiculation: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("brock-nodule", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    hasFamilyHistoryOfLungCancer: boolean(inputs.family_history_lung_cancer),
    hasEmphysema: boolean(inputs.emphysema),
    noduleDiameter: quantity(inputs.nodule_size_mm, "mm"),
    noduleType: code(inputs.type),
    isNoduleInUpperLobe: boolean(inputs.upper_lobe),
    noduleCount: quantity(inputs.nodule_count, "{count}"),
    hasNoduleSpiculation: boolean(inputs.spiculation),
  });

export const answer = (bundle: Bundle) => ({ p_malignant: probabilityOf(bundle, "brock-malignant") });

/** Vectors of `gli-spirometry`: predicted values, lower limits of normal and z-scores by both sets of equations. */
import type { Bundle } from "@medplum/fhirtypes";
import { code, detailOf, measureOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly height_m: number;
  readonly sex: string;
  readonly ethnicity: 1 | 2 | 3 | 4 | 5;
  readonly fev1_l: number;
  readonly fvc_l: number;
}

const GROUPS = {
  1: "caucasian",
  2: "african-american",
  3: "north-east-asian",
  4: "south-east-asian",
  5: "other",
} as const;

export const request = (inputs: Inputs) =>
  predictRequest("gli-spirometry", {
    age: quantity(inputs.age, "a"),
    bodyHeight: quantity(inputs.height_m, "m"),
    sex: code(inputs.sex),
    gliEthnicGroup: code(GROUPS[inputs.ethnicity]),
    fev1: quantity(inputs.fev1_l, "L"),
    fvc: quantity(inputs.fvc_l, "L"),
  });

export function answer(bundle: Bundle) {
  const of = (year: string) =>
    Object.fromEntries(
      ["fev1", "fvc", "ratio"].flatMap((measure) => {
        const outcome = `${measure}-z-${year}`;
        return [
          [`${measure}_pred`, detailOf(bundle, outcome, "predicted")],
          [`${measure}_lln`, detailOf(bundle, outcome, "lower-limit-of-normal")],
          [`${measure}_z`, measureOf(bundle, outcome)?.valueQuantity?.value],
        ];
      }),
    );
  return { gli2012: of("2012"), gli_global_2022: of("global-2022") };
}

/** Vectors of `shock-index`: three indices. */
import type { Bundle } from "@medplum/fhirtypes";
import { measureOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly hr: number;
  readonly sbp: number;
  readonly dbp: number;
  readonly age: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("shock-index", {
    heartRate: quantity(inputs.hr, "/min"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    diastolicBloodPressure: quantity(inputs.dbp, "mm[Hg]"),
    age: quantity(inputs.age, "a"),
  });

export function answer(bundle: Bundle) {
  const value = (outcome: string) => measureOf(bundle, outcome)?.valueQuantity?.value;
  return {
    shock_index: value("shock-index"),
    modified_shock_index: value("modified-shock-index"),
    age_shock_index: value("age-shock-index"),
  };
}

/** Vectors of `curb-65`: both scores, and the deaths of the pooled table, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, predictRequest, probabilityOf, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly confusion: boolean;
  readonly urea_mmol_l: number | null;
  readonly rr: number;
  readonly sbp: number;
  readonly dbp: number;
  readonly age: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("curb-65", {
    isConfused: boolean(inputs.confusion),
    ureaNitrogen: inputs.urea_mmol_l === null ? undefined : quantity(inputs.urea_mmol_l, "mmol/L"),
    respiratoryRate: quantity(inputs.rr, "/min"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    diastolicBloodPressure: quantity(inputs.dbp, "mm[Hg]"),
    age: quantity(inputs.age, "a"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "curb-65"),
  crb65: scoreOf(bundle, "crb-65"),
  mortality_30d: probabilityOf(bundle, "curb-65-death-30d"),
});

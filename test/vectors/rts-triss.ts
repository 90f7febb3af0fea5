/** Vectors of `rts-triss`: the weighted score, and survival, 0 to 1, by two sets of coefficients. */
import type { Bundle } from "@medplum/fhirtypes";
import { code, predictRequest, probabilityOf, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly gcs: number;
  readonly sbp: number;
  readonly rr: number;
  readonly iss: number;
  readonly age: number;
  readonly mechanism: string;
}

export const request = (inputs: Inputs) =>
  predictRequest("rts-triss", {
    arrivalGlasgowComaScale: quantity(inputs.gcs, "{score}"),
    arrivalSystolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    arrivalRespiratoryRate: quantity(inputs.rr, "/min"),
    injurySeverityScore: quantity(inputs.iss, "{score}"),
    age: quantity(inputs.age, "a"),
    injuryMechanism: code(inputs.mechanism),
  });

export const answer = (bundle: Bundle) => ({
  rts: scoreOf(bundle, "rts"),
  ps_boyd_1987: probabilityOf(bundle, "triss-survival-boyd-1987"),
  ps_mtos_1995: probabilityOf(bundle, "triss-survival-mtos-1995"),
});

/** Vectors of `grace`: the points for six months, and the probability, 0 to 1, of death in hospital. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly heart_rate: number;
  readonly sbp: number;
  readonly creatinine_umol_l: number;
  readonly killip_class: number;
  readonly cardiac_arrest: number;
  readonly st_deviation: number;
  readonly elevated_markers: number;
}

const KILLIP = ["I", "II", "III", "IV"] as const;

export const request = (inputs: Inputs) =>
  predictRequest("grace", {
    age: quantity(inputs.age, "a"),
    heartRate: quantity(inputs.heart_rate, "/min"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    creatinine: quantity(inputs.creatinine_umol_l, "umol/L"),
    killipClass: code(KILLIP[inputs.killip_class - 1] ?? "none"),
    hasCardiacArrestAtAdmission: boolean(inputs.cardiac_arrest === 1),
    hasStDeviation: boolean(inputs.st_deviation === 1),
    hasElevatedCardiacMarkers: boolean(inputs.elevated_markers === 1),
  });

export const answer = (bundle: Bundle) => ({
  grace_points_interpolated: scoreOf(bundle, "grace-6-months"),
  p_death_in_hospital_logistic: probabilityOf(bundle, "grace-death-in-hospital"),
});

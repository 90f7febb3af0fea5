/** Vectors of `glasgow-blatchford`: the score. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly urea_mmol_l: number;
  readonly hemoglobin_g_dl: number;
  readonly sex: string;
  readonly sbp: number;
  readonly pulse: number;
  readonly melena: boolean;
  readonly syncope: boolean;
  readonly hepatic_disease: boolean;
  readonly cardiac_failure: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("glasgow-blatchford", {
    ureaNitrogen: quantity(inputs.urea_mmol_l, "mmol/L"),
    haemoglobin: quantity(inputs.hemoglobin_g_dl, "g/dL"),
    sex: code(inputs.sex),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    heartRate: quantity(inputs.pulse, "/min"),
    hasMelaena: boolean(inputs.melena),
    hasSyncopeAtPresentation: boolean(inputs.syncope),
    hasLiverDisease: boolean(inputs.hepatic_disease),
    hasHeartFailure: boolean(inputs.cardiac_failure),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "glasgow-blatchford") });

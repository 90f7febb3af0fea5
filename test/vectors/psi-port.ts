/** Vectors of `psi-port`: points and class. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly rr: number;
  readonly sbp: number;
  readonly temp_c: number;
  readonly pulse: number;
  readonly ph: number;
  readonly bun_mg_dl: number;
  readonly sodium_mmol_l: number;
  readonly glucose_mg_dl: number;
  readonly hematocrit_percent: number;
  readonly pao2_mmhg: number;
  readonly pleural_effusion: boolean;
  readonly nursing_home: boolean;
  readonly neoplastic_disease: boolean;
  readonly liver_disease: boolean;
  readonly heart_failure: boolean;
  readonly cerebrovascular_disease: boolean;
  readonly renal_disease: boolean;
  readonly altered_mental_status: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("psi-port", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    respiratoryRate: quantity(inputs.rr, "/min"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    bodyTemperature: quantity(inputs.temp_c, "Cel"),
    heartRate: quantity(inputs.pulse, "/min"),
    arterialPh: quantity(inputs.ph, "[pH]"),
    ureaNitrogen: quantity(inputs.bun_mg_dl, "mg/dL"),
    sodium: quantity(inputs.sodium_mmol_l, "mmol/L"),
    glucose: quantity(inputs.glucose_mg_dl, "mg/dL"),
    haematocrit: quantity(inputs.hematocrit_percent, "%"),
    arterialOxygenPressure: quantity(inputs.pao2_mmhg, "mm[Hg]"),
    hasPleuralEffusion: boolean(inputs.pleural_effusion),
    livesInNursingHome: boolean(inputs.nursing_home),
    hasNeoplasticDisease: boolean(inputs.neoplastic_disease),
    hasChronicLiverDisease: boolean(inputs.liver_disease),
    hasHeartFailure: boolean(inputs.heart_failure),
    hasCerebrovascularDisease: boolean(inputs.cerebrovascular_disease),
    hasKidneyDisease: boolean(inputs.renal_disease),
    hasAlteredMentalStatus: boolean(inputs.altered_mental_status),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "psi-port"),
  class: detailOf(bundle, "psi-port", "class"),
});

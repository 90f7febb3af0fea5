/** Vectors of `apache-ii`: the score, its physiological part, and death in hospital, 0 to 1, by the score alone. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, detailOf, predictRequest, probabilityOf, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly temp_c: number;
  readonly map_mmhg: number;
  readonly hr: number;
  readonly rr: number;
  readonly fio2: number;
  readonly pao2_mmhg: number;
  readonly aado2_mmhg: number;
  readonly ph: number;
  readonly sodium_mmol_l: number;
  readonly potassium_mmol_l: number;
  readonly creatinine_mg_dl: number;
  readonly acute_renal_failure: boolean;
  readonly hematocrit_percent: number;
  readonly wbc_10e9_l: number;
  readonly gcs: number;
  readonly age: number;
  readonly chronic_health: string;
}

export const request = (inputs: Inputs) =>
  predictRequest("apache-ii", {
    bodyTemperature: quantity(inputs.temp_c, "Cel"),
    meanArterialPressure: quantity(inputs.map_mmhg, "mm[Hg]"),
    heartRate: quantity(inputs.hr, "/min"),
    respiratoryRate: quantity(inputs.rr, "/min"),
    inspiredOxygenFraction: quantity(inputs.fio2, "1"),
    arterialOxygenPressure: quantity(inputs.pao2_mmhg, "mm[Hg]"),
    alveolarArterialOxygenGradient: quantity(inputs.aado2_mmhg, "mm[Hg]"),
    arterialPh: quantity(inputs.ph, "[pH]"),
    sodium: quantity(inputs.sodium_mmol_l, "mmol/L"),
    potassium: quantity(inputs.potassium_mmol_l, "mmol/L"),
    creatinine: quantity(inputs.creatinine_mg_dl, "mg/dL"),
    hasAcuteRenalFailure: boolean(inputs.acute_renal_failure),
    haematocrit: quantity(inputs.hematocrit_percent, "%"),
    whiteBloodCells: quantity(inputs.wbc_10e9_l, "10*9/L"),
    glasgowComaScale: quantity(inputs.gcs, "{score}"),
    age: quantity(inputs.age, "a"),
    apacheChronicHealth: code(inputs.chronic_health),
  });

export const answer = (bundle: Bundle) => ({
  aps: detailOf(bundle, "apache-ii", "acutePhysiologyScore"),
  score: scoreOf(bundle, "apache-ii"),
  mortality_no_diagnosis_weight: probabilityOf(bundle, "apache-ii-hospital-death"),
});

/** Vectors of `sofa`: the score and the points of each organ. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly pao2_mmhg: number;
  readonly fio2: number;
  readonly mechanical_ventilation: boolean;
  readonly platelets_10e9_l: number;
  readonly bilirubin_mg_dl: number;
  readonly map_mmhg: number;
  readonly dopamine_ug_kg_min: number;
  readonly dobutamine: boolean;
  readonly epinephrine_ug_kg_min: number;
  readonly norepinephrine_ug_kg_min: number;
  readonly gcs: number;
  readonly creatinine_mg_dl: number;
  readonly urine_ml_24h: number | null;
}

export const request = (inputs: Inputs) =>
  predictRequest("sofa", {
    arterialOxygenPressure: quantity(inputs.pao2_mmhg, "mm[Hg]"),
    inspiredOxygenFraction: quantity(inputs.fio2, "1"),
    isMechanicallyVentilated: boolean(inputs.mechanical_ventilation),
    platelets: quantity(inputs.platelets_10e9_l, "10*9/L"),
    bilirubin: quantity(inputs.bilirubin_mg_dl, "mg/dL"),
    meanArterialPressure: quantity(inputs.map_mmhg, "mm[Hg]"),
    dopamineRate: quantity(inputs.dopamine_ug_kg_min, "ug/kg/min"),
    onDobutamine: boolean(inputs.dobutamine),
    epinephrineRate: quantity(inputs.epinephrine_ug_kg_min, "ug/kg/min"),
    norepinephrineRate: quantity(inputs.norepinephrine_ug_kg_min, "ug/kg/min"),
    glasgowComaScale: quantity(inputs.gcs, "{score}"),
    creatinine: quantity(inputs.creatinine_mg_dl, "mg/dL"),
    urineOutput: inputs.urine_ml_24h === null ? undefined : quantity(inputs.urine_ml_24h, "mL/d"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "sofa"),
  respiration: detailOf(bundle, "sofa", "respiration"),
  coagulation: detailOf(bundle, "sofa", "coagulation"),
  liver: detailOf(bundle, "sofa", "liver"),
  cardiovascular: detailOf(bundle, "sofa", "cardiovascular"),
  cns: detailOf(bundle, "sofa", "cns"),
  renal: detailOf(bundle, "sofa", "renal"),
});

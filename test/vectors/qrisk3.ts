/** Vectors of `qrisk3`: the 10-year risk in percent; facts as 0 and 1, ethnicity as 1 to 9, smoking as 1 to 5. */
import type { Bundle } from "@medplum/fhirtypes";
import { numberDetailOf } from "./details.ts";
import { boolean, code, predictionOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly sex: string;
  readonly age: number;
  readonly af: number;
  readonly atypical_antipsychotic: number;
  readonly corticosteroid: number;
  readonly erectile_dysfunction: number;
  readonly migraine: number;
  readonly ra: number;
  readonly ckd345: number;
  readonly severe_mental_illness: number;
  readonly sle: number;
  readonly treated_hypertension: number;
  readonly type1: number;
  readonly type2: number;
  readonly weight_kg: number;
  readonly height_cm: number;
  readonly ethnicity: number;
  readonly family_history_cvd_lt60: number;
  readonly chol_hdl_ratio: number;
  readonly sbp: number;
  readonly sbp_sd: number;
  readonly smoking: number;
  readonly townsend: number;
}

const ETHNICITIES = [
  "white-or-not-stated",
  "indian",
  "pakistani",
  "bangladeshi",
  "other-asian",
  "black-caribbean",
  "black-african",
  "chinese",
  "other",
] as const;
const SMOKING = ["non", "ex", "light", "moderate", "heavy"] as const;
const fact = (value: number) => boolean(value === 1);

export const request = (inputs: Inputs) =>
  predictRequest("qrisk3", {
    sex: code(inputs.sex),
    age: quantity(inputs.age, "a"),
    hasAtrialFibrillation: fact(inputs.af),
    onAtypicalAntipsychotic: fact(inputs.atypical_antipsychotic),
    onSystemicCorticosteroid: fact(inputs.corticosteroid),
    hasErectileDysfunction: fact(inputs.erectile_dysfunction),
    hasMigraine: fact(inputs.migraine),
    hasRheumatoidArthritis: fact(inputs.ra),
    hasChronicKidneyDisease345: fact(inputs.ckd345),
    hasSevereMentalIllness: fact(inputs.severe_mental_illness),
    hasSystemicLupus: fact(inputs.sle),
    hasTreatedHypertension: fact(inputs.treated_hypertension),
    hasType1Diabetes: fact(inputs.type1),
    hasType2Diabetes: fact(inputs.type2),
    bodyWeight: quantity(inputs.weight_kg, "kg"),
    bodyHeight: quantity(inputs.height_cm, "cm"),
    qresearchEthnicity: code(ETHNICITIES[inputs.ethnicity - 1] ?? "none"),
    hasRelativeWithHeartDiseaseBefore60: fact(inputs.family_history_cvd_lt60),
    cholesterolHdlRatio: quantity(inputs.chol_hdl_ratio, "{ratio}"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    systolicBloodPressureSd: quantity(inputs.sbp_sd, "mm[Hg]"),
    qresearchSmoking: code(SMOKING[inputs.smoking - 1] ?? "none"),
    townsendScore: quantity(inputs.townsend, "{score}"),
  });

export function answer(bundle: Bundle) {
  const prediction = predictionOf(bundle, "qrisk3-cvd-10y");
  return {
    risk10y_percent: prediction?.probabilityDecimal,
    original_c_1decimal: numberDetailOf(prediction, "displayed-percent"),
  };
}

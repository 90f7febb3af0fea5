/** Vectors of `prevent`: risks 0 to 1 of five outcomes in 10 and 30 years; the 30-year ones are null from age 60. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly model: string;
  readonly age: number;
  readonly sex: string;
  readonly sbp: number;
  readonly bp_tx: boolean;
  readonly total_c: number;
  readonly hdl_c: number;
  readonly statin: boolean;
  readonly dm: boolean;
  readonly smoking: boolean;
  readonly egfr: number;
  readonly bmi: number;
  readonly hba1c?: number;
  readonly uacr?: number;
  readonly sdi?: number;
}

export const request = (inputs: Inputs) =>
  predictRequest(`prevent:${inputs.model}`, {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    onAntihypertensive: boolean(inputs.bp_tx),
    totalCholesterol: quantity(inputs.total_c, "mg/dL"),
    hdlCholesterol: quantity(inputs.hdl_c, "mg/dL"),
    onStatin: boolean(inputs.statin),
    hasDiabetes: boolean(inputs.dm),
    currentSmoker: boolean(inputs.smoking),
    egfr: quantity(inputs.egfr, "mL/min/{1.73_m2}"),
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    hba1c: inputs.hba1c === undefined ? undefined : quantity(inputs.hba1c, "%"),
    urineAlbuminCreatinineRatio: inputs.uacr === undefined ? undefined : quantity(inputs.uacr, "mg/g"),
    socialDeprivationDecile: inputs.sdi === undefined ? undefined : quantity(inputs.sdi, "{decile}"),
  });

const OUTCOMES = {
  total_cvd: "total-cvd",
  ascvd: "ascvd",
  heart_failure: "heart-failure",
  chd: "chd",
  stroke: "stroke",
} as const;

export function answer(bundle: Bundle) {
  const within = (years: 10 | 30) =>
    Object.fromEntries(
      Object.entries(OUTCOMES).map(([theirs, ours]) => [theirs, probabilityOf(bundle, `${ours}-${years}y`)]),
    );
  const flat = (years: 10 | 30) =>
    Object.fromEntries(Object.entries(within(years)).map(([outcome, value]) => [`r${years}_${outcome}`, value]));
  return {
    rounded_3dp_preventr: { r10: within(10), r30: within(30) },
    unrounded: { ...flat(10), ...flat(30) },
  };
}

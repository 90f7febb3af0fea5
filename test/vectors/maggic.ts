/** Vectors of `maggic`: the points, and death within one and three years, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly lvef_percent: number;
  readonly nyha_class: number;
  readonly sbp: number;
  readonly bmi: number;
  readonly creatinine_umol_l: number;
  readonly current_smoker: boolean;
  readonly diabetes: boolean;
  readonly copd: boolean;
  readonly hf_first_diagnosed_ge_18_months: boolean;
  readonly on_beta_blocker: boolean;
  readonly on_acei_arb: boolean;
}

const NYHA = ["I", "II", "III", "IV"] as const;

export const request = (inputs: Inputs) =>
  predictRequest("maggic", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    leftVentricularEjectionFraction: quantity(inputs.lvef_percent, "%"),
    nyhaClass: code(NYHA[inputs.nyha_class - 1] ?? "none"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    creatinine: quantity(inputs.creatinine_umol_l, "umol/L"),
    currentSmoker: boolean(inputs.current_smoker),
    hasDiabetes: boolean(inputs.diabetes),
    hasCopd: boolean(inputs.copd),
    hasHeartFailureFor18Months: boolean(inputs.hf_first_diagnosed_ge_18_months),
    onBetaBlocker: boolean(inputs.on_beta_blocker),
    onAceInhibitorOrArb: boolean(inputs.on_acei_arb),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "maggic"),
  mortality_1y: probabilityOf(bundle, "maggic-death-1y"),
  mortality_3y: probabilityOf(bundle, "maggic-death-3y"),
});

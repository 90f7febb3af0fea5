/** Vectors of `predict-breast-v3`: survival in percent without and with treatment, deaths from breast cancer; 9 is unknown. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, detailOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly screen: 0 | 1;
  readonly size_mm: number;
  readonly grade: number;
  readonly nodes: number;
  readonly er: 0 | 1;
  readonly her2: 0 | 1 | 9;
  readonly ki67: 0 | 1 | 9;
  readonly pr: 0 | 1 | 9;
  readonly generation: 0 | 2 | 3;
  readonly horm: 0 | 1;
  readonly traz: 0 | 1;
  readonly bis: 0 | 1;
  readonly radio: 0 | 1;
  readonly heart_gy: number;
  readonly smoker: 0 | 1;
}

const status = (value: 0 | 1 | 9) => (value === 9 ? undefined : code(value === 1 ? "positive" : "negative"));
const GENERATIONS = { 0: "none", 2: "second", 3: "third" } as const;

export const request = (inputs: Inputs) =>
  predictRequest("predict-breast-v3", {
    age: quantity(inputs.age, "a"),
    sex: code("female"),
    isScreenDetected: boolean(inputs.screen === 1),
    tumourSize: quantity(inputs.size_mm, "mm"),
    tumourGrade: quantity(inputs.grade, "{grade}"),
    positiveNodes: quantity(inputs.nodes, "{count}"),
    oestrogenReceptor: status(inputs.er),
    her2: status(inputs.her2),
    ki67: status(inputs.ki67),
    progesteroneReceptor: status(inputs.pr),
    currentSmoker: boolean(inputs.smoker === 1),
    plannedChemotherapy: code(GENERATIONS[inputs.generation]),
    isHormoneTherapyPlanned: boolean(inputs.horm === 1),
    isTrastuzumabPlanned: boolean(inputs.traz === 1),
    isBisphosphonatePlanned: boolean(inputs.bis === 1),
    isRadiotherapyPlanned: boolean(inputs.radio === 1),
    meanHeartDose: quantity(inputs.heart_gy, "Gy"),
  });

export const answer = (bundle: Bundle) => ({
  os5_surgery_only: detailOf(bundle, "predict-death-5y-surgery", "survival-percent"),
  os10_surgery_only: detailOf(bundle, "predict-death-10y-surgery", "survival-percent"),
  os15_surgery_only: detailOf(bundle, "predict-death-15y-surgery", "survival-percent"),
  os10_all_selected_treatments: detailOf(bundle, "predict-death-10y-treated", "survival-percent"),
  os15_all_selected_treatments: detailOf(bundle, "predict-death-15y-treated", "survival-percent"),
  br_mort10_surgery_only_percent: detailOf(bundle, "predict-death-10y-surgery", "breast-cancer-death-percent"),
});

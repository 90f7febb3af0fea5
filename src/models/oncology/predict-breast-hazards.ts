/**
 * The hazards of PREDICT Breast, version 3, as sums on the logarithm: ln H(year) = ln H0(year) + index.
 *
 * With A = (age - 24)/100 and τ = years/10, the indices are
 * oestrogen receptor positive: age₁ · A^-0.5 + age₂ · A² + size · (1 - e^(-mm/20)) + nodes · ln(n + 1) + grade · grade
 *     + screen + year · 17 + HER2 (by year) + Ki-67 + progesterone receptor + 0.7
 * negative: age₁ · A + age₂ · A ln A + size · ln mm + nodes · ln(n + 1) + grade · grade + screen + year · 17 + HER2
 *     + progesterone receptor + 0.55
 * other causes: age₁ · A³ + age₂ · A³ ln A + year · 17 - 0.062 + smoking
 * (the year of diagnosis is 2017 for everybody), and the baselines
 * positive exp(i + t₁ τ^-0.5 + t₂ τ^-0.5 ln τ), negative exp(i + t₁ τ^-1 + t₂ τ^-1 ln τ), other exp(i + t₁ ln τ + t₂ τ).
 */
import { type Row, rowsOf, type WeightedTerm } from "../linear-predictor.ts";
import table from "./predict-breast-v3.coefficients.json" with { type: "json" };

type Status = "positive" | "negative";

export interface Patient {
  /** Completed years. */
  readonly age: number;
  readonly oestrogenReceptor: Status;
  readonly isScreenDetected: boolean;
  /** mm */
  readonly tumourSize: number;
  /** 1 to 3 */
  readonly tumourGrade: number;
  readonly positiveNodes: number;
  readonly her2: Status | undefined;
  readonly ki67: Status | undefined;
  readonly progesteroneReceptor: Status | undefined;
  readonly currentSmoker: boolean;
  readonly plannedChemotherapy: "none" | "second" | "third";
  readonly isHormoneTherapyPlanned: boolean;
  readonly isTrastuzumabPlanned: boolean;
  readonly isBisphosphonatePlanned: boolean;
  readonly isRadiotherapyPlanned: boolean;
  /** Gy */
  readonly meanHeartDose: number;
}

/** All coefficients. */
export const TABLE = table;

const YEAR_OF_DIAGNOSIS = 17; // 2017, in years from 2000
const A = (p: Patient) => (p.age - 24) / 100;
const of = (table: Readonly<Record<Status, number>>, status: Status | undefined) =>
  status === undefined ? 0 : table[status];
const row: Row<Patient> = rowsOf<Patient>();

/** ln H of breast cancer by a year after surgery, 1 to 15, as terms. */
export function breastCancerTerms(receptor: Status, years: number): readonly WeightedTerm<Patient>[] {
  const c = table.oestrogenReceptor[receptor];
  return [
    ...(receptor === "positive" ? positiveTerms(years) : negativeTerms(years)),
    row(c.nodes, ["positiveNodes"], (p) => Math.log(p.positiveNodes + 1)),
    row(c.grade, ["tumourGrade"], (p) => p.tumourGrade),
    row(c.screen, ["isScreenDetected"], (p) => Number(p.isScreenDetected)),
    row(1, ["progesteroneReceptor"], (p) => of(c.progesteroneReceptor, p.progesteroneReceptor)),
    row(c.year, [], () => YEAR_OF_DIAGNOSIS),
    row(c.adjustment, [], () => 1),
    ...treatmentTerms(receptor),
  ];
}

function positiveTerms(years: number): readonly WeightedTerm<Patient>[] {
  const { age, size, ki67, her2ByYear, baseline } = table.oestrogenReceptor.positive;
  const [i = 0, t1 = 0, t2 = 0] = baseline;
  const lnBaseline = (tau: number) => i + t1 * tau ** -0.5 + t2 * tau ** -0.5 * Math.log(tau);
  const [age1 = 0, age2 = 0] = age;
  return [
    // HER2 changes its effect from year to year: it multiplies what the baseline adds in each
    row(1, ["her2"], (p) => {
      const effects = p.her2 === undefined ? [] : her2ByYear[p.her2];
      return lnSum(lnBaseline, years, (year) => effects[year - 1] ?? 0);
    }),
    row(age1, [], (p) => A(p) ** -0.5),
    row(age2, [], (p) => A(p) ** 2),
    row(size, ["tumourSize"], (p) => 1 - Math.exp(-p.tumourSize / 20)),
    row(1, ["ki67"], (p) => of(ki67, p.ki67)),
  ];
}

/** ln of the cumulative hazard whose yearly increments are multiplied by exp(effect). */
function lnSum(lnBaseline: (tau: number) => number, years: number, effect: (year: number) => number): number {
  let sum = 0;
  let before = 0;
  for (let year = 1; year <= years; year++) {
    const now = Math.exp(lnBaseline(year / 10));
    sum += (now - before) * Math.exp(effect(year));
    before = now;
  }
  return Math.log(sum);
}

function negativeTerms(years: number): readonly WeightedTerm<Patient>[] {
  const { age, size, her2, baseline } = table.oestrogenReceptor.negative;
  const [i = 0, t1 = 0, t2 = 0] = baseline;
  const tau = years / 10;
  const [age1 = 0, age2 = 0] = age;
  return [
    row(1, [], () => i + t1 * tau ** -1 + t2 * tau ** -1 * Math.log(tau)),
    row(age1, [], A),
    row(age2, [], (p) => A(p) * Math.log(A(p))),
    row(size, ["tumourSize"], (p) => Math.log(p.tumourSize)),
    row(1, ["her2"], (p) => of(her2, p.her2)),
  ];
}

/** Logarithms of the trials' hazard ratios. */
function treatmentTerms(receptor: Status): readonly WeightedTerm<Patient>[] {
  const t = table.treatments;
  return [
    row(1, ["plannedChemotherapy"], ({ plannedChemotherapy: generation }) => {
      if (generation === "none") return 0;
      return generation === "second" ? t.chemotherapySecondGeneration : t.chemotherapyThirdGeneration;
    }),
    row(t.hormoneTherapy, ["isHormoneTherapyPlanned"], (p) =>
      Number(p.isHormoneTherapyPlanned && receptor === "positive"),
    ),
    row(t.trastuzumab, ["isTrastuzumabPlanned", "her2"], (p) =>
      Number(p.isTrastuzumabPlanned && p.her2 === "positive"),
    ),
    row(t.bisphosphonate, ["isBisphosphonatePlanned"], (p) => Number(p.isBisphosphonatePlanned)),
    row(Math.log(t.radiotherapyHazardRatio), ["isRadiotherapyPlanned"], (p) => Number(p.isRadiotherapyPlanned)),
  ];
}

/** ln H of other causes by a year after surgery, 1 to 15, as terms. */
export function otherCausesTerms(years: number): readonly WeightedTerm<Patient>[] {
  const c = table.otherCauses;
  const [i = 0, t1 = 0, t2 = 0] = c.baseline;
  const [age1 = 0, age2 = 0] = c.age;
  const tau = years / 10;
  return [
    row(1, [], () => i + t1 * Math.log(tau) + t2 * tau),
    row(age1, [], (p) => A(p) ** 3),
    row(age2, [], (p) => A(p) ** 3 * Math.log(A(p))),
    row(c.year, [], () => YEAR_OF_DIAGNOSIS),
    row(c.adjustment, [], () => 1),
    row(1, ["currentSmoker"], (p) => Math.log(smokingFactor(p.currentSmoker))),
    row(Math.log(c.heartDoseRelativeRiskPerGy), ["isRadiotherapyPlanned", "meanHeartDose"], (p) =>
      p.isRadiotherapyPlanned ? p.meanHeartDose : 0,
    ),
    row(Math.log(c.chemotherapyRelativeRisk), ["plannedChemotherapy"], (p) => Number(p.plannedChemotherapy !== "none")),
  ];
}

/** Smoking doubles the cardiovascular quarter of other deaths; against the average of a population of which 10 % smoke. */
function smokingFactor(isSmoker: boolean): number {
  const { cardiovascularShare, smokerRelativeRisk, smokerShare } = table.otherCauses;
  const ofSmoker = cardiovascularShare * smokerRelativeRisk + 1 - cardiovascularShare;
  const average = 1 - smokerShare + smokerShare * ofSmoker;
  return (isSmoker ? ofSmoker : 1) / average;
}

/**
 * UKPDS Outcomes Model 2: annual probabilities of complications and death in type 2 diabetes.
 *
 * Source      Hayes AJ, Leal J, Gray AM, Holman RR, Clarke PM. UKPDS Outcomes Model 2: a new version of a model to
 *             simulate lifetime health outcomes of patients with type 2 diabetes mellitus using data from the 30 year
 *             United Kingdom Prospective Diabetes Study: UKPDS 82. Diabetologia 2013;56:1925-1933.
 *             doi:10.1007/s00125-013-2940-y (coefficients: electronic supplementary tables 4 to 6)
 * Equations   η = λ + β·x
 *             Weibull    H(t) = exp(η)·t^ρ,                p = 1 − exp(H(t) − H(t + 1)),   t = years since diagnosis
 *             logistic   p = 1 / (1 + exp(−η))
 *             Gompertz   H(a) = exp(η)/φ·(exp(φ·a) − 1),   p = 1 − exp(H(a) − H(a + 1)),   a = age in years
 * Covariates  as coded in the paper's ESM table 2: eGFR/10 with a continuous spline, knot at 60; HDL and LDL in mmol/L × 10,
 *             LDL spline with knot at 3.5 mmol/L; systolic pressure and heart rate / 10; age at diagnosis = age − duration,
 *             constant; age and duration are those at the start of the year.
 */
import coefficients from "./coefficients.json" with { type: "json" };

export const COVARIATES = [
  "age",
  "ageAtDiagnosis",
  "duration",
  "female",
  "afroCaribbean",
  "asianIndian",
  "smoker",
  "hba1c",
  "bmi",
  "bmiBelow18_5",
  "bmiFrom25",
  "egfr10",
  "egfrBelow60",
  "egfrAbove60",
  "hdl10",
  "ldl10",
  "ldlAbove35",
  "sbp10",
  "heartRate10",
  "wbc",
  "haemoglobin",
  "albuminuria",
  "atrialFibrillation",
  "peripheralVascular",
  "heartFailureHistory",
  "ischaemicHistory",
  "infarctionHistory",
  "strokeHistory",
  "amputationHistory",
  "blindnessHistory",
  "renalHistory",
  "ulcerHistory",
  "heartFailureEvent",
  "ischaemicEvent",
  "infarctionEvent",
  "strokeEvent",
  "amputationEvent",
  "secondAmputationEvent",
  "blindnessEvent",
  "renalEvent",
  "ulcerEvent",
] as const;
export type Covariate = (typeof COVARIATES)[number];

/** Positions in a covariate vector by name. */
export const AT = Object.fromEntries(COVARIATES.map((name, index) => [name, index])) as Record<Covariate, number>; // every name is a key

export type EquationName = keyof typeof coefficients.equations;
export const EQUATIONS = Object.keys(coefficients.equations) as readonly EquationName[]; // keys of that object

interface Compiled {
  readonly form: string;
  readonly intercept: number;
  readonly shape: number;
  readonly at: Int32Array;
  readonly beta: Float64Array;
}

interface Row {
  readonly form: string;
  readonly intercept: number;
  readonly shape?: number;
  readonly terms: Readonly<Record<string, number>>;
}

const COMPILED = Object.fromEntries(
  Object.entries(coefficients.equations as Record<EquationName, Row>).map(([name, row]) => [name, compile(row)]),
) as Record<EquationName, Compiled>;

function compile({ form, intercept, shape = 1, terms }: Row): Compiled {
  const names = Object.keys(terms);
  const unknown = names.find((name) => !Object.hasOwn(AT, name));
  if (unknown !== undefined) throw new Error(`UKPDS coefficient of an unknown covariate ${unknown}`);
  return {
    form,
    intercept,
    shape,
    at: Int32Array.from(names, (name) => AT[name as Covariate]),
    beta: Float64Array.from(names, (name) => terms[name] ?? 0),
  };
}

/** Annual probability by one equation, for a covariate vector in the order of `COVARIATES`. */
export function annualProbability(name: EquationName, x: Float64Array): number {
  const { form, intercept, shape, at, beta } = COMPILED[name];
  let eta = intercept;
  for (let term = 0; term < at.length; term++) eta += (beta[term] as number) * (x[at[term] as number] as number);
  if (form === "logistic") return 1 / (1 + Math.exp(-eta));
  if (form === "gompertz") {
    const age = x[AT.age] as number;
    return -Math.expm1((-Math.exp(eta) / shape) * (Math.exp(shape * (age + 1)) - Math.exp(shape * age)));
  }
  const t = x[AT.duration] as number;
  if (shape === 1) return -Math.expm1(-Math.exp(eta));
  return -Math.expm1(-Math.exp(eta) * ((t + 1) ** shape - t ** shape));
}

/** The risk factors that change with time, in the units of the paths. */
export interface RiskFactors {
  hba1c: number;
  systolicMmHg: number;
  ldlMmolPerL: number;
  hdlMmolPerL: number;
  bmi: number;
  heartRate: number;
  wbc: number;
  haemoglobin: number;
}

/** Writes the covariates that follow from the risk factors. */
export function setRiskFactors(x: Float64Array, factors: Readonly<RiskFactors>): void {
  x[AT.hba1c] = factors.hba1c;
  x[AT.bmi] = factors.bmi;
  x[AT.bmiBelow18_5] = factors.bmi < 18.5 ? 1 : 0;
  x[AT.bmiFrom25] = factors.bmi >= 25 ? 1 : 0;
  x[AT.hdl10] = factors.hdlMmolPerL * 10;
  x[AT.ldl10] = factors.ldlMmolPerL * 10;
  x[AT.ldlAbove35] = Math.max(factors.ldlMmolPerL * 10 - 35, 0);
  x[AT.sbp10] = factors.systolicMmHg / 10;
  x[AT.heartRate10] = factors.heartRate / 10;
  x[AT.wbc] = factors.wbc;
  x[AT.haemoglobin] = factors.haemoglobin;
}

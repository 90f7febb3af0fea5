/**
 * CKD-EPI: estimated glomerular filtration rate without race, from creatinine, cystatin C or both.
 *
 * Source      eGFRcr, eGFRcr-cys (2021): Inker LA et al. N Engl J Med 2021;385:1737-1749. doi:10.1056/NEJMoa2102953
 *             eGFRcys (2012): Inker LA et al. N Engl J Med 2012;367:20-29. doi:10.1056/NEJMoa1114248
 * Equations   eGFRcr     142 · min(Scr/κ, 1)^α · max(Scr/κ, 1)^-1.200 · 0.9938^age · 1.012 [if female]
 *             eGFRcr-cys 135 · min(Scr/κ, 1)^α · max(Scr/κ, 1)^-0.544 · min(Scys/0.8, 1)^-0.323
 *                            · max(Scys/0.8, 1)^-0.778 · 0.9961^age · 0.963 [if female]
 *             eGFRcys    133 · min(Scys/0.8, 1)^-0.499 · max(Scys/0.8, 1)^-1.328 · 0.996^age · 0.932 [if female]
 * Population  adults, 18 years and over. Not for: children, unstable kidney function.
 * Missing     nothing is imputed; an equation without its marker is not computed.      Rounding  none here.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";

const UNIT = "mL/min/{1.73_m2}";
const measure = <Code extends string>(code: Code, display: string, loinc: string) =>
  ({ code, display, gives: "measure", unit: UNIT, loinc }) as const;

export const metadata = {
  id: "ckd-epi",
  version: "1.0.0",
  title:
    "CKD-EPI estimated glomerular filtration rate (2021 creatinine, 2021 creatinine and cystatin C, 2012 cystatin C)",
  sources: [
    {
      citation:
        "Inker LA, Eneanya ND, Coresh J, et al. New creatinine- and cystatin C-based equations to estimate GFR without race. N Engl J Med 2021;385:1737-1749",
      doi: "10.1056/NEJMoa2102953",
      where: "equations eGFRcr and eGFRcr-cys",
    },
    {
      citation:
        "Inker LA, Schmid CH, Tighiouart H, et al. Estimating glomerular filtration rate from serum creatinine and cystatin C. N Engl J Med 2012;367:20-29",
      doi: "10.1056/NEJMoa1114248",
      where: "equation eGFRcys",
    },
  ],
  confidence: "A",
  population: "Adults of 18 years and over with stable kidney function",
  intendedUse: "Estimates kidney function, and stages it, from serum creatinine or cystatin C",
  wrongUse:
    "Not for children, pregnancy, acute kidney injury, dialysis, or extremes of muscle mass (creatinine); not a basis for drug doses by itself",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 120], completed: true },
    sex: { concept: "sex" },
    creatinine: {
      concept: "creatinine",
      unit: "mg/dL",
      range: [0.1, 30], // plausibility limits of ours
      maxAgeDays: 730,
      missing: { rule: "optional", says: "the equations with creatinine are not computed" },
    },
    cystatinC: {
      concept: "cystatinC",
      unit: "mg/L",
      range: [0.2, 12], // plausibility limits of ours
      maxAgeDays: 730,
      missing: { rule: "optional", says: "the equations with cystatin C are not computed" },
    },
  },
  outputs: [
    measure("egfr-creatinine", "eGFR from creatinine (CKD-EPI 2021)", "98979-8"),
    measure("egfr-creatinine-cystatin-c", "eGFR from creatinine and cystatin C (CKD-EPI 2021)", "98980-6"),
    measure("egfr-cystatin-c", "eGFR from cystatin C (CKD-EPI 2012)", "50210-4"),
  ],
  variants: [
    {
      code: "creatinine-and-cystatin-c",
      display: "all three equations, from creatinine and cystatin C",
      needs: [["creatinine", "cystatinC"]],
      uses: ["creatinine", "cystatinC"],
    },
    { code: "creatinine", display: "the 2021 equation from creatinine", needs: [["creatinine"]], uses: ["creatinine"] },
    { code: "cystatin-c", display: "the 2012 equation from cystatin C", needs: [["cystatinC"]], uses: ["cystatinC"] },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "not validated in pregnancy" },
    { concept: "hasKidneyFailure", when: true, says: "not valid on dialysis" },
  ],
  limits: [
    "An estimate: the measured GFR of some people differs from it by more than 30 %.",
    "Kidney disease is diagnosed from findings that last for more than three months, not from one estimate.",
  ],
} as const satisfies ModelMetadata;

export interface Inputs {
  /** Completed years. */
  readonly age: number;
  readonly sex: "female" | "male";
  /** mg/dL */
  readonly creatinine: number;
  /** mg/L */
  readonly cystatinC: number;
}

/** As printed: κ (mg/dL), α of each equation with creatinine, factor of each equation. */
const SEX_TERMS = {
  female: { kappa: 0.7, alphaCr: -0.241, alphaCrCys: -0.219, factorCr: 1.012, factorCrCys: 0.963, factorCys: 0.932 },
  male: { kappa: 0.9, alphaCr: -0.302, alphaCrCys: -0.144, factorCr: 1, factorCrCys: 1, factorCys: 1 },
} as const;
/** As printed: constant, exponents of the markers above and below the knot (0.8 mg/L cystatin C), base of age. */
const CR_2021 = { constant: 142, crAbove: -1.2, ageBase: 0.9938 } as const;
const CR_CYS_2021 = { constant: 135, crAbove: -0.544, cysBelow: -0.323, cysAbove: -0.778, ageBase: 0.9961 } as const;
const CYS_2012 = { constant: 133, cysBelow: -0.499, cysAbove: -1.328, ageBase: 0.996 } as const;
const CYSTATIN_KNOT = 0.8;

/** eGFR in mL/min/1.73 m² from creatinine (mg/dL), 2021. */
export function egfrCreatinine2021({ age, sex, creatinine }: Pick<Inputs, "age" | "sex" | "creatinine">): number {
  const { kappa, alphaCr, factorCr } = SEX_TERMS[sex];
  const { constant, crAbove, ageBase } = CR_2021;
  const ratio = creatinine / kappa;
  return constant * Math.min(ratio, 1) ** alphaCr * Math.max(ratio, 1) ** crAbove * ageBase ** age * factorCr;
}

/** eGFR in mL/min/1.73 m² from creatinine (mg/dL) and cystatin C (mg/L), 2021. */
export function egfrCreatinineCystatinC2021({ age, sex, creatinine, cystatinC }: Inputs): number {
  const { kappa, alphaCrCys, factorCrCys } = SEX_TERMS[sex];
  const { constant, crAbove, cysBelow, cysAbove, ageBase } = CR_CYS_2021;
  const cr = creatinine / kappa;
  const cys = cystatinC / CYSTATIN_KNOT;
  const creatinineTerms = Math.min(cr, 1) ** alphaCrCys * Math.max(cr, 1) ** crAbove;
  const cystatinTerms = Math.min(cys, 1) ** cysBelow * Math.max(cys, 1) ** cysAbove;
  return constant * creatinineTerms * cystatinTerms * ageBase ** age * factorCrCys;
}

/** eGFR in mL/min/1.73 m² from cystatin C (mg/L), 2012. */
export function egfrCystatinC2012({ age, sex, cystatinC }: Pick<Inputs, "age" | "sex" | "cystatinC">): number {
  const { factorCys } = SEX_TERMS[sex];
  const { constant, cysBelow, cysAbove, ageBase } = CYS_2012;
  const ratio = cystatinC / CYSTATIN_KNOT;
  return constant * Math.min(ratio, 1) ** cysBelow * Math.max(ratio, 1) ** cysAbove * ageBase ** age * factorCys;
}

const EQUATIONS = [
  { output: metadata.outputs[0], markers: ["creatinine"], of: egfrCreatinine2021 },
  { output: metadata.outputs[1], markers: ["creatinine", "cystatinC"], of: egfrCreatinineCystatinC2021 },
  { output: metadata.outputs[2], markers: ["cystatinC"], of: egfrCystatinC2012 },
] as const;

/** GFR categories: KDIGO 2012, Kidney Int Suppl 2013;3:1-150, table 5, kept in 2024. Lower bounds, mL/min/1.73 m². */
const CATEGORIES = [
  { from: 90, code: "G1", display: "G1, normal or high" },
  { from: 60, code: "G2", display: "G2, mildly decreased" },
  { from: 45, code: "G3a", display: "G3a, mildly to moderately decreased" },
  { from: 30, code: "G3b", display: "G3b, moderately to severely decreased" },
  { from: 15, code: "G4", display: "G4, severely decreased" },
  { from: Number.NEGATIVE_INFINITY, code: "G5", display: "G5, kidney failure range" },
] as const;

/** One result for each equation whose markers are known and that the variant uses. */
export function compute(inputs: ComputeInputs, variant: string = metadata.variants[0].code): readonly Result[] {
  const uses: readonly string[] = metadata.variants.find(({ code }) => code === variant)?.uses ?? [];
  const person = inputs as unknown as Inputs; // the declarations were checked before; absent markers are not read
  return EQUATIONS.filter(({ markers }) => markers.every((marker) => uses.includes(marker))).map((equation): Result => {
    const value = equation.of(person);
    const reference = { ...person, creatinine: SEX_TERMS[person.sex].kappa, cystatinC: CYSTATIN_KNOT };
    const { code, display } = CATEGORIES.find(({ from }) => value >= from) ?? CATEGORIES[0];
    return {
      code: equation.output.code,
      display: equation.output.display,
      measure: { value, unit: UNIT, loinc: equation.output.loinc },
      band: { code, display, source: "KDIGO GFR categories" },
      contributionScale: "log-ratio",
      contributions: contributions(equation, person, reference),
      total: Math.log(value),
      reference: {
        value: Math.log(equation.of(reference)),
        says: "same age and sex, each marker at the knot of the equation (creatinine κ, cystatin C 0.8 mg/L)",
      },
    };
  });
}

/** The markers enter as factors, so that on the logarithm each adds its own, whatever the other is. */
function contributions(
  equation: (typeof EQUATIONS)[number],
  person: Inputs,
  reference: Inputs,
): readonly Contribution[] {
  return equation.markers.map((marker) => ({
    input: marker,
    value: Math.log(equation.of({ ...reference, [marker]: person[marker] }) / equation.of(reference)),
  }));
}

export const CKD_EPI: RiskModel = {
  metadata,
  coefficientHash: hashOf({ SEX_TERMS, CR_2021, CR_CYS_2021, CYS_2012, CYSTATIN_KNOT, CATEGORIES }),
  compute,
};

/**
 * KFRE: kidney failure risk equations, 2 and 5 years, with 4, 6 or 8 variables.
 *
 * Source      Tangri N et al. JAMA 2011;305:1553-1559. doi:10.1001/jama.2011.451 (equations)
 *             Tangri N et al. JAMA 2016;315:164-174. doi:10.1001/jama.2015.18202 (baselines by region)
 * Equation    risk = 1 - S^exp(x), x = Σ coefficient · (value - centre); UACR in mg/g, natural logarithm
 * Outcome     kidney failure treated by dialysis or transplantation
 * Population  adults with chronic kidney disease, eGFR from 10 to under 60 mL/min/1.73 m².
 * Missing     nothing is imputed; the fullest equation whose inputs are known is computed.      Rounding  none here.
 */
import { contributionsOf, sharesOf, type Term } from "../attribution.ts";
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";

const TWO_YEARS_DAYS = 730; // how old a value may be: a limit of ours
const only = (variables: string) => ({ rule: "optional", says: `needed by the ${variables} only` }) as const;

export const metadata = {
  id: "kfre",
  version: "1.0.0",
  title: "Kidney failure risk equations (KFRE), 2 and 5 years",
  sources: [
    {
      citation:
        "Tangri N, Stevens LA, Griffith J, et al. A predictive model for progression of chronic kidney disease to kidney failure. JAMA 2011;305:1553-1559",
      doi: "10.1001/jama.2011.451",
      where: "equations",
    },
    {
      citation:
        "Tangri N, Grams ME, Levey AS, et al. Multinational assessment of accuracy of equations for predicting risk of kidney failure. JAMA 2016;315:164-174",
      doi: "10.1001/jama.2015.18202",
      where: "baseline survival, North American and other",
    },
  ],
  confidence: "A",
  population: "Adults with chronic kidney disease and an eGFR from 10 to under 60 mL/min/1.73 m²",
  intendedUse:
    "Estimates the risk of kidney failure to plan referral, multidisciplinary care and preparation of treatment",
  wrongUse: "Not for acute kidney injury, dialysis, transplant recipients, children, or an eGFR of 60 and over",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 110], completed: true },
    sex: { concept: "sex" },
    egfr: { concept: "egfr", unit: "mL/min/{1.73_m2}", range: [10, 60], maxExcluded: true, maxAgeDays: TWO_YEARS_DAYS },
    urineAlbuminCreatinineRatio: {
      concept: "urineAlbuminCreatinineRatio",
      unit: "mg/g",
      range: [0.1, 25_000], // plausibility limits of ours
      maxAgeDays: TWO_YEARS_DAYS,
    },
    livesInNorthAmerica: { concept: "livesInNorthAmerica" },
    hasDiabetes: { concept: "hasDiabetes", missing: only("6-variable equation") },
    hasHypertension: { concept: "hasHypertension", missing: only("6-variable equation") },
    albumin: {
      concept: "albumin",
      unit: "g/dL",
      range: [1.5, 6], // this and the next three: plausibility limits of ours
      maxAgeDays: TWO_YEARS_DAYS,
      missing: only("8-variable equation"),
    },
    phosphate: {
      concept: "phosphate",
      unit: "mg/dL",
      range: [1, 12],
      maxAgeDays: TWO_YEARS_DAYS,
      missing: only("8-variable equation"),
    },
    bicarbonate: {
      concept: "bicarbonate",
      unit: "mmol/L",
      range: [8, 40],
      maxAgeDays: TWO_YEARS_DAYS,
      missing: only("8-variable equation"),
    },
    calcium: {
      concept: "calcium",
      unit: "mg/dL",
      range: [5, 14],
      maxAgeDays: TWO_YEARS_DAYS,
      missing: only("8-variable equation"),
    },
  },
  outputs: [
    { code: "kidney-failure-2y", display: "Kidney failure within 2 years", gives: "probability", unit: "%" },
    { code: "kidney-failure-5y", display: "Kidney failure within 5 years", gives: "probability", unit: "%" },
  ],
  variants: [
    {
      code: "8-variable",
      display: "8-variable equation (with albumin, phosphate, bicarbonate and calcium)",
      needs: [["albumin", "phosphate", "bicarbonate", "calcium"]],
      uses: ["albumin", "phosphate", "bicarbonate", "calcium"],
    },
    {
      code: "6-variable",
      display: "6-variable equation (with diabetes and hypertension)",
      needs: [["hasDiabetes", "hasHypertension"]],
      uses: ["hasDiabetes", "hasHypertension"],
    },
    { code: "4-variable", display: "4-variable equation (age, sex, eGFR, UACR)", needs: [[]], uses: [] },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasKidneyFailure", when: true, says: "kidney failure has been treated already" },
  ],
  limits: [
    "Death before kidney failure is not counted as a competing event: in old or frail people the risk is overestimated.",
    "Chronic kidney disease means that the reduced eGFR has lasted for more than three months; that is not checked here.",
  ],
  validation: [
    {
      cohort: "two cohorts with advanced chronic kidney disease, Europe",
      year: 2021,
      failures: [
        "advanced kidney disease over 5 years: the risk is overestimated, as death competes with kidney failure",
      ],
      source: "Ramspek CL et al. J Am Soc Nephrol 2021;32:1174-1186, doi:10.1681/ASN.2020071077",
    },
  ],
  insteadOf: [{ id: "ckd-epi", when: "an eGFR of 60 and over: kidney function and its category" }],
} as const satisfies ModelMetadata;

interface Person {
  readonly age: number;
  readonly sex: "female" | "male";
  readonly egfr: number;
  readonly urineAlbuminCreatinineRatio: number;
  readonly livesInNorthAmerica: boolean;
  readonly hasDiabetes: boolean;
  readonly hasHypertension: boolean;
  /** g/dL */
  readonly albumin: number;
  /** mg/dL */
  readonly phosphate: number;
  /** mmol/L */
  readonly bicarbonate: number;
  /** mg/dL */
  readonly calcium: number;
}

const term = (inputs: Term<Person>["inputs"], value: (p: Person) => number): Term<Person> => ({ inputs, value });
/** The terms, centred as printed. */
const TERMS = {
  age: term([], (p) => p.age / 10 - 7.036),
  male: term([], (p) => Number(p.sex === "male") - 0.5642),
  egfr: term(["egfr"], (p) => p.egfr / 5 - 7.222),
  lnAcr: term(["urineAlbuminCreatinineRatio"], (p) => Math.log(p.urineAlbuminCreatinineRatio) - 5.137),
  diabetes: term(["hasDiabetes"], (p) => Number(p.hasDiabetes) - 0.5106),
  hypertension: term(["hasHypertension"], (p) => Number(p.hasHypertension) - 0.8501),
  albumin: term(["albumin"], (p) => p.albumin - 3.997),
  phosphate: term(["phosphate"], (p) => p.phosphate - 3.916),
  bicarbonate: term(["bicarbonate"], (p) => p.bicarbonate - 25.57),
  calcium: term(["calcium"], (p) => p.calcium - 9.355),
} as const;

/** Coefficients, and baseline survival S at 2 and 5 years in North America and elsewhere, by equation. */
const EQUATIONS = {
  "4-variable": {
    terms: { age: -0.2201, male: 0.2467, egfr: -0.5567, lnAcr: 0.451 },
    survival: { northAmerica: { 2: 0.975, 5: 0.924 }, elsewhere: { 2: 0.9832, 5: 0.9365 } },
  },
  "6-variable": {
    terms: { age: -0.2218, male: 0.2553, egfr: -0.5541, lnAcr: 0.4562, diabetes: -0.1475, hypertension: 0.1426 },
    survival: { northAmerica: { 2: 0.975, 5: 0.924 }, elsewhere: { 2: 0.983, 5: 0.937 } },
  },
  "8-variable": {
    terms: {
      age: -0.1992,
      male: 0.1602,
      egfr: -0.4919,
      lnAcr: 0.3364,
      albumin: -0.3441,
      phosphate: 0.2604,
      bicarbonate: -0.07354,
      calcium: -0.2228,
    },
    survival: { northAmerica: { 2: 0.978, 5: 0.9301 }, elsewhere: { 2: 0.9827, 5: 0.9245 } },
  },
} as const;

/** The reference of the contributions: an eGFR at the upper end, normal UACR, and the laboratory means of the paper. */
const referenceOf = (person: Person): Person => ({
  ...person,
  egfr: 60,
  urineAlbuminCreatinineRatio: 10,
  hasDiabetes: false,
  hasHypertension: false,
  albumin: 3.997,
  phosphate: 3.916,
  bicarbonate: 25.57,
  calcium: 9.355,
});
const REFERENCE_SAYS =
  "same age, sex and region, eGFR 60 mL/min/1.73 m², UACR 10 mg/g; where used, no diabetes, no hypertension, laboratory values at the means of the paper";

/** Thresholds in use: KDIGO 2024 CKD guideline, practice points 2.2.1 to 2.2.3. */
const BAND_SOURCE = "thresholds of the KDIGO 2024 CKD guideline";
const bandOf = (years: 2 | 5, risk: number): NonNullable<Result["band"]> => {
  if (years === 5) {
    return risk >= 0.03
      ? { code: "5y-from-3", display: "5-year risk of 3 % and over", source: BAND_SOURCE }
      : { code: "5y-under-3", display: "5-year risk under 3 %", source: BAND_SOURCE };
  }
  if (risk > 0.4) return { code: "2y-over-40", display: "2-year risk over 40 %", source: BAND_SOURCE };
  if (risk > 0.1) return { code: "2y-over-10", display: "2-year risk over 10 %", source: BAND_SOURCE };
  return { code: "2y-to-10", display: "2-year risk of 10 % or less", source: BAND_SOURCE };
};

export function compute(inputs: ComputeInputs, variant: string = "4-variable"): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations and the variant's needs were checked before
  const equation = EQUATIONS[variant as keyof typeof EQUATIONS]; // one of metadata.variants, a test compares them
  const names = Object.keys(equation.terms) as (keyof typeof TERMS)[]; // its own keys, by the type above
  const coefficients = Object.values(equation.terms);
  const terms = names.map((name) => TERMS[name]);
  const reference = referenceOf(person);
  const x = linearPredictor(terms, coefficients, person);
  const referenceX = linearPredictor(terms, coefficients, reference);
  const shares = sharesOf(terms, person, reference);
  const survival = equation.survival[person.livesInNorthAmerica ? "northAmerica" : "elsewhere"];
  const [within2, within5] = metadata.outputs;
  const outputs = { 2: within2, 5: within5 } as const;
  return ([2, 5] as const).map((years): Result => {
    const risk = 1 - survival[years] ** Math.exp(x);
    const lnBaselineHazard = Math.log(-Math.log(survival[years]));
    return {
      code: outputs[years].code,
      display: outputs[years].display,
      probability: risk,
      horizonYears: years,
      band: bandOf(years, risk),
      contributionScale: "log-hazard",
      contributions: contributionsOf(terms, shares, coefficients),
      total: lnBaselineHazard + x,
      reference: { value: lnBaselineHazard + referenceX, says: REFERENCE_SAYS },
    };
  });
}

const linearPredictor = (terms: readonly Term<Person>[], coefficients: readonly number[], person: Person): number =>
  terms.reduce((sum, { value }, at) => sum + (coefficients[at] ?? Number.NaN) * value(person), 0);

export const KFRE: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    EQUATIONS,
    terms: Object.entries(TERMS).map(([name, { value }]) => [name, String(value)]),
  }),
  compute,
};

/**
 * GAP: sex, age and physiology; mortality in idiopathic pulmonary fibrosis.
 *
 * Source      Ley B et al. Ann Intern Med 2012;156:684-691. doi:10.7326/0003-4819-156-10-201205150-00004
 * Rule        male 1; age 61 to 65 1, over 65 2; FVC in percent of predicted 50 to 75 1, under 50 2; DLCO in percent of
 *             predicted 36 to 55 1, 35 or less 2, unable to perform it 3
 * Stages      I 0 to 3, II 4 and 5, III 6 to 8
 * Population  adults with idiopathic pulmonary fibrosis.
 * Missing     nothing is imputed: a DLCO that is not known is either measured or was tried and could not be performed.
 * Rounding    age in completed years; a value between two printed bands belongs to the lower one (DLCO 35.5: 2 points).
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";

const ONE_YEAR = { maxAgeDays: 365 } as const; // a limit of ours
const EITHER = { rule: "optional", says: "either the DLCO is known or that it could not be performed" } as const;

export const metadata = {
  id: "gap-ipf",
  version: "1.0.0",
  title: "GAP: mortality in idiopathic pulmonary fibrosis",
  sources: [
    {
      citation:
        "Ley B, Ryerson CJ, Vittinghoff E, et al. A multidimensional index and staging system for idiopathic pulmonary fibrosis. Ann Intern Med 2012;156:684-691",
      doi: "10.7326/0003-4819-156-10-201205150-00004",
      where: "points, stages, mortality by stage",
    },
  ],
  confidence: "A", // the points; the mortality by stage is B
  population: "Adults with idiopathic pulmonary fibrosis",
  intendedUse: "Prognosis: treatment, referral for transplantation, planning of care",
  wrongUse: "Not for other interstitial lung diseases, for which other versions exist",
  licence: "Published score, free to use with citation",
  inputs: {
    sex: { concept: "sex" },
    age: { concept: "age", range: [18, 125], completed: true }, // a limit of ours
    fvcPercentPredicted: { concept: "fvcPercentPredicted", unit: "%", ...ONE_YEAR },
    dlcoPercentPredicted: { concept: "dlcoPercentPredicted", unit: "%", ...ONE_YEAR, missing: EITHER },
    dlcoNotMeasured: { concept: "dlcoNotMeasured", ...ONE_YEAR, missing: EITHER },
  },
  outputs: [{ code: "gap", display: "Death in idiopathic pulmonary fibrosis (GAP)", gives: "score", unit: "{score}" }],
  variants: [
    {
      code: "with-dlco",
      display: "with a measured DLCO",
      needs: [["dlcoPercentPredicted"]],
      uses: ["dlcoPercentPredicted"],
    },
    {
      code: "dlco-unable",
      display: "DLCO could not be performed",
      needs: [["dlcoNotMeasured"]],
      uses: ["dlcoNotMeasured"],
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    {
      concept: "hasIdiopathicPulmonaryFibrosis",
      when: false,
      says: "no idiopathic pulmonary fibrosis is on record",
    },
  ],
  limits: ["The mortality of a stage is that of the paper's cohorts, before antifibrotic treatment."],
} as const satisfies ModelMetadata;

interface Person {
  readonly sex: "female" | "male";
  /** Completed years. */
  readonly age: number;
  /** % */
  readonly fvcPercentPredicted: number;
  /** %; undefined where it could not be performed */
  readonly dlcoPercentPredicted: number | undefined;
}

const POINTS = {
  male: 1,
  age: { over60: 1, over65: 2 },
  fvc: { to75: 1, under50: 2 },
  dlco: { to55: 1, under36: 2, unable: 3 },
} as const;

const agePoints = ({ age }: Person) => (age >= 66 ? POINTS.age.over65 : age >= 61 ? POINTS.age.over60 : 0);
const fvcPoints = ({ fvcPercentPredicted: percent }: Person) =>
  percent > 75 ? 0 : percent >= 50 ? POINTS.fvc.to75 : POINTS.fvc.under50;
function dlcoPoints({ dlcoPercentPredicted: percent }: Person): number {
  if (percent === undefined) return POINTS.dlco.unable;
  return percent > 55 ? 0 : percent >= 36 ? POINTS.dlco.to55 : POINTS.dlco.under36;
}

const row = rowsOf<Person>();
const TERMS = [
  row(POINTS.male, ["sex"], (p) => Number(p.sex === "male")),
  row(1, ["age"], agePoints),
  row(1, ["fvcPercentPredicted"], fvcPoints),
  row(1, ["dlcoPercentPredicted"], dlcoPoints),
];
const REFERENCE: Person = { sex: "female", age: 60, fvcPercentPredicted: 80, dlcoPercentPredicted: 60 };

/** From points; death within 1, 2 and 3 years in percent. */
const STAGES = [
  { from: 6, code: "gap-stage-iii", display: "Stage III", deaths: [39.2, 62.1, 76.8] },
  { from: 4, code: "gap-stage-ii", display: "Stage II", deaths: [16.2, 29.9, 42.1] },
  { from: 0, code: "gap-stage-i", display: "Stage I", deaths: [5.6, 10.9, 16.3] },
] as const;

export function compute(inputs: ComputeInputs, variant: string = "with-dlco"): readonly Result[] {
  const given = inputs as unknown as Person; // the declarations and the variant's needs were checked before
  const person = variant === "dlco-unable" ? { ...given, dlcoPercentPredicted: undefined } : given;
  const points = explain(TERMS, {
    person,
    reference: REFERENCE,
    says: "a woman to 60 years, FVC over 75 % and DLCO over 55 % of predicted",
  });
  const stage = STAGES.find(({ from }) => points.total >= from) ?? STAGES[2];
  const [first, second, third] = stage.deaths;
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score: points.total,
      band: { code: stage.code, display: stage.display, source: "GAP stages, Ley 2012" },
      contributionScale: "points",
      ...points,
      details: {
        "mortality-1y-percent-of-the-stage": first,
        "mortality-2y-percent-of-the-stage": second,
        "mortality-3y-percent-of-the-stage": third,
      },
    },
  ];
}

export const GAP_IPF: RiskModel = { metadata, coefficientHash: hashOf({ POINTS, STAGES }), compute };

/**
 * BODE: body mass index, obstruction, dyspnoea, exercise; survival in chronic obstructive pulmonary disease.
 *
 * Source      Celli BR et al. N Engl J Med 2004;350:1005-1012. doi:10.1056/NEJMoa021322
 * Rule        body mass index 21 or less 1; FEV1 in percent of predicted 50 to 64 1, 36 to 49 2, 35 or less 3; dyspnoea
 *             mMRC 2 1, 3 2, 4 3; six-minute walk 250 to 349 m 1, 150 to 249 m 2, under 150 m 3
 * Bands       quartiles 0 to 2, 3 and 4, 5 and 6, 7 to 10
 * Population  adults with chronic obstructive pulmonary disease, in a stable state.
 * Missing     nothing is imputed.      Rounding  none: a value between two printed bands belongs to the lower one.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";

const ONE_YEAR = { maxAgeDays: 365 } as const; // a limit of ours

export const metadata = {
  id: "bode",
  version: "1.0.0",
  title: "BODE: survival in chronic obstructive pulmonary disease",
  sources: [
    {
      citation:
        "Celli BR, Cote CG, Marin JM, et al. The body-mass index, airflow obstruction, dyspnea, and exercise capacity index in chronic obstructive pulmonary disease. N Engl J Med 2004;350:1005-1012",
      doi: "10.1056/NEJMoa021322",
      where: "points, quartiles; survival read from the curves",
    },
  ],
  confidence: "A", // the points; the survival by quartile is B
  population: "Adults with chronic obstructive pulmonary disease in a stable state",
  intendedUse: "Prognosis in COPD: rehabilitation, referral, planning of care",
  wrongUse: "Not during an exacerbation; not without COPD",
  licence: "Published score, free to use with citation",
  inputs: {
    bodyMassIndex: { concept: "bodyMassIndex", unit: "kg/m2", ...ONE_YEAR },
    fev1PercentPredicted: { concept: "fev1PercentPredicted", unit: "%", ...ONE_YEAR },
    mmrcDyspnoeaGrade: { concept: "mmrcDyspnoeaGrade", unit: "{grade}", ...ONE_YEAR },
    sixMinuteWalkDistance: { concept: "sixMinuteWalkDistance", unit: "m", ...ONE_YEAR },
  },
  outputs: [{ code: "bode", display: "Death in COPD within 4 years (BODE)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasCopd", when: false, says: "no chronic obstructive pulmonary disease is on record" },
  ],
  limits: ["FEV1 is the one after a bronchodilator. The survival of a quartile is that of the paper's cohort, about."],
  validation: [
    {
      cohort: "232 and 342 patients with COPD, Switzerland and Spain, death within 3 years",
      year: 2009,
      failures: [
        "Swiss cohort, long-standing and severe COPD: underestimated by 36 %",
        "Spanish cohort, after a first admission: overestimated by 39 %",
      ],
      source: "Puhan MA et al. Lancet 2009, the updated BODE index and the ADO index",
    },
  ],
} as const satisfies ModelMetadata;

interface Person {
  readonly bodyMassIndex: number;
  /** % */
  readonly fev1PercentPredicted: number;
  /** 0 to 4 */
  readonly mmrcDyspnoeaGrade: number;
  /** m */
  readonly sixMinuteWalkDistance: number;
}

/** Points from a value upwards; under the last bound the number in `under`. */
const POINTS = {
  fev1PercentPredicted: {
    rows: [
      [65, 0],
      [50, 1],
      [36, 2],
    ],
    under: 3,
  },
  mmrcDyspnoeaGrade: {
    rows: [
      [4, 3],
      [3, 2],
      [2, 1],
    ],
    under: 0,
  },
  sixMinuteWalkDistance: {
    rows: [
      [350, 0],
      [250, 1],
      [150, 2],
    ],
    under: 3,
  },
} as const satisfies Record<string, { rows: readonly (readonly [number, number])[]; under: number }>;
/** 1 point at this body mass index and below. */
const LOW_BODY_MASS_INDEX = 21;

const pointsOf = (input: keyof typeof POINTS) => (p: Person) =>
  POINTS[input].rows.find(([from]) => p[input] >= from)?.[1] ?? POINTS[input].under;

const row = rowsOf<Person>();
const TERMS = [
  row(1, ["bodyMassIndex"], (p) => Number(p.bodyMassIndex <= LOW_BODY_MASS_INDEX)),
  row(1, ["fev1PercentPredicted"], pointsOf("fev1PercentPredicted")),
  row(1, ["mmrcDyspnoeaGrade"], pointsOf("mmrcDyspnoeaGrade")),
  row(1, ["sixMinuteWalkDistance"], pointsOf("sixMinuteWalkDistance")),
];
const REFERENCE = { bodyMassIndex: 25, fev1PercentPredicted: 80, mmrcDyspnoeaGrade: 0, sixMinuteWalkDistance: 400 };

/** From points; survival to 4 years in percent. */
const QUARTILES = [
  { from: 7, code: "quartile-4", display: "Quartile 4", survivalPercent: 18 },
  { from: 5, code: "quartile-3", display: "Quartile 3", survivalPercent: 57 },
  { from: 3, code: "quartile-2", display: "Quartile 2", survivalPercent: 67 },
  { from: 0, code: "quartile-1", display: "Quartile 1", survivalPercent: 80 },
] as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const points = explain(TERMS, { person, reference: REFERENCE, says: "no points in any of the four" });
  const quartile = QUARTILES.find(({ from }) => points.total >= from) ?? QUARTILES[3];
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score: points.total,
      band: { code: quartile.code, display: quartile.display, source: "quartiles of the BODE index, Celli 2004" },
      contributionScale: "points",
      ...points,
      details: { "survival-4y-percent-of-the-quartile": quartile.survivalPercent },
    },
  ];
}

export const BODE: RiskModel = {
  metadata,
  coefficientHash: hashOf({ POINTS, LOW_BODY_MASS_INDEX, QUARTILES }),
  compute,
};

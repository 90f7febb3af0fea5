/**
 * MELD, MELD-Na (2016) and MELD 3.0: severity of chronic liver disease, priority for transplantation.
 *
 * Source      Kamath PS et al. Hepatology 2001;33:464-470 (MELD)
 *             Kim WR et al. N Engl J Med 2008;359:1018-1026. doi:10.1056/NEJMoa0801209 (sodium)
 *             Kim WR et al. Gastroenterology 2021;161:1887-1895. doi:10.1053/j.gastro.2021.08.050 (MELD 3.0)
 * Equation    MELD(i) = round(10 · (0.957 ln creatinine + 0.378 ln bilirubin + 1.120 ln INR + 0.643))
 *             MELD-Na = MELD(i) + 1.32 (137 - Na) - 0.033 MELD(i) (137 - Na), if MELD(i) is over 11
 *             MELD 3.0 = 1.33 [female] + 4.56 ln bilirubin + 0.82 (137 - Na) - 0.24 (137 - Na) ln bilirubin
 *             + 9.09 ln INR + 11.14 ln creatinine + 1.85 (3.5 - albumin) - 1.83 (3.5 - albumin) ln creatinine + 6
 * Bounds      bilirubin, INR and creatinine at least 1.0; creatinine at most 4.0 (MELD 3.0: 3.0), and that where there
 *             was dialysis twice in a week; sodium 125 to 137 mmol/L; albumin 1.5 to 3.5 g/dL.
 * Population  12 years and over with chronic liver disease.      Missing  nothing is imputed.
 * Rounding    half up to whole points, then 6 to 40, at the end; MELD-Na starts from the rounded MELD(i), as OPTN has it.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type Explained, explain, rowsOf, textOf, totalOf, type WeightedTerm } from "../linear-predictor.ts";

const THREE_MONTHS_DAYS = 90; // how old a value may be: a limit of ours
const RECENT = { maxAgeDays: THREE_MONTHS_DAYS } as const;
const neededBy = (what: string) => ({ rule: "optional", says: `needed by ${what} only` }) as const;

export const metadata = {
  id: "meld",
  version: "1.0.0",
  title: "MELD, MELD-Na and MELD 3.0: severity of chronic liver disease",
  sources: [
    {
      citation:
        "Kamath PS, Wiesner RH, Malinchoc M, et al. A model to predict survival in patients with end-stage liver disease. Hepatology 2001;33:464-470",
      doi: "10.1053/jhep.2001.22172",
      where: "MELD",
    },
    {
      citation:
        "Kim WR, Biggins SW, Kremers WK, et al. Hyponatremia and mortality among patients on the liver-transplant waiting list. N Engl J Med 2008;359:1018-1026",
      doi: "10.1056/NEJMoa0801209",
      where: "sodium; the equation is the one adopted by OPTN in 2016",
    },
    {
      citation:
        "Kim WR, Mannalithara A, Heimbach JK, et al. MELD 3.0: the Model for End-Stage Liver Disease updated for the modern era. Gastroenterology 2021;161:1887-1895",
      doi: "10.1053/j.gastro.2021.08.050",
      where: "MELD 3.0",
    },
  ],
  confidence: "A", // the scores; the mortality by band of MELD is B
  population: "People of 12 years and over with chronic liver disease",
  intendedUse: "Severity of chronic liver disease over the next three months: referral, follow-up, waiting list",
  wrongUse:
    "Not for acute liver failure, for children under 12 years (PELD), nor as the score of record of an allocation; it counts no exception points",
  licence: "Published equations, free to use with citation",
  inputs: {
    bilirubin: { concept: "bilirubin", unit: "mg/dL", ...RECENT },
    inr: { concept: "inr", ...RECENT },
    creatinine: { concept: "creatinine", unit: "mg/dL", ...RECENT },
    hasDialysisTwiceInPastWeek: { concept: "hasDialysisTwiceInPastWeek" },
    sodium: { concept: "sodium", unit: "mmol/L", ...RECENT, missing: neededBy("MELD-Na and MELD 3.0") },
    albumin: { concept: "albumin", unit: "g/dL", ...RECENT, missing: neededBy("MELD 3.0") },
    sex: { concept: "sex", missing: neededBy("MELD 3.0") },
    age: {
      concept: "age",
      range: [12, 125],
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is 12 years or over" },
    },
  },
  outputs: [
    {
      code: "meld-3",
      display: "Death within 90 days in liver disease (MELD 3.0)",
      horizonDays: 90,
      gives: "score",
      unit: "{score}",
    },
    {
      code: "meld-na",
      display: "Death within 90 days in liver disease (MELD-Na)",
      horizonDays: 90,
      gives: "score",
      unit: "{score}",
    },
    {
      code: "meld",
      display: "Death within 90 days in liver disease (MELD)",
      horizonDays: 90,
      gives: "score",
      unit: "{score}",
    },
  ],
  variants: [
    {
      code: "meld-3",
      display: "MELD 3.0, MELD-Na and MELD",
      needs: [["sodium", "albumin", "sex"]],
      uses: ["sodium", "albumin", "sex"],
    },
    { code: "meld-na", display: "MELD-Na and MELD", needs: [["sodium"]], uses: ["sodium"] },
    { code: "meld-2001", display: "MELD without sodium", needs: [[]], uses: [] },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasChronicLiverDisease", when: false, says: "no chronic liver disease is on record" },
  ],
  limits: [
    "The values should be of the same day. Anticoagulants raise the INR, and with it the score, without liver disease.",
    "The mortality by band of MELD is a published table of hospital patients and not part of the equation.",
  ],
  validation: [
    {
      cohort: "waitlist of the United States, 2016 to 2018, on which MELD 3.0 was developed, 90 days",
      year: 2021,
      cStatistic: 0.869,
      source: "Kim WR et al. Gastroenterology 2021;161:1887-1895, doi:10.1053/j.gastro.2021.08.050",
    },
    {
      cohort: "2,153 persons waiting for a liver in South Korea, MELD 3.0, 3 months",
      year: 2023,
      cStatistic: 0.738,
      source: "Liver Transpl 2023, doi:10.1097/LVT.0000000000000126",
    },
  ],
} as const satisfies ModelMetadata;

interface Person {
  readonly sex: "female" | "male";
  /** mg/dL */
  readonly bilirubin: number;
  readonly inr: number;
  /** mg/dL */
  readonly creatinine: number;
  readonly hasDialysisTwiceInPastWeek: boolean;
  /** mmol/L */
  readonly sodium: number;
  /** g/dL */
  readonly albumin: number;
}

const BOUNDS = { floor: 1, creatinineCap: 4, creatinineCap3: 3, sodium: [125, 137], albumin: [1.5, 3.5] } as const;
const within = ([low, high]: readonly [number, number], value: number) => Math.min(Math.max(value, low), high);

const lnBilirubin = (p: Person) => Math.log(Math.max(p.bilirubin, BOUNDS.floor));
const lnInr = (p: Person) => Math.log(Math.max(p.inr, BOUNDS.floor));
const lnCreatinine = (cap: number) => (p: Person) =>
  Math.log(p.hasDialysisTwiceInPastWeek ? cap : within([BOUNDS.floor, cap], p.creatinine));
const lnCr = lnCreatinine(BOUNDS.creatinineCap);
const lnCr3 = lnCreatinine(BOUNDS.creatinineCap3);
const sodiumDeficit = (p: Person) => 137 - within(BOUNDS.sodium, p.sodium);
const albuminDeficit = (p: Person) => 3.5 - within(BOUNDS.albumin, p.albumin);

const row = rowsOf<Person>();
const MELD_TERMS = [
  row(10 * 0.957, ["creatinine", "hasDialysisTwiceInPastWeek"], lnCr),
  row(10 * 0.378, ["bilirubin"], lnBilirubin),
  row(10 * 1.12, ["inr"], lnInr),
];
const MELD_INTERCEPT = 10 * 0.643;
const MELD_3_TERMS = [
  row(1.33, ["sex"], (p) => Number(p.sex === "female")),
  row(4.56, ["bilirubin"], lnBilirubin),
  row(0.82, ["sodium"], sodiumDeficit),
  row(-0.24, ["sodium", "bilirubin"], (p) => sodiumDeficit(p) * lnBilirubin(p)),
  row(9.09, ["inr"], lnInr),
  row(11.14, ["creatinine", "hasDialysisTwiceInPastWeek"], lnCr3),
  row(1.85, ["albumin"], albuminDeficit),
  row(-1.83, ["albumin", "creatinine", "hasDialysisTwiceInPastWeek"], (p) => albuminDeficit(p) * lnCr3(p)),
];
const MELD_3_INTERCEPT = 6;

const meldOf = (person: Person) => totalOf(MELD_TERMS, person, MELD_INTERCEPT);
/** Over this MELD(i) the sodium counts. */
const SODIUM_COUNTS_OVER = 11;
function meldNaOf(p: Person): number {
  const meldI = Math.round(meldOf(p));
  if (meldI <= SODIUM_COUNTS_OVER) return meldI;
  return meldI + 1.32 * sodiumDeficit(p) - 0.033 * meldI * sodiumDeficit(p);
}
const MELD_NA_TERMS = [
  row(1, ["bilirubin", "inr", "creatinine", "hasDialysisTwiceInPastWeek", "sodium"], meldNaOf), // not a sum: MELD(i) is rounded
];

const REFERENCE = {
  sex: "male",
  bilirubin: 1,
  inr: 1,
  creatinine: 1,
  hasDialysisTwiceInPastWeek: false,
  sodium: 137,
  albumin: 3.5,
} as const satisfies Person;
const SAYS = "bilirubin and creatinine 1.0 mg/dL, INR 1.0, no dialysis";

/** Death within 90 days, percent, by the lower end of the band of MELD. */
const MORTALITY_PERCENT = [
  [40, 71.3],
  [30, 52.6],
  [20, 19.6],
  [10, 6],
  [0, 1.9],
] as const;

export function compute(inputs: ComputeInputs, variant: string = "meld-3"): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations and the variant's needs were checked before
  const [meld3, meldNa, meld] = metadata.outputs;
  const explained = (terms: readonly WeightedTerm<Person>[], says: string, intercept = 0) =>
    explain(terms, { person, reference: REFERENCE, says, intercept });
  const original = explained(MELD_TERMS, SAYS, MELD_INTERCEPT);
  const score = pointsOf(original.total);
  const mortality = MORTALITY_PERCENT.find(([from]) => score >= from)?.[1] ?? Number.NaN;
  return [
    ...(variant === "meld-3"
      ? [
          resultOf(
            meld3,
            explained(MELD_3_TERMS, `a man, ${SAYS}, sodium 137 mmol/L, albumin 3.5 g/dL`, MELD_3_INTERCEPT),
          ),
        ]
      : []),
    ...(variant === "meld-2001" ? [] : [resultOf(meldNa, explained(MELD_NA_TERMS, `${SAYS}, sodium 137 mmol/L`))]),
    resultOf(meld, original, { "mortality-90-days-percent": mortality }),
  ];
}

/** Whole points, half up, from 6 to 40. */
const pointsOf = (unrounded: number): number => within([6, 40], Math.round(unrounded));

const resultOf = (
  { code, display }: { readonly code: string; readonly display: string },
  explained: Explained,
  details: Readonly<Record<string, number>> = {},
): Result => ({
  code,
  display,
  score: pointsOf(explained.total),
  contributionScale: "points",
  ...explained,
  details: { unrounded: explained.total, ...details },
});

export const MELD: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    BOUNDS,
    meld: [MELD_INTERCEPT, textOf(MELD_TERMS)],
    meldNa: String(meldNaOf),
    SODIUM_COUNTS_OVER,
    meld3: [MELD_3_INTERCEPT, textOf(MELD_3_TERMS)],
    MORTALITY_PERCENT,
  }),
  compute,
};

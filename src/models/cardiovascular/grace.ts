/**
 * GRACE: points for death within six months of an acute coronary syndrome, and the risk of death in hospital.
 *
 * Source      in hospital: Granger CB et al. Arch Intern Med 2003;163:2345-2353. doi:10.1001/archinte.163.19.2345
 *             six months: Fox KAA et al. BMJ 2006;333:1091. doi:10.1136/bmj.38985.646481.55
 * Equation    in hospital: p = 1 / (1 + e^-x), x = Σ β · term
 * Rule        six months: points of eight factors by a nomogram read between its knots: from each knot on, the points run
 *             with the slope printed here; creatinine is interpolated between its knots
 * Population  adults with an acute coronary syndrome, at admission.
 * Missing     nothing is imputed; a missing input is an error.      Rounding  the sum of points to an integer, at the end.
 *
 * The two are different models. The points of the 2003 nomogram for death in hospital are a third, and are not given here.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";
import { sumOfPoints } from "../points.ts";

const ONE_DAY = 1; // how old a sign may be: a limit of ours
const TWO_DAYS = 2; // how old a creatinine or a cardiac marker may be: a limit of ours

export const metadata = {
  id: "grace",
  version: "1.0.0",
  title: "GRACE: death after an acute coronary syndrome, in hospital and within six months",
  sources: [
    {
      citation:
        "Granger CB, Goldberg RJ, Dabbous O, et al. Predictors of hospital mortality in the Global Registry of Acute Coronary Events. Arch Intern Med 2003;163:2345-2353",
      doi: "10.1001/archinte.163.19.2345",
      where: "logistic model of death in hospital; coefficients as the logarithms of the odds ratios",
    },
    {
      citation:
        "Fox KAA, Dabbous OH, Goldberg RJ, et al. Prediction of risk of death and myocardial infarction in the six months after presentation with acute coronary syndrome: prospective multinational observational study (GRACE). BMJ 2006;333:1091",
      doi: "10.1136/bmj.38985.646481.55",
      where: "nomogram from admission to six months",
    },
  ],
  confidence: "B",
  population: "Adults admitted with an acute coronary syndrome",
  intendedUse: "Estimates the risk of death at admission, to plan the timing of invasive treatment",
  wrongUse: "Not without an acute coronary syndrome, nor from values taken after treatment; it is not GRACE 2.0",
  licence: "Published equations, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 110], completed: true }, // this and the next three: limits of ours
    heartRate: { concept: "heartRate", unit: "/min", range: [20, 300], maxAgeDays: ONE_DAY },
    systolicBloodPressure: {
      concept: "systolicBloodPressure",
      unit: "mm[Hg]",
      range: [40, 300],
      maxAgeDays: ONE_DAY,
    },
    creatinine: { concept: "creatinine", unit: "umol/L", range: [10, 2500], maxAgeDays: TWO_DAYS },
    killipClass: { concept: "killipClass", maxAgeDays: ONE_DAY },
    hasCardiacArrestAtAdmission: { concept: "hasCardiacArrestAtAdmission" },
    hasStDeviation: { concept: "hasStDeviation" },
    hasElevatedCardiacMarkers: { concept: "hasElevatedCardiacMarkers", maxAgeDays: TWO_DAYS },
  },
  outputs: [
    {
      code: "grace-6-months",
      display: "Death within six months of an acute coronary syndrome (GRACE points)",
      gives: "score",
      unit: "{score}",
    },
    {
      code: "grace-death-in-hospital",
      display: "Death in hospital with an acute coronary syndrome (GRACE)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The intercept of the model of death in hospital was read in one source; it agrees with the published nomogram to about a tenth.",
    "The points for six months are not those of the nomogram for death in hospital: their bands must not be mixed.",
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly heartRate: number;
  readonly systolicBloodPressure: number;
  /** µmol/L */
  readonly creatinine: number;
  readonly killipClass: keyof typeof KILLIP;
  readonly hasCardiacArrestAtAdmission: boolean;
  readonly hasStDeviation: boolean;
  readonly hasElevatedCardiacMarkers: boolean;
}

/** Class as a number, and points for six months. */
const KILLIP = {
  I: { class: 1, points: 0 },
  II: { class: 2, points: 15 },
  III: { class: 3, points: 29 },
  IV: { class: 4, points: 44 },
} as const;
/** The factor of the sources. */
const UMOL_L_PER_MG_DL = 88.4;
const creatinineMgDl = (p: Person) => p.creatinine / UMOL_L_PER_MG_DL;

const row = rowsOf<Person>();
/** Death in hospital; a row's inputs are those that the reference does not share. */
const IN_HOSPITAL = [
  row(0.0531, [], (p) => p.age),
  row(0.0087, ["heartRate"], (p) => p.heartRate),
  row(-0.0168, ["systolicBloodPressure"], (p) => p.systolicBloodPressure),
  row(0.1823, ["creatinine"], creatinineMgDl),
  // biome-ignore lint/suspicious/noApproximativeNumericConstant: the logarithm of an odds ratio of 2.0, to four digits
  row(0.6931, ["killipClass"], (p) => KILLIP[p.killipClass].class),
  row(1.4586, ["hasCardiacArrestAtAdmission"], (p) => Number(p.hasCardiacArrestAtAdmission)),
  row(0.8755, ["hasStDeviation"], (p) => Number(p.hasStDeviation)),
  row(0.47, ["hasElevatedCardiacMarkers"], (p) => Number(p.hasElevatedCardiacMarkers)),
] as const;
const INTERCEPT = -7.7035;

type Knot = readonly [value: number, points: number, slope: number];
/** Points from a knot's value on, and per unit above it up to the next knot. */
// biome-ignore format: one row per factor
const NOMOGRAM = {
  age: [[35, 0, 1.8], [45, 18, 1.8], [55, 36, 1.8], [65, 54, 1.9], [75, 73, 1.8], [85, 91, 1.8], [90, 100, 0]],
  heartRate: [[70, 0, 0.3], [80, 3, 0.2], [90, 5, 0.3], [100, 8, 0.2], [110, 10, 0.3], [150, 22, 0.3], [200, 34, 0]],
  systolicBloodPressure: [
    [80, 40, -0.3], [100, 34, -0.3], [110, 31, -0.4], [120, 27, -0.3], [130, 24, -0.3], [140, 20, -0.4], [150, 17, -0.3],
    [160, 14, -0.3], [180, 8, -0.4], [200, 0, 0],
  ],
} as const satisfies Record<string, readonly Knot[]>;
/** mg/dL and points. */
// biome-ignore format: one row
const CREATININE_KNOTS = [
  [0, 0], [0.2, 1], [0.4, 3], [0.6, 4], [0.8, 6], [1, 7], [1.2, 8], [1.4, 10], [1.6, 11], [1.8, 13], [2, 14], [3, 21], [4, 28],
] as const;
const FACT_POINTS = { hasCardiacArrestAtAdmission: 30, hasStDeviation: 17, hasElevatedCardiacMarkers: 13 } as const;

/** Below the first knot its points, above the last its points. */
function pointsAlong(knots: readonly Knot[], value: number): number {
  const [from, points, slope] = knots.findLast(([knot]) => value >= knot) ?? [value, knots[0]?.[1] ?? Number.NaN, 0];
  return points + slope * (value - from);
}

/** Straight lines between the knots; above the last its points. */
function interpolated(knots: readonly (readonly [number, number])[], value: number): number {
  const next = knots.findIndex(([knot]) => value < knot);
  const [x1, y1] = knots.at(next) ?? [Number.NaN, Number.NaN]; // at(-1), the last knot, where none is above
  const [x0, y0] = next <= 0 ? [x1, y1] : (knots[next - 1] ?? [x1, y1]);
  return x0 === x1 ? y1 : y0 + ((y1 - y0) * (value - x0)) / (x1 - x0);
}

function sixMonthPoints(person: Person): readonly Contribution[] {
  const facts = Object.entries(FACT_POINTS) as [keyof typeof FACT_POINTS, number][]; // its own keys
  return [
    { input: "age", value: pointsAlong(NOMOGRAM.age, person.age) },
    { input: "heartRate", value: pointsAlong(NOMOGRAM.heartRate, person.heartRate) },
    {
      input: "systolicBloodPressure",
      value: pointsAlong(NOMOGRAM.systolicBloodPressure, person.systolicBloodPressure),
    },
    { input: "creatinine", value: interpolated(CREATININE_KNOTS, creatinineMgDl(person)) },
    { input: "killipClass", value: KILLIP[person.killipClass].points },
    ...facts.map(([input, points]) => ({ input, value: person[input] ? points : 0 })),
  ];
}

const referenceOf = (person: Person): Person => ({
  ...person,
  heartRate: 70,
  systolicBloodPressure: 120,
  creatinine: UMOL_L_PER_MG_DL,
  killipClass: "I",
  hasCardiacArrestAtAdmission: false,
  hasStDeviation: false,
  hasElevatedCardiacMarkers: false,
});

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const points = sumOfPoints(
    sixMonthPoints(person),
    "a person of 35 years or under, heart rate 70 or under, systolic 200 mmHg or over, creatinine 0, Killip I, none of the facts",
  );
  const score = Math.round(points.score);
  const inHospital = explain(IN_HOSPITAL, {
    person,
    reference: referenceOf(person),
    intercept: INTERCEPT,
    says: "same age, heart rate 70, systolic 120 mmHg, creatinine 1 mg/dL, Killip I, none of the facts",
  });
  const [sixMonths, death] = metadata.outputs;
  return [
    { code: sixMonths.code, display: sixMonths.display, ...points, score, band: bandOf(score) },
    {
      code: death.code,
      display: death.display,
      probability: 1 / (1 + Math.exp(-inHospital.total)),
      contributionScale: "log-odds",
      ...inHospital,
    },
  ];
}

function bandOf(score: number): NonNullable<Result["band"]> {
  const source = "bands in use with the GRACE points for six months: to 88, 89 to 118, over 118";
  if (score > 118) return { code: "high", display: "High risk", source };
  if (score > 88) return { code: "intermediate", display: "Intermediate risk", source };
  return { code: "low", display: "Low risk", source };
}

export const GRACE: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    inHospital: [INTERCEPT, ...IN_HOSPITAL.map(({ weight }) => weight)],
    KILLIP,
    NOMOGRAM,
    CREATININE_KNOTS,
    FACT_POINTS,
    UMOL_L_PER_MG_DL,
  }),
  compute,
};

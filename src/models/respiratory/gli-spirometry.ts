/**
 * GLI spirometry: FEV1, FVC and their ratio against predicted values, GLI-2012 and GLI Global 2022.
 *
 * Source      Quanjer PH et al. Eur Respir J 2012;40:1324-1343. doi:10.1183/09031936.00080312 (GLI-2012)
 *             Bowerman C et al. Am J Respir Crit Care Med 2023;207:768-774. doi:10.1164/rccm.202205-0963OC (GLI Global)
 *             Stanojevic S et al. Eur Respir J 2022;60:2101499. doi:10.1183/13993003.01499-2021 (bands of z)
 * Equation    M = exp(a0 + a1 ln height + a2 ln age + group + spline), S = exp(p0 + p1 ln age + group + spline),
 *             L = q0 + q1 ln age + spline; height in cm, age in years with decimals; GLI Global has no group
 *             z = ((x/M)^L - 1) / (L · S); lower limit of normal M · (1 - 1.644854 · L · S)^(1/L)
 * Splines     in quarter years. GLI-2012 is interpolated between them; GLI Global takes the quarter at or below the
 *             age, as the reference software does (interpolation would change a result by 0.006 at most).
 * Population  3 to 95 years.      Missing  nothing is imputed; without ethnic group GLI Global alone is given.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { explain, rowsOf } from "../linear-predictor.ts";
import table from "./gli-spirometry.coefficients.json" with { type: "json" };

const UNIT = "{Zscore}";
const ONE_YEAR = { maxAgeDays: 365 } as const; // a limit of ours
const zScore = (code: string, display: string) =>
  ({ code, display, gives: "measure", category: "procedure", unit: UNIT }) as const;

export const metadata = {
  id: "gli-spirometry",
  version: "1.0.0",
  title: "GLI spirometry: z-scores of FEV1, FVC and FEV1/FVC",
  sources: [
    {
      citation:
        "Quanjer PH, Stanojevic S, Cole TJ, et al. Multi-ethnic reference values for spirometry for the 3-95-yr age range: the global lung function 2012 equations. Eur Respir J 2012;40:1324-1343",
      doi: "10.1183/09031936.00080312",
      where: "equations and look-up tables, GLI-2012",
    },
    {
      citation:
        "Bowerman C, Bhakta NR, Brazzale D, et al. A race-neutral approach to the interpretation of lung function measurements. Am J Respir Crit Care Med 2023;207:768-774",
      doi: "10.1164/rccm.202205-0963OC",
      where: "equations and look-up tables, GLI Global 2022",
    },
    {
      citation:
        "Stanojevic S, Kaminsky DA, Miller MR, et al. ERS/ATS technical standard on interpretive strategies for routine lung function tests. Eur Respir J 2022;60:2101499",
      doi: "10.1183/13993003.01499-2021",
      where: "bands of the z-score",
    },
  ],
  confidence: "A",
  population: "People of 3 to 95 years",
  intendedUse: "Tells whether spirometry is below what is expected for age, height and sex, and by how much",
  wrongUse: "Not for manoeuvres of poor quality; a z-score alone is no diagnosis",
  licence: "Free to use with citation (Global Lung Function Initiative)",
  inputs: {
    age: { concept: "age", range: [3, 95] }, // with decimals
    sex: { concept: "sex" },
    bodyHeight: { concept: "bodyHeight", unit: "cm", range: [60, 230], ...ONE_YEAR }, // a limit of ours
    fev1: { concept: "fev1", unit: "L", ...ONE_YEAR },
    fvc: { concept: "fvc", unit: "L", ...ONE_YEAR },
    gliEthnicGroup: {
      concept: "gliEthnicGroup",
      missing: { rule: "optional", says: "GLI-2012 needs it; GLI Global 2022 does without" },
    },
  },
  outputs: [
    zScore("fev1-z-global-2022", "FEV1, z-score (GLI Global 2022)"),
    zScore("fvc-z-global-2022", "FVC, z-score (GLI Global 2022)"),
    zScore("ratio-z-global-2022", "FEV1/FVC, z-score (GLI Global 2022)"),
    zScore("fev1-z-2012", "FEV1, z-score (GLI-2012)"),
    zScore("fvc-z-2012", "FVC, z-score (GLI-2012)"),
    zScore("ratio-z-2012", "FEV1/FVC, z-score (GLI-2012)"),
  ],
  variants: [
    {
      code: "global-2022-and-2012",
      display: "GLI Global 2022 and GLI-2012",
      needs: [["gliEthnicGroup"]],
      uses: ["gliEthnicGroup"],
    },
    { code: "2012", display: "GLI-2012, by ethnic group", needs: [["gliEthnicGroup"]], uses: ["gliEthnicGroup"] },
    { code: "global-2022", display: "GLI Global 2022, without ethnic group", needs: [[]], uses: [] },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "GLI-2012 differs by ethnic group; GLI Global 2022 is the race-neutral one that the ATS recommends.",
    "Height and spirometry should be of one day; whether the test was before or after a bronchodilator is not known here.",
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Years, with decimals. */
  readonly age: number;
  readonly sex: "female" | "male";
  /** cm */
  readonly bodyHeight: number;
  /** L */
  readonly fev1: number;
  /** L */
  readonly fvc: number;
  readonly gliEthnicGroup: string;
}

type Year = "2012" | "global-2022";
/** One measure of one sex. Coefficients: M of 1, ln height, ln age; S and L of 1, ln age; groups and splines add. */
interface Equation {
  readonly M: readonly number[];
  readonly S: readonly number[];
  readonly L: readonly number[];
  readonly groupM?: Readonly<Record<string, number>>;
  readonly groupS?: Readonly<Record<string, number>>;
  readonly splineM: readonly number[];
  readonly splineS: readonly number[];
  readonly splineL?: readonly number[];
}
const MEASURES = {
  fev1: { of: (p: Person) => p.fev1, inputs: ["fev1"] },
  fvc: { of: (p: Person) => p.fvc, inputs: ["fvc"] },
  ratio: { of: (p: Person) => p.fev1 / p.fvc, inputs: ["fev1", "fvc"] },
} as const;
type Measure = keyof typeof MEASURES;
const EQUATIONS: Readonly<Record<Year, Readonly<Record<Measure, Readonly<Record<Person["sex"], Equation>>>>>> = table;

const FIRST_KNOT_YEARS = 3;
const KNOTS_PER_YEAR = 4;
/** The 95th percentile of the standard normal distribution. */
const Z_95 = 1.644854;

const splineAt: Readonly<Record<Year, (spline: readonly number[], age: number) => number>> = {
  "2012": (spline, age) => {
    const position = (age - FIRST_KNOT_YEARS) * KNOTS_PER_YEAR;
    const below = Math.floor(position);
    const low = spline[below] ?? Number.NaN;
    return low + (position - below) * ((spline[below + 1] ?? Number.NaN) - low);
  },
  "global-2022": (spline, age) => spline[Math.floor((age - FIRST_KNOT_YEARS) * KNOTS_PER_YEAR)] ?? Number.NaN,
};

/** L, M and S of a person. */
function lms(year: Year, equation: Equation, { age, bodyHeight, gliEthnicGroup }: Person) {
  const { M, S, L, groupM = {}, groupS = {}, splineM, splineS, splineL } = equation;
  const at = (coefficients: readonly number[], ...terms: readonly number[]) =>
    [1, ...terms].reduce((sum, value, index) => sum + (coefficients[index] ?? Number.NaN) * value, 0);
  const spline = (knots: readonly number[] | undefined) => (knots === undefined ? 0 : splineAt[year](knots, age));
  const lnAge = Math.log(age);
  return {
    M: Math.exp(at(M, Math.log(bodyHeight), lnAge) + (groupM[gliEthnicGroup] ?? 0) + spline(splineM)),
    S: Math.exp(at(S, lnAge) + (groupS[gliEthnicGroup] ?? 0) + spline(splineS)),
    L: at(L, lnAge) + spline(splineL),
  };
}

const YEARS: Readonly<Record<string, readonly Year[]>> = {
  "global-2022-and-2012": ["global-2022", "2012"],
  "2012": ["2012"],
  "global-2022": ["global-2022"],
};

export function compute(inputs: ComputeInputs, variant: string = "global-2022"): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations and the variant's needs were checked before
  return (YEARS[variant] ?? []).flatMap((year) =>
    (["fev1", "fvc", "ratio"] as const).map((measure) => resultOf(year, measure, person)),
  );
}

const OF_THE_SAME_GROUP = { input: "gliEthnicGroup", value: 0 } as const;

function resultOf(year: Year, measure: Measure, person: Person): Result {
  const of = (one: Measure) => lms(year, EQUATIONS[year][one][person.sex], person);
  const { L, M, S } = of(measure);
  const value = MEASURES[measure].of(person);
  const row = rowsOf<Person>();
  const ofPrediction = [row(1, MEASURES[measure].inputs, (p) => Math.log(MEASURES[measure].of(p) / M))];
  const z = ((value / M) ** L - 1) / (L * S);
  const code = `${measure}-z-${year}`;
  const explained = explain(ofPrediction, {
    person,
    reference: { ...person, fev1: of("fev1").M, fvc: of("fvc").M },
    says: "FEV1 and FVC as predicted for the same age, height and sex (GLI-2012: and ethnic group)",
  });
  return {
    code,
    display: metadata.outputs.find((output) => output.code === code)?.display ?? code,
    measure: { value: z, unit: UNIT },
    band: bandOf(z),
    contributionScale: "log-ratio",
    ...explained,
    // the group enters the prediction of both, so it adds nothing; named here it stands in the table of inputs
    contributions: year === "2012" ? [...explained.contributions, OF_THE_SAME_GROUP] : explained.contributions,
    ...(person.fev1 > person.fvc ? { flags: ["FEV1 is larger than FVC, which no valid test gives"] } : {}),
    details: {
      predicted: M,
      "lower-limit-of-normal": M * (1 - Z_95 * L * S) ** (1 / L),
      "percent-of-predicted": (100 * value) / M,
    },
  };
}

function bandOf(z: number): NonNullable<Result["band"]> {
  const source = "ERS/ATS 2021 technical standard, three levels below the lower limit of normal";
  if (z < -4) return { code: "z-severe", display: "Severely reduced", source };
  if (z < -2.5) return { code: "z-moderate", display: "Moderately reduced", source };
  if (z < -Z_95) return { code: "z-mild", display: "Mildly reduced", source };
  return { code: "z-normal", display: "Not below the lower limit of normal", source };
}

export const GLI_SPIROMETRY: RiskModel = {
  metadata,
  coefficientHash: hashOf({ EQUATIONS, Z_95, FIRST_KNOT_YEARS, KNOTS_PER_YEAR }),
  compute,
};

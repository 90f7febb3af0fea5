/**
 * RTS and TRISS: revised trauma score, and survival after an injury by two published sets of coefficients.
 *
 * Source      Boyd CR, Tolson MA, Copes WS. J Trauma 1987;27:370-378. doi:10.1097/00005373-198704000-00005
 *             Champion HR et al. J Trauma 1990;30:1356-1365 (MTOS; coefficients as revised in 1995)
 * Equation    RTS = 0.9368 · GCS code + 0.7326 · SBP code + 0.2908 · RR code, codes 0 to 4
 *             Ps = 1 / (1 + e^-b), b = b0 + b1 · RTS + b2 · ISS + b3 · (age of 55 or more)
 * Population  people injured by a blunt or penetrating force; under 15 years the blunt coefficients are used for both.
 * Missing     nothing is imputed; a missing value is an error.      Rounding  none here.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale } from "../points.ts";
import { isOver } from "../thresholds.ts";

export const metadata = {
  id: "rts-triss",
  version: "1.0.0",
  title: "Revised trauma score and TRISS: survival after an injury",
  sources: [
    {
      citation: "Boyd CR, Tolson MA, Copes WS. Evaluating trauma care: the TRISS method. J Trauma 1987;27:370-378",
      doi: "10.1097/00005373-198704000-00005",
      where: "equation and coefficients of 1987",
    },
    {
      citation:
        "Champion HR, Copes WS, Sacco WJ, et al. The Major Trauma Outcome Study: establishing national norms for trauma care. J Trauma 1990;30:1356-1365",
      url: "https://pubmed.ncbi.nlm.nih.gov/2231804/",
      where: "norms of the MTOS; coefficients in the revision of 1995",
    },
  ],
  confidence: "B",
  population: "People with a blunt or penetrating injury",
  intendedUse: "Compares the survival of groups of injured people with published norms",
  wrongUse: "Not to decide on the treatment of one person, not for burns, drowning or hanging",
  licence: "Published scores, free to use with citation",
  inputs: {
    arrivalGlasgowComaScale: { concept: "arrivalGlasgowComaScale", range: [3, 15], completed: true },
    arrivalSystolicBloodPressure: { concept: "arrivalSystolicBloodPressure", unit: "mm[Hg]" },
    arrivalRespiratoryRate: { concept: "arrivalRespiratoryRate", unit: "/min" },
    injurySeverityScore: { concept: "injurySeverityScore", range: [1, 75], completed: true },
    injuryMechanism: { concept: "injuryMechanism" },
    age: { concept: "age", range: [0, 125], completed: true },
  },
  outputs: [
    { code: "rts", display: "Revised trauma score, weighted", gives: "score", unit: "{score}" },
    {
      code: "triss-survival-boyd-1987",
      display: "Survival of the injury (TRISS, coefficients of Boyd 1987)",
      gives: "probability",
      unit: "%",
    },
    {
      code: "triss-survival-mtos-1995",
      display: "Survival of the injury (TRISS, coefficients of the MTOS, revision of 1995)",
      gives: "probability",
      unit: "%",
    },
  ],
  limits: [
    "The values are the first on arrival, before treatment; 0 where there is no pulse or no breathing.",
    "The probabilities are of survival, not of death, by norms of 1987 and 1995.",
  ],
} as const satisfies ModelMetadata;

interface Values {
  readonly arrivalGlasgowComaScale: number;
  readonly arrivalSystolicBloodPressure: number;
  readonly arrivalRespiratoryRate: number;
  readonly injurySeverityScore: number;
  readonly injuryMechanism: "blunt" | "penetrating";
  readonly age: number;
}

const RTS_WEIGHTS = {
  arrivalGlasgowComaScale: 0.9368,
  arrivalSystolicBloodPressure: 0.7326,
  arrivalRespiratoryRate: 0.2908,
} as const;
type Sign = keyof typeof RTS_WEIGHTS;
const FULL_CODE = 4;
/** Codes; the row "over" of a sign stands before its lower bounds. */
// biome-ignore format: one row per sign, as the table has it
const CODES = {
  arrivalGlasgowComaScale: { over: undefined, scale: [[13, 4], [9, 3], [6, 2], [4, 1], [LOWEST, 0]] },
  arrivalSystolicBloodPressure: { over: [89, 4], scale: [[76, 3], [50, 2], [1, 1], [LOWEST, 0]] },
  arrivalRespiratoryRate: { over: [29, 3], scale: [[10, 4], [6, 2], [1, 1], [LOWEST, 0]] },
} as const satisfies Record<Sign, { readonly over: readonly [number, number] | undefined; readonly scale: Scale }>;

const TRISS = {
  "boyd-1987": {
    blunt: { intercept: -1.247, rts: 0.9544, iss: -0.0768, age55: -1.9052 },
    penetrating: { intercept: -0.6029, rts: 1.143, iss: -0.1516, age55: -2.6676 },
  },
  "mtos-1995": {
    blunt: { intercept: -0.4499, rts: 0.8085, iss: -0.0835, age55: -1.743 },
    penetrating: { intercept: -2.5355, rts: 0.9934, iss: -0.0651, age55: -1.136 },
  },
} as const;
const OLD_FROM_YEARS = 55;
const BLUNT_UNDER_YEARS = 15;
const LOWEST_ISS = 1;

function codeOf(sign: Sign, value: number): number {
  const { over, scale } = CODES[sign];
  return over !== undefined && isOver(value, over[0]) ? over[1] : pointsOf(scale, value);
}

export function compute(inputs: ComputeInputs): readonly Result[] {
  const values = inputs as unknown as Values; // the declarations were checked before
  const signs = Object.keys(RTS_WEIGHTS) as Sign[]; // its own keys
  const lost = signs.map((sign) => ({
    input: sign,
    value: RTS_WEIGHTS[sign] * (codeOf(sign, values[sign]) - FULL_CODE),
  }));
  const best = FULL_CODE * signs.reduce((sum, sign) => sum + RTS_WEIGHTS[sign], 0);
  const rts = lost.reduce((sum, { value }) => sum + value, best);
  const [score, boyd, mtos] = metadata.outputs;
  return [
    {
      code: score.code,
      display: score.display,
      score: rts,
      contributionScale: "points",
      contributions: lost,
      total: rts,
      reference: { value: best, says: "every sign at its best code" },
    },
    survival(boyd, values, { set: "boyd-1987", lost, best }),
    survival(mtos, values, { set: "mtos-1995", lost, best }),
  ];
}

function survival(
  { code, display }: (typeof metadata.outputs)[number],
  { injurySeverityScore, injuryMechanism, age }: Values,
  {
    set,
    lost,
    best,
  }: { readonly set: keyof typeof TRISS; readonly lost: readonly Contribution[]; readonly best: number },
): Result {
  const { intercept, rts, iss, age55 } = TRISS[set][age < BLUNT_UNDER_YEARS ? "blunt" : injuryMechanism];
  const contributions = [
    ...lost.map(({ input, value }) => ({ input, value: rts * value })),
    { input: "injurySeverityScore", value: iss * (injurySeverityScore - LOWEST_ISS) },
    { input: "age", value: age >= OLD_FROM_YEARS ? age55 : 0 },
  ];
  const reference = intercept + rts * best + iss * LOWEST_ISS;
  const b = contributions.reduce((sum, { value }) => sum + value, reference);
  return {
    code,
    display,
    probability: 1 / (1 + Math.exp(-b)),
    contributionScale: "log-odds",
    contributions,
    total: b,
    reference: { value: reference, says: "same mechanism, under 55 years, every sign at its best code, ISS 1" },
  };
}

export const RTS_TRISS: RiskModel = {
  metadata,
  coefficientHash: hashOf({ RTS_WEIGHTS, CODES, TRISS, FULL_CODE, OLD_FROM_YEARS, BLUNT_UNDER_YEARS, LOWEST_ISS }),
  compute,
};

/**
 * Bishop score: readiness of the cervix for induction of labour.
 *
 * Source      Bishop EH. Pelvic scoring for elective induction. Obstet Gynecol 1964;24:266-268
 * Rule        points of dilation, effacement, station (0 to 3 each), consistency and position (0 to 2 each), summed
 * Bands       8 and over favourable, 5 and under unfavourable; others use 9 and 6
 * Population  pregnant women near term for whom induction is considered.
 * Missing     nothing is imputed.
 * Rounding    none: the printed bands leave gaps (30 %, then 40 %), and a value in a gap belongs to the band below it.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { type BandRows, bandAt, pointsResult } from "../item-scores.ts";
import { LOWEST, pointsOf, type Scale } from "../points.ts";

const ONE_DAY = 1; // how old an examination may be: a limit of ours

export const metadata = {
  id: "bishop",
  version: "1.0.0",
  title: "Bishop score of the cervix",
  sources: [
    {
      citation: "Bishop EH. Pelvic scoring for elective induction. Obstet Gynecol 1964;24:266-268",
      url: "https://pubmed.ncbi.nlm.nih.gov/14199536/",
      where: "table of points",
    },
  ],
  confidence: "B",
  population: "Pregnant women near term for whom induction of labour is considered",
  intendedUse: "Describes the readiness of the cervix before induction of labour",
  wrongUse: "Not a prediction of preterm birth; the score does not decide on induction or on caesarean birth",
  licence: "Free to use with citation",
  inputs: {
    cervicalDilation: { concept: "cervicalDilation", unit: "cm", range: [0, 10], maxAgeDays: ONE_DAY },
    cervicalEffacement: { concept: "cervicalEffacement", unit: "%", range: [0, 100], maxAgeDays: ONE_DAY },
    fetalStation: {
      concept: "fetalStation",
      unit: "cm",
      range: [-3, 3], // a limit of ours; the table has -3 to +2, and scales to ±5 are others
      maxAgeDays: ONE_DAY,
    },
    cervicalConsistency: { concept: "cervicalConsistency", maxAgeDays: ONE_DAY },
    cervicalPosition: { concept: "cervicalPosition", maxAgeDays: ONE_DAY },
  },
  outputs: [{ code: "bishop", display: "Readiness of the cervix (Bishop)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "sex", when: "male", says: "the score is of a pregnant woman" },
    { concept: "isPregnant", when: false, says: "the person is not pregnant" },
  ],
  limits: ["Thresholds of 8 or 9 for a favourable and of 5 or 6 for an unfavourable cervix are in use."],
} as const satisfies ModelMetadata;

interface Examination {
  readonly cervicalDilation: number;
  readonly cervicalEffacement: number;
  readonly fetalStation: number;
  readonly cervicalConsistency: keyof typeof CONSISTENCY;
  readonly cervicalPosition: keyof typeof POSITION;
}

// biome-ignore format: one row per item, as the table has it
const SCALES = {
  cervicalDilation: [[5, 3], [3, 2], [1, 1], [LOWEST, 0]],
  cervicalEffacement: [[80, 3], [60, 2], [40, 1], [LOWEST, 0]],
  fetalStation: [[1, 3], [-1, 2], [-2, 1], [LOWEST, 0]],
} as const satisfies Record<string, Scale>;
const CONSISTENCY = { firm: 0, medium: 1, soft: 2 } as const;
const POSITION = { posterior: 0, mid: 1, anterior: 2 } as const;

const BANDS = [
  [8, "favourable", "Favourable cervix"],
  [6, "equivocal", "Between favourable and unfavourable"],
  [0, "unfavourable", "Unfavourable cervix"],
] as const satisfies BandRows;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const examination = inputs as unknown as Examination; // the declarations were checked before
  const { cervicalDilation, cervicalEffacement, fetalStation, cervicalConsistency, cervicalPosition } = examination;
  const result = pointsResult(
    metadata.outputs[0],
    [
      { input: "cervicalDilation", value: pointsOf(SCALES.cervicalDilation, cervicalDilation) },
      { input: "cervicalEffacement", value: pointsOf(SCALES.cervicalEffacement, cervicalEffacement) },
      { input: "fetalStation", value: pointsOf(SCALES.fetalStation, fetalStation) },
      { input: "cervicalConsistency", value: CONSISTENCY[cervicalConsistency] },
      { input: "cervicalPosition", value: POSITION[cervicalPosition] },
    ],
    { value: 0, says: "a closed, long, firm, posterior cervix, head at -3" },
  );
  return [{ ...result, band: bandAt(BANDS, result.score, "thresholds of 8 and 5 points in common use") }];
}

export const BISHOP: RiskModel = {
  metadata,
  coefficientHash: hashOf({ SCALES, CONSISTENCY, POSITION, BANDS }),
  compute,
};

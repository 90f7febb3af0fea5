/**
 * SOFA: Sequential (Sepsis-related) Organ Failure Assessment.
 *
 * Source      Vincent JL et al. Intensive Care Med 1996;22:707-710. doi:10.1007/BF01709751 (table 3)
 * Rule        0 to 4 points each for respiration, coagulation, liver, circulation, nervous system and kidney, summed.
 *             PaO2/FiO2 under 200 scores 3 or 4 only with respiratory support; a vasopressor row wins over mean pressure;
 *             the kidney scores by the worse of creatinine and urine output.
 * Population  adults in intensive care; worst values of 24 hours.
 * Missing     an organ whose values are not known has no points, which is not 0: then only the sum of the known organs is
 *             given, under another code. Urine output is optional.      Rounding  none: unrounded values, lower bounds.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { isAtLeast, isOver } from "../thresholds.ts";

const ONE_DAY = 1; // the score is of 24 hours
const RESPIRATION = ["arterialOxygenPressure", "inspiredOxygenFraction", "isMechanicallyVentilated"] as const;
const CIRCULATION = [
  "meanArterialPressure",
  "dopamineRate",
  "onDobutamine",
  "epinephrineRate",
  "norepinephrineRate",
] as const;
const ORGANS = [...RESPIRATION, "platelets", "bilirubin", ...CIRCULATION, "glasgowComaScale", "creatinine"] as const;
const LOWEST_OF_DAY = { rule: "worst", hours: 24, by: "lowest" } as const;
const HIGHEST_OF_DAY = { rule: "worst", hours: 24, by: "highest" } as const;
const LOWEST_RATIO_OF_DAY = {
  rule: "lowest-ratio-pair",
  hours: 24,
  numerator: "arterialOxygenPressure",
  denominator: "inspiredOxygenFraction",
} as const;
const of = (organ: string) => ({ rule: "optional", says: `without it ${organ} has no points` }) as const;

export const metadata = {
  id: "sofa",
  version: "1.0.0",
  title: "SOFA: Sequential Organ Failure Assessment",
  sources: [
    {
      citation:
        "Vincent JL, Moreno R, Takala J, et al. The SOFA (Sepsis-related Organ Failure Assessment) score to describe organ dysfunction/failure. Intensive Care Med 1996;22:707-710",
      doi: "10.1007/BF01709751",
      where: "table 3",
    },
  ],
  confidence: "A",
  population: "Adults in intensive care",
  intendedUse: "Describes the failure of organs over a day of intensive care",
  wrongUse: "Not to predict the outcome of one person, not for children, and not from values of different days",
  licence: "Published score, free to use with citation",
  inputs: {
    age: {
      concept: "age",
      range: [18, 125], // a limit of ours: the score is of adults
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is an adult" },
    },
    arterialOxygenPressure: {
      concept: "arterialOxygenPressure",
      unit: "mm[Hg]",
      selection: LOWEST_RATIO_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("respiration"),
    },
    inspiredOxygenFraction: {
      concept: "inspiredOxygenFraction",
      unit: "%",
      range: [21, 100],
      selection: LOWEST_RATIO_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("respiration"),
    },
    isMechanicallyVentilated: {
      concept: "isMechanicallyVentilated",
      maxAgeDays: ONE_DAY,
      missing: of("respiration"),
    },
    platelets: {
      concept: "platelets",
      unit: "10*9/L",
      selection: LOWEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("coagulation"),
    },
    bilirubin: {
      concept: "bilirubin",
      unit: "mg/dL",
      selection: HIGHEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("the liver"),
    },
    meanArterialPressure: {
      concept: "meanArterialPressure",
      unit: "mm[Hg]",
      selection: LOWEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("circulation"),
    },
    dopamineRate: {
      concept: "dopamineRate",
      unit: "ug/kg/min",
      selection: HIGHEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("circulation"),
    },
    onDobutamine: { concept: "onDobutamine", maxAgeDays: ONE_DAY, missing: of("circulation") },
    epinephrineRate: {
      concept: "epinephrineRate",
      unit: "ug/kg/min",
      selection: HIGHEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("circulation"),
    },
    norepinephrineRate: {
      concept: "norepinephrineRate",
      unit: "ug/kg/min",
      selection: HIGHEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("circulation"),
    },
    glasgowComaScale: {
      concept: "glasgowComaScale",
      range: [3, 15],
      completed: true,
      selection: LOWEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("the nervous system"),
    },
    creatinine: {
      concept: "creatinine",
      unit: "mg/dL",
      selection: HIGHEST_OF_DAY,
      maxAgeDays: ONE_DAY,
      missing: of("the kidney"),
    },
    urineOutput: {
      concept: "urineOutput",
      unit: "mL/d",
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "the kidney scores by creatinine alone" },
    },
  },
  outputs: [
    { code: "sofa", display: "Organ failure (SOFA)", gives: "score", unit: "{score}" },
    {
      code: "sofa-known-organs",
      display: "Organ failure, points of the known organs only (not a SOFA score)",
      gives: "score",
      unit: "{score}",
    },
  ],
  variants: [
    { code: "complete", display: "all six organs", needs: [ORGANS], uses: [...ORGANS, "urineOutput"] },
    {
      code: "partial",
      display: "the organs whose values are known",
      needs: [RESPIRATION, ["platelets"], ["bilirubin"], CIRCULATION, ["glasgowComaScale"], ["creatinine"]],
      uses: [...ORGANS, "urineOutput"],
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The score takes the worst values of 24 hours, here of those before the time asked for (`asOf`); values that are supplied are used as they are.",
    "In sedation or intubation the coma scale is a clinician's estimate; that is not checked.",
  ],
  validation: [
    {
      cohort:
        "2,045 persons with an infection in an emergency department, Denmark, death within 28 days, chronic disease taken into account",
      year: 2021,
      cStatistic: 0.68,
      source: "Infect Drug Resist 2021;14:2763-2775, doi:10.2147/IDR.S304952",
    },
  ],
} as const satisfies ModelMetadata;

type Values = {
  readonly [Key in (typeof ORGANS)[number]]?: Key extends `is${string}` | `on${string}` ? boolean : number;
} & {
  readonly urineOutput?: number;
};

// biome-ignore format: one row per organ, as the table has it
const SCALES = {
  respirationSupported: [[400, 0], [300, 1], [200, 2], [100, 3], [LOWEST, 4]],
  respirationUnsupported: [[400, 0], [300, 1], [LOWEST, 2]],
  platelets: [[150, 0], [100, 1], [50, 2], [20, 3], [LOWEST, 4]],
  bilirubin: [[12, 4], [6, 3], [2, 2], [1.2, 1], [LOWEST, 0]],
  glasgowComaScale: [[15, 0], [13, 1], [10, 2], [6, 3], [LOWEST, 4]],
  creatinine: [[5, 4], [3.5, 3], [2, 2], [1.2, 1], [LOWEST, 0]],
  urineOutput: [[500, 0], [200, 3], [LOWEST, 4]],
} as const satisfies Record<string, Scale>;
const CIRCULATION_LIMITS = { meanPressureFrom: 70, dopamineOver: [5, 15], catecholamineOver: 0.1 } as const;

/** Points of each organ, undefined where its values are not known; the inputs that make them. */
const ORGAN_POINTS: readonly {
  readonly organ: string;
  readonly input: string;
  readonly points: (values: Values) => number | undefined;
}[] = [
  { organ: "respiration", input: RESPIRATION.join("+"), points: respirationPoints },
  { organ: "coagulation", input: "platelets", points: ({ platelets }) => scaled(SCALES.platelets, platelets) },
  { organ: "liver", input: "bilirubin", points: ({ bilirubin }) => scaled(SCALES.bilirubin, bilirubin) },
  { organ: "cardiovascular", input: CIRCULATION.join("+"), points: circulationPoints },
  {
    organ: "cns",
    input: "glasgowComaScale",
    points: ({ glasgowComaScale }) => scaled(SCALES.glasgowComaScale, glasgowComaScale),
  },
  { organ: "renal", input: "creatinine+urineOutput", points: kidneyPoints },
];

const scaled = (scale: Scale, value: number | undefined): number | undefined =>
  value === undefined ? undefined : pointsOf(scale, value);

function respirationPoints(values: Values): number | undefined {
  const { arterialOxygenPressure: pao2, inspiredOxygenFraction: percent, isMechanicallyVentilated } = values;
  if (pao2 === undefined || percent === undefined || isMechanicallyVentilated === undefined) return undefined;
  const ratio = (100 * pao2) / percent;
  return pointsOf(isMechanicallyVentilated ? SCALES.respirationSupported : SCALES.respirationUnsupported, ratio);
}

function circulationPoints(values: Values): number | undefined {
  if (CIRCULATION.some((name) => values[name] === undefined)) return undefined;
  const {
    meanArterialPressure = 0,
    dopamineRate = 0,
    onDobutamine,
    epinephrineRate = 0,
    norepinephrineRate = 0,
  } = values;
  const { meanPressureFrom, dopamineOver, catecholamineOver } = CIRCULATION_LIMITS;
  const catecholamine = Math.max(epinephrineRate, norepinephrineRate);
  if (isOver(dopamineRate, dopamineOver[1]) || isOver(catecholamine, catecholamineOver)) return 4;
  if (isOver(dopamineRate, dopamineOver[0]) || catecholamine > 0) return 3;
  if (dopamineRate > 0 || onDobutamine) return 2;
  return isAtLeast(meanArterialPressure, meanPressureFrom) ? 0 : 1;
}

function kidneyPoints({ creatinine, urineOutput }: Values): number | undefined {
  if (creatinine === undefined) return undefined;
  return Math.max(pointsOf(SCALES.creatinine, creatinine), scaled(SCALES.urineOutput, urineOutput) ?? 0);
}

export function compute(inputs: ComputeInputs): readonly Result[] {
  const values = inputs as unknown as Values; // the declarations and the variant's needs were checked before
  const organs = ORGAN_POINTS.map(({ organ, input, points }) => ({ organ, input, value: points(values) }));
  const known = organs.filter((organ) => organ.value !== undefined);
  const unknown = organs.filter((organ) => organ.value === undefined).map(({ organ }) => organ);
  const contributions = known.map(({ input, value = 0 }): Contribution => ({ input, value }));
  const [sofa, partial] = metadata.outputs;
  const { code, display } = unknown.length === 0 ? sofa : partial;
  return [
    {
      code,
      display,
      ...sumOfPoints(contributions, "every organ at 0 points"),
      ...(unknown.length === 0 ? {} : { flags: [`no points, because not known: ${unknown.join(", ")}`] }),
      details: Object.fromEntries(known.map(({ organ, value = 0 }) => [organ, value])),
    },
  ];
}

export const SOFA: RiskModel = { metadata, coefficientHash: hashOf({ SCALES, CIRCULATION_LIMITS }), compute };

/**
 * APACHE II: severity of disease on the first day of intensive care.
 *
 * Source      Knaus WA et al. Crit Care Med 1985;13:818-829. doi:10.1097/00003246-198510000-00009 (figure 1, appendix)
 * Rule        points of twelve physiological variables (worst of the first 24 hours), age and chronic health, summed
 * Equation    logit(death in hospital) = -3.517 + 0.146 · score (+ 0.603 after emergency surgery + diagnostic weight)
 * Differs from the paper: neither the diagnostic weight nor the term of emergency surgery is added, as no input gives them.
 * Population  adults in intensive care.
 * Missing     nothing is imputed; a missing value is an error. Of PaO2 and the alveolar-arterial difference the one that
 *             the inspired oxygen calls for is needed; without it only the sum of the others is given, under another code.
 * Rounding    none: unrounded values, lower bounds.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { isAtLeast, isOver } from "../thresholds.ts";

const ONE_DAY = 1; // the score is of the first 24 hours

// biome-ignore format: one row per variable, as the figure has it
const SCALES = {
  bodyTemperature: [[41, 4], [39, 3], [38.5, 1], [36, 0], [34, 1], [32, 2], [30, 3], [LOWEST, 4]],
  meanArterialPressure: [[160, 4], [130, 3], [110, 2], [70, 0], [50, 2], [LOWEST, 4]],
  heartRate: [[180, 4], [140, 3], [110, 2], [70, 0], [55, 2], [40, 3], [LOWEST, 4]],
  respiratoryRate: [[50, 4], [35, 3], [25, 1], [12, 0], [10, 1], [6, 2], [LOWEST, 4]],
  arterialPh: [[7.7, 4], [7.6, 3], [7.5, 1], [7.33, 0], [7.25, 2], [7.15, 3], [LOWEST, 4]],
  sodium: [[180, 4], [160, 3], [155, 2], [150, 1], [130, 0], [120, 2], [111, 3], [LOWEST, 4]],
  potassium: [[7, 4], [6, 3], [5.5, 1], [3.5, 0], [3, 1], [2.5, 2], [LOWEST, 4]],
  haematocrit: [[60, 4], [50, 2], [46, 1], [30, 0], [20, 2], [LOWEST, 4]],
  whiteBloodCells: [[40, 4], [20, 2], [15, 1], [3, 0], [1, 2], [LOWEST, 4]],
} as const satisfies Record<string, Scale>;
// biome-ignore format: one row per variable, as the figure has it
const OTHER_SCALES = {
  creatinine: [[3.5, 4], [2, 3], [1.5, 2], [0.6, 0], [LOWEST, 2]],
  gradient: [[500, 4], [350, 3], [200, 2], [LOWEST, 0]],
  pao2: [[61, 1], [55, 3], [LOWEST, 4]],
  age: [[75, 6], [65, 5], [55, 3], [45, 2], [LOWEST, 0]],
} as const satisfies Record<string, Scale>;
/** Where both ends of a scale score, the worst value of a day is the one with the most points. */
const mostPoints = (by: Scale) => ({ rule: "worst", hours: 24, by }) as const;
const LATEST_BLOOD_GAS = {
  rule: "latest-pair",
  hours: 24,
  numerator: "arterialOxygenPressure",
  denominator: "inspiredOxygenFraction",
} as const;

export const metadata = {
  id: "apache-ii",
  version: "1.0.0",
  title: "APACHE II: Acute Physiology and Chronic Health Evaluation",
  sources: [
    {
      citation:
        "Knaus WA, Draper EA, Wagner DP, Zimmerman JE. APACHE II: a severity of disease classification system. Crit Care Med 1985;13:818-829",
      doi: "10.1097/00003246-198510000-00009",
      where: "figure 1; equation of the appendix",
    },
  ],
  confidence: "B",
  population: "Adults in the first 24 hours of intensive care",
  intendedUse: "Describes how ill a group of people is on the first day of intensive care",
  wrongUse: "Not to decide on the treatment of one person, not on later days, not for children",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [16, 125], completed: true }, // lower end a limit of ours: the paper says adults
    bodyTemperature: {
      concept: "bodyTemperature",
      unit: "Cel",
      selection: mostPoints(SCALES.bodyTemperature),
      maxAgeDays: ONE_DAY,
    },
    meanArterialPressure: {
      concept: "meanArterialPressure",
      unit: "mm[Hg]",
      selection: mostPoints(SCALES.meanArterialPressure),
      maxAgeDays: ONE_DAY,
    },
    heartRate: { concept: "heartRate", unit: "/min", selection: mostPoints(SCALES.heartRate), maxAgeDays: ONE_DAY },
    respiratoryRate: {
      concept: "respiratoryRate",
      unit: "/min",
      selection: mostPoints(SCALES.respiratoryRate),
      maxAgeDays: ONE_DAY,
    },
    inspiredOxygenFraction: {
      concept: "inspiredOxygenFraction",
      unit: "%",
      range: [21, 100],
      selection: LATEST_BLOOD_GAS,
      maxAgeDays: ONE_DAY,
    },
    arterialOxygenPressure: {
      concept: "arterialOxygenPressure",
      unit: "mm[Hg]",
      selection: LATEST_BLOOD_GAS,
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "needed at an inspired oxygen under 50 %" },
    },
    alveolarArterialOxygenGradient: {
      concept: "alveolarArterialOxygenGradient",
      unit: "mm[Hg]",
      maxAgeDays: ONE_DAY,
      missing: { rule: "optional", says: "needed at an inspired oxygen of 50 % and over" },
    },
    arterialPh: { concept: "arterialPh", selection: mostPoints(SCALES.arterialPh), maxAgeDays: ONE_DAY },
    sodium: { concept: "sodium", unit: "mmol/L", selection: mostPoints(SCALES.sodium), maxAgeDays: ONE_DAY },
    potassium: { concept: "potassium", unit: "mmol/L", selection: mostPoints(SCALES.potassium), maxAgeDays: ONE_DAY },
    creatinine: {
      concept: "creatinine",
      unit: "mg/dL",
      selection: mostPoints(OTHER_SCALES.creatinine),
      maxAgeDays: ONE_DAY,
    },
    hasAcuteRenalFailure: { concept: "hasAcuteRenalFailure" },
    haematocrit: { concept: "haematocrit", unit: "%", selection: mostPoints(SCALES.haematocrit), maxAgeDays: ONE_DAY },
    whiteBloodCells: {
      concept: "whiteBloodCells",
      unit: "10*9/L",
      selection: mostPoints(SCALES.whiteBloodCells),
      maxAgeDays: ONE_DAY,
    },
    glasgowComaScale: {
      concept: "glasgowComaScale",
      range: [3, 15],
      completed: true,
      selection: { rule: "worst", hours: 24, by: "lowest" },
      maxAgeDays: ONE_DAY,
    },
    apacheChronicHealth: { concept: "apacheChronicHealth" },
  },
  outputs: [
    { code: "apache-ii", display: "Severity of disease (APACHE II)", gives: "score", unit: "{score}" },
    {
      code: "apache-ii-hospital-death",
      display: "Death in hospital, by the score alone (no diagnostic weight)",
      gives: "probability",
      unit: "%",
    },
    {
      code: "apache-ii-without-oxygenation",
      display: "Points of APACHE II without oxygenation (not an APACHE II score)",
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "The score takes the worst values of the first 24 hours; here they are those with the most points in the 24 hours before the time asked for (`asOf`), but of oxygenation the latest. Values that are supplied are used as they are.",
    "The probability has neither the weight of the diagnosis nor the term of emergency surgery: it is not the full equation.",
    "The equation is of 1985 and overestimates death in the intensive care of today.",
    "In sedation or intubation the coma scale is a clinician's estimate; that is not checked.",
  ],
} as const satisfies ModelMetadata;

interface Values {
  readonly age: number;
  readonly bodyTemperature: number;
  readonly meanArterialPressure: number;
  readonly heartRate: number;
  readonly respiratoryRate: number;
  /** % */
  readonly inspiredOxygenFraction: number;
  readonly arterialOxygenPressure?: number;
  readonly alveolarArterialOxygenGradient?: number;
  readonly arterialPh: number;
  readonly sodium: number;
  readonly potassium: number;
  readonly creatinine: number;
  readonly hasAcuteRenalFailure: boolean;
  readonly haematocrit: number;
  readonly whiteBloodCells: number;
  readonly glasgowComaScale: number;
  readonly apacheChronicHealth: keyof typeof CHRONIC_HEALTH;
}

const ACUTE_RENAL_FAILURE_FACTOR = 2;
/** From this inspired oxygen (%) the alveolar-arterial difference scores, below it PaO2. */
const GRADIENT_FROM_PERCENT = 50;
/** Over 70 mmHg PaO2 has 0 points; from there down by its scale. */
const PAO2_NORMAL_OVER = 70;
const FULL_COMA_SCALE = 15;
const CHRONIC_HEALTH = { none: 0, "elective-postop": 2, "nonop-or-emergency-postop": 5 } as const;
const LOGIT = { intercept: -3.517, perPoint: 0.146 } as const;

const OXYGENATION = "inspiredOxygenFraction+arterialOxygenPressure+alveolarArterialOxygenGradient";
/** The twelve variables of the acute physiology score, oxygenation left out where it is not known. */
function physiologyPoints(values: Values): readonly Contribution[] {
  const scaled = (Object.keys(SCALES) as (keyof typeof SCALES)[]).map((input) => ({
    input,
    value: pointsOf(SCALES[input], values[input]),
  })); // its own keys, by the type above
  const oxygenation = oxygenationPoints(values);
  const renal = pointsOf(OTHER_SCALES.creatinine, values.creatinine);
  return [
    ...scaled,
    ...(oxygenation === undefined ? [] : [{ input: OXYGENATION, value: oxygenation }]),
    {
      input: "creatinine+hasAcuteRenalFailure",
      value: values.hasAcuteRenalFailure ? renal * ACUTE_RENAL_FAILURE_FACTOR : renal,
    },
    { input: "glasgowComaScale", value: FULL_COMA_SCALE - values.glasgowComaScale },
  ];
}

/** Undefined where the value that the inspired oxygen calls for is not known. */
function oxygenationPoints(values: Values): number | undefined {
  const { inspiredOxygenFraction, alveolarArterialOxygenGradient: gradient, arterialOxygenPressure: pao2 } = values;
  if (isAtLeast(inspiredOxygenFraction, GRADIENT_FROM_PERCENT)) {
    return gradient === undefined ? undefined : pointsOf(OTHER_SCALES.gradient, gradient);
  }
  if (pao2 === undefined) return undefined;
  return isOver(pao2, PAO2_NORMAL_OVER) ? 0 : pointsOf(OTHER_SCALES.pao2, pao2);
}

export function compute(inputs: ComputeInputs): readonly Result[] {
  const values = inputs as unknown as Values; // the declarations were checked before
  const physiology = physiologyPoints(values);
  const points = [
    ...physiology,
    { input: "age", value: pointsOf(OTHER_SCALES.age, values.age) },
    { input: "apacheChronicHealth", value: CHRONIC_HEALTH[values.apacheChronicHealth] },
  ];
  const [{ code, display }, death, incomplete] = metadata.outputs;
  const says = "every variable in its band of 0 points, under 45 years, no chronic illness";
  const sum = sumOfPoints(points, says);
  if (!physiology.some(({ input }) => input === OXYGENATION)) {
    return [
      { code: incomplete.code, display: incomplete.display, ...sum, flags: ["oxygenation has no points: not known"] },
    ];
  }
  const logit = LOGIT.intercept + LOGIT.perPoint * sum.score;
  return [
    { code, display, ...sum, details: { acutePhysiologyScore: sumOfPoints(physiology, says).score } },
    {
      code: death.code,
      display: death.display,
      probability: 1 / (1 + Math.exp(-logit)),
      contributionScale: "log-odds",
      contributions: points.map(({ input, value }) => ({ input, value: LOGIT.perPoint * value })),
      total: logit,
      reference: { value: LOGIT.intercept, says },
      flags: ["the weight of the diagnosis is not in this probability"],
    },
  ];
}

export const APACHE_II: RiskModel = {
  metadata,
  coefficientHash: hashOf({
    SCALES,
    OTHER_SCALES,
    CHRONIC_HEALTH,
    LOGIT,
    ACUTE_RENAL_FAILURE_FACTOR,
    GRADIENT_FROM_PERCENT,
    PAO2_NORMAL_OVER,
    FULL_COMA_SCALE,
  }),
  compute,
};

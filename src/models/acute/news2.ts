/**
 * NEWS2: National Early Warning Score of acute illness.
 *
 * Source      Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017 (charts 1 and 2)
 * Rule        points of seven parameters, summed: respiratory rate, oxygen saturation (scale 1, or scale 2 where a
 *             clinician has set it), supplemental oxygen, systolic blood pressure, pulse, consciousness, temperature
 * Population  16 years and over, not pregnant.
 * Missing     nothing is imputed but the scale: scale 1 unless scale 2 was set, as the source says.
 * Rounding    none: the printed bands leave gaps (38.0, then 38.1), and a value in a gap belongs to the band below it.
 */
import type { ComputeInputs, Contribution, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";

const ONE_DAY = 1; // how old a sign may be: a limit of ours

export const metadata = {
  id: "news2",
  version: "1.0.0",
  title: "NEWS2: National Early Warning Score 2",
  sources: [
    {
      citation:
        "Royal College of Physicians. National Early Warning Score (NEWS) 2: standardising the assessment of acute-illness severity in the NHS. London: RCP, 2017",
      url: "https://www.rcp.ac.uk/improving-care/resources/national-early-warning-score-news-2/",
      where: "chart 1 (scoring system), chart 2 (thresholds and triggers)",
    },
  ],
  confidence: "A",
  population: "People of 16 years and over who are acutely ill; not in pregnancy",
  intendedUse: "Recognises and follows acute deterioration from vital signs taken together",
  wrongUse:
    "Not for children under 16, pregnancy, or signs that were not taken at the same time; never instead of clinical judgement",
  licence: "Free to use with acknowledgement of the Royal College of Physicians",
  inputs: {
    respiratoryRate: { concept: "respiratoryRate", unit: "/min", maxAgeDays: ONE_DAY },
    oxygenSaturation: { concept: "oxygenSaturation", unit: "%", maxAgeDays: ONE_DAY },
    usesSpo2Scale2: {
      concept: "usesSpo2Scale2",
      missing: {
        rule: "impute",
        value: false,
        isOpen: true,
        says: "scale 1 is used, as the source has it unless a clinician has set scale 2",
      },
    },
    onSupplementalOxygen: { concept: "onSupplementalOxygen", maxAgeDays: ONE_DAY },
    systolicBloodPressure: { concept: "systolicBloodPressure", unit: "mm[Hg]", maxAgeDays: ONE_DAY },
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    consciousness: { concept: "consciousness", maxAgeDays: ONE_DAY },
    bodyTemperature: { concept: "bodyTemperature", unit: "Cel", maxAgeDays: ONE_DAY },
    age: {
      concept: "age",
      range: [16, 125],
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is 16 years or over" },
    },
  },
  outputs: [{ code: "news2", display: "Acute deterioration (NEWS2)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "not valid in pregnancy" },
  ],
  limits: ["The signs must have been taken together; they are used here if none is older than a day."],
  validation: [
    {
      cohort:
        "198,755 observations of 35,585 acute medical admissions, Portsmouth, by the NEWS of 2012: cardiac arrest, intensive care or death within 24 hours",
      year: 2013,
      cStatistic: 0.873,
      source: "Smith GB et al. Resuscitation 2013;84:465-470, doi:10.1016/j.resuscitation.2012.12.016",
    },
    {
      cohort: "the same observations, cardiac arrest alone",
      year: 2013,
      cStatistic: 0.722,
      source: "Smith GB et al. Resuscitation 2013;84:465-470, doi:10.1016/j.resuscitation.2012.12.016",
    },
  ],
} as const satisfies ModelMetadata;

interface Signs {
  readonly respiratoryRate: number;
  readonly oxygenSaturation: number;
  readonly usesSpo2Scale2: boolean;
  readonly onSupplementalOxygen: boolean;
  readonly systolicBloodPressure: number;
  readonly heartRate: number;
  readonly consciousness: "alert" | "confusion" | "voice" | "pain" | "unresponsive";
  readonly bodyTemperature: number;
}

/** Points from a value upwards, highest bound first; the last row takes what is below the others. */
type Scale = readonly (readonly [from: number, points: number])[];
const LOWEST = Number.NEGATIVE_INFINITY;
/** As chart 1 prints them, by the lower bound of each band. */
// biome-ignore format: one row per parameter, as the chart has it
const SCALES = {
  respiratoryRate: [[25, 3], [21, 2], [12, 0], [9, 1], [LOWEST, 3]],
  spo2Scale1: [[96, 0], [94, 1], [92, 2], [LOWEST, 3]],
  spo2Scale2OnOxygen: [[97, 3], [95, 2], [93, 1], [88, 0], [86, 1], [84, 2], [LOWEST, 3]],
  spo2Scale2OnAir: [[88, 0], [86, 1], [84, 2], [LOWEST, 3]],
  systolicBloodPressure: [[220, 3], [111, 0], [101, 1], [91, 2], [LOWEST, 3]],
  heartRate: [[131, 3], [111, 2], [91, 1], [51, 0], [41, 1], [LOWEST, 3]],
  bodyTemperature: [[39.1, 2], [38.1, 1], [36.1, 0], [35.1, 1], [LOWEST, 3]],
} as const satisfies Record<string, Scale>;
const OXYGEN_POINTS = 2;
const NOT_ALERT_POINTS = 3;

const pointsOf = (scale: Scale, value: number): number => scale.find(([from]) => value >= from)?.[1] ?? Number.NaN;

function parameterPoints(signs: Signs): readonly Contribution[] {
  const spo2Scale = signs.usesSpo2Scale2
    ? signs.onSupplementalOxygen
      ? SCALES.spo2Scale2OnOxygen
      : SCALES.spo2Scale2OnAir
    : SCALES.spo2Scale1;
  return [
    { input: "respiratoryRate", value: pointsOf(SCALES.respiratoryRate, signs.respiratoryRate) },
    { input: "oxygenSaturation", value: pointsOf(spo2Scale, signs.oxygenSaturation) },
    { input: "onSupplementalOxygen", value: signs.onSupplementalOxygen ? OXYGEN_POINTS : 0 },
    { input: "systolicBloodPressure", value: pointsOf(SCALES.systolicBloodPressure, signs.systolicBloodPressure) },
    { input: "heartRate", value: pointsOf(SCALES.heartRate, signs.heartRate) },
    { input: "consciousness", value: signs.consciousness === "alert" ? 0 : NOT_ALERT_POINTS },
    { input: "bodyTemperature", value: pointsOf(SCALES.bodyTemperature, signs.bodyTemperature) },
  ];
}

export function compute(inputs: ComputeInputs): readonly Result[] {
  const points = parameterPoints(inputs as unknown as Signs); // the declarations were checked before
  const score = points.reduce((sum, { value }) => sum + value, 0);
  const anySingle3 = points.some(({ value }) => value === 3);
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score,
      band: bandOf(score, anySingle3),
      contributionScale: "points",
      contributions: points,
      total: score,
      reference: { value: 0, says: "every parameter in the band of 0 points" },
      ...(anySingle3 ? { flags: ["a single parameter scores 3"] } : {}),
      details: { anySingleParameter3: anySingle3 },
    },
  ];
}

/** Chart 2. */
function bandOf(score: number, anySingle3: boolean): NonNullable<Result["band"]> {
  const source = "Royal College of Physicians 2017, chart 2";
  if (score >= 7) return { code: "high", display: "High clinical risk", source };
  if (score >= 5) return { code: "medium", display: "Medium clinical risk", source };
  if (anySingle3) return { code: "low-medium", display: "Low-medium clinical risk", source };
  return { code: "low", display: "Low clinical risk", source };
}

export const NEWS2: RiskModel = {
  metadata,
  coefficientHash: hashOf({ SCALES, OXYGEN_POINTS, NOT_ALERT_POINTS }),
  compute,
};

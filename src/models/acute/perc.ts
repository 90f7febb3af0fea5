/**
 * PERC: pulmonary embolism rule-out criteria.
 *
 * Source      Kline JA et al. J Thromb Haemost 2004;2:1247-1255. doi:10.1111/j.1538-7836.2004.00790.x
 * Rule        negative only if all eight criteria are absent and the clinician's estimate before any test is under 15 %
 * Population  adults in an emergency department with a low suspicion of pulmonary embolism.
 * Missing     nothing is imputed; a criterion that was not looked for is an error.      Rounding  none here.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { isAtLeast, pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old a sign may be: a limit of ours

export const metadata = {
  id: "perc",
  version: "1.0.0",
  title: "PERC: pulmonary embolism rule-out criteria",
  sources: [
    {
      citation:
        "Kline JA, Mitchell AM, Kabrhel C, Richman PB, Courtney DM. Clinical criteria to prevent unnecessary diagnostic testing in emergency department patients with suspected pulmonary embolism. J Thromb Haemost 2004;2:1247-1255",
      doi: "10.1111/j.1538-7836.2004.00790.x",
      where: "the eight criteria",
    },
  ],
  confidence: "A",
  population: "Adults in an emergency department in whom a pulmonary embolism is thought of, but unlikely",
  intendedUse: "Tells whether no further test for pulmonary embolism is needed in people at low risk",
  wrongUse: "Not where the estimate before any test is 15 % or more, and never to rule an embolism in",
  licence: "Published criteria, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true }, // lower end a limit of ours: the rule is of adults
    heartRate: { concept: "heartRate", unit: "/min", maxAgeDays: ONE_DAY },
    oxygenSaturation: { concept: "oxygenSaturation", unit: "%", maxAgeDays: ONE_DAY },
    hasUnilateralLegSwelling: { concept: "hasUnilateralLegSwelling", maxAgeDays: ONE_DAY },
    hasHaemoptysis: { concept: "hasHaemoptysis" },
    hasRecentSurgeryOrTrauma: { concept: "hasRecentSurgeryOrTrauma" },
    hasPreviousDvtOrPe: { concept: "hasPreviousDvtOrPe" },
    onOestrogen: { concept: "onOestrogen" },
  },
  outputs: [{ code: "perc", display: "Criteria against ruling out (PERC)", gives: "score", unit: "{score}" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isPregnant", when: true, says: "not valid in pregnancy" },
    {
      concept: "hasLowPretestProbabilityOfPe",
      when: false,
      says: "the estimate before any test is 15 % or more, and the rule is for less",
    },
  ],
  limits: ["Negative means something only where a clinician's estimate before any test is under 15 %."],
  insteadOf: [{ id: "wells-pe", when: "the suspicion is not low" }],
} as const satisfies ModelMetadata;

const LIMITS = { ageFrom: 50, heartRateFrom: 100, oxygenSaturationUnder: 95 } as const;
const FACTS = [
  "hasUnilateralLegSwelling",
  "hasHaemoptysis",
  "hasRecentSurgeryOrTrauma",
  "hasPreviousDvtOrPe",
  "onOestrogen",
] as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const { age, heartRate, oxygenSaturation } = inputs;
  const criteria = [
    { input: "age", value: pointsIf(Number(age) >= LIMITS.ageFrom, 1) },
    { input: "heartRate", value: pointsIf(isAtLeast(Number(heartRate), LIMITS.heartRateFrom), 1) },
    {
      input: "oxygenSaturation",
      value: pointsIf(!isAtLeast(Number(oxygenSaturation), LIMITS.oxygenSaturationUnder), 1),
    },
    ...FACTS.map((input) => ({ input, value: pointsIf(inputs[input], 1) })),
  ];
  const [{ code, display }] = metadata.outputs;
  const sum = sumOfPoints(criteria, "no criterion present");
  const isNegative = sum.score === 0;
  return [{ code, display, ...sum, band: bandOf(isNegative), details: { negative: isNegative } }];
}

function bandOf(isNegative: boolean): NonNullable<Result["band"]> {
  const source = "Kline 2004: negative if all eight criteria are absent";
  return isNegative
    ? { code: "negative", display: "PERC negative, if the suspicion is low", source }
    : { code: "positive", display: "PERC positive: not ruled out", source };
}

export const PERC: RiskModel = { metadata, coefficientHash: hashOf({ LIMITS, FACTS }), compute };

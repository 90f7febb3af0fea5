/**
 * TIMI risk score for unstable angina and non-ST-elevation infarction: events within 14 days.
 *
 * Source      Antman EM et al. JAMA 2000;284:835-842. doi:10.1001/jama.284.7.835
 * Rule        one point each: age 65 and over, three or more coronary risk factors, known stenosis of 50 % or more, aspirin
 *             within 7 days, two or more episodes of angina within 24 hours, ST deviation, elevated markers
 * Population  adults with unstable angina or non-ST-elevation myocardial infarction.
 * Missing     nothing is imputed; an item that is not known is an error.      Rounding  age in completed years.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { isAtLeast } from "../thresholds.ts";

const TWO_DAYS = 2; // how old a cardiac marker may be: a limit of ours

export const metadata = {
  id: "timi-ua-nstemi",
  version: "1.0.0",
  title: "TIMI risk score for unstable angina and non-ST-elevation infarction, 14 days",
  sources: [
    {
      citation:
        "Antman EM, Cohen M, Bernink PJLM, et al. The TIMI risk score for unstable angina/non-ST elevation MI: a method for prognostication and therapeutic decision making. JAMA 2000;284:835-842",
      doi: "10.1001/jama.284.7.835",
      where: "items; death, infarction or urgent revascularisation within 14 days by score",
    },
  ],
  confidence: "B", // the points A, the rates B
  population: "Adults with unstable angina or non-ST-elevation myocardial infarction",
  intendedUse: "Estimates the risk of death, infarction or urgent revascularisation within 14 days",
  wrongUse: "Not with ST elevation, nor for chest pain that is not thought to be an acute coronary syndrome",
  licence: "Published score, free to use with citation",
  inputs: {
    age: { concept: "age", range: [18, 125], completed: true },
    timiRiskFactors: { concept: "timiRiskFactors", range: [0, 5] },
    hasCoronaryStenosis50: { concept: "hasCoronaryStenosis50" },
    onAspirin: { concept: "onAspirin" },
    hasSevereAngina: { concept: "hasSevereAngina" },
    hasStDeviation: { concept: "hasStDeviation" },
    hasElevatedCardiacMarkers: { concept: "hasElevatedCardiacMarkers", maxAgeDays: TWO_DAYS },
  },
  outputs: [
    {
      code: "timi-ua-nstemi",
      display: "Death, infarction or urgent revascularisation within 14 days (TIMI)",
      horizonDays: 14,
      gives: "score",
      unit: "{score}",
    },
  ],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: [
    "ST deviation counts from 0.5 mm on.",
    "The rates are those of trials of the year 2000; treatment has changed since.",
  ],
} as const satisfies ModelMetadata;

interface Person {
  /** Completed years. */
  readonly age: number;
  readonly timiRiskFactors: number;
  readonly hasCoronaryStenosis50: boolean;
  readonly onAspirin: boolean;
  readonly hasSevereAngina: boolean;
  readonly hasStDeviation: boolean;
  readonly hasElevatedCardiacMarkers: boolean;
}

/** One point each. */
const FACTS = [
  "hasCoronaryStenosis50",
  "onAspirin",
  "hasSevereAngina",
  "hasStDeviation",
  "hasElevatedCardiacMarkers",
] as const satisfies readonly (keyof Person)[];
const AGE_FROM = 65;
const RISK_FACTORS_FROM = 3;
/** Events within 14 days in percent, by score 0 to 7; 0 and 1, and 6 and 7, are one row of the paper. */
const RATES = [4.7, 4.7, 8.3, 13.2, 19.9, 26.2, 40.9, 40.9] as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const person = inputs as unknown as Person; // the declarations were checked before
  const points = sumOfPoints(
    [
      { input: "age", value: Number(person.age >= AGE_FROM) },
      { input: "timiRiskFactors", value: Number(isAtLeast(person.timiRiskFactors, RISK_FACTORS_FROM)) },
      ...FACTS.map((input) => ({ input, value: Number(person[input]) })),
    ],
    "a person under 65 years with fewer than three risk factors and none of the facts",
  );
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      ...points,
      details: { "antman-2000-events-14-days-percent": RATES[points.score] ?? Number.NaN },
    },
  ];
}

export const TIMI_UA_NSTEMI: RiskModel = {
  metadata,
  coefficientHash: hashOf({ FACTS, AGE_FROM, RISK_FACTORS_FROM, RATES }),
  compute,
};

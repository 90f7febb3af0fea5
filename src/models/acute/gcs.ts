/**
 * GCS: Glasgow Coma Scale, total of its three items.
 *
 * Source      Teasdale G, Jennett B. Lancet 1974;304:81-84. doi:10.1016/S0140-6736(74)91639-0
 * Rule        eye 1 to 4 + verbal 1 to 5 + motor 1 to 6; severe to 8, moderate 9 to 12, mild from 13
 * Missing     nothing is imputed. An intubated person's verbal item cannot be tested: no total is given.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";

const ONE_DAY = 1; // how old an item may be: a limit of ours

export const metadata = {
  id: "gcs",
  version: "1.0.0",
  title: "GCS: Glasgow Coma Scale",
  sources: [
    {
      citation: "Teasdale G, Jennett B. Assessment of coma and impaired consciousness. Lancet 1974;304:81-84",
      doi: "10.1016/S0140-6736(74)91639-0",
      where: "the scale",
    },
  ],
  confidence: "A",
  population: "People with impaired consciousness or a head injury, of an age to speak",
  intendedUse: "Sums the three items of the scale and names the severity",
  wrongUse: "Not where an item cannot be tested (intubation, sedation, paralysis); not for infants",
  licence: "Published scale, free to use with citation; the wording of the items is not reproduced",
  inputs: {
    glasgowComaEye: { concept: "glasgowComaEye", range: [1, 4], completed: true, maxAgeDays: ONE_DAY },
    glasgowComaVerbal: { concept: "glasgowComaVerbal", range: [1, 5], completed: true, maxAgeDays: ONE_DAY },
    glasgowComaMotor: { concept: "glasgowComaMotor", range: [1, 6], completed: true, maxAgeDays: ONE_DAY },
  },
  outputs: [{ code: "gcs", display: "Glasgow Coma Scale, total", gives: "score", unit: "{score}", loinc: "9269-2" }],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "isIntubated", when: true, says: "the verbal item cannot be tested, and is not taken as 1" },
  ],
  limits: ["The items must have been scored together; they are used here if none is older than a day."],
} as const satisfies ModelMetadata;

const ITEMS = ["glasgowComaEye", "glasgowComaVerbal", "glasgowComaMotor"] as const;
/** Full points of the items: the reference of the contributions. */
const BEST = { glasgowComaEye: 4, glasgowComaVerbal: 5, glasgowComaMotor: 6 } as const;
const BEST_TOTAL = 15;
const SEVERITY_FROM = { mild: 13, moderate: 9 } as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const lost = ITEMS.map((input) => ({ input, value: Number(inputs[input]) - BEST[input] }));
  const total = lost.reduce((sum, { value }) => sum + value, BEST_TOTAL);
  const [{ code, display }] = metadata.outputs;
  return [
    {
      code,
      display,
      score: total,
      band: bandOf(total),
      contributionScale: "points",
      contributions: lost,
      total,
      reference: { value: BEST_TOTAL, says: "every item at its best" },
    },
  ];
}

function bandOf(total: number): NonNullable<Result["band"]> {
  const source = "customary grades of the Glasgow Coma Scale";
  if (total >= SEVERITY_FROM.mild) return { code: "mild", display: "Mild (13 to 15)", source };
  if (total >= SEVERITY_FROM.moderate) return { code: "moderate", display: "Moderate (9 to 12)", source };
  return { code: "severe", display: "Severe (8 or less)", source };
}

export const GCS: RiskModel = { metadata, coefficientHash: hashOf({ ITEMS, BEST, SEVERITY_FROM }), compute };

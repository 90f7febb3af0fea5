/**
 * PEWS, Brighton: Paediatric Early Warning Score.
 *
 * Source      Monaghan A. Paediatr Nurs 2005;17(1):32-35. doi:10.7748/paed2005.02.17.1.32.c964
 * Rule        behaviour, cardiovascular and respiratory items of 0 to 3, and 2 each for nebulisers every quarter of an
 *             hour and for persistent vomiting after surgery, summed
 * Population  children in hospital.
 * Missing     nothing is imputed; a missing item is an error.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";
import { pointsIf } from "../thresholds.ts";

const ONE_DAY = 1; // how old an item may be: a limit of ours

export const metadata = {
  id: "pews-brighton",
  version: "1.0.0",
  title: "PEWS: Paediatric Early Warning Score (Brighton)",
  sources: [
    {
      citation: "Monaghan A. Detecting and managing deterioration in children. Paediatr Nurs 2005;17(1):32-35",
      doi: "10.7748/paed2005.02.17.1.32.c964",
      where: "the score",
    },
  ],
  confidence: "C",
  population: "Children in hospital",
  intendedUse: "Recognises children who deteriorate, from items that a nurse scored at the bedside",
  wrongUse: "Not for adults, newborns in intensive care, or items scored by the rules of another PEWS",
  licence: "Published score, free to use with citation; the wording of the items is not reproduced",
  inputs: {
    age: {
      concept: "age",
      range: [0, 17], // a limit of ours: the paper says children
      completed: true,
      missing: { rule: "optional", says: "it is not checked that the person is a child" },
    },
    pewsBehaviour: { concept: "pewsBehaviour", range: [0, 3], completed: true, maxAgeDays: ONE_DAY },
    pewsCardiovascular: { concept: "pewsCardiovascular", range: [0, 3], completed: true, maxAgeDays: ONE_DAY },
    pewsRespiratory: { concept: "pewsRespiratory", range: [0, 3], completed: true, maxAgeDays: ONE_DAY },
    hasQuarterHourlyNebulisers: { concept: "hasQuarterHourlyNebulisers", maxAgeDays: ONE_DAY },
    hasPersistentVomitingAfterSurgery: { concept: "hasPersistentVomitingAfterSurgery", maxAgeDays: ONE_DAY },
  },
  outputs: [{ code: "pews-brighton", display: "Acute deterioration (Brighton PEWS)", gives: "score", unit: "{score}" }],
  exclusions: [{ concept: "isDeceased", when: true, says: "the person has died" }],
  limits: ["Many local variants of PEWS are in use; their points and thresholds are not those of this one."],
  insteadOf: [{ id: "news2", when: "16 years and over" }],
} as const satisfies ModelMetadata;

const ADDED_POINTS = { hasQuarterHourlyNebulisers: 2, hasPersistentVomitingAfterSurgery: 2 } as const;
const ITEMS = ["pewsBehaviour", "pewsCardiovascular", "pewsRespiratory"] as const;
const ADDED = ["hasQuarterHourlyNebulisers", "hasPersistentVomitingAfterSurgery"] as const;

export function compute(inputs: ComputeInputs): readonly Result[] {
  const [{ code, display }] = metadata.outputs;
  const points = [
    ...ITEMS.map((input) => ({ input, value: Number(inputs[input]) })),
    ...ADDED.map((input) => ({ input, value: pointsIf(inputs[input], ADDED_POINTS[input]) })),
  ];
  return [{ code, display, ...sumOfPoints(points, "every item at 0 points") }];
}

export const PEWS_BRIGHTON: RiskModel = { metadata, coefficientHash: hashOf({ ITEMS, ADDED_POINTS }), compute };

/**
 * Apgar score: condition of the newborn in the first minutes of life.
 *
 * Source      Apgar V. Curr Res Anesth Analg 1953;32:260-267, reprinted doi:10.1213/ANE.0b013e31829bdc5c
 * Rule        five signs of 0 to 2 points, summed: 0 to 10
 * Population  newborns, at 1, 5 and 10 minutes.
 * Missing     nothing is estimated: all five signs, or a recorded score.      Rounding  none.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { givenPoints, inputsOf, pointsResult } from "../item-scores.ts";

const SIGNS = [
  "apgarColour",
  "apgarHeartRate",
  "apgarReflexIrritability",
  "apgarMuscleTone",
  "apgarRespiration",
] as const;
const RECORDED = ["apgarScoreAt1Minute", "apgarScoreAt5Minutes", "apgarScoreAt10Minutes"] as const;

export const metadata = {
  id: "apgar",
  version: "1.0.0",
  title: "Apgar score",
  sources: [
    {
      citation:
        "Apgar V. A proposal for a new method of evaluation of the newborn infant. Curr Res Anesth Analg 1953;32:260-267",
      doi: "10.1213/ANE.0b013e31829bdc5c",
      where: "the five signs",
    },
  ],
  confidence: "B",
  population: "Newborns in the first minutes of life",
  intendedUse: "Describes the condition of a newborn and its response to resuscitation",
  wrongUse: "Not a prediction of death or of neurological outcome, and no sign by which resuscitation waits to begin",
  licence: "Free to use with citation",
  inputs: {
    ...inputsOf(SIGNS, {
      range: [0, 2],
      missing: { rule: "optional", says: "needed unless a score was recorded; a sign not seen is not estimated" },
    }),
    ...inputsOf(RECORDED, {
      range: [0, 10],
      missing: { rule: "optional", says: "used where the five signs are not known" },
    }),
    age: {
      concept: "age",
      range: [0, 1], // a limit of ours: the record of an older person is that of another question
      maxExcluded: true,
      missing: { rule: "optional", says: "it is not checked that the person is a newborn" },
    },
  },
  outputs: [
    { code: "apgar", display: "Apgar score of the signs given", gives: "score", unit: "{score}" },
    { code: "apgar-1-minute", display: "Apgar score at 1 minute", gives: "score", unit: "{score}", loinc: "9272-6" },
    { code: "apgar-5-minutes", display: "Apgar score at 5 minutes", gives: "score", unit: "{score}", loinc: "9274-2" },
    {
      code: "apgar-10-minutes",
      display: "Apgar score at 10 minutes",
      gives: "score",
      unit: "{score}",
      loinc: "9271-8",
    },
  ],
  variants: [
    { code: "signs", display: "from the five signs", needs: [SIGNS], uses: SIGNS },
    {
      code: "recorded",
      display: "from scores recorded at 1, 5 or 10 minutes",
      needs: [["apgarScoreAt1Minute"], ["apgarScoreAt5Minutes"], ["apgarScoreAt10Minutes"]],
      uses: RECORDED,
    },
  ],
  limits: ["A score given during resuscitation is not the same as one of a newborn who breathes on its own."],
} as const satisfies ModelMetadata;

const REFERENCE = { value: 0, says: "every sign 0" };

export function compute(inputs: ComputeInputs, variant: string = "signs"): readonly Result[] {
  const [ofSigns, ...atMinutes] = metadata.outputs;
  if (variant === "signs") return [pointsResult(ofSigns, givenPoints(inputs, SIGNS), REFERENCE)];
  return RECORDED.flatMap((name, at) => {
    const output = atMinutes[at];
    if (inputs[name] === undefined || output === undefined) return [];
    return [pointsResult(output, givenPoints(inputs, [name]), REFERENCE)];
  });
}

export const APGAR: RiskModel = { metadata, coefficientHash: hashOf({ SIGNS, RECORDED }), compute };

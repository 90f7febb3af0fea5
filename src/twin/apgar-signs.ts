/**
 * The Apgar score of 1, 5 or 10 minutes from its five signs, where the score itself is not on record. Each minute has
 * codes of its own for the signs, so that signs of two minutes are never added; a minute that lacks a sign has no score.
 * Signs by themselves are not values of the twin: which minute they are of is a part of them.
 */
import { SYSTEM } from "../codes.ts";
import type { ConceptName } from "../concepts/index.ts";
import type { TwinDraft } from "./draft.ts";
import { ordinalOf } from "./item-points.ts";
import type { Reading } from "./readings.ts";
import { systemOf } from "./value-set-index.ts";

type Readings = ReadonlyMap<string, readonly Reading[]>;

/** Answers to the signs, from 0 to 2 points: LOINC's lists as in R4's examples 1minute-, 2minute- and 5minute-apgar-score. */
const SIGNS: Readonly<Record<string, readonly [string, string, string]>> = {
  colour: ["LA6722-8", "LA6723-6", "LA6724-4"],
  "heart-rate": ["LA6716-0", "LA6717-8", "LA6718-6"],
  "reflex-irritability": ["LA6719-4", "LA6720-2", "LA6721-0"],
  "muscle-tone": ["LA6713-7", "LA6714-5", "LA6715-2"],
  respiration: ["LA6725-1", "LA6726-9", "LA6727-7"],
};
const HIGHEST_POINTS = 2;

const MINUTES = [
  ["apgarScoreAt1Minute", "1-minute"],
  ["apgarScoreAt5Minutes", "5-minutes"],
  ["apgarScoreAt10Minutes", "10-minutes"],
] as const satisfies readonly (readonly [ConceptName, string])[];

/** Adds the scores that follow from signs. */
export function deriveApgarScores(draft: TwinDraft, readings: Readings): void {
  for (const [concept, minute] of MINUTES) {
    if (draft.features.has(concept)) continue;
    const signs = Object.entries(SIGNS).map(([sign, answers]) =>
      (readings.get(`apgar-${sign}-at-${minute}`) ?? []).flatMap((reading) => {
        const points = pointsIn(reading, answers);
        return points === undefined ? [] : [{ points, reading }];
      }),
    );
    const latest = Math.max(...signs.flatMap((found) => found.map(({ reading }) => reading.time)));
    const together = signs.flatMap((found) => found.find(({ reading }) => reading.time === latest) ?? []);
    if (together.length < signs.length) continue;
    const sources = [...new Map(together.map(({ reading }) => [reading.source.reference, reading.source])).values()];
    const value = together.reduce((sum, { points }) => sum + points, 0);
    draft.add({
      concept,
      value,
      origin: "derived",
      rule: `sum of the five signs at ${minute.replace("-", " ")}`,
      sources,
    });
  }
}

function pointsIn({ element }: Reading, answers: readonly string[]): number | undefined {
  const codings = element.valueCodeableConcept?.coding ?? [];
  const listed = codings.flatMap((coding) => {
    const at = systemOf(coding) === SYSTEM.loinc ? answers.indexOf(coding.code ?? "") : -1;
    return at < 0 ? [] : [at];
  });
  const [points] = [...listed, ...codings.map(ordinalOf), element.valueInteger, element.valueQuantity?.value].filter(
    (one) => one !== undefined,
  );
  const isPossible = points !== undefined && Number.isInteger(points) && points >= 0 && points <= HIGHEST_POINTS;
  return isPossible ? points : undefined;
}

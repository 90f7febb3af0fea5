/**
 * What cannot be true together. Where one of two must be wrong and nothing says which, both are left out and told of in
 * the findings; where only a doubt remains, the finding alone stands.
 */
import type { ConceptName } from "../concepts/index.ts";
import type { TwinDraft } from "./draft.ts";
import type { FeatureSource } from "./state.ts";

/** Conditions that one sex does not have, and pregnancy. */
const OF_ONE_SEX: Readonly<Record<"female" | "male", readonly ConceptName[]>> = {
  female: [
    "isPregnant",
    "hasGestationalDiabetes",
    "hasPreeclampsia",
    "hasMultiplePregnancy",
    "hasPolycysticOvarySyndrome",
    "gestationalAge",
  ],
  male: ["hasErectileDysfunction"],
};

/** Pairs of which the first must be above the second, where both are of the same time. */
export const ABOVE: readonly (readonly [ConceptName, ConceptName, string])[] = [
  ["systolicBloodPressure", "diastolicBloodPressure", "systolic pressure is not above the diastolic one"],
  ["totalCholesterol", "hdlCholesterol", "HDL cholesterol is not below the total"],
  ["fvc", "fev1", "forced vital capacity is not above FEV1"],
];

/** Whether the values of a pair of `ABOVE` can be true together. Equal volumes can: a short forced expiration. */
export const isPossiblePair = (higher: ConceptName, above: number, below: number): boolean =>
  higher === "fvc" ? above >= below : above > below;

/** Women outside these ages are not pregnant; the record of one who is needs a look. */
const PREGNANT_AGES = { from: 10, to: 60 } as const;

/** Leaves contradictory values out of the draft and says so. */
export function settleContradictions(draft: TwinDraft): void {
  for (const [higher, lower, message] of ABOVE) settlePair(draft, { higher, lower, message });
  const sex = draft.features.get("sex");
  for (const [of, concepts] of Object.entries(OF_ONE_SEX)) {
    if (sex === undefined || sex.value === of) continue;
    for (const concept of concepts) leaveOut(draft, concept, sex.sources);
  }
  notePregnantAge(draft);
}

function settlePair(
  draft: TwinDraft,
  { higher, lower, message }: { higher: ConceptName; lower: ConceptName; message: string },
): void {
  const [a, b] = [draft.number(higher), draft.number(lower)];
  if (a === undefined || b === undefined || a.sources[0]?.time !== b.sources[0]?.time) return;
  if (isPossiblePair(higher, Number(a.value), Number(b.value))) return;
  for (const concept of [higher, lower]) {
    draft.features.delete(concept);
    draft.note(concept, `${message}: both were left out`, [...a.sources, ...b.sources]);
  }
}

function leaveOut(draft: TwinDraft, concept: ConceptName, sexSources: readonly FeatureSource[]): void {
  const feature = draft.features.get(concept);
  if (feature === undefined || feature.value === false) return;
  draft.features.delete(concept);
  const message = "on record of a person whose recorded sex does not have it: left out; supply it if it is right";
  draft.note(concept, message, [...feature.sources, ...sexSources]);
}

function notePregnantAge(draft: TwinDraft): void {
  const age = Number(draft.number("age")?.value);
  const pregnant = draft.features.get("isPregnant");
  if (pregnant?.value !== true) return;
  if (age < PREGNANT_AGES.from || age > PREGNANT_AGES.to) {
    draft.note("isPregnant", "a pregnancy at this age is doubtful", pregnant.sources);
  }
}

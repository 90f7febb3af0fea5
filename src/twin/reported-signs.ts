/**
 * Signs and symptoms that an Observation or a questionnaire tells: asked for by their own code and answered with yes or no,
 * present or absent; or named as the value of LOINC 75325-1, symptom. What is said to be absent is false, for someone asked;
 * what nobody asked for stays missing. As with conditions, what is older than 7 days belongs to an earlier illness.
 */
import { SYSTEM } from "../codes.ts";
import type { ConceptName } from "../concepts/index.ts";
import { answerIn } from "./answers.ts";
import { type Answers, YES_NO } from "./coded-answers.ts";
import { CONDITION_RULES, PRESENT_ILLNESS_DAYS } from "./condition-rules.ts";
import type { TwinDraft } from "./draft.ts";
import { type Reading, setsOf } from "./readings.ts";
import type { ValueSetIndex } from "./value-set-index.ts";

type Readings = ReadonlyMap<string, readonly Reading[]>;

/** Signs whose value set has the code of the sign itself. */
const SIGNS = [
  "hasHaemoptysis",
  "hasMelaena",
  "hasSyncopeAtPresentation",
  "hasPleuralEffusion",
] as const satisfies readonly (ConceptName & keyof typeof CONDITION_RULES)[];
/** Value sets of these; the store is asked for their SNOMED CT codes. */
export const SIGN_SETS: readonly string[] = SIGNS.map((sign) => CONDITION_RULES[sign].set);

const SYMPTOM_SET = "symptom";
const DAY_MS = 86_400_000;

/** Present and absent as LOINC (list LL1937-3) and SNOMED CT have them, yes and no, true and false. */
const IS_PRESENT: Answers<boolean> = {
  ...YES_NO,
  [`${SYSTEM.loinc}|LA9633-4`]: true,
  [`${SYSTEM.loinc}|LA9634-2`]: false,
  [`${SYSTEM.snomed}|52101004`]: true,
  [`${SYSTEM.snomed}|2667000`]: false,
  "boolean|true": true,
  "boolean|false": false,
};

interface Told {
  readonly isPresent: boolean;
  readonly reading: Reading;
}

/** Adds what the latest answer tells; a condition on record that says yes is not overruled, and the two are told of. */
export function findReportedSigns(draft: TwinDraft, readings: Readings, valueSets: ValueSetIndex): void {
  for (const concept of SIGNS) {
    const { set } = CONDITION_RULES[concept];
    const told = [
      ...(readings.get(set) ?? []).flatMap((reading) => toldBy(reading)),
      ...(readings.get(SYMPTOM_SET) ?? []).flatMap((reading) => namedBy(reading, set, valueSets)),
    ].filter(({ reading }) => draft.asOf - reading.time <= PRESENT_ILLNESS_DAYS * DAY_MS);
    const [latest] = told.toSorted((a, b) => latestFirst(a.reading, b.reading));
    if (latest === undefined) continue;
    const { isPresent, reading } = latest;
    const known = draft.features.get(concept);
    if (known?.value === true && !isPresent) {
      const message = "an answer says that it is absent, a condition that it is present; the condition was taken";
      draft.note(concept, message, [reading.source, ...known.sources]);
    } else if (known === undefined) {
      draft.add({ concept, value: isPresent, origin: "measured", rule: "latest answer", sources: [reading.source] });
    }
  }
}

function toldBy(reading: Reading): readonly Told[] {
  const isPresent = answerIn(reading.element, IS_PRESENT);
  return isPresent === undefined ? [] : [{ isPresent, reading }];
}

function namedBy(reading: Reading, set: string, valueSets: ValueSetIndex): readonly Told[] {
  const code = setsOf(reading.element.valueCodeableConcept, valueSets).get(set);
  return code === undefined ? [] : [{ isPresent: true, reading: { ...reading, source: { ...reading.source, code } } }];
}

const latestFirst = (a: Reading, b: Reading): number =>
  Number(a.preliminary) - Number(b.preliminary) ||
  b.time - a.time ||
  b.issued - a.issued ||
  (a.source.reference < b.source.reference ? 1 : -1);

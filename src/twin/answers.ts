/** Coded answers of the twin: pregnancy, consciousness, oxygen given, and those of the table. */
import type { CodeableConcept, Quantity } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import type { ConceptName, ConceptValue } from "../concepts/index.ts";
import { convert } from "../units.ts";
import { type Answers, CODED_ANSWERS } from "./coded-answers.ts";
import type { Assertion } from "./conditions.ts";
import { sourcesOf } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";
import { ordinalOf } from "./item-points.ts";
import type { Reading } from "./readings.ts";
import { systemOf } from "./value-set-index.ts";

/** Answers to LOINC 67775-7 and 80288-4 on the ACVPU scale: LOINC answers, and SNOMED CT as in HL7 UK's value set. */
const CONSCIOUSNESS: Answers = {
  [`${SYSTEM.loinc}|LA9340-6`]: "alert",
  [`${SYSTEM.loinc}|LA6560-2`]: "confusion",
  [`${SYSTEM.loinc}|LA17108-4`]: "voice",
  [`${SYSTEM.loinc}|LA17107-6`]: "pain",
  [`${SYSTEM.loinc}|LA9343-0`]: "unresponsive",
  [`${SYSTEM.snomed}|248234008`]: "alert",
  [`${SYSTEM.snomed}|130987000`]: "confusion",
  [`${SYSTEM.snomed}|300202002`]: "voice",
  [`${SYSTEM.snomed}|450847001`]: "pain",
  [`${SYSTEM.snomed}|422768004`]: "unresponsive",
};

/** Answers to LOINC 82810-3. */
const PREGNANCY: Answers = {
  [`${SYSTEM.snomed}|77386006`]: "yes",
  [`${SYSTEM.snomed}|60001007`]: "no",
  [`${SYSTEM.loinc}|LA15173-0`]: "yes",
  [`${SYSTEM.loinc}|LA26683-5`]: "no",
};

type Readings = ReadonlyMap<string, readonly Reading[]>;

/** Adds consciousness, oxygen and the answers of the table to the draft. */
export function findAnswers(draft: TwinDraft, readings: Readings): void {
  const awake = latestAnswer(draft, {
    readings,
    set: "consciousness",
    answers: CONSCIOUSNESS,
    concept: "consciousness",
  });
  if (awake) measured(draft, "consciousness", awake.answer, awake.reading);
  for (const [concept, { set, answers }] of CODED_ANSWERS) {
    const found = latestAnswer(draft, { readings, set, answers, concept });
    if (found) measured(draft, concept, found.answer, found.reading);
  }
  findOxygen(draft, readings.get("inspired-oxygen") ?? []);
}

/** The latest answer that the table knows; ones that it does not know are noted. */
export function latestAnswer<Value extends ConceptValue>(
  draft: TwinDraft,
  find: { readings: Readings; set: string; answers: Answers<Value>; concept: ConceptName },
): { answer: Value; reading: Reading } | undefined {
  for (const reading of find.readings.get(find.set) ?? []) {
    const answer = answerIn(reading.element, find.answers);
    if (answer !== undefined) return { answer, reading };
    draft.note(find.concept, "an answer whose code says nothing definite was left out", [reading.source]);
  }
  return undefined;
}

export function answerOf<Value extends ConceptValue>(
  value: CodeableConcept | undefined,
  answers: Answers<Value>,
): Value | undefined {
  for (const coding of value?.coding ?? []) {
    const answer = answers[`${systemOf(coding) ?? ""}|${coding.code ?? ""}`];
    if (answer !== undefined) return answer;
  }
  return undefined;
}

/** The answer of an element in whatever form it has: coded, with its ordinal value, as a number without unit, yes or no. */
export function answerIn<Value extends ConceptValue>(
  { valueCodeableConcept, valueInteger, valueQuantity, valueBoolean }: Reading["element"],
  answers: Answers<Value>,
): Value | undefined {
  const coded = answerOf(valueCodeableConcept, answers);
  if (coded !== undefined) return coded;
  const bare = valueQuantity?.comparator === undefined && hasNoUnit(valueQuantity) ? valueQuantity?.value : undefined;
  const ordinals = (valueCodeableConcept?.coding ?? []).map(ordinalOf);
  const [points] = [...ordinals, valueInteger, bare].filter((one) => one !== undefined);
  return points !== undefined ? answers[`points|${points}`] : answers[`boolean|${valueBoolean}`];
}

const hasNoUnit = (quantity: Quantity | undefined): boolean =>
  [quantity?.code ?? quantity?.unit].every((unit) => unit === undefined || unit === "1" || unit === "{score}");

export function measured(draft: TwinDraft, concept: ConceptName, value: ConceptValue, reading: Reading): void {
  draft.add({ concept, value, origin: "measured", rule: "latest", sources: [reading.source] });
}

/** Answers to SNOMED CT 371825009, patient on oxygen. */
const ON_OXYGEN: Answers = { [`${SYSTEM.snomed}|373066001`]: "yes", [`${SYSTEM.snomed}|373067005`]: "no" };

/** Room air is 21 % oxygen: https://loinc.org/3150-0 is reported in percent or as a fraction. */
function findOxygen(draft: TwinDraft, readings: readonly Reading[]): void {
  for (const reading of readings) {
    const said = answerOf(reading.element.valueCodeableConcept, ON_OXYGEN);
    if (said !== undefined) {
      measured(draft, "onSupplementalOxygen", said === "yes", reading);
      return;
    }
    const { value, code, unit } = reading.element.valueQuantity ?? {};
    const unitText = code ?? unit;
    if (value === undefined || unitText === undefined) continue;
    const litresPerMinute = convert(value, unitText, "L/min");
    const percent = litresPerMinute === undefined ? convert(value, unitText, "%") : undefined;
    if (litresPerMinute === undefined && percent === undefined) continue;
    measured(draft, "onSupplementalOxygen", (litresPerMinute ?? 0) > 0 || (percent ?? 0) > 21, reading);
    return;
  }
}

/** A pregnancy that began earlier and has no end is a record that was not closed. */
const LONGEST_PREGNANCY_MS = 310 * 86_400_000;

/** True by an active condition of the last 310 days or by the latest status; false only where a status says so. */
export function findPregnancy(draft: TwinDraft, readings: Readings, conditions: readonly Assertion[]): void {
  const status = latestAnswer(draft, { readings, set: "pregnancy-status", answers: PREGNANCY, concept: "isPregnant" });
  if (status && draft.asOf - status.reading.time <= LONGEST_PREGNANCY_MS) {
    measured(draft, "isPregnant", status.answer === "yes", status.reading);
  }
  const current = conditions.filter(
    ({ sets, isActive, isCertain, began }) =>
      sets.has("pregnancy") &&
      isActive &&
      isCertain &&
      began !== undefined &&
      draft.asOf - began <= LONGEST_PREGNANCY_MS,
  );
  const newest = Math.max(...current.map(({ began }) => began ?? 0));
  if (current.length === 0 || (status !== undefined && status.reading.time >= newest)) return;
  const sources = sourcesOf(current, "pregnancy");
  draft.add({ concept: "isPregnant", value: true, origin: "measured", rule: "active condition", sources });
}

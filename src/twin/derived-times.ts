/** Values that follow from the dates of others: gestational age, age at diagnosis of diabetes, long heart failure. */
import type { Patient } from "@medplum/fhirtypes";
import { CONCEPTS } from "../concepts/index.ts";
import { type Assertion, sourcesOf } from "./conditions.ts";
import { birthDayOf } from "./demographics.ts";
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";
import { completedYears, momentOf } from "./time.ts";

type Readings = ReadonlyMap<string, readonly Reading[]>;

const WEEK_MS = 7 * 86_400_000;
/** Weeks from the first day of the last menstrual period to the expected date of delivery (Naegele). */
const TERM_WEEKS = 40;

/**
 * Gestational age on the day asked for: from the expected date of delivery, else from the latest age that was measured
 * plus the time since, else from the last menstrual period. Beyond the plausible end the pregnancy is over: no value.
 */
export function deriveGestationalAge(draft: TwinDraft, readings: Readings): void {
  const measured = draft.number("gestationalAge");
  draft.features.delete("gestationalAge");
  if (draft.features.get("isPregnant")?.value === false || draft.features.get("sex")?.value === "male") return;
  const due = dateIn(readings.get("delivery-date"));
  const period = dateIn(readings.get("last-menstrual-period"));
  const measuredAt = momentOf(measured?.sources[0]?.time);
  const found =
    due !== undefined
      ? { weeks: TERM_WEEKS - (due.date - draft.asOf) / WEEK_MS, rule: "from the expected date of delivery", ...due }
      : measured !== undefined && measuredAt !== undefined
        ? {
            weeks: Number(measured.value) + (draft.asOf - measuredAt) / WEEK_MS,
            rule: "latest, and the time since",
            sources: measured.sources,
          }
        : period && { weeks: (draft.asOf - period.date) / WEEK_MS, rule: "from the last menstrual period", ...period };
  const [low, high] = CONCEPTS.gestationalAge.plausible;
  if (found === undefined || found.weeks < low || found.weeks > high) return;
  const { weeks: value, rule, sources } = found;
  draft.add({ concept: "gestationalAge", value, origin: "derived", rule, sources });
}

/** The date that the latest reading gives. */
function dateIn(readings: readonly Reading[] = []) {
  for (const { element, source } of readings) {
    const date = momentOf(element.valueDateTime);
    if (date !== undefined) return { date, sources: [source] };
  }
  return undefined;
}

/** Age at the earliest onset, or else first record, of diabetes. */
export function deriveAgeAtDiabetesDiagnosis(
  draft: TwinDraft,
  patient: Patient | undefined,
  conditions: readonly Assertion[],
): void {
  const first = draft.features.get("hasDiabetes")?.value === true ? earliest(conditions, "diabetes") : undefined;
  const born = patient && birthDayOf(patient)?.day;
  if (first?.began === undefined || born === undefined) return;
  const value = completedYears(born, first.began);
  const sources = sourcesOf([first], "diabetes");
  if (value < 0) {
    draft.note("ageAtDiabetesDiagnosis", "the onset of diabetes lies before the birth: one of them is wrong", sources);
    return;
  }
  const rule = "age at the earliest onset, or else first record, of diabetes";
  draft.add({ concept: "ageAtDiabetesDiagnosis", value, origin: "derived", rule, sources });
}

/** Days in 18 months. */
const EIGHTEEN_MONTHS_DAYS = 548;

/** Whether heart failure has been on record for 18 months (MAGGIC); one without a date does not tell. */
export function deriveLongHeartFailure(draft: TwinDraft, conditions: readonly Assertion[]): void {
  if (draft.features.get("hasHeartFailure")?.value !== true) return;
  const first = earliest(conditions, "heart-failure");
  const isUndatedToo = conditions.some(({ sets, began }) => sets.has("heart-failure") && began === undefined);
  if (first?.began === undefined) return;
  const value = draft.asOf - first.began >= EIGHTEEN_MONTHS_DAYS * 86_400_000;
  if (!value && isUndatedToo) return;
  const rule = `heart failure on record for ${value ? "" : "less than "}18 months`;
  const sources = sourcesOf([first], "heart-failure");
  draft.add({ concept: "hasHeartFailureFor18Months", value, origin: "derived", rule, sources });
}

function earliest(conditions: readonly Assertion[], set: string): Assertion | undefined {
  const dated = conditions.filter(({ sets, isCertain, began }) => sets.has(set) && isCertain && began !== undefined);
  return dated.toSorted((a, b) => (a.began ?? 0) - (b.began ?? 0))[0];
}

/** Values that follow from others: body mass index, eGFR, albuminuria, duration of diabetes. Each names its rule. */
import type { Patient } from "@medplum/fhirtypes";
import { CONCEPTS } from "../concepts/index.ts";
import { egfrCreatinine2021 } from "../models/kidney/ckd-epi.ts";
import { type Assertion, sourcesOf } from "./conditions.ts";
import { birthDayOf } from "./demographics.ts";
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";
import { completedYears, momentOf, yearsBetween } from "./time.ts";

const ADULT_YEARS = 18;
const DAY_MS = 86_400_000;

/** Body mass index from weight and height where none was measured since the weight. */
export function deriveBodyMassIndex(draft: TwinDraft, patient: Patient | undefined): void {
  const weight = draft.number("bodyWeight");
  const height = draft.number("bodyHeight");
  if (weight === undefined || height === undefined) return;
  const weighedAt = momentOf(weight.sources[0]?.time) ?? 0;
  const measuredIndex = draft.number("bodyMassIndex");
  if (measuredIndex !== undefined && (momentOf(measuredIndex.sources[0]?.time) ?? 0) >= weighedAt) return;
  const heightAt = momentOf(height.sources[0]?.time) ?? 0;
  const born = patient && birthDayOf(patient)?.day;
  const wasAdult = born !== undefined && completedYears(born, heightAt) >= ADULT_YEARS;
  // A child outgrows a height; an adult's serves for years.
  if (!wasAdult && Math.abs(weighedAt - heightAt) > 30 * DAY_MS) return;
  const index = Number(weight.value) / (Number(height.value) / 100) ** 2;
  const [low, high] = CONCEPTS.bodyMassIndex.plausible;
  const sources = [...weight.sources, ...height.sources];
  if (index < low || index > high) {
    draft.note("bodyMassIndex", "weight and height give an implausible index: one of them is wrong", sources);
    return;
  }
  const rule = "weight (kg) / height (m)², latest of each";
  draft.add({ concept: "bodyMassIndex", value: index, origin: "derived", rule, sources });
}

/**
 * eGFR by CKD-EPI 2021: the one that the laboratory reported under that equation's code, or computed from creatinine
 * where that is newer, at the age on the day of the sample. Children have no value: the equation is for adults. Values
 * reported by other equations are told of, not used: they differ by up to a third.
 */
export function deriveEgfr(
  draft: TwinDraft,
  patient: Patient | undefined,
  readings: ReadonlyMap<string, readonly Reading[]>,
): void {
  const reported = draft.number("egfr");
  const creatinine = draft.number("creatinine");
  const sampledAt = momentOf(creatinine?.sources[0]?.time);
  const isReportedNewer = reported !== undefined && (momentOf(reported.sources[0]?.time) ?? 0) >= (sampledAt ?? 0);
  const sex = draft.features.get("sex")?.value;
  const born = patient && birthDayOf(patient)?.day;
  if (isReportedNewer) return;
  if (
    creatinine !== undefined &&
    sampledAt !== undefined &&
    born !== undefined &&
    (sex === "female" || sex === "male")
  ) {
    const age = completedYears(born, sampledAt);
    if (age >= ADULT_YEARS) {
      draft.add({
        concept: "egfr",
        value: egfrCreatinine2021({ age, sex, creatinine: Number(creatinine.value) }),
        origin: "derived",
        rule: "CKD-EPI 2021 from creatinine, age on the day of the sample and sex",
        sources: creatinine.sources,
      });
      return;
    }
  }
  const [other] = readings.get("egfr-other-equation") ?? [];
  if (other !== undefined && reported === undefined) {
    draft.note("egfr", "an eGFR by another or an unstated equation than CKD-EPI 2021 was not used", [other.source]);
  }
}

/** Urine albumin, mg/L, from which on the UKPDS counts albuminuria: Hayes AJ et al. 2013, doi:10.1007/s00125-013-2940-y. */
const ALBUMINURIA_MG_L = 50;

/**
 * Albuminuria by urine albumin; by a condition on record only where neither albumin nor its ratio was measured. It is
 * never taken as absent: nobody records that it was not there.
 */
export function deriveAlbuminuria(draft: TwinDraft, conditions: readonly Assertion[]): void {
  const measured = draft.number("urineAlbumin");
  const onRecord = conditions.filter(
    ({ sets, isActive, isCertain }) => sets.has("albuminuria") && isActive && isCertain,
  );
  if (measured !== undefined) {
    const rule = `urine albumin of ${ALBUMINURIA_MG_L} mg/L or more`;
    const value = Number(measured.value) >= ALBUMINURIA_MG_L;
    draft.add({ concept: "hasAlbuminuria", value, origin: "derived", rule, sources: measured.sources });
  } else if (onRecord.length > 0 && draft.number("urineAlbuminCreatinineRatio") === undefined) {
    const sources = sourcesOf(onRecord, "albuminuria");
    draft.add({ concept: "hasAlbuminuria", value: true, origin: "measured", rule: "active on record", sources });
  }
}

/** Years since the first record of diabetes, active or not since. */
export function deriveDiabetesDuration(draft: TwinDraft, conditions: readonly Assertion[]): void {
  if (draft.features.get("hasDiabetes")?.value !== true) return;
  const dated = conditions.filter(
    ({ sets, isCertain, began }) => sets.has("diabetes") && isCertain && began !== undefined,
  );
  const [first] = dated.toSorted((a, b) => (a.began ?? 0) - (b.began ?? 0));
  if (first?.began === undefined) return;
  const source = { ...first.source, code: first.sets.get("diabetes") ?? "" };
  const value = yearsBetween(first.began, draft.asOf);
  if (value > CONCEPTS.diabetesDuration.plausible[1]) {
    draft.note("diabetesDuration", "an implausible duration was left out: the onset is wrong", [source]);
    return;
  }
  draft.add({
    concept: "diabetesDuration",
    value,
    origin: "derived",
    rule: "years since the earliest onset, or else first record, of diabetes",
    sources: [source],
  });
}

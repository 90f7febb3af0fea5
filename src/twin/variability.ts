/**
 * Variability of systolic blood pressure, as QRISK3 asks it: the standard deviation of the readings of different days in
 * five years (Hippisley-Cox J et al. BMJ 2017;357:j2099, doi:10.1136/bmj.j2099). Of a day the latest reading counts.
 */
import { CONCEPTS } from "../concepts/index.ts";
import type { TwinDraft } from "./draft.ts";
import { usableValue } from "./quantities.ts";
import type { Reading } from "./readings.ts";

/** Latest readings that are looked at; the store is asked for as many. */
export const VARIABILITY_READINGS = 20;
/** The value set whose readings vary. */
export const VARIABILITY_SET = "systolic-blood-pressure";

const DAY_MS = 86_400_000;
const YEARS_5_MS = 5 * 365.25 * DAY_MS;
const LEAST_DAYS = 2;

/** Adds the sample standard deviation (n - 1) of two days or more. */
export function deriveSystolicVariability(draft: TwinDraft, readings: ReadonlyMap<string, readonly Reading[]>): void {
  const latest = (readings.get(VARIABILITY_SET) ?? []).slice(0, VARIABILITY_READINGS);
  const byDay = new Map<number, { readonly value: number; readonly reading: Reading }>();
  for (const reading of latest) {
    const value = usableValue(reading, "systolicBloodPressure");
    const day = Math.floor(reading.time / DAY_MS);
    if (typeof value === "string" || draft.asOf - reading.time > YEARS_5_MS || byDay.has(day)) continue;
    byDay.set(day, { value, reading });
  }
  if (byDay.size < LEAST_DAYS || !draft.features.has("systolicBloodPressure")) return;
  const days = [...byDay.values()];
  const mean = days.reduce((sum, { value }) => sum + value, 0) / days.length;
  const variance = days.reduce((sum, { value }) => sum + (value - mean) ** 2, 0) / (days.length - 1);
  const value = Math.sqrt(variance);
  const sources = days.map(({ reading }) => reading.source);
  if (value > CONCEPTS.systolicBloodPressureSd.plausible[1]) {
    draft.note("systolicBloodPressureSd", "readings that differ implausibly: one of them is wrong", sources);
    return;
  }
  draft.add({
    concept: "systolicBloodPressureSd",
    value,
    origin: "derived",
    rule: `standard deviation of the latest readings, of ${days.length} days in 5 years`,
    sources,
  });
}

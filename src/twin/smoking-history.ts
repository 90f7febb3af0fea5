/**
 * Smoking in the past, from the date of quitting. A date of which only the year or month is known is taken as its middle,
 * and said. Who is said to smoke after that date has not quit, and who never smoked cannot have: then there is no value.
 * An answer "current" from before the date is out of date, and the person a former smoker. Nothing is counted from the
 * dates of answers: between two of them nobody knows.
 */
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";
import type { FeatureSource } from "./state.ts";
import { intervalOf, momentOf, yearsBetween } from "./time.ts";

interface Quit {
  /** ms since 1970. */
  readonly at: number;
  readonly isAssumed: boolean;
  readonly source: FeatureSource;
}

/** Adds years since quitting, and settles the status where the date of quitting decides it. */
export function findSmokingHistory(draft: TwinDraft, readings: ReadonlyMap<string, readonly Reading[]>): void {
  const quit = quitDateIn(draft, readings.get("smoking-quit-date") ?? []);
  if (quit !== undefined && agreesWithStatus(draft, quit)) addYears(draft, quit);
  settleLifetime(draft);
}

function quitDateIn(draft: TwinDraft, readings: readonly Reading[]): Quit | undefined {
  for (const { element, source } of readings) {
    const interval = intervalOf(element.valueDateTime);
    const problem =
      interval === undefined
        ? "a date of quitting that is no date was left out"
        : interval.low > draft.asOf
          ? "a date of quitting in the future was left out"
          : undefined;
    if (interval === undefined || problem !== undefined) {
      draft.note("yearsSinceQuitting", problem ?? "", [source]);
      continue;
    }
    const isAssumed = interval.precision === "year" || interval.precision === "month";
    const middle = isAssumed ? (interval.low + interval.high) / 2 : interval.low;
    return { at: Math.min(middle, draft.asOf), isAssumed, source };
  }
  return undefined;
}

/** Whether the status is, or with this date becomes, that of a former smoker. */
function agreesWithStatus(draft: TwinDraft, { at, source }: Quit): boolean {
  const status = draft.features.get("smokingStatus");
  const sources = [source, ...(status?.sources ?? [])];
  if (status?.value === "former") return true;
  if (status?.value === "never") {
    draft.note("yearsSinceQuitting", "a date of quitting of someone who never smoked: left out", sources);
    return false;
  }
  // A condition of smoking that is active has no end, whenever it began.
  const isEarlierAnswer = status?.rule === "latest" && (momentOf(status.sources[0]?.time) ?? at) < at;
  if (status !== undefined && !isEarlierAnswer) {
    draft.note("yearsSinceQuitting", "a date of quitting of someone who is said to smoke now: left out", sources);
    return false;
  }
  if (status !== undefined) {
    draft.note("smokingStatus", "the latest answer says current smoker; quitting after it is on record", sources);
    draft.features.delete("qresearchSmoking");
  }
  const rule = "date of quitting on record, no later answer";
  draft.add({ concept: "smokingStatus", value: "former", origin: "derived", rule, sources: [source] });
  draft.add({ concept: "currentSmoker", value: false, origin: "derived", rule, sources: [source] });
  return true;
}

function addYears(draft: TwinDraft, { at, isAssumed, source }: Quit): void {
  const value = yearsBetween(at, draft.asOf);
  const age = draft.number("age")?.value;
  if (typeof age === "number" && value > age + 1) {
    draft.note("yearsSinceQuitting", "a date of quitting before birth was left out", [source]);
    return;
  }
  const rule = `years since the date of quitting${isAssumed ? ", taken as the middle of the year or month" : ""}`;
  draft.add({ concept: "yearsSinceQuitting", value, origin: "derived", rule, sources: [source] });
}

/** Years of smoking and years since cannot be more than those of life: one is wrong, and nothing says which. */
function settleLifetime(draft: TwinDraft): void {
  const duration = draft.number("smokingDuration");
  const since = draft.number("yearsSinceQuitting");
  const age = draft.number("age")?.value;
  if (duration === undefined || typeof age !== "number") return;
  if (Number(duration.value) + Number(since?.value ?? 0) <= age + 1) return;
  const message = "more years of smoking and since quitting than of life: left out";
  for (const feature of [duration, ...(since === undefined ? [] : [since])]) {
    draft.features.delete(feature.concept);
    draft.note(feature.concept, message, feature.sources);
  }
}

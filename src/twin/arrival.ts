/**
 * The first values of an emergency visit that began in the last 24 hours, as scores of injury ask them: of the first hour
 * from the arrival (a limit of ours), final, each with the minutes since the arrival in its rule. A visit or a reading of
 * which only the day is known does not tell what came first.
 */
import type { Encounter } from "@medplum/fhirtypes";
import type { TwinDraft } from "./draft.ts";
import { usableValue } from "./quantities.ts";
import type { Reading } from "./readings.ts";
import { intervalOf } from "./time.ts";
import { WINDOW_MS } from "./windows.ts";

/** Concepts that are the first value of another quantity: concept → id of the value set. */
export const ARRIVAL_SETS = {
  arrivalSystolicBloodPressure: "systolic-blood-pressure",
  arrivalRespiratoryRate: "respiratory-rate",
  arrivalGlasgowComaScale: "glasgow-coma-scale",
} as const;
type Arrival = keyof typeof ARRIVAL_SETS;

const EMERGENCY = "EMER";
const TAKES_PLACE = new Set(["arrived", "triaged", "in-progress", "onleave", "finished"]);
const FIRST_HOUR_MS = 3_600_000;

/** Adds the first values of the latest emergency visit. */
export function findArrival(
  draft: TwinDraft,
  encounters: readonly Encounter[],
  readings: ReadonlyMap<string, readonly Reading[]>,
): void {
  const arrivals = encounters.flatMap((encounter) => arrivalOf(encounter, draft.asOf) ?? []);
  if (arrivals.length === 0) return;
  const arrived = Math.max(...arrivals);
  for (const [name, set] of Object.entries(ARRIVAL_SETS) as [Arrival, string][]) {
    // entries of the table
    const early = (readings.get(set) ?? []).filter(
      ({ time, preliminary, source }) =>
        !preliminary && isTimed(source.time) && time >= arrived && time <= arrived + FIRST_HOUR_MS,
    );
    addFirst(draft, name, { arrived, early });
  }
}

const isTimed = (text: string | undefined): boolean => intervalOf(text)?.precision === "time";

function arrivalOf({ status, class: visitClass, partOf, period }: Encounter, asOf: number): number | undefined {
  if (visitClass?.code !== EMERGENCY || partOf !== undefined || !TAKES_PLACE.has(status ?? "")) return undefined;
  const start = isTimed(period?.start) ? intervalOf(period?.start)?.low : undefined;
  return start !== undefined && start <= asOf && start > asOf - WINDOW_MS ? start : undefined;
}

function addFirst(
  draft: TwinDraft,
  name: Arrival,
  { arrived, early }: { readonly arrived: number; readonly early: readonly Reading[] },
): void {
  const usable = early.flatMap((reading) => {
    const value = usableValue(reading, name);
    return typeof value === "string" ? [] : [{ value, reading }];
  });
  const time = Math.min(...usable.map(({ reading }) => reading.time));
  const [first, ...same] = usable.filter(({ reading }) => reading.time === time);
  if (first === undefined) return;
  if (same.some(({ value }) => value !== first.value)) {
    const sources = [first, ...same].map(({ reading }) => reading.source);
    draft.note(name, "two first values of the same time disagree: left out", sources);
    return;
  }
  draft.add({
    concept: name,
    value: first.value,
    origin: "measured",
    rule: `first of the emergency visit, ${Math.round((time - arrived) / 60_000)} minutes after arrival`,
    sources: [first.reading.source],
  });
}

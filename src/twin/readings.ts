/**
 * The readings of a patient: every value of an Observation or of one of its components that may count as of a time,
 * under the value sets that its code is in.
 *
 * An Observation counts when it is final, amended or corrected, or preliminary where nothing final is at hand; when it
 * is about the patient (no `focus`) and was not computed by this server; when its clinical time and, if given, its
 * `issued` are at or before the time asked for. One without any time is left out: nobody can say how old it is.
 */
import type { CodeableConcept, Observation, ObservationComponent } from "@medplum/fhirtypes";
import type { FeatureSource } from "./state.ts";
import { endOrStart, momentOf } from "./time.ts";
import type { ValueSetIndex } from "./value-set-index.ts";

/** One value that may count: the element that holds it, and what ranks it among others. Times in ms since 1970. */
export interface Reading {
  readonly element: Observation | ObservationComponent;
  readonly source: FeatureSource;
  readonly time: number;
  readonly issued: number;
  readonly id: string;
  readonly preliminary: boolean;
}

const FINAL = new Set(["final", "amended", "corrected"]);

/** The clinical time of an Observation as written. */
export function timeTextOf(observation: Observation): string | undefined {
  return (
    observation.effectiveDateTime ??
    observation.effectiveInstant ??
    endOrStart(observation.effectivePeriod) ??
    observation.effectiveTiming?.event?.toSorted().at(-1) ??
    observation.issued
  );
}

/** Readings by id of value set, best first: final, latest, then later issued, then higher id. */
export function readingsOf(
  observations: readonly Observation[],
  valueSets: ValueSetIndex,
  options: { readonly asOf: number; readonly referenceOf: (observation: Observation) => string },
): ReadonlyMap<string, readonly Reading[]> {
  const bySet = new Map<string, Reading[]>();
  const add = (observation: Observation, element: Observation | ObservationComponent) => {
    const sets = setsOf(element.code, valueSets);
    const frame = sets.size > 0 && holdsValue(element) ? frameOf(observation, options.asOf) : undefined;
    if (frame === undefined) return;
    const reference = options.referenceOf(observation);
    for (const [set, code] of sets) {
      const source = { reference, time: frame.timeText, code };
      const list = bySet.get(set);
      const reading = { element, source, id: observation.id ?? reference, ...frame.order };
      if (list === undefined) bySet.set(set, [reading]);
      else list.push(reading);
    }
  };
  for (const observation of observations) {
    add(observation, observation);
    for (const component of observation.component ?? []) add(observation, component);
  }
  for (const list of bySet.values()) list.sort(bestFirst);
  return bySet;
}

function frameOf(observation: Observation, asOf: number) {
  const preliminary = observation.status === "preliminary";
  if (!(preliminary || FINAL.has(observation.status ?? "")) || observation.focus?.length) return undefined;
  const timeText = timeTextOf(observation);
  const time = momentOf(timeText);
  const issued = momentOf(observation.issued);
  if (timeText === undefined || time === undefined || time > asOf || (issued ?? 0) > asOf) return undefined;
  return { timeText, order: { time, issued: issued ?? 0, preliminary } };
}

const NO_SETS: ReadonlyMap<string, string> = new Map();

/** Ids of the value sets that hold one of the codings, each with the `system|code` that was matched. */
export function setsOf(concept: CodeableConcept | undefined, valueSets: ValueSetIndex): ReadonlyMap<string, string> {
  let found: Map<string, string> | undefined;
  for (const coding of concept?.coding ?? []) {
    for (const set of valueSets.setsOf(coding)) {
      found ??= new Map();
      if (!found.has(set)) found.set(set, `${coding.system ?? ""}|${coding.code ?? ""}`);
    }
  }
  return found ?? NO_SETS;
}

function holdsValue(element: Observation | ObservationComponent): boolean {
  return element.dataAbsentReason === undefined && Object.keys(element).some((key) => key.startsWith("value"));
}

function bestFirst(a: Reading, b: Reading): number {
  return (
    Number(a.preliminary) - Number(b.preliminary) ||
    b.time - a.time ||
    b.issued - a.issued ||
    (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
  );
}

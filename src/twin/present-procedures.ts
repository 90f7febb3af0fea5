/**
 * What is being done to the patient at the time, or was in the last days, from Procedures: ventilation, dialysis. A
 * Procedure that is not on record makes nothing false.
 */
import type { Procedure } from "@medplum/fhirtypes";
import type { TwinDraft } from "./draft.ts";
import { setsOf } from "./readings.ts";
import type { FeatureSource } from "./state.ts";
import { intervalOf, momentOf } from "./time.ts";
import type { ValueSetIndex } from "./value-set-index.ts";

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** Dialyses of the past week from which on MELD counts them. */
const DIALYSES_A_WEEK = 2;

interface ReadingOf {
  readonly valueSets: ValueSetIndex;
  readonly referenceOf: (procedure: Procedure) => string;
}
interface Done {
  readonly procedure: Procedure;
  readonly source: FeatureSource;
}

/** Adds mechanical ventilation that is under way, and dialysis on two days of the past week. */
export function findPresentProcedures(draft: TwinDraft, procedures: readonly Procedure[], reading: ReadingOf): void {
  const ventilation = inSet("mechanical-ventilation", procedures, reading).filter(({ procedure }) =>
    isUnderWay(procedure, draft.asOf),
  );
  if (ventilation.length > 0) {
    draft.add({
      concept: "isMechanicallyVentilated",
      value: true,
      origin: "measured",
      rule: "a Procedure that is under way",
      sources: ventilation.map(({ source }) => source),
    });
  }
  findDialysis(draft, inSet("dialysis-session", procedures, reading));
}

function inSet(set: string, procedures: readonly Procedure[], { valueSets, referenceOf }: ReadingOf): readonly Done[] {
  return procedures.flatMap((procedure) => {
    const code = setsOf(procedure.code, valueSets).get(set);
    if (code === undefined) return [];
    const time = procedure.performedDateTime ?? procedure.performedPeriod?.start;
    return [
      { procedure, source: { reference: referenceOf(procedure), ...(time === undefined ? {} : { time }), code } },
    ];
  });
}

/** By its period, which must have begun and not ended; one without an end only while its status says so. */
function isUnderWay({ status, performedPeriod }: Procedure, asOf: number): boolean {
  const began = momentOf(performedPeriod?.start);
  const ended = momentOf(performedPeriod?.end);
  if (began === undefined || began > asOf || (status !== "in-progress" && status !== "completed")) return false;
  return ended === undefined ? status === "in-progress" : ended > asOf;
}

/** Sessions of different days: one written twice is one. */
function findDialysis(draft: TwinDraft, sessions: readonly Done[]): void {
  const recent = sessions.filter(({ procedure, source }) => {
    const at = momentOf(source.time);
    const isDone = procedure.status === "completed" || procedure.status === "in-progress";
    const isDated = ["day", "time"].includes(intervalOf(source.time)?.precision ?? "");
    return isDone && isDated && at !== undefined && at <= draft.asOf && draft.asOf - at <= WEEK_MS;
  });
  const days = new Map(recent.map(({ source }) => [source.time?.slice(0, "2026-01-01".length), source]));
  if (days.size < DIALYSES_A_WEEK) return;
  draft.add({
    concept: "hasDialysisTwiceInPastWeek",
    value: true,
    origin: "measured",
    rule: `dialysis on ${days.size} days of the past week`,
    sources: [...days.values()].toSorted((a, b) => (a.reference < b.reference ? -1 : 1)),
  });
}

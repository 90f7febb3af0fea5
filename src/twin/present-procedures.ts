/**
 * What is being done to the patient at the time, or was in the last days or during the stay in hospital, from Procedures:
 * ventilation, dialysis, any procedure that the hospital codes. A Procedure that is not on record makes nothing false.
 */
import type { Procedure } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import type { TwinDraft } from "./draft.ts";
import type { HospitalStay } from "./hospital-stays.ts";
import { setsOf } from "./readings.ts";
import type { FeatureSource } from "./state.ts";
import { intervalOf, momentOf } from "./time.ts";
import { systemOf, type ValueSetIndex } from "./value-set-index.ts";

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

/** Systems in which hospitals code procedures for billing, as the HOSPITAL score counts them (Donzé 2013). */
const HOSPITAL_CODES = new Set([
  "http://www.cms.gov/Medicare/Coding/ICD10",
  SYSTEM.icd9cm,
  `${SYSTEM.icd9cm}/procedure`,
]);
const isDone = ({ status }: Procedure): boolean => status === "completed" || status === "in-progress";

/** Adds mechanical ventilation that is under way, dialysis on two days of the past week, and a procedure of the stay. */
export function findPresentProcedures(
  draft: TwinDraft,
  procedures: readonly Procedure[],
  reading: ReadingOf & { readonly stay: HospitalStay | undefined },
): void {
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
  if (reading.stay !== undefined) findOfStay(draft, procedures, { ...reading, stay: reading.stay });
}

/** Sources named of one fact. */
const MAX_SOURCES = 5;

/** One that was done between admission and discharge, or the time asked for. */
function findOfStay(
  draft: TwinDraft,
  procedures: readonly Procedure[],
  { referenceOf, stay }: ReadingOf & { readonly stay: HospitalStay },
): void {
  const sources = procedures.flatMap((procedure) => {
    const time = procedure.performedDateTime ?? procedure.performedPeriod?.start;
    const done = intervalOf(time);
    const coding = procedure.code?.coding?.find((one) => HOSPITAL_CODES.has(systemOf(one) ?? ""));
    if (coding === undefined || done === undefined || time === undefined || !isDone(procedure)) return [];
    // A day counts where any of it is of the stay.
    if (done.high < stay.start || done.low > (stay.end ?? draft.asOf)) return [];
    return [{ reference: referenceOf(procedure), time, code: `${coding.system ?? ""}|${coding.code ?? ""}` }];
  });
  if (sources.length === 0) return;
  const named = sources.toSorted((a, b) => (a.reference < b.reference ? -1 : 1)).slice(0, MAX_SOURCES);
  const rule = "a procedure in ICD-10-PCS or ICD-9-CM during the present or last stay";
  draft.add({ concept: "hasProcedureDuringStay", value: true, origin: "measured", rule, sources: named });
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
function isUnderWay(procedure: Procedure, asOf: number): boolean {
  const { status, performedPeriod } = procedure;
  const began = momentOf(performedPeriod?.start);
  const ended = momentOf(performedPeriod?.end);
  if (began === undefined || began > asOf || !isDone(procedure)) return false;
  return ended === undefined ? status === "in-progress" : ended > asOf;
}

/** Sessions of different days: one written twice is one. */
function findDialysis(draft: TwinDraft, sessions: readonly Done[]): void {
  const recent = sessions.filter(({ procedure, source }) => {
    const at = momentOf(source.time);
    const isDated = ["day", "time"].includes(intervalOf(source.time)?.precision ?? "");
    return isDone(procedure) && isDated && at !== undefined && at <= draft.asOf && draft.asOf - at <= WEEK_MS;
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

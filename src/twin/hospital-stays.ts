/**
 * The present or last hospital stay and what came before it, from Encounters: its length, its urgency, earlier admissions
 * and emergency visits. Only visits on this record are counted, and each rule says so; a part of a stay (an intensive care
 * unit, the emergency department on the way in) is no stay and no visit of its own.
 * https://terminology.hl7.org/ValueSet-v3-ActEncounterCode.html
 */
import type { Encounter } from "@medplum/fhirtypes";
import { CONCEPTS } from "../concepts/index.ts";
import type { TwinDraft } from "./draft.ts";
import type { FeatureSource } from "./state.ts";
import { intervalOf, momentOf } from "./time.ts";

const INPATIENT = new Set(["IMP", "ACUTE", "NONAC"]);
const EMERGENCY = "EMER";
const TAKES_PLACE = new Set(["arrived", "triaged", "in-progress", "onleave", "finished"]);
/** Priority of the act, v3-ActPriority. */
const IS_URGENT: Readonly<Record<string, boolean>> = { EM: true, UR: true, A: true, EL: false, R: false };

const DAY_MS = 86_400_000;
/** A stay that ended longer ago is not the one that a score at discharge is about. */
const LAST_STAY_DAYS = 30;
const YEAR_DAYS = 365;
const HALF_YEAR_DAYS = 183;

interface Visit {
  readonly encounter: Encounter;
  readonly start: number;
  readonly end: number | undefined;
  readonly source: FeatureSource;
}

/** A stay in hospital: times in ms since 1970; `end` is undefined while it goes on. */
export type HospitalStay = Pick<Visit, "start" | "end">;

/** Adds what the scores of readmission ask of the stay that goes on, or ended in the last 30 days, and gives that stay. */
export function findHospitalStay(
  draft: TwinDraft,
  encounters: readonly Encounter[],
  referenceOf: (encounter: Encounter) => string,
): HospitalStay | undefined {
  const visits = encounters.flatMap((encounter) => visitOf(encounter, draft.asOf, referenceOf) ?? []);
  const stays = visits.filter(
    ({ encounter }) => INPATIENT.has(encounter.class?.code ?? "") && encounter.partOf === undefined,
  );
  const [index, ...earlier] = stays.toSorted(latestFirst);
  if (index === undefined || draft.asOf - (index.end ?? draft.asOf) > LAST_STAY_DAYS * DAY_MS) return undefined;
  const value = ((index.end ?? draft.asOf) - index.start) / DAY_MS;
  if (value > CONCEPTS.lengthOfStay.plausible[1]) {
    draft.note("lengthOfStay", "a stay of over ten years was left out: it was not closed", [index.source]);
    return undefined;
  }
  const rule = index.end === undefined ? "from admission to the time asked for" : "from admission to discharge";
  draft.add({ concept: "lengthOfStay", value, origin: "derived", rule, sources: [index.source] });
  findUrgency(draft, index);
  const emergencies = visits.filter(
    ({ encounter, end }) =>
      encounter.class?.code === EMERGENCY && encounter.partOf === undefined && (end ?? Infinity) < index.start - DAY_MS,
  );
  addCount(draft, "admissionsIn12Months", within(earlier, index.start, YEAR_DAYS), index);
  addCount(draft, "emergencyVisitsIn6Months", within(emergencies, index.start, HALF_YEAR_DAYS), index);
  return index;
}

const latestFirst = (a: Visit, b: Visit): number =>
  b.start - a.start || (a.source.reference < b.source.reference ? -1 : 1);

const within = (visits: readonly Visit[], before: number, days: number): readonly Visit[] =>
  visits.filter(({ start }) => start < before && before - start <= days * DAY_MS).toSorted(latestFirst);

/** A visit that has begun by the time; its end only where it is over by then and known to the day. */
function visitOf(encounter: Encounter, asOf: number, referenceOf: (encounter: Encounter) => string): Visit | undefined {
  const start = momentOf(encounter.period?.start);
  if (!TAKES_PLACE.has(encounter.status ?? "") || start === undefined || start > asOf) return undefined;
  const over = intervalOf(encounter.period?.end)?.low;
  const end = over !== undefined && over <= asOf ? over : undefined;
  // Finished without a time: nobody knows how long it was.
  if (encounter.status === "finished" && over === undefined) return undefined;
  const time = encounter.period?.start;
  return {
    encounter,
    start,
    end,
    source: { reference: referenceOf(encounter), ...(time === undefined ? {} : { time }) },
  };
}

function findUrgency(draft: TwinDraft, { encounter, source }: Visit): void {
  const codes = (encounter.priority?.coding ?? []).flatMap(({ code }) => IS_URGENT[code ?? ""] ?? []);
  const [value] = codes;
  if (value === undefined) return;
  const rule = "Encounter.priority of the stay";
  draft.add({ concept: "isUrgentAdmission", value, origin: "measured", rule, sources: [source] });
}

/** Sources named of one count. */
const MAX_SOURCES = 10;

function addCount(
  draft: TwinDraft,
  concept: "admissionsIn12Months" | "emergencyVisitsIn6Months",
  visits: readonly Visit[],
  index: Visit,
): void {
  draft.add({
    concept,
    value: visits.length,
    origin: visits.length > 0 ? "derived" : "absent",
    rule: "before the present or last stay, on this record; visits elsewhere are not known",
    sources: [index, ...visits.slice(0, MAX_SOURCES - 1)].map(({ source }) => source),
  });
}

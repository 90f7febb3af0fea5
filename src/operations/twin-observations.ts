/**
 * Which Observations of a stored patient a twin is made from: of every code the latest few; of systolic pressure more, for
 * its variability; and of what models ask the worst of a day, all of the last 24 hours where there are more.
 */
import type { Observation, ObservationComponent, Resource } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { GENOMIC_LOINC } from "../genomics/observations.ts";
import { parseJson } from "../json.ts";
import { OPEN_TIME, type Store, type StoredVersion } from "../storage/port.ts";
import { SIGN_SETS } from "../twin/reported-signs.ts";
import { siteCodes } from "../twin/site-quantities.ts";
import { VALUE_SETS } from "../twin/value-sets.ts";
import { VARIABILITY_READINGS, VARIABILITY_SET } from "../twin/variability.ts";
import { WINDOW_MS, WINDOW_SETS } from "../twin/windows.ts";

/** Observations read per code: the latest may be unusable, the next ones then serve. */
const OBSERVATIONS_PER_CODE = 4;
/** Observations read per code where a day holds more than that: one in three minutes. */
const OBSERVATIONS_OF_A_DAY = 480;
/** Genomic Observations read per code: a gene may be told position by position. */
const GENOMIC_OBSERVATIONS = 200;
/** Value sets of Observations that list SNOMED CT codes too. */
const SNOMED_SETS = [
  "inspired-oxygen",
  "pack-years",
  "smoking-duration",
  "smoking-quit-date",
  "mmrc-dyspnoea",
  ...SIGN_SETS,
];
const OTHER_NAMES: Readonly<Record<string, string>> = {
  [SYSTEM.loinc]: "urn:oid:2.16.840.1.113883.6.1",
  [SYSTEM.snomed]: "urn:oid:2.16.840.1.113883.6.96",
};

/** `system|code`, and the same under the other name of the system. */
function underBothNames(code: string): readonly string[] {
  const [system = ""] = code.split("|");
  return [code, code.replace(system, OTHER_NAMES[system] ?? system)];
}

/** Codes of a system in the value sets, or in one, under both names of the system. */
const codesOf = (system: string, id?: string): readonly string[] =>
  VALUE_SETS.listed(system, id).flatMap(underBothNames);

interface Codes {
  readonly all: readonly string[];
  readonly varying: readonly string[];
  readonly genomic: readonly string[];
  readonly windowed: ReadonlySet<string>;
}
let codesRead: Codes | undefined;

function observationCodes(): Codes {
  codesRead ??= {
    all: [...codesOf(SYSTEM.loinc), ...SNOMED_SETS.flatMap((id) => codesOf(SYSTEM.snomed, id))],
    varying: codesOf(SYSTEM.loinc, VARIABILITY_SET),
    genomic: GENOMIC_LOINC.map((code) => `${SYSTEM.loinc}|${code}`),
    windowed: new Set(WINDOW_SETS.flatMap((id) => codesOf(SYSTEM.loinc, id))),
  };
  return codesRead;
}

/**
 * The Observations, and from when on they are all that is needed: mostly nothing on record is later than `asOf`, and then
 * the latest of all are the latest as of any later time too; otherwise those as of the time are read.
 */
export async function readObservations(
  store: Store,
  patientId: string,
  asOf: number,
): Promise<{ readonly resources: readonly Resource[]; readonly completeFrom: number }> {
  const newest = await latestObservations(store, patientId, OPEN_TIME);
  const completeFrom = Math.max(0, ...newest.map(latestTimeIn));
  if (completeFrom <= asOf) return { resources: newest, completeFrom };
  return { resources: await latestObservations(store, patientId, asOf), completeFrom: OPEN_TIME };
}

async function latestObservations(store: Store, patientId: string, asOf: number): Promise<readonly Resource[]> {
  const { all, varying, genomic } = observationCodes();
  const query = { patientId, types: ["Observation"], asOf };
  const read = await Promise.all([
    store.latest({ ...query, codes: [...all, ...siteCodes().flatMap(underBothNames)], count: OBSERVATIONS_PER_CODE }),
    store.latest({ ...query, codes: varying, count: VARIABILITY_READINGS }),
    store.latest({ ...query, codes: genomic, count: GENOMIC_OBSERVATIONS }),
  ]);
  const latest = unique(read.flat());
  const few = parsed(latest);
  const dayBegins = Math.max(0, ...few.map(latestTimeIn)) - WINDOW_MS;
  const crowded = crowdedCodes(few, dayBegins);
  if (crowded.length === 0) return few;
  const known = new Set(latest.map(({ id }) => id));
  const day = await store.latest({ ...query, codes: crowded, count: OBSERVATIONS_OF_A_DAY });
  const others = parsed(day.filter(({ id }) => !known.has(id)));
  return [...few, ...others.filter((resource) => latestTimeIn(resource) > dayBegins)];
}

/** Codes with a window of which as many as were read are of the last day, so that it may hold more. */
function crowdedCodes(resources: readonly Resource[], dayBegins: number): readonly string[] {
  const { windowed } = observationCodes();
  const counts = new Map<string, number>();
  for (const resource of resources) {
    if (resource.resourceType !== "Observation" || latestTimeIn(resource) <= dayBegins) continue;
    for (const code of codesIn(resource)) if (windowed.has(code)) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].filter(([, count]) => count >= OBSERVATIONS_PER_CODE).map(([code]) => code);
}

function codesIn(observation: Observation): ReadonlySet<string> {
  const elements: readonly (Observation | ObservationComponent)[] = [observation, ...(observation.component ?? [])];
  return new Set(
    elements.flatMap(({ code }) => code?.coding ?? []).map((coding) => `${coding.system ?? ""}|${coding.code ?? ""}`),
  );
}

const unique = (versions: readonly StoredVersion[]): readonly StoredVersion[] => [
  ...new Map(versions.map((version) => [version.id, version])).values(),
];

/** Versions of a store as resources; what it holds is valid. */
export const parsed = (versions: readonly StoredVersion[]): readonly Resource[] =>
  versions.flatMap((version) => (version.json === undefined ? [] : [parseJson(version.json) as Resource])); // as above

/** The latest instant that a resource's own times can mean, as far as the twin orders by them. */
function latestTimeIn(resource: Resource): number {
  if (resource.resourceType !== "Observation") return 0;
  const texts = [
    resource.effectiveDateTime,
    resource.effectiveInstant,
    resource.effectivePeriod?.start,
    resource.effectivePeriod?.end,
    resource.issued,
  ];
  return Math.max(0, ...texts.map((text) => (text === undefined ? 0 : Date.parse(text) || 0)));
}

/** The patients of `../shared/data` as Bundles, each with the time as of which it is looked at. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Bundle, Resource } from "@medplum/fhirtypes";

const DATA = resolve(import.meta.dirname, "../../../shared/data");

export interface CohortPatient {
  readonly bundle: Bundle;
  /** The last moment on the record, ms since 1970: later, everything would be too old for the models. */
  readonly asOf: number;
}
export interface Cohort {
  readonly name: string;
  readonly patients: () => Iterable<CohortPatient>;
}

/** The cohorts that are at hand; empty where the folder is not there. */
export function cohorts(): readonly Cohort[] {
  return [
    { name: "synthea-2019", patients: () => synthea("synthea-2019") },
    { name: "synthea-2020", patients: () => synthea("synthea-2020") },
    { name: "mimic-iv-demo", patients: mimic },
  ].filter(({ name }) => existsSync(join(DATA, name)));
}

function textOf(path: string): string {
  const bytes = readFileSync(path);
  return (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
}

function* synthea(folder: string): Iterable<CohortPatient> {
  const bundles = join(DATA, folder, "bundles");
  for (const file of readdirSync(bundles).sort()) {
    const bundle = JSON.parse(textOf(join(bundles, file))) as Bundle; // a transaction Bundle by its SOURCE.md
    const resources = (bundle.entry ?? []).flatMap(({ resource }) => resource ?? []);
    if (resources.some(({ resourceType }) => resourceType === "Patient")) yield patientOf(bundle, resources);
  }
}

/** The files are NDJSON by type; those that the twin does not read are left out. */
const MIMIC_TYPES = /^Mimic(Patient|Condition|Encounter|Observation|Medication|Procedure)/;

function* mimic(): Iterable<CohortPatient> {
  const folder = join(DATA, "mimic-iv-demo");
  const byOwner = new Map<string, Resource[]>();
  for (const file of readdirSync(folder).filter((name) => MIMIC_TYPES.test(name))) {
    for (const line of textOf(join(folder, file)).split("\n")) {
      if (line === "") continue;
      const resource = JSON.parse(line) as Resource; // one resource a line by its SOURCE.md
      const owner = ownerOf(resource);
      if (owner !== undefined) byOwner.set(owner, [...(byOwner.get(owner) ?? []), resource]);
    }
  }
  for (const resources of byOwner.values()) {
    if (!resources.some(({ resourceType }) => resourceType === "Patient")) continue;
    const entry = resources.map((resource) => ({ resource }));
    yield patientOf({ resourceType: "Bundle", type: "collection", entry }, resources);
  }
}

function ownerOf(resource: Resource): string | undefined {
  if (resource.resourceType === "Patient") return `Patient/${resource.id}`;
  return "subject" in resource && resource.subject && "reference" in resource.subject
    ? resource.subject.reference
    : undefined;
}

const patientOf = (bundle: Bundle, resources: readonly Resource[]): CohortPatient => ({
  bundle,
  asOf: Math.max(...resources.flatMap(timesOf)),
});

/** When something was seen or done to the person; recording and printing may come years later. */
function timesOf(resource: Resource): readonly number[] {
  const texts =
    resource.resourceType === "Observation"
      ? [resource.effectiveDateTime, resource.issued]
      : resource.resourceType === "Encounter"
        ? [resource.period?.end ?? resource.period?.start]
        : [];
  return texts.flatMap((text) => (text === undefined ? [] : Date.parse(text) || []));
}

/** The indexer: from a resource to what the store needs to find it by. */
import type { Resource } from "@medplum/fhirtypes";
import type { IndexEntry, Indexer, ResourceKey } from "../../storage/port.ts";
import { clinicalOf } from "./clinical.ts";
import { patientsOf, realmOf } from "./compartment.ts";
import { indexComposite } from "./composite.ts";
import { visitElements } from "./element-path.ts";
import { indexElement } from "./index-element.ts";
import { parameterOf, parametersOf, type SearchParameter } from "./parameters.ts";

/**
 * Computes the index entries of a resource for every search parameter of its type, each entry once, with its realm,
 * compartments and clinical statement. Never throws for a valid resource; an element that cannot be read (a date that is
 * none) has no entry.
 */
export const indexResource: Indexer = (resource) => {
  const realm = realmOf(resource);
  const entries = entriesOf(resource);
  const clinical = clinicalOf(resource);
  const patients = patientsOf(resource, realm, entries);
  return { realm, entries, patients, ...(clinical ? { clinical } : {}) };
};

function entriesOf(resource: Resource): IndexEntry[] {
  const entries: IndexEntry[] = [];
  let groups = 0;
  const nextGroup = () => groups++;
  for (const parameter of parametersOf(resource.resourceType).values()) {
    const start = entries.length;
    if (parameter.type === "composite") indexComposite(entries, parameter, resource, nextGroup);
    else indexSimple(entries, parameter, resource);
    if (entries.length > start + 1) dropRepeats(entries, start);
  }
  return entries;
}

function indexSimple(entries: IndexEntry[], { code, type, paths }: SearchParameter, resource: Resource): void {
  if (type === "composite") return;
  for (const path of paths) {
    visitElements(resource, path, (value, holder, key) =>
      indexElement(entries, code, type, { value, holder, key, path }),
    );
  }
}

/** Takes out what the entries from `start` on, all of one parameter, say twice: a name used and official, say. */
function dropRepeats(entries: IndexEntry[], start: number): void {
  const seen = new Set<string>();
  let end = start;
  for (let at = start; at < entries.length; at++) {
    const entry = entries[at] as IndexEntry; // at is below the length
    const text = identityOf(entry);
    if (seen.has(text)) continue;
    seen.add(text);
    entries[end++] = entry;
  }
  entries.length = end;
}

function identityOf(entry: IndexEntry): string {
  const place = `${entry.param}\n${entry.group ?? ""}\n`;
  switch (entry.kind) {
    case "token":
      return `${place}${entry.system}\n${entry.code}`;
    case "string":
    case "uri":
      return place + entry.value;
    case "date":
      return `${place}${entry.low}\n${entry.high}`;
    case "number":
      return `${place}${entry.value}\n${entry.low}\n${entry.high}`;
    case "quantity":
      return `${place}${entry.value}\n${entry.low}\n${entry.high}\n${entry.system}\n${entry.code}\n${entry.unit}`;
    case "reference":
      return `${place}${entry.type}/${entry.id}\n${entry.url}\n${entry.identifier?.system}\n${entry.identifier?.value}`;
  }
}

/** The resources on this server that a resource refers to through a search parameter, for `_include`. */
export function referencesOf(resource: Resource, param: string): readonly ResourceKey[] {
  const parameter = parameterOf(resource.resourceType, param);
  if (parameter?.type !== "reference") return [];
  const entries: IndexEntry[] = [];
  indexSimple(entries, parameter, resource);
  dropRepeats(entries, 0);
  return entries.flatMap((entry) =>
    entry.kind === "reference" && entry.type !== undefined && entry.id !== undefined
      ? [{ type: entry.type, id: entry.id }]
      : [],
  );
}

/**
 * In which patients' compartments a resource is: R4's https://hl7.org/fhir/R4/compartmentdefinition-patient.html, and a
 * rule of ours for what this server computes (`src/decisions/0003`): a twin's Device belongs to its `patient`, and what
 * has a twin as its subject to the Patients in its `focus`. Without our tag, neither grants anything.
 */
import type { Resource } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import type { IndexEntry, Realm } from "../../storage/port.ts";
import { compartmentParameters } from "./parameters.ts";

export function realmOf(resource: Resource): Realm {
  return resource.meta?.tag?.some(({ system }) => system === SYSTEM.tag) ? "computed" : "record";
}

/** @param entries those of the resource's reference parameters */
export function patientsOf(resource: Resource, realm: Realm, entries: readonly IndexEntry[]): string[] {
  const patients = new Set<string>();
  const params = compartmentParameters(resource.resourceType);
  const addFrom = (params: readonly string[]) => {
    for (const entry of entries) {
      if (entry.kind !== "reference" || entry.type !== "Patient" || entry.id === undefined) continue;
      if (params.includes(entry.param)) patients.add(entry.id);
    }
  };
  if (resource.resourceType === "Patient" && resource.id !== undefined) patients.add(resource.id);
  if (params.length > 0) addFrom(params);
  if (realm === "computed") {
    if (resource.resourceType === "Device") addFrom(["patient"]);
    const isAboutTwin = entries.some(
      (entry) => entry.kind === "reference" && entry.param === "subject" && entry.type === "Device",
    );
    if (isAboutTwin) addFrom(["focus"]);
  }
  return [...patients];
}

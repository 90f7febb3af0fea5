/** Stores the results of a prediction with their Provenance, in one write. */
import type { DetectedIssue, Observation, Provenance, Reference, RiskAssessment } from "@medplum/fhirtypes";
import { SYSTEM, TAG } from "../../codes.ts";
import { parseJson } from "../../json.ts";
import type { Store, StoredVersion } from "../../storage/port.ts";
import { SAFETY_MODEL_TEXT } from "./drug-safety-issues.ts";

type Prediction = RiskAssessment | Observation | DetectedIssue;
export type StoredPrediction = (Prediction | Provenance) & { readonly id: string };

/** Writes the resources and one Provenance of them all; gives them as stored, the Provenance last. */
export async function storeResults(
  store: Store,
  resources: readonly Prediction[],
  patientId: string,
): Promise<readonly StoredPrediction[]> {
  return store.write(async (tx) => {
    const stored: StoredPrediction[] = [];
    for (const resource of resources) stored.push(resourceIn(await tx.put({ ...resource, id: tx.newId() })));
    const provenance = provenanceOf({ targets: stored, resources, patientId, recorded: tx.at });
    stored.push(resourceIn(await tx.put({ ...provenance, id: tx.newId() })));
    return stored;
  });
}

const resourceIn = (version: StoredVersion): StoredPrediction => parseJson(version.json ?? "null") as StoredPrediction; // just written, and not a deletion

function provenanceOf(of: {
  readonly targets: readonly StoredPrediction[];
  readonly resources: readonly Prediction[];
  readonly patientId: string;
  readonly recorded: string;
}): Provenance {
  const sources = new Set(of.resources.flatMap(sourceReferences));
  return {
    resourceType: "Provenance",
    meta: { tag: [{ system: SYSTEM.tag, code: TAG.prediction }] },
    target: of.targets.map(({ resourceType, id }) => ({ reference: `${resourceType}/${id}` })),
    recorded: of.recorded,
    activity: { text: `Prediction by ${[...new Set(of.resources.flatMap(modelOf))].join(", ")}` },
    agent: [
      {
        type: { coding: [{ system: SYSTEM.provenanceParticipant, code: "assembler" }] },
        who: { display: "FHIR Twin, $predict" },
      },
    ],
    entity: [`Patient/${of.patientId}`, ...sources].map((reference) => ({ role: "source", what: { reference } })),
  };
}

function sourceReferences(resource: Prediction): readonly string[] {
  return referencesOf(resource).flatMap(({ reference }) =>
    reference === undefined || reference.startsWith("Patient/") || reference.startsWith("#") ? [] : [reference],
  );
}

function referencesOf(resource: Prediction): readonly Reference[] {
  switch (resource.resourceType) {
    case "RiskAssessment":
      return resource.basis ?? [];
    case "Observation":
      return resource.derivedFrom ?? [];
    case "DetectedIssue":
      return [...(resource.implicated ?? []), ...(resource.evidence ?? []).flatMap(({ detail = [] }) => detail)];
  }
}

function modelOf(resource: Prediction): readonly string[] {
  if (resource.resourceType === "DetectedIssue") return [SAFETY_MODEL_TEXT];
  return resource.method?.text === undefined ? [] : [resource.method.text];
}

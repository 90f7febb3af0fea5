/** A twin's state in the making: what each finder adds to, and may read what earlier ones found. */
import type { Patient, Resource } from "@medplum/fhirtypes";
import type { ConceptName } from "../concepts/index.ts";
import type { Feature, FeatureSource, Finding } from "./state.ts";

/** What a twin is made from. */
export interface TwinInput {
  readonly patient: Patient | undefined;
  /** Resources of this patient, in any order; Medications that they refer to among them. */
  readonly resources: readonly Resource[];
  /** Instant (ms since 1970) as of which the state is asked for. */
  readonly asOf: number;
  /** How a resource is referred to; `Type/id` (with its version if known) unless given. */
  readonly referenceOf?: (resource: Resource) => string;
}

/** Findings per concept; the data behind more of them are as bad as the first ones show. */
const FINDINGS_PER_CONCEPT = 3;

/** Features and findings as they come in; later finders read what earlier ones added. */
export class TwinDraft {
  readonly asOf: number;
  readonly features = new Map<ConceptName, Feature>();
  readonly findings: Finding[] = [];

  constructor(asOf: number) {
    this.asOf = asOf;
  }

  add(feature: Feature): void {
    this.features.set(feature.concept, feature);
  }

  /** Adds a finding, without any value of the patient in its message. */
  note(concept: ConceptName, message: string, sources: readonly FeatureSource[]): void {
    const already = this.findings.filter((finding) => finding.concept === concept).length;
    if (already < FINDINGS_PER_CONCEPT) this.findings.push({ concept, message, sources });
  }

  /** Value of a quantity already found. */
  number(concept: ConceptName): Feature | undefined {
    const feature = this.features.get(concept);
    return typeof feature?.value === "number" ? feature : undefined;
  }
}

/** `Observation/12`, with `/_history/n` where the version is known. */
export function versionedReference(resource: Resource): string {
  const version = resource.meta?.versionId;
  const reference = `${resource.resourceType}/${resource.id ?? ""}`;
  return version === undefined ? reference : `${reference}/_history/${version}`;
}

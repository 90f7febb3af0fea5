/**
 * The twin as FHIR: a Device that stands for it and an Observation that holds its state. The Observation is about the
 * twin (`subject`, `device`), which is about the Patient (`focus`), so that nobody reads it as a measurement.
 */
import type {
  Annotation,
  CodeableConcept,
  Coding,
  Device,
  Extension,
  Observation,
  ObservationComponent,
} from "@medplum/fhirtypes";
import { CANONICAL, EXTENSION, PROFILE, SYSTEM, TAG } from "../codes.ts";
import { type ConceptName, conceptOf } from "../concepts/index.ts";
import type { Feature, FeatureSource, TwinState } from "./state.ts";

/** Version of the rules by which a twin is made from a record. */
export const TWIN_VERSION = "1.0.0";

/** Codes of ours for the answers of concepts that have a closed list: `smokingStatus.never`. */
export const answerCode = (concept: ConceptName, answer: string): string => `${concept}.${answer}`;

const TWIN_TAG: Coding = { system: SYSTEM.tag, code: TAG.twin, display: "Digital twin" };
const TWIN_STATE: CodeableConcept = {
  coding: [{ system: SYSTEM.tag, code: "twin-state", display: "Digital twin state" }],
  text: "Digital twin state",
};

/** The Device that is the twin of a patient. */
export function twinDevice(ids: { readonly device: string; readonly patient: string }): Device {
  return {
    resourceType: "Device",
    id: ids.device,
    meta: { profile: [PROFILE.patientTwin], tag: [TWIN_TAG] },
    status: "active",
    deviceName: [{ name: "Digital twin", type: "user-friendly-name" }],
    type: { coding: [TWIN_TAG], text: "Digital twin" },
    version: [{ value: TWIN_VERSION }],
    patient: { reference: `Patient/${ids.patient}` },
  };
}

/** The state as an Observation; without ids it is about the patient of a Bundle that was given. */
export function twinObservation(
  state: TwinState,
  ids?: { readonly observation: string; readonly device: string; readonly patient: string },
): Observation {
  const twin =
    ids === undefined ? { display: "Digital twin of the data given" } : { reference: `Device/${ids.device}` };
  const components = [...state.features.values()].map(componentOf);
  const derivedFrom = observationReferences(state);
  const note = state.findings.map(
    (finding): Annotation => ({
      text: `${finding.concept}: ${finding.message}${wordsOf(finding.sources)}`,
    }),
  );
  const focus = ids?.patient ?? state.patientId;
  return {
    resourceType: "Observation",
    ...(ids === undefined ? {} : { id: ids.observation }),
    meta: { profile: [PROFILE.twinState], tag: [TWIN_TAG] },
    status: "final",
    category: [TWIN_STATE],
    code: TWIN_STATE,
    subject: twin,
    ...(focus === undefined ? {} : { focus: [{ reference: `Patient/${focus}` }] }),
    effectiveDateTime: state.asOf,
    ...(note.length === 0 ? {} : { note }),
    device: twin,
    ...(derivedFrom.length === 0 ? {} : { derivedFrom }),
    ...(components.length === 0
      ? { dataAbsentReason: { coding: [{ system: SYSTEM.dataAbsentReason, code: "unknown", display: "Unknown" }] } }
      : { component: components }),
  };
}

const wordsOf = (sources: readonly FeatureSource[]): string =>
  sources.length === 0 ? "" : ` (${sources.map((source) => source.reference).join(", ")})`;

function observationReferences(state: TwinState) {
  const references = new Set(
    [...state.features.values()].flatMap((feature) => feature.sources.map((source) => source.reference)),
  );
  // Observation.derivedFrom may refer to Observations only; the others are named by each component's extension.
  return [...references]
    .filter((reference) => reference.startsWith("Observation/"))
    .sort()
    .map((reference) => ({ reference }));
}

function componentOf(feature: Feature): ObservationComponent {
  return {
    extension: [sourceExtension(feature)],
    code: codeOf(feature.concept),
    ...valuePart(feature),
  };
}

function codeOf(name: ConceptName): CodeableConcept {
  const concept = conceptOf(name);
  const loinc = concept.kind === "quantity" && concept.loinc !== undefined ? concept.loinc : undefined;
  return {
    coding: [
      { system: SYSTEM.concept, code: name, display: concept.display },
      ...(loinc === undefined ? [] : [{ system: SYSTEM.loinc, code: loinc }]),
    ],
    text: concept.display,
  };
}

function valuePart({ concept: name, value }: Feature): Partial<ObservationComponent> {
  const concept = conceptOf(name);
  if (typeof value === "boolean") return { valueBoolean: value };
  if (typeof value === "number") {
    const unit = concept.kind === "quantity" ? concept.unit : "1";
    return { valueQuantity: { value, unit, system: SYSTEM.ucum, code: unit } };
  }
  const display = concept.kind === "code" ? (concept.values[value] ?? value) : value;
  return {
    valueCodeableConcept: {
      coding: [{ system: SYSTEM.concept, code: answerCode(name, value), display }],
      text: display,
    },
  };
}

/** Where the value comes from: profile `feature-source`, parts origin, rule, source, asFound. */
function sourceExtension(feature: Feature): Extension {
  const found = feature.asFound;
  return {
    url: EXTENSION.featureSource,
    extension: [
      { url: "origin", valueCode: feature.origin },
      { url: "rule", valueString: feature.rule },
      ...feature.sources.map((source) => ({ url: "source", extension: partsOf(source) })),
      ...(found === undefined
        ? []
        : [{ url: "asFound", valueString: found.unit === undefined ? found.value : `${found.value} ${found.unit}` }]),
    ],
  };
}

function partsOf(source: FeatureSource): Extension[] {
  const [system, code] = splitCode(source.code);
  return [
    { url: "reference", valueReference: { reference: source.reference } },
    ...(source.time === undefined ? [] : [{ url: "time", valueDateTime: source.time }]),
    ...(code === undefined ? [] : [{ url: "code", valueCoding: { ...(system ? { system } : {}), code } }]),
    ...(source.timeOf === undefined ? [] : [{ url: "timeOf", valueCode: source.timeOf }]),
    ...(source.status === undefined ? [] : [{ url: "status", valueCode: source.status }]),
    ...(source.dosage === undefined ? [] : [{ url: "dosage", valueDosage: source.dosage }]),
  ];
}

function splitCode(code: string | undefined): readonly [string | undefined, string | undefined] {
  const bar = code?.indexOf("|") ?? -1;
  return code === undefined || bar < 0
    ? [undefined, undefined]
    : [code.slice(0, bar), code.slice(bar + 1) || undefined];
}

/** Canonical URL of the operation that answers with the state. */
export const TWIN_OPERATION = `${CANONICAL}/OperationDefinition/twin`;

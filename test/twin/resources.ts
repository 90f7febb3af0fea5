/** Small resources for the tests of the twin: one patient, `Patient/p`, and what is on record of that patient. */
import type {
  CodeableConcept,
  Condition,
  Encounter,
  MedicationRequest,
  Observation,
  Patient,
  Quantity,
  Resource,
} from "@medplum/fhirtypes";
import type { ConceptName, ConceptValue } from "../../src/concepts/index.ts";
import type { TwinInput } from "../../src/twin/draft.ts";
import type { TwinState } from "../../src/twin/state.ts";
import { twinState } from "../../src/twin/twin-state.ts";

const UCUM = "http://unitsofmeasure.org";
export const LOINC = "http://loinc.org";
export const SNOMED = "http://snomed.info/sct";
export const RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm";
export const ATC = "http://www.whocc.no/atc";
export const AS_OF = Date.UTC(2026, 1, 1);

export const patient = (more: Partial<Patient> = {}): Patient => ({
  resourceType: "Patient",
  id: "p",
  gender: "female",
  birthDate: "1975-06-01",
  ...more,
});

export const coded = (system: string, code: string): CodeableConcept => ({ coding: [{ system, code }] });
const subject = { reference: "Patient/p" };
let count = 0;
const nextId = () => `r${++count}`;

export const observation = (code: string, more: Partial<Observation> = {}): Observation => ({
  resourceType: "Observation",
  id: nextId(),
  status: "final",
  code: coded(LOINC, code),
  subject,
  effectiveDateTime: "2026-01-10",
  ...more,
});

export const measured = (code: string, value: number, unit: string, more: Partial<Observation> = {}): Observation =>
  observation(code, { valueQuantity: inUnit(value, unit), ...more });

export const inUnit = (value: number, unit: string): Quantity => ({ value, unit, system: UCUM, code: unit });

export const condition = (system: string, code: string, more: Partial<Condition> = {}): Condition => ({
  resourceType: "Condition",
  id: nextId(),
  subject,
  code: coded(system, code),
  onsetDateTime: "2019-01-01",
  ...more,
});

/** A visit: it shows that someone keeps a record of the person. */
export const visit = (start: string): Encounter => ({
  resourceType: "Encounter",
  id: `visit-${start}`,
  status: "finished",
  class: { system: "http://terminology.hl7.org/CodeSystem/v3-ActCode", code: "AMB" },
  subject: { reference: "Patient/p" },
  period: { start, end: start },
});

export const status = (code: string): CodeableConcept =>
  coded("http://terminology.hl7.org/CodeSystem/condition-clinical", code);
export const verified = (code: string): CodeableConcept =>
  coded("http://terminology.hl7.org/CodeSystem/condition-ver-status", code);

export const request = (system: string, code: string, more: Partial<MedicationRequest> = {}): MedicationRequest => ({
  resourceType: "MedicationRequest",
  id: nextId(),
  status: "active",
  intent: "order",
  subject,
  authoredOn: "2025-12-01",
  medicationCodeableConcept: coded(system, code),
  ...more,
});

/** The state of the patient as of 1 February 2026 unless the input says otherwise. */
export const stateOf = (resources: readonly Resource[], more: Partial<TwinInput> = {}): TwinState =>
  twinState({ patient: patient(), resources, asOf: AS_OF, ...more });

export const valueIn = (state: TwinState, concept: ConceptName): ConceptValue | undefined =>
  state.features.get(concept)?.value;

export const messagesOf = (state: TwinState, concept: ConceptName): readonly string[] =>
  state.findings.filter((finding) => finding.concept === concept).map((finding) => finding.message);

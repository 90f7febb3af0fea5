/** Invariants of types and resources, by their keys. */
import { extended, type InvalidResource, observation, patient } from "./invalid-resource.ts";

const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';
const narrative = (div: string) => patient({ text: { status: "generated", div } });

export const INVALID_INVARIANTS: readonly InvalidResource[] = [
  // Invariants
  {
    title: "obs-6",
    resource: observation({ valueString: "7", dataAbsentReason: { text: "unknown" } }),
    code: "invariant",
    expression: "Observation",
    medplum: "sees",
  },
  {
    title: "obs-7",
    resource: observation({
      valueString: "7",
      code: { coding: [{ code: "a" }] },
      component: [{ code: { coding: [{ code: "a" }] } }],
    }),
    code: "invariant",
    expression: "Observation",
  },
  {
    title: "pat-1",
    resource: patient({ contact: [{ gender: "male" }] }),
    code: "invariant",
    expression: "Patient.contact[0]",
    medplum: "sees",
  },
  {
    title: "per-1",
    resource: {
      resourceType: "Encounter",
      status: "finished",
      class: { code: "AMB" },
      period: { start: "2020-01-02", end: "2020-01-01" },
    },
    code: "invariant",
    expression: "Encounter.period",
  },
  {
    title: "qty-3",
    resource: observation({ valueQuantity: { value: 1, code: "mg" } }),
    code: "invariant",
    expression: "Observation.valueQuantity",
  },
  {
    title: "ext-1, both",
    resource: extended({ valueString: "x", extension: [{ url: "a", valueString: "x" }] }),
    code: "invariant",
    expression: "Patient.extension[0]",
    medplum: "sees",
  },
  {
    title: "ext-1, neither",
    resource: extended({}),
    code: "invariant",
    expression: "Patient.extension[0]",
    medplum: "sees",
  },
  {
    title: "org-3, a rule of one element",
    resource: { resourceType: "Organization", name: "Clinic", telecom: [{ system: "phone", value: "1", use: "home" }] },
    code: "invariant",
    expression: "Organization.telecom[0]",
  },
  {
    title: "que-3, by FHIRPath and through a contentReference",
    resource: {
      resourceType: "Questionnaire",
      status: "draft",
      item: [{ linkId: "1", type: "group", item: [{ linkId: "2", type: "display", code: [{ code: "a" }] }] }],
    },
    code: "invariant",
    expression: "Questionnaire.item[0].item[0]",
  },
  {
    title: "sqty-1",
    resource: observation({ referenceRange: [{ low: { value: 1, comparator: "<" } }] }),
    code: "invariant",
    expression: "Observation.referenceRange[0].low",
  },
  {
    title: "ras-2, a probability above 100 %",
    resource: {
      resourceType: "RiskAssessment",
      status: "final",
      subject: { reference: "Patient/1" },
      prediction: [{ probabilityDecimal: 101 }],
    },
    code: "invariant",
    expression: "RiskAssessment.prediction[0]",
  },
  {
    title: "tim-1, in a type within a type",
    resource: {
      resourceType: "MedicationRequest",
      status: "active",
      intent: "order",
      subject: { reference: "Patient/1" },
      medicationCodeableConcept: { text: "x" },
      dosageInstruction: [{ timing: { repeat: { duration: 1 } } }],
    },
    code: "invariant",
    expression: "MedicationRequest.dosageInstruction[0].timing.repeat",
  },

  // Narrative
  {
    title: "txt-1: a script",
    resource: narrative(`<div ${XHTML}>a<script>alert(1)</script></div>`),
    code: "invariant",
    expression: "Patient.text.div",
  },
  {
    title: "txt-2: no content",
    resource: narrative(`<div ${XHTML}> </div>`),
    code: "invariant",
    expression: "Patient.text.div",
  },
];

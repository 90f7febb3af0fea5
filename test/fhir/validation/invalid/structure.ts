/** Names, JSON types, cardinality and choices: https://hl7.org/fhir/R4/json.html */
import { type InvalidResource, observation, patient } from "./invalid-resource.ts";

export const INVALID_STRUCTURE: readonly InvalidResource[] = [
  // Names
  {
    title: "an unknown element",
    resource: patient({ shoeSize: 43 }),
    code: "structure",
    expression: "Patient.shoeSize",
    medplum: "sees",
  },
  {
    title: "an unknown nested element",
    resource: patient({ name: [{ familie: "Chalmers" }] }),
    code: "structure",
    expression: "Patient.name[0].familie",
    medplum: "sees",
  },
  {
    title: "an unknown element in _birthDate",
    resource: patient({ birthDate: "1974-12-25", _birthDate: { id: "a", note: "x" } }),
    code: "structure",
    expression: "Patient._birthDate.note",
    medplum: "sees",
  },
  {
    title: "an underscore before a complex element",
    resource: patient({ _name: [{ id: "a" }] }),
    code: "structure",
    expression: "Patient._name",
  },
  {
    title: "a name that is no name, at the element that has it",
    resource: patient({ name: [{ "given name": "Peter" }] }),
    code: "structure",
    expression: "Patient.name[0]",
  },
  {
    title: "a key of Object's prototype",
    resource: JSON.parse('{"resourceType":"Patient","__proto__":{"active":true}}'),
    code: "structure",
    expression: "Patient.__proto__",
  },

  // JSON types and cardinality
  {
    title: "a string for a boolean",
    resource: patient({ active: "true" }),
    code: "structure",
    expression: "Patient.active",
    medplum: "sees",
  },
  {
    title: "a number for a string",
    resource: patient({ name: [{ family: 7 }] }),
    code: "structure",
    expression: "Patient.name[0].family",
    medplum: "sees",
  },
  {
    title: "a string for a decimal",
    resource: observation({ valueQuantity: { value: "7" } }),
    code: "structure",
    expression: "Observation.valueQuantity.value",
    medplum: "sees",
  },
  {
    title: "an object for an array",
    resource: patient({ name: { family: "Chalmers" } }),
    code: "structure",
    expression: "Patient.name",
    medplum: "sees",
  },
  {
    title: "an array for a single value",
    resource: patient({ birthDate: ["1974-12-25"] }),
    code: "structure",
    expression: "Patient.birthDate",
    medplum: "sees",
  },
  {
    title: "a string for an object",
    resource: observation({ subject: "Patient/1" }),
    code: "structure",
    expression: "Observation.subject",
  },
  {
    title: "null",
    resource: patient({ active: null }),
    code: "structure",
    expression: "Patient.active",
    medplum: "sees",
  },
  {
    title: "null in an array of objects",
    resource: patient({ name: [null] }),
    code: "structure",
    expression: "Patient.name[0]",
  },
  {
    title: "null for a value without extension",
    resource: patient({ name: [{ given: ["Peter", null] }] }),
    code: "structure",
    expression: "Patient.name[0].given[1]",
  },
  { title: "an empty array", resource: patient({ name: [] }), code: "structure", expression: "Patient.name" },
  { title: "an empty object", resource: patient({ name: [{}] }), code: "structure", expression: "Patient.name[0]" },
  {
    title: "an empty string",
    resource: patient({ name: [{ family: "" }] }),
    code: "value",
    expression: "Patient.name[0].family",
  },
  {
    title: "an element with an id only",
    resource: patient({ name: [{ id: "a" }] }),
    code: "invariant",
    expression: "Patient.name[0]",
  },
  {
    title: "a required element missing",
    resource: { resourceType: "Observation", status: "final" },
    code: "required",
    expression: "Observation.code",
    medplum: "sees",
  },
  {
    title: "a required primitive missing",
    resource: { resourceType: "Observation", code: { text: "Weight" } },
    code: "required",
    expression: "Observation.status",
    medplum: "sees",
  },
  {
    title: "a required choice missing",
    resource: {
      resourceType: "MedicationRequest",
      status: "active",
      intent: "order",
      subject: { reference: "Patient/1" },
    },
    code: "required",
    expression: "MedicationRequest.medication",
  },
  {
    title: "an extension without url",
    resource: patient({ extension: [{ valueString: "x" }] }),
    code: "required",
    expression: "Patient.extension[0].url",
    medplum: "sees",
  },
  {
    title: "extensions of a repeating value out of step",
    resource: patient({ name: [{ given: ["Peter", "James"], _given: [{ id: "a" }] }] }),
    code: "structure",
    expression: "Patient.name[0]._given",
  },

  // Choices
  {
    title: "a choice twice",
    resource: observation({ valueString: "7", valueInteger: 7 }),
    code: "structure",
    expression: "Observation.valueInteger",
  },
  {
    title: "a choice twice, once by extension",
    resource: observation({
      valueString: "7",
      _valueInteger: { extension: [{ url: "http://example.org/x", valueString: "x" }] },
    }),
    code: "structure",
    expression: "Observation._valueInteger",
  },
  {
    title: "a choice of a type that is not allowed",
    resource: observation({ valueMoney: { value: 7 } }),
    code: "structure",
    expression: "Observation.valueMoney",
    medplum: "sees",
  },
];

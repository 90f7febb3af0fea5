/** Formats and codes: https://hl7.org/fhir/R4/datatypes.html#primitive */
import { extended, type InvalidResource, observation, patient } from "./invalid-resource.ts";

export const INVALID_VALUES: readonly InvalidResource[] = [
  // Formats
  {
    title: "a month that does not exist",
    resource: patient({ birthDate: "1974-13-01" }),
    code: "value",
    expression: "Patient.birthDate",
    medplum: "sees",
  },
  {
    title: "a day that does not exist",
    resource: patient({ birthDate: "2023-02-30" }),
    code: "value",
    expression: "Patient.birthDate",
    medplum: "sees",
  },
  {
    title: "a word for a date",
    resource: patient({ birthDate: "yesterday" }),
    code: "value",
    expression: "Patient.birthDate",
    medplum: "sees",
  },
  {
    title: "a dateTime with time and without zone",
    resource: observation({ effectiveDateTime: "2020-01-01T10:00:00" }),
    code: "value",
    expression: "Observation.effectiveDateTime",
  },
  {
    title: "a dateTime without seconds",
    resource: observation({ effectiveDateTime: "2020-01-01T10:00Z" }),
    code: "value",
    expression: "Observation.effectiveDateTime",
  },
  {
    title: "an instant without time",
    resource: observation({ issued: "2020-01-01" }),
    code: "value",
    expression: "Observation.issued",
    medplum: "sees",
  },
  { title: "an id with a space", resource: patient({ id: "a b" }), code: "value", expression: "Patient.id" },
  {
    title: "an id of 65 characters",
    resource: patient({ id: "a".repeat(65) }),
    code: "value",
    expression: "Patient.id",
  },
  {
    title: "a uri with a space",
    resource: patient({ identifier: [{ system: "http://a b", value: "1" }] }),
    code: "value",
    expression: "Patient.identifier[0].system",
    medplum: "sees",
  },
  {
    title: "a code with a space at its end",
    resource: observation({ code: { coding: [{ code: "a " }] } }),
    code: "value",
    expression: "Observation.code.coding[0].code",
  },
  {
    title: "a positiveInt of 0",
    resource: extended({ valuePositiveInt: 0 }),
    code: "value",
    expression: "Patient.extension[0].valuePositiveInt",
    medplum: "sees",
  },
  {
    title: "an unsignedInt of -1",
    resource: extended({ valueUnsignedInt: -1 }),
    code: "value",
    expression: "Patient.extension[0].valueUnsignedInt",
    medplum: "sees",
  },
  {
    title: "an integer of 1.5",
    resource: extended({ valueInteger: 1.5 }),
    code: "value",
    expression: "Patient.extension[0].valueInteger",
    medplum: "sees",
  },
  {
    title: "an integer of 2^31",
    resource: extended({ valueInteger: 2 ** 31 }),
    code: "value",
    expression: "Patient.extension[0].valueInteger",
  },
  {
    title: "bad base64",
    resource: extended({ valueBase64Binary: "a%b=" }),
    code: "value",
    expression: "Patient.extension[0].valueBase64Binary",
    medplum: "sees",
  },
  {
    title: "a time of 24:00:00",
    resource: extended({ valueTime: "24:00:00" }),
    code: "value",
    expression: "Patient.extension[0].valueTime",
  },
  {
    title: "an oid without urn:oid:",
    resource: extended({ valueOid: "1.2.3" }),
    code: "value",
    expression: "Patient.extension[0].valueOid",
  },
  {
    title: "a uuid without urn:uuid:",
    resource: extended({ valueUuid: "87e11d66-c137-458a-9754-fe6c4e445a6d" }),
    code: "value",
    expression: "Patient.extension[0].valueUuid",
  },
  {
    title: "a control character",
    resource: patient({ name: [{ family: "Chal\u0000mers" }] }),
    code: "value",
    expression: "Patient.name[0].family",
  },
  {
    title: "half of a surrogate pair",
    resource: patient({ name: [{ family: "\ud83d" }] }),
    code: "value",
    expression: "Patient.name[0].family",
  },
  {
    title: "a string of more than 1 MB",
    resource: patient({ name: [{ family: "x".repeat(1024 * 1024 + 1) }] }),
    code: "value",
    expression: "Patient.name[0].family",
  },

  // Bindings
  {
    title: "a code outside a required value set",
    resource: patient({ gender: "man" }),
    code: "code-invalid",
    expression: "Patient.gender",
  },
  {
    title: "a status outside its value set",
    resource: observation({ status: "done" }),
    code: "code-invalid",
    expression: "Observation.status",
  },
  {
    title: "a use outside its value set",
    resource: patient({ identifier: [{ use: "primary", value: "1" }] }),
    code: "code-invalid",
    expression: "Patient.identifier[0].use",
  },
  {
    title: "a concept without a coding of its value set",
    resource: {
      resourceType: "AllergyIntolerance",
      patient: { reference: "Patient/1" },
      clinicalStatus: {
        coding: [{ system: "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", code: "gone" }],
      },
    },
    code: "code-invalid",
    expression: "AllergyIntolerance.clinicalStatus",
  },
];

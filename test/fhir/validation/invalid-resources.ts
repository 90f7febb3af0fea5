/**
 * One resource for each way of being wrong: what is due by the standard, and whether Medplum's validator sees it, too
 * (as an error or as a warning). The expected path and code are from reading the standard.
 */
import type { IssueCode } from "../../../src/errors.ts";

export interface InvalidResource {
  readonly title: string;
  readonly resource: unknown;
  readonly code: IssueCode;
  readonly expression: string | undefined;
  readonly medplum?: "sees";
}

const patient = (rest: object) => ({ resourceType: "Patient", ...rest });
const observation = (rest: object) => ({
  resourceType: "Observation",
  status: "final",
  code: { text: "Weight" },
  ...rest,
});
const extended = (value: object) => patient({ extension: [{ url: "http://example.org/x", ...value }] });
const bundle = (...entry: object[]) => ({ resourceType: "Bundle", type: "collection", entry });
const narrative = (div: string) => patient({ text: { status: "generated", div } });
const XHTML = 'xmlns="http://www.w3.org/1999/xhtml"';

function nested(depth: number): object {
  let extension: object = { url: "http://example.org/x", valueString: "deepest" };
  for (let level = 0; level < depth; level++) extension = { url: "http://example.org/x", extension: [extension] };
  return patient({ extension: [extension] });
}

export const INVALID_RESOURCES: readonly InvalidResource[] = [
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

  // References
  {
    title: "a reference to a type that is not allowed",
    resource: observation({ subject: { reference: "Medication/1" } }),
    code: "value",
    expression: "Observation.subject",
  },
  {
    title: "an absolute reference to a type that is not allowed",
    resource: observation({ subject: { reference: "https://example.org/fhir/Medication/1" } }),
    code: "value",
    expression: "Observation.subject",
  },
  {
    title: "a reference to an unknown type",
    resource: observation({ subject: { reference: "Chicken/1" } }),
    code: "value",
    expression: "Observation.subject.reference",
  },
  {
    title: "a reference without a type",
    resource: observation({ subject: { reference: "1" } }),
    code: "value",
    expression: "Observation.subject.reference",
  },
  {
    title: "a reference that contradicts its type",
    resource: observation({ subject: { reference: "Patient/1", type: "Device" } }),
    code: "value",
    expression: "Observation.subject.type",
  },
  {
    title: "a conditional reference to a type that is not allowed",
    resource: observation({ subject: { reference: "Medication?identifier=1" } }),
    code: "value",
    expression: "Observation.subject",
  },
  {
    title: "a urn that leads to a type that is not allowed",
    resource: bundle(
      {
        fullUrl: "urn:uuid:87e11d66-c137-458a-9754-fe6c4e445a6d",
        resource: { resourceType: "Medication", status: "active" },
      },
      { resource: observation({ subject: { reference: "urn:uuid:87e11d66-c137-458a-9754-fe6c4e445a6d" } }) },
    ),
    code: "value",
    expression: "Bundle.entry[1].resource.subject",
  },
  {
    title: "ref-1: a local reference to nothing",
    resource: observation({ subject: { reference: "#p1" } }),
    code: "invariant",
    expression: "Observation.subject",
  },

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
    medplum: "sees",
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

  // Contained resources and Bundles
  {
    title: "an unknown resourceType",
    resource: { resourceType: "Chicken" },
    code: "value",
    expression: "resourceType",
    medplum: "sees",
  },
  {
    title: "a resource type of a vendor",
    resource: { resourceType: "Bot" },
    code: "value",
    expression: "resourceType",
  },
  { title: "no resourceType", resource: { active: true }, code: "required", expression: "resourceType" },
  { title: "an array", resource: [], code: "structure", expression: undefined },
  {
    title: "an error in a contained resource",
    resource: patient({
      managingOrganization: { reference: "#o" },
      contained: [{ resourceType: "Organization", id: "o", name: 1 }],
    }),
    code: "structure",
    expression: "Patient.contained[0].name",
  },
  {
    title: "dom-2: contained in contained",
    resource: patient({
      managingOrganization: { reference: "#o" },
      contained: [
        {
          resourceType: "Organization",
          id: "o",
          name: "x",
          partOf: { reference: "#o" },
          contained: [{ resourceType: "Organization", id: "p", name: "x" }],
        },
      ],
    }),
    code: "invariant",
    expression: "Patient.contained[0].contained",
  },
  {
    title: "dom-3: contained for nothing",
    resource: patient({ contained: [{ resourceType: "Organization", id: "o", name: "x" }] }),
    code: "invariant",
    expression: "Patient.contained[0]",
  },
  {
    title: "dom-4: contained with a version",
    resource: patient({
      managingOrganization: { reference: "#o" },
      contained: [{ resourceType: "Organization", id: "o", name: "x", meta: { versionId: "1" } }],
    }),
    code: "invariant",
    expression: "Patient.contained[0].meta",
  },
  {
    title: "two contained resources with one id",
    resource: patient({
      managingOrganization: { reference: "#o" },
      contained: [
        { resourceType: "Organization", id: "o", name: "x" },
        { resourceType: "Organization", id: "o", name: "y" },
      ],
    }),
    code: "duplicate",
    expression: "Patient.contained[1].id",
  },
  {
    title: "an error in a Bundle entry",
    resource: bundle({ resource: patient({ active: true }) }, { resource: patient({ gender: "man" }) }),
    code: "code-invalid",
    expression: "Bundle.entry[1].resource.gender",
  },
  {
    title: "an error in a Parameters resource",
    resource: { resourceType: "Parameters", parameter: [{ name: "data", resource: patient({ gender: "man" }) }] },
    code: "code-invalid",
    expression: "Parameters.parameter[0].resource.gender",
  },
  {
    title: "a transaction entry without method",
    resource: {
      resourceType: "Bundle",
      type: "transaction",
      entry: [{ resource: patient({ active: true }), request: { url: "Patient" } }],
    },
    code: "required",
    expression: "Bundle.entry[0].request.method",
    medplum: "sees",
  },
  {
    title: "bdl-3: a transaction entry without request",
    resource: { resourceType: "Bundle", type: "transaction", entry: [{ resource: patient({ active: true }) }] },
    code: "invariant",
    expression: "Bundle.entry[0].request",
  },
  {
    title: "bdl-7: one fullUrl twice",
    resource: bundle(
      { fullUrl: "https://example.org/fhir/Patient/1", resource: patient({ id: "1" }) },
      { fullUrl: "https://example.org/fhir/Patient/1", resource: patient({ id: "1" }) },
    ),
    code: "invariant",
    expression: "Bundle.entry[1].fullUrl",
  },
  {
    title: "bdl-8: a fullUrl with a version",
    resource: bundle({ fullUrl: "https://example.org/fhir/Patient/1/_history/1", resource: patient({ id: "1" }) }),
    code: "invariant",
    expression: "Bundle.entry[0].fullUrl",
  },
  {
    title: "a fullUrl that disagrees with the id",
    resource: bundle({ fullUrl: "https://example.org/fhir/Patient/1", resource: patient({ id: "2" }) }),
    code: "value",
    expression: "Bundle.entry[0].fullUrl",
  },

  // Limits
  {
    title: "nesting of 120 extensions",
    resource: nested(120),
    code: "too-costly",
    expression: `Patient${".extension[0]".repeat(100)}`,
  },
];

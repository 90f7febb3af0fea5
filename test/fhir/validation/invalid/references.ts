/** References: https://hl7.org/fhir/R4/references.html */
import { bundle, type InvalidResource, observation } from "./invalid-resource.ts";

export const INVALID_REFERENCES: readonly InvalidResource[] = [
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
];

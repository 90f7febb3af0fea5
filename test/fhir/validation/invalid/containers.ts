/** Contained resources, Bundles and limits. */
import { bundle, type InvalidResource, patient } from "./invalid-resource.ts";

function nested(depth: number): object {
  let extension: object = { url: "http://example.org/x", valueString: "deepest" };
  for (let level = 0; level < depth; level++) extension = { url: "http://example.org/x", extension: [extension] };
  return patient({ extension: [extension] });
}

export const INVALID_CONTAINERS: readonly InvalidResource[] = [
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

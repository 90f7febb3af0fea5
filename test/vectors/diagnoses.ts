/** What the adapters of comorbidity indices share: a record of diagnoses in ICD-10, from which the twin finds the groups. */
import type { Bundle, Condition, Parameters, Patient } from "@medplum/fhirtypes";

const patient: Patient = { resourceType: "Patient", id: "vector" };

const conditionOf = (code: string, index: number): Condition => ({
  resourceType: "Condition",
  id: `vector-${index}`,
  subject: { reference: "Patient/vector" },
  code: { coding: [{ system: "http://hl7.org/fhir/sid/icd-10", code }] },
});

/** A call of `$predict` on the resources of a person with these diagnoses, codes without the dot. */
export function predictOnDiagnoses(
  model: string,
  codes: readonly string[],
): { readonly operation: "$predict"; readonly parameters: Parameters } {
  const record: Bundle = {
    resourceType: "Bundle",
    type: "collection",
    entry: [patient, ...codes.map(conditionOf)].map((resource) => ({ resource })),
  };
  return {
    operation: "$predict",
    parameters: {
      resourceType: "Parameters",
      parameter: [
        { name: "model", valueCode: model },
        { name: "data", resource: record },
      ],
    },
  };
}

/** The groups that count, in the order of the index. */
export const groupsOf = (detail: number | string | boolean | undefined): readonly string[] =>
  String(detail ?? "")
    .split(" ")
    .filter((group) => group !== "");

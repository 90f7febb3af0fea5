/** The Library of the checks of drug safety, beside those of the models: `GET /fhir/Library/drug-safety`. */
import type { Library } from "@medplum/fhirtypes";
import { CANONICAL, PROFILE, SYSTEM } from "../codes.ts";
import { DRUG_SAFETY } from "../drug-safety/metadata.ts";

/** The checks of drug safety: asked for as a risk model is, though they predict nothing. */
export function drugSafetyLibrary(): Library {
  const { id, version, title, population, intendedUse, wrongUse, licence, limits, sources, confidence } = DRUG_SAFETY;
  return {
    resourceType: "Library",
    id,
    meta: { profile: [PROFILE.modelLibrary] },
    url: `${CANONICAL}/Library/${id}`,
    version,
    name: "DrugSafety",
    title,
    status: "active",
    experimental: false,
    type: {
      coding: [
        { system: SYSTEM.libraryKind, code: "model", display: "Model" },
        { system: SYSTEM.libraryKind, code: "risk-model" },
        { system: SYSTEM.libraryType, code: "logic-library", display: "Logic Library" },
      ],
    },
    date: "2026-11-24",
    publisher: "FHIR Twin",
    description: `For: ${population}. Coefficients sha256 ${DRUG_SAFETY.tablesHash}. Confidence in the published rules: ${confidence}.`,
    purpose: intendedUse,
    usage: [wrongUse, ...limits].join("\n\n"),
    copyright: licence,
    relatedArtifact: sources.map(({ citation, doi }) => ({
      type: "citation" as const,
      citation,
      url: `https://doi.org/${doi}`,
    })),
    parameter: [
      {
        name: "proposedMedication",
        use: "in",
        min: 0,
        max: "1",
        type: "MedicationRequest",
        documentation: "A medication to check before it is ordered, in the part `resource` of the input",
      },
      {
        name: "qtProlongingDrugs",
        use: "in",
        min: 0,
        max: "1",
        type: "integer",
        documentation: "How many drugs in use prolong the QT interval, by the caller's own list: for Tisdale's score",
      },
      { name: "issue", use: "out", min: 0, max: "*", type: "DetectedIssue", documentation: "One per rule that is met" },
    ],
    dataRequirement: [
      { type: "MedicationRequest" },
      { type: "MedicationStatement" },
      { type: "MedicationDispense" },
      { type: "MedicationAdministration" },
      { type: "AllergyIntolerance" },
      { type: "Observation", codeFilter: [{ path: "code", code: GENOMIC_CODINGS }] },
    ],
  };
}

/** Genotype, haplotype, and effect on drug metabolism. */
const GENOMIC_CODINGS = ["84413-4", "84414-2", "53040-2"].map((code) => ({ system: SYSTEM.loinc, code }));

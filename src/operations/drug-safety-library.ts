/** The Library of the checks of drug safety, beside those of the models: `GET /fhir/Library/drug-safety`. */
import type { Library } from "@medplum/fhirtypes";
import { CANONICAL, PROFILE, SYSTEM } from "../codes.ts";
import { DRUG_SAFETY } from "../drug-safety/metadata.ts";
import { GENOMIC_LOINC } from "../genomics/observations.ts";
import { CREATININE_CODES, QTC_CODE } from "./predict/drug-safety-record.ts";

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
    relatedArtifact: sources.map((source) => ({
      type: "citation" as const,
      citation: source.citation,
      ...("doi" in source ? { url: `https://doi.org/${source.doi}` } : {}),
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
        documentation:
          "How many drugs in use prolong the QT interval, by the caller's own list: for Tisdale's score. Without it they are counted by a list from labels, which is not complete",
      },
      {
        name: "variantCallFile",
        use: "in",
        min: 0,
        max: "1",
        type: "Attachment",
        documentation:
          "Variant calls of the person in VCF (one sample; GRCh37 or GRCh38), gzipped or not, or as a string: alleles are called from it",
      },
      {
        name: "unlistedPositionsAreReference",
        use: "in",
        min: 0,
        max: "1",
        type: "boolean",
        documentation:
          "Whether positions of which neither the record nor the file says anything were tested and are reference. Without it no allele is called from silence",
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
      { type: "Observation", codeFilter: [{ path: "code", code: MEASURED_CODINGS }] },
    ],
  };
}

/** Genotype, haplotype, effect on drug metabolism, and variant. */
const GENOMIC_CODINGS = GENOMIC_LOINC.map((code) => ({ system: SYSTEM.loinc, code }));
/** Inputs of Cockcroft-Gault, CKD-EPI and Tisdale's score. */
const MEASURED_CODINGS = [...CREATININE_CODES, "29463-7", "2823-3", QTC_CODE].map((code) => ({
  system: SYSTEM.loinc,
  code,
}));

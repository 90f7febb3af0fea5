/**
 * Findings of drug safety as DetectedIssues, and what was checked as issues of an OperationOutcome. What a source suggests
 * is told in `mitigation` as information: nothing was done and nothing is ordered.
 * https://hl7.org/fhir/R4/detectedissue.html
 */
import type {
  CodeableConcept,
  DetectedIssue,
  MedicationRequest,
  Narrative,
  OperationOutcomeIssue,
  Patient,
  Reference,
} from "@medplum/fhirtypes";
import { CANONICAL, PROFILE, SYSTEM, TAG } from "../../codes.ts";
import type { FindingKind, SafetyFinding, SafetyNote, SafetyReport } from "../../drug-safety/contract.ts";
import { DRUG_SAFETY } from "../../drug-safety/metadata.ts";
import { PROPOSED } from "./drug-safety-record.ts";

const ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
/** https://hl7.org/fhir/R4/valueset-detectedissue-category.html */
const CATEGORY: Readonly<Record<FindingKind, { readonly code: string; readonly display: string }>> = {
  interaction: { code: "DRG", display: "Drug Interaction Alert" },
  pharmacogenomics: { code: "GEN", display: "Genetic Alert" },
  "opioid-dose": { code: "DOSEH", display: "High Dose Alert" },
  "kidney-dose": { code: "DOSECOND", display: "dosage-condition alert" },
  allergy: { code: "ALGY", display: "Allergy Alert" },
  intolerance: { code: "INT", display: "Intolerance Alert" },
  "qt-risk": { code: "OBSA", display: "Observation Alert" },
};

const DISCLAIMER =
  "Found by published rules in what is on record. Not a diagnosis and no order: a clinician or pharmacist judges it.";

/** Whom and when the issues are about. */
export interface SafetyCall {
  readonly patientId: string | undefined;
  readonly asOf: string;
  readonly proposal?: MedicationRequest | undefined;
}

/** A DetectedIssue per finding, without ids; the same report gives the same resources. */
export const detectedIssues = (report: SafetyReport, call: SafetyCall): readonly DetectedIssue[] =>
  report.findings.map((finding) => detectedIssue(finding, call));

function detectedIssue(finding: SafetyFinding, call: SafetyCall): DetectedIssue {
  const isAboutProposal = finding.implicated.includes(PROPOSED) && call.proposal !== undefined;
  const { url, text } = finding.source;
  return {
    resourceType: "DetectedIssue",
    meta: { profile: [PROFILE.drugSafetyIssue], tag: [{ system: SYSTEM.tag, code: TAG.prediction }] },
    text: narrativeOf(finding, call.asOf),
    ...(isAboutProposal && call.proposal ? { contained: [containedProposal(call.proposal, call)] } : {}),
    identifier: [{ system: `${CANONICAL}/drug-safety-rule`, value: finding.rule }],
    status: "final",
    code: { coding: [{ system: ACT_CODE, ...CATEGORY[finding.kind] }], text: finding.title },
    severity: finding.severity,
    patient: subjectOf(call),
    identifiedDateTime: call.asOf,
    implicated: finding.implicated.map((reference) => ({ reference })),
    evidence: [
      ...finding.evidence.map((evidence) => ({
        code: [{ text: evidence.text }],
        ...(evidence.references.length === 0
          ? {}
          : { detail: evidence.references.map((reference) => ({ reference })) }),
      })),
      { code: [modelConcept()] },
    ],
    detail: `${finding.detail} Source: ${text}. ${DISCLAIMER}`,
    ...(url === undefined ? {} : { reference: url }),
    ...(finding.suggestion === undefined
      ? {}
      : {
          mitigation: [
            { action: { text: `For information, of the source, neither done nor ordered: ${finding.suggestion}` } },
          ],
        }),
  };
}

/** The rules by version and hash of their tables, for a reader. */
export const SAFETY_MODEL_TEXT = `${DRUG_SAFETY.title}; ${DRUG_SAFETY.id} version ${DRUG_SAFETY.version}, tables sha256 ${DRUG_SAFETY.tablesHash}`;

/** Which rules, in which version, found it. */
const modelConcept = (): CodeableConcept => ({
  coding: [{ system: SYSTEM.model, version: DRUG_SAFETY.version, code: DRUG_SAFETY.id, display: DRUG_SAFETY.title }],
  text: SAFETY_MODEL_TEXT,
});

const subjectOf = ({ patientId }: SafetyCall): Reference<Patient> =>
  patientId === undefined
    ? { type: "Patient", display: "The person described by the inputs of the call" }
    : { reference: `Patient/${patientId}` };

/** The proposed medication inside the issue, as little of it as tells what it is: it is stored nowhere else. */
function containedProposal(proposal: MedicationRequest, call: SafetyCall): MedicationRequest {
  const { medicationCodeableConcept, medicationReference } = proposal;
  const concept = medicationCodeableConcept ?? { text: medicationReference?.display ?? "Proposed medication" };
  return {
    resourceType: "MedicationRequest",
    id: PROPOSED.slice(1),
    status: "draft",
    intent: "proposal",
    subject: subjectOf(call),
    medicationCodeableConcept: concept,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const xml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

function narrativeOf(finding: SafetyFinding, asOf: string): Narrative {
  const parts = [
    `<p><b>${xml(finding.title)}</b>; ${finding.severity}; as of ${asOf.slice(0, 10)}.</p>`,
    `<p>${xml(finding.detail)}</p>`,
    finding.suggestion === undefined ? "" : `<p>For information, of the source: ${xml(finding.suggestion)}</p>`,
    `<p>Source: ${xml(finding.source.text)}.</p>`,
    `<p>${xml(DISCLAIMER)}</p>`,
  ];
  return { status: "generated", div: `<div xmlns="http://www.w3.org/1999/xhtml">${parts.join("")}</div>` };
}

/**
 * What was checked, what was found, and each thing that was not or could not be checked: as warnings where drug safety was
 * asked for by name. Beside other models what holds of every person is left to such a call.
 */
export function safetyOutcome(
  report: SafetyReport,
  { isNamed }: { readonly isNamed: boolean },
): readonly OperationOutcomeIssue[] {
  const { findings, medicationsChecked, rules, notes } = report;
  const found = findings.length === 0 ? "nothing was found" : `${findings.length} issue(s) found`;
  const more = isNamed ? "" : `; model=${DRUG_SAFETY.id} tells all that is not checked`;
  const message = `${DRUG_SAFETY.id}: checked ${medicationsChecked} medications against ${rules} rules; ${found}${more}`;
  const first: SafetyNote = { code: "informational", message, references: [] };
  const told = isNamed ? notes : notes.filter(({ references }) => references.length > 0);
  return [first, ...told].map((note) => issueOf(note, isNamed ? "warning" : "information"));
}

const issueOf = (
  { code, message, references }: SafetyNote,
  severity: "warning" | "information",
): OperationOutcomeIssue => ({
  severity: code === "incomplete" ? severity : "information",
  code,
  details: { coding: [{ system: SYSTEM.model, code: DRUG_SAFETY.id }], text: message },
  ...(references.length === 0 ? {} : { diagnostics: references.join(", ") }),
});

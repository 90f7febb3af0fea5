/**
 * What the twin found wrong with the data, as one DetectedIssue beside the twin's state: values left out, sources that
 * disagree, contradictions, what makes an absence unknowable. It is about the data, not about the person's health.
 * https://hl7.org/fhir/R4/detectedissue.html
 */
import type { DetectedIssue } from "@medplum/fhirtypes";
import { SYSTEM, TAG } from "../codes.ts";
import { conceptOf } from "../concepts/index.ts";
import type { Finding, TwinState } from "./state.ts";

const CODE = { system: SYSTEM.tag, code: "data-quality", display: "Data quality of the record" };

/** The issue of a stored twin with findings; undefined where there are none. */
export function twinQualityIssue(
  state: TwinState,
  ids: { readonly issue: string; readonly device: string; readonly patient: string },
): DetectedIssue | undefined {
  if (state.findings.length === 0) return undefined;
  const references = new Set(state.findings.flatMap(({ sources }) => sources.map(({ reference }) => reference)));
  return {
    resourceType: "DetectedIssue",
    id: ids.issue,
    meta: { tag: [{ system: SYSTEM.tag, code: TAG.twin, display: "Digital twin" }] },
    status: "final",
    code: { coding: [CODE], text: CODE.display },
    patient: { reference: `Patient/${ids.patient}` },
    identifiedDateTime: state.asOf,
    author: { reference: `Device/${ids.device}` },
    ...(references.size === 0 ? {} : { implicated: [...references].sort().map((reference) => ({ reference })) }),
    evidence: [...groups(state.findings).values()].map(evidenceOf),
    detail: "Found by rules in what is on record. It says nothing of the person's health.",
  };
}

/** Findings that say the same of the same resources are told once, with all their concepts. */
const groups = (findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> =>
  Map.groupBy(findings, ({ message, sources }) => [message, ...sources.map(({ reference }) => reference)].join("\n"));

function evidenceOf(findings: readonly Finding[]) {
  const [first] = findings;
  const coding = [...new Set(findings.map(({ concept }) => concept))].map((code) => ({
    system: SYSTEM.concept,
    code,
    display: conceptOf(code).display,
  }));
  const detail = (first?.sources ?? []).map(({ reference }) => ({ reference }));
  return { code: [{ coding, text: first?.message ?? "" }], ...(detail.length === 0 ? {} : { detail }) };
}

/** What the checks of drug safety take and give. Pure data: references are those of the record, times are decided before. */
import type { Dosage } from "@medplum/fhirtypes";

/** A medication in use, or perhaps in use, as of the time of the check, or one that is proposed. */
export interface MedicationInUse {
  /** `MedicationRequest/1`, or `#proposed`. */
  readonly reference: string;
  /** Which resource tells of it. */
  readonly from: "MedicationRequest" | "MedicationStatement" | "MedicationDispense" | "MedicationAdministration";
  /** For a reader: the text or display of the medication as recorded. */
  readonly display: string;
  /** Sets of `tables.ts` that hold one of its codes, each with the `system|code` that was matched. */
  readonly sets: ReadonlyMap<string, string>;
  /** False where it is open whether the drug is taken now (period over, status unknown). */
  readonly isCertain: boolean;
  /** Whether it has a RxNorm or ATC code at all; without one nothing can be checked. */
  readonly isReadable: boolean;
  /** Whether it has an ATC code. Without one, and with a RxNorm code of no set, its ingredient is not known. */
  readonly isClassified: boolean;
  readonly isProposed: boolean;
  readonly dosages: readonly Dosage[];
  /** Whether the resource is known to hold further ingredients. */
  readonly isCombination: boolean;
}

/** An allergy or intolerance that stands (neither refuted nor resolved). */
export interface AllergyOnRecord {
  readonly reference: string;
  readonly display: string;
  readonly isIntolerance: boolean;
  readonly isHighCriticality: boolean;
  readonly isConfirmed: boolean;
  /** Sets of `tables.ts` that hold one of its codes. */
  readonly sets: ReadonlyMap<string, string>;
  /** References of the medications in use that carry one of its codes, or an ATC code below one of its. */
  readonly sameCode: ReadonlySet<string>;
  /** Food, animals, pollen: nothing that a medication is checked against. */
  readonly isOfDrug: boolean;
}

export type Severity = "high" | "moderate" | "low";
export type FindingKind =
  | "interaction"
  | "pharmacogenomics"
  | "opioid-dose"
  | "kidney-dose"
  | "allergy"
  | "intolerance"
  | "qt-risk";

export interface SafetyFinding {
  readonly kind: FindingKind;
  /** Stable name of the rule: `onc-high-priority-ddi/11`. */
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly detail: string;
  /** The medications, as references. */
  readonly implicated: readonly string[];
  readonly evidence: readonly { readonly text: string; readonly references: readonly string[] }[];
  /** Where the rule is published. */
  readonly source: { readonly text: string; readonly url?: string };
  /** What the source suggests; told, never ordered. */
  readonly suggestion?: string;
}

/** What a reader must know beside the findings: something that was not checked, or checked without a finding. */
export interface SafetyNote {
  readonly code: "incomplete" | "informational";
  readonly message: string;
  readonly references: readonly string[];
}

export interface SafetyReport {
  readonly findings: readonly SafetyFinding[];
  readonly notes: readonly SafetyNote[];
  /** Medications of which the ingredient or class is known. */
  readonly medicationsChecked: number;
  readonly rules: number;
}

/** Findings and notes of one kind of rule. */
export interface CheckResult {
  readonly findings: readonly SafetyFinding[];
  readonly notes: readonly SafetyNote[];
}

/**
 * All checks of drug safety on one person's medications: interactions, pharmacogenomics, opioid dose, doses in kidney disease,
 * allergies, QT risk. Pure.
 * What is found and what could not be checked are both told, so that silence never reads as safety.
 */

import type { GenomicReading } from "../genomics/contract.ts";
import { ALLERGY_RULES, checkAllergies } from "./allergies.ts";
import type { AllergyOnRecord, MedicationInUse, SafetyFinding, SafetyNote, SafetyReport } from "./contract.ts";
import { checkInteractions, INTERACTION_RULES } from "./interactions.ts";
import { checkKidneyDoses, KIDNEY_RULES, type KidneyContext } from "./kidney-doses.ts";
import { checkOpioids, OPIOID_RULES, type OpioidContext } from "./opioids.ts";
import { checkPharmacogenomics, PHARMACOGENOMIC_RULES } from "./pharmacogenomics.ts";
import { checkQtRisk, QT_RULES, type QtContext } from "./qt-risk.ts";
import { isKnownDrug } from "./tables.ts";

export interface SafetyRecord {
  readonly medications: readonly MedicationInUse[];
  readonly allergies: readonly AllergyOnRecord[];
  readonly readings: readonly GenomicReading[];
  readonly context: OpioidContext & QtContext & KidneyContext;
  /** What was found out while the record was read. */
  readonly notes?: readonly SafetyNote[];
}

const ORDER = { high: 0, moderate: 1, low: 2 } as const;
/** Checks that readers may expect and that are not made, with the reason. */
const NOT_MADE: readonly SafetyNote[] = ["doses in children, pregnancy, duplicate therapy, food: not checked"].map(
  (message) => ({ code: "incomplete", message, references: [] }),
);

/** The report; findings by severity, then by rule. */
export function checkDrugSafety({ medications, allergies, readings, context, notes = [] }: SafetyRecord): SafetyReport {
  const results = [
    checkInteractions(medications),
    checkPharmacogenomics(medications, readings),
    checkOpioids(medications, context),
    checkKidneyDoses(medications, context),
    checkAllergies(medications, allergies),
    checkQtRisk(medications, context),
  ];
  return {
    findings: results.flatMap(({ findings }) => findings).toSorted(bySeverity),
    notes: [...unknownNotes(medications), ...notes, ...results.flatMap((result) => result.notes), ...NOT_MADE],
    medicationsChecked: medications.filter(isKnownDrug).length,
    rules: INTERACTION_RULES + PHARMACOGENOMIC_RULES + OPIOID_RULES + KIDNEY_RULES + ALLERGY_RULES + QT_RULES,
  };
}

const bySeverity = (a: SafetyFinding, b: SafetyFinding): number => ORDER[a.severity] - ORDER[b.severity];

function unknownNotes(medications: readonly MedicationInUse[]): readonly SafetyNote[] {
  const unknown = medications.filter((medication) => !isKnownDrug(medication));
  const uncoded = unknown.filter(({ isReadable }) => !isReadable);
  const unlisted = unknown.filter(({ isReadable }) => isReadable);
  const noteOf = (list: readonly MedicationInUse[], why: string): readonly SafetyNote[] =>
    list.length === 0
      ? []
      : [
          {
            code: "incomplete",
            message: `${list.length} medication(s) in use ${why}`,
            references: list.map(({ reference }) => reference),
          },
        ];
  return [
    ...noteOf(uncoded, "have no RxNorm or ATC code and were not checked"),
    ...noteOf(
      unlisted,
      "have a RxNorm code that the tables do not list, and no ATC code: they were checked by that code against allergies alone; whether they hold a drug of the other rules is not known",
    ),
  ];
}

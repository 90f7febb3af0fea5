/**
 * Allergies and intolerances on record against the medications in use: the same ingredient, the same class where a table
 * names it, the same code, or an ATC code below that of the allergy. Nothing is told of cross-reactivity between classes.
 */
import type { AllergyOnRecord, CheckResult, MedicationInUse, SafetyFinding } from "./contract.ts";
import { openUse } from "./interactions.ts";
import { TABLE_HASHES } from "./tables.ts";

/** Three ways in which an allergy and a medication can be of one substance. */
export const ALLERGY_RULES = 3;

export function checkAllergies(
  medications: readonly MedicationInUse[],
  allergies: readonly AllergyOnRecord[],
): CheckResult {
  const ofDrugs = allergies.filter(({ isOfDrug }) => isOfDrug);
  const findings = ofDrugs.flatMap((allergy) => {
    const matches = medications.flatMap((medication) => {
      const match = matchOf(allergy, medication);
      return match === undefined ? [] : [{ medication, match }];
    });
    return matches.length === 0 ? [] : [findingOf(allergy, matches)];
  });
  const unread = ofDrugs.filter(({ sets, sameCode }) => sets.size === 0 && sameCode.size === 0);
  return {
    findings,
    notes: unread.map(({ reference, isIntolerance }) => ({
      code: "incomplete",
      message: `an ${isIntolerance ? "intolerance" : "allergy"} was compared by its own code alone: no table has its ingredient or class`,
      references: [reference],
    })),
  };
}

interface Match {
  readonly medication: MedicationInUse;
  readonly match: { readonly rule: "same-ingredient" | "same-class" | "same-code"; readonly what: string };
}

function matchOf(allergy: AllergyOnRecord, medication: MedicationInUse): Match["match"] | undefined {
  const shared = [...allergy.sets.keys()].filter((set) => medication.sets.has(set));
  // A drug stands for itself; a class counts only where the allergy is to the class and not to one drug of it.
  const drug = shared.find((set) => set.startsWith("drug:"));
  if (drug !== undefined)
    return { rule: "same-ingredient", what: `the same ingredient, ${drug.slice("drug:".length)}` };
  const isToOneDrug = [...allergy.sets.keys()].some((set) => set.startsWith("drug:"));
  const common = shared.find((set) => set.startsWith("class:"));
  if (common !== undefined) {
    const name = common.slice("class:".length);
    return {
      rule: "same-class",
      what: isToOneDrug ? `another drug of the same class, ${name}` : `a drug of the class ${name}`,
    };
  }
  return allergy.sameCode.has(medication.reference)
    ? { rule: "same-code", what: "a drug with the code of the allergy, or of an ATC group that it names" }
    : undefined;
}

function findingOf(allergy: AllergyOnRecord, matches: readonly Match[]): SafetyFinding {
  const [first] = matches;
  const medications = matches.map(({ medication }) => medication);
  const kind = allergy.isIntolerance ? "intolerance" : "allergy";
  const isLesser = allergy.isIntolerance && !allergy.isHighCriticality;
  return {
    kind,
    rule: `allergy-classes/${first?.match.rule ?? ""}`,
    severity: isLesser ? "moderate" : "high",
    title: `${capital(kind)} on record: ${allergy.display}`,
    detail: [
      `The record holds an ${kind} (${allergy.display}${allergy.isConfirmed ? "" : ", not marked as confirmed"}), and`,
      `${[...new Set(matches.map(({ medication, match }) => `${medication.display} is ${match.what}`))].join("; ")}.`,
      ...openUse(medications),
      "Cross-reactivity with other classes was not checked.",
    ].join(" "),
    implicated: medications.map(({ reference }) => reference),
    evidence: [
      { text: `${capital(kind)} as recorded: ${allergy.display}`, references: [allergy.reference] },
      {
        text: `Tables sha256 ${TABLE_HASHES.allergies} (classes) and ${TABLE_HASHES.drugs} (drugs).`,
        references: [],
      },
    ],
    source: { text: "The patient's record; classes of the ATC index" },
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Which coded answers mean which value: of classes, receptors, and questions that are answered yes or no. */
import { SYSTEM } from "../codes.ts";
import type { ConceptName, ConceptValue } from "../concepts/index.ts";
import { MORSE_SETS } from "./item-sets.ts";

/**
 * `system|code` of an answer → the concept's value. An answer without a code has a key as well: `points|15` for a number
 * without unit or an ordinal value, `boolean|true` for yes.
 */
export type Answers<Value extends ConceptValue = string> = Readonly<Record<string, Value>>;

/** New York Heart Association class: LOINC answers to 88020-3, and the SNOMED CT findings. */
const NYHA: Answers = {
  [`${SYSTEM.loinc}|LA28404-4`]: "I",
  [`${SYSTEM.loinc}|LA28405-1`]: "II",
  [`${SYSTEM.loinc}|LA28406-9`]: "III",
  [`${SYSTEM.loinc}|LA28407-7`]: "IV",
  [`${SYSTEM.snomed}|420300004`]: "I",
  [`${SYSTEM.snomed}|421704003`]: "II",
  [`${SYSTEM.snomed}|420913000`]: "III",
  [`${SYSTEM.snomed}|422293003`]: "IV",
};

/** Receptors of a tumour, as in the examples of mCODE. */
const RECEPTOR: Answers = {
  [`${SYSTEM.snomed}|10828004`]: "positive",
  [`${SYSTEM.snomed}|260385009`]: "negative",
};

/** Yes and no, of LOINC and SNOMED CT. */
export const YES_NO: Answers<boolean> = {
  [`${SYSTEM.loinc}|LA33-6`]: true,
  [`${SYSTEM.loinc}|LA32-8`]: false,
  [`${SYSTEM.snomed}|373066001`]: true,
  [`${SYSTEM.snomed}|373067005`]: false,
};

/** Yes and no, also as given by a questionnaire or by the points of the item. */
const yesForPoints = (points: number): Answers<boolean> => ({
  ...YES_NO,
  "boolean|true": true,
  "boolean|false": false,
  [`points|${points}`]: true,
  "points|0": false,
});

/** Answers of the Morse Fall Scale by their points, as Morse gives them (1989, doi:10.1017/S0714980800008576). */
const AMBULATORY_AID: Answers = { "points|0": "none", "points|15": "crutch-cane-walker", "points|30": "furniture" };
const GAIT: Answers = { "points|0": "normal", "points|10": "weak", "points|20": "impaired" };

/** Nottingham grade of a breast cancer: answers to LOINC 44648-4. A bare number may be the sum of 3 to 9 points instead. */
const NOTTINGHAM_GRADE: Answers<number> = {
  [`${SYSTEM.loinc}|LA27823-6`]: 1,
  [`${SYSTEM.loinc}|LA27824-4`]: 2,
  [`${SYSTEM.loinc}|LA27825-1`]: 3,
};

/** PLCO level by PRAPARE's answers to LOINC 82589-3; "more than high school" may be any of 3 to 6 and is not here. */
const EDUCATION: Answers<number> = {
  [`${SYSTEM.loinc}|LA30191-3`]: 1,
  [`${SYSTEM.loinc}|LA30192-1`]: 2,
};

/** Protein by test strip: LOINC's crosses, and the SNOMED CT findings as in Synthea. */
const DIPSTICK_PROTEIN: Answers = {
  [`${SYSTEM.loinc}|LA6577-6`]: "none-to-1",
  [`${SYSTEM.loinc}|LA11832-5`]: "none-to-1",
  [`${SYSTEM.loinc}|LA11841-6`]: "none-to-1",
  [`${SYSTEM.loinc}|LA11842-4`]: "2",
  [`${SYSTEM.loinc}|LA11843-2`]: "3",
  [`${SYSTEM.loinc}|LA11844-0`]: "4",
  [`${SYSTEM.snomed}|167275009`]: "none-to-1",
  [`${SYSTEM.snomed}|167276005`]: "2",
  [`${SYSTEM.snomed}|167277001`]: "3",
};

/** Concepts whose value is the latest answer that the table knows. */
export const CODED_ANSWERS: readonly (readonly [
  ConceptName,
  { readonly set: string; readonly answers: Answers<ConceptValue> },
])[] = [
  ["nyhaClass", { set: "nyha-class", answers: NYHA }],
  ["oestrogenReceptor", { set: "oestrogen-receptor", answers: RECEPTOR }],
  ["progesteroneReceptor", { set: "progesterone-receptor", answers: RECEPTOR }],
  ["her2", { set: "her2", answers: RECEPTOR }],
  ["tumourGrade", { set: "tumour-grade", answers: NOTTINGHAM_GRADE }],
  ["educationLevel", { set: "education-level", answers: EDUCATION }],
  ["dipstickProteinuria", { set: "dipstick-protein", answers: DIPSTICK_PROTEIN }],
  ["hasFallen", { set: MORSE_SETS.hasFallen, answers: yesForPoints(25) }],
  ["hasSecondaryDiagnosis", { set: MORSE_SETS.hasSecondaryDiagnosis, answers: yesForPoints(15) }],
  ["ambulatoryAid", { set: MORSE_SETS.ambulatoryAid, answers: AMBULATORY_AID }],
  ["hasIntravenousAccess", { set: MORSE_SETS.hasIntravenousAccess, answers: yesForPoints(20) }],
  ["gait", { set: MORSE_SETS.gait, answers: GAIT }],
  ["isForgetfulOfLimitations", { set: MORSE_SETS.isForgetfulOfLimitations, answers: yesForPoints(15) }],
];

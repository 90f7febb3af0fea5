/** Which coded answers mean which value: of classes, receptors, and questions that are answered yes or no. */
import { SYSTEM } from "../codes.ts";
import type { ConceptName, ConceptValue } from "../concepts/index.ts";

/** `system|code` of an answer → the concept's value. */
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

const YES_NO: Answers<boolean> = {
  [`${SYSTEM.loinc}|LA33-6`]: true,
  [`${SYSTEM.loinc}|LA32-8`]: false,
  [`${SYSTEM.snomed}|373066001`]: true,
  [`${SYSTEM.snomed}|373067005`]: false,
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
  ["hasFallen", { set: "fall-history", answers: YES_NO }],
];

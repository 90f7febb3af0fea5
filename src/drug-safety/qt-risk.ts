/**
 * Tisdale's score: risk of a long QT interval in people in hospital.
 *
 * Source      Tisdale JE et al. Circ Cardiovasc Qual Outcomes 2013;6:479-487. doi:10.1161/CIRCOUTCOMES.113.000152
 * Points      as below; 0 to 6 low, 7 to 10 moderate, 11 and over high
 * Population  adults in hospital. Not for: ruling out a risk.
 * Missing     nothing is imputed: what is not known makes a range of points, and the lower end is what is said to be.
 * Drugs       that prolong the QT interval: their number by the caller's own list; without one, those in use that
 *             `tables/qt-drugs.json` has by their label. That list is not complete (the one of CredibleMeds may not be
 *             handed on), so that its number is a least one, and none of it says nothing.
 */
import type { CheckResult, MedicationInUse, SafetyFinding } from "./contract.ts";
import { openUse } from "./interactions.ts";
import { drugSet, drugsIn, QT_DRUGS, TABLE_HASHES } from "./tables.ts";

/** Moderate and high. */
export const QT_RULES = 2;

export const QT_SOURCE = {
  citation:
    "Tisdale JE, Jaynes HA, Kingery JR, et al. Development and validation of a risk score to predict QT interval prolongation in hospitalized patients. Circ Cardiovasc Qual Outcomes 2013;6:479-487",
  doi: "10.1161/CIRCOUTCOMES.113.000152",
} as const;
const POINTS = {
  age: 1,
  female: 1,
  loopDiuretic: 1,
  lowPotassium: 2,
  longQtc: 2,
  acuteMyocardialInfarction: 2,
  oneDrug: 3,
  twoDrugsMore: 3,
  sepsis: 3,
  heartFailure: 3,
} as const;
const ADULT_FROM_YEARS = 18;
const AGE_FROM_YEARS = 68;
const POTASSIUM_UP_TO_MMOL_PER_L = 3.5;
const QTC_FROM_MS = 450;
const MODERATE_FROM = 7;
const HIGH_FROM = 11;
const LOOP_DIURETICS = ["furosemide", "torsemide", "bumetanide"];

/** What is known of the person; what is left out is not known. */
export interface QtContext {
  /** Number of drugs in use that prolong the QT interval, by the site's own list. */
  readonly qtProlongingDrugs?: number;
  readonly ageYears?: number;
  readonly isFemale?: boolean;
  readonly potassiumMmolPerL?: number;
  readonly qtcMs?: number;
  readonly hasHeartFailure?: boolean;
  readonly hasAcuteMyocardialInfarction?: boolean;
  readonly hasSepsis?: boolean;
}

interface Item {
  readonly name: string;
  readonly points: number;
  /** Undefined where it is not known. */
  readonly isSo: boolean | undefined;
}

/** How many drugs count, and which, by whose list. */
interface Counted {
  readonly count: number;
  /** Whether the list that they were counted by has all that count. */
  readonly isComplete: boolean;
  readonly how: string;
  /** The medications that are known to count; all in use where the caller gave a number alone. */
  readonly medications: readonly MedicationInUse[];
}

const LISTED = new Set(QT_DRUGS.rows.map(({ drug }) => drug));

function countOf(medications: readonly MedicationInUse[], given: number | undefined): Counted {
  if (given !== undefined) {
    return {
      count: given,
      isComplete: true,
      how: "the number of QT-prolonging drugs was given with the call and not checked; all medications in use are implicated",
      medications,
    };
  }
  const certain = medications.filter(({ isCertain }) => isCertain);
  const drugs = [...new Set(certain.flatMap(({ sets }) => drugsIn(sets)))]
    .filter((drug) => LISTED.has(drug))
    .toSorted();
  const how = `QT-prolonging drugs in use, by a list of ${LISTED.size} from labels that is not complete: ${drugs.length === 0 ? "none" : drugs.join(", ")}`;
  return {
    count: drugs.length,
    isComplete: false,
    how,
    medications: certain.filter(({ sets }) => drugsIn(sets).some((drug) => LISTED.has(drug))),
  };
}

export function checkQtRisk(medications: readonly MedicationInUse[], context: QtContext): CheckResult {
  const counted = countOf(medications, context.qtProlongingDrugs);
  if (!counted.isComplete && counted.count === 0) {
    const message = `QT risk (Tisdale): not checked, because no drug is known to count (${counted.how}); the input qtProlongingDrugs says how many there are by the site's own list`;
    return { findings: [], notes: [{ code: "incomplete", message, references: [] }] };
  }
  const refused = refusedBy(medications, context);
  if (refused !== undefined) {
    const message = `QT risk (Tisdale): not computed, because ${refused}`;
    return { findings: [], notes: [{ code: "incomplete", message, references: [] }] };
  }
  const items = itemsOf(medications, context, counted);
  const known = items.filter(({ isSo }) => isSo === true);
  const unknown = items.filter(({ isSo }) => isSo === undefined);
  const low = sum(known);
  const high = low + sum(unknown);
  const text = `Tisdale's score is ${low === high ? low : `at least ${low} and at most ${high}`} points${
    unknown.length === 0 ? "" : `; not known: ${unknown.map(({ name }) => name).join(", ")}`
  }`;
  if (counted.count === 0 || low < MODERATE_FROM) {
    const code = counted.count > 0 && high >= MODERATE_FROM ? "incomplete" : "informational";
    const bound = counted.count === 0 ? "no QT-prolonging drug is in use" : `under ${MODERATE_FROM} as far as is known`;
    return { findings: [], notes: [{ code, message: `QT risk: ${text}; ${bound}; ${counted.how}`, references: [] }] };
  }
  return { findings: [findingOf({ low, text, known, counted })], notes: [] };
}

function refusedBy(medications: readonly MedicationInUse[], { ageYears }: QtContext): string | undefined {
  if (medications.length === 0) return "no medication is on record or proposed";
  return ageYears !== undefined && ageYears < ADULT_FROM_YEARS ? "the score is for adults" : undefined;
}

const sum = (items: readonly Item[]): number => items.reduce((total, { points }) => total + points, 0);

function itemsOf(
  medications: readonly MedicationInUse[],
  context: QtContext,
  { count, isComplete }: Counted,
): readonly Item[] {
  const { ageYears, isFemale, potassiumMmolPerL, qtcMs } = context;
  const at = <T>(value: T | undefined, holds: (value: T) => boolean) =>
    value === undefined ? undefined : holds(value);
  return [
    { name: "one QT-prolonging drug", points: POINTS.oneDrug, isSo: count >= 1 || (isComplete ? false : undefined) },
    {
      name: "two or more QT-prolonging drugs",
      points: POINTS.twoDrugsMore,
      isSo: count >= 2 || (isComplete ? false : undefined),
    },
    {
      name: `age from ${AGE_FROM_YEARS} years`,
      points: POINTS.age,
      isSo: at(ageYears, (age) => age >= AGE_FROM_YEARS),
    },
    { name: "female sex", points: POINTS.female, isSo: isFemale },
    { name: "loop diuretic", points: POINTS.loopDiuretic, isSo: onLoopDiuretic(medications) },
    {
      name: `potassium up to ${POTASSIUM_UP_TO_MMOL_PER_L} mmol/L`,
      points: POINTS.lowPotassium,
      isSo: at(potassiumMmolPerL, (potassium) => potassium <= POTASSIUM_UP_TO_MMOL_PER_L),
    },
    { name: `QTc from ${QTC_FROM_MS} ms`, points: POINTS.longQtc, isSo: at(qtcMs, (qtc) => qtc >= QTC_FROM_MS) },
    {
      name: "acute myocardial infarction",
      points: POINTS.acuteMyocardialInfarction,
      isSo: context.hasAcuteMyocardialInfarction,
    },
    { name: "sepsis", points: POINTS.sepsis, isSo: context.hasSepsis },
    { name: "heart failure", points: POINTS.heartFailure, isSo: context.hasHeartFailure },
  ];
}

/** Taken, or not; not known where the codes of some medication do not say what it is. */
function onLoopDiuretic(medications: readonly MedicationInUse[]): boolean | undefined {
  const isOne = ({ sets }: MedicationInUse) => LOOP_DIURETICS.some((drug) => sets.has(drugSet(drug)));
  if (medications.some((medication) => medication.isCertain && isOne(medication))) return true;
  return medications.every((medication) => medication.isClassified && !isOne(medication)) ? false : undefined;
}

function findingOf(found: {
  readonly low: number;
  readonly text: string;
  readonly known: readonly Item[];
  readonly counted: Counted;
}): SafetyFinding {
  const { low, text, known, counted } = found;
  const { how, medications, isComplete } = counted;
  const isHigh = low >= HIGH_FROM;
  return {
    kind: "qt-risk",
    rule: `tisdale/${isHigh ? HIGH_FROM : MODERATE_FROM}`,
    severity: isHigh ? "high" : "moderate",
    title: `${isHigh ? "High" : "At least moderate"} risk of a long QT interval`,
    detail: [`${text}. Counted: ${how}. The score is for adults in hospital.`, ...openUse(medications)].join(" "),
    implicated: medications.map(({ reference }) => reference),
    evidence: [
      { text: `Counted: ${known.map(({ name, points }) => `${name} ${points}`).join("; ")}.`, references: [] },
      ...(isComplete
        ? []
        : [{ text: `List of drugs sha256 ${TABLE_HASHES.qtDrugs}. ${sourcesOf(medications)}`, references: [] }]),
    ],
    source: { text: QT_SOURCE.citation, url: `https://doi.org/${QT_SOURCE.doi}` },
  };
}

/** Why each drug counts, with its confidence. */
function sourcesOf(medications: readonly MedicationInUse[]): string {
  const drugs = new Set(medications.flatMap(({ sets }) => drugsIn(sets)));
  return QT_DRUGS.rows
    .filter(({ drug }) => drugs.has(drug))
    .map(({ drug, source, confidence }) => `${drug}: ${source} (confidence ${confidence})`)
    .join("; ");
}

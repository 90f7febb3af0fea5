/**
 * Drugs in use against the kidney function at which their source limits use or dose (`tables/renal-doses.json`). What the
 * source has is told as information; whether the dose on record fits it is not judged.
 */
import type { CheckResult, MedicationInUse, SafetyFinding, SafetyNote, Severity } from "./contract.ts";
import { openUse } from "./interactions.ts";
import {
  drugSet,
  KIDNEY_DOSES,
  type KidneyAction,
  type KidneyBand,
  type KidneyMeasure,
  type KidneyRule,
  TABLE_HASHES,
  type TableSource,
} from "./tables.ts";

/** One per drug. */
export const KIDNEY_RULES: number = KIDNEY_DOSES.rows.length + 1;

/** Kidney function by an equation, or why there is none. */
export type KidneyFunction =
  | {
      readonly value: number;
      /** Equation and inputs, for a reader: `from creatinine 1.8 mg/dL of 2026-01-20 (12 days old) …`. */
      readonly inputs: string;
      readonly references: readonly string[];
    }
  | { readonly unknown: string };

export interface KidneyContext {
  /** Cockcroft-Gault in mL/min; CKD-EPI 2021 by creatinine in mL/min/1.73 m². */
  readonly kidney?: Readonly<Record<KidneyMeasure, KidneyFunction>>;
  /** What makes both uncertain: an old creatinine, one that moves. */
  readonly kidneyCautions?: readonly string[];
  readonly ageYears?: number;
  /** No older than Cockcroft-Gault takes them. */
  readonly bodyWeightKg?: number;
  readonly creatinineMgDl?: number;
  /** Of the weight and the creatinine. */
  readonly kidneyReferences?: readonly string[];
}

const UNITS: Readonly<Record<KidneyMeasure, string>> = {
  "creatinine-clearance": "mL/min",
  egfr: "mL/min/1.73 m²",
};
const NAMES: Readonly<Record<KidneyMeasure, string>> = {
  "creatinine-clearance": "creatinine clearance (Cockcroft-Gault)",
  egfr: "eGFR (CKD-EPI 2021)",
};
/** How near to a limit is told: a share of it; a choice of ours. */
const NEAR = 0.1;

export function checkKidneyDoses(medications: readonly MedicationInUse[], context: KidneyContext): CheckResult {
  const results = [
    ...KIDNEY_DOSES.rows.map((rule) => checkRule(rule, usersOf(medications, rule.drug), context)),
    checkApixaban(medications, context),
  ];
  // What was not checked for want of a value is told as such; the cautions are for what was.
  const isUsed = results.some(
    ({ findings, notes }) => findings.length > 0 || notes.some(({ code }) => code === "informational"),
  );
  const cautions = isUsed ? (context.kidneyCautions ?? []) : [];
  return {
    findings: results.flatMap(({ findings }) => findings),
    notes: [
      ...results.flatMap(({ notes }) => notes),
      ...cautions.map((message) => note("incomplete", `dose in kidney disease: ${message}`, [])),
    ],
  };
}

/** One drug of the table in use, by the measure that its source names. */
function checkRule(rule: KidneyRule, users: readonly MedicationInUse[], context: KidneyContext): CheckResult {
  const { drug, measure, bands, note: remark, ...source } = rule;
  if (users.length === 0) return { findings: [], notes: [] };
  const found = context.kidney?.[measure] ?? { unknown: "no creatinine is known" };
  if ("unknown" in found) {
    const message = `dose in kidney disease: ${drug} not checked, because the ${NAMES[measure]} is not known: ${found.unknown}`;
    return { findings: [], notes: [note("incomplete", message, users)] };
  }
  const near = nearLimits(found.value, bands, UNITS[measure]);
  const told = `${NAMES[measure]} is ${rounded(found.value)} ${UNITS[measure]}`;
  const band = bands.find((one) => isWithin(found.value, one));
  if (band === undefined) {
    const message = `dose in kidney disease: ${drug}: the ${told}, at which the source has no limit${near}`;
    return { findings: [], notes: [note("informational", message, users)] };
  }
  const finding = findingOf({
    drug,
    users,
    action: band.action,
    says: `at ${limitsOf(band)} ${UNITS[measure]}: ${band.says}`,
    told: `${told}, ${found.inputs}${near}`,
    references: found.references,
    source,
    cautions: [...(context.kidneyCautions ?? []), ...(remark === undefined ? [] : [`of the rule: ${remark}`])],
  });
  return { findings: [finding], notes: [] };
}

const usersOf = (medications: readonly MedicationInUse[], drug: string): readonly MedicationInUse[] =>
  medications.filter(({ sets }) => sets.has(drugSet(drug)));

const isWithin = (value: number, { from, over, below, upTo }: KidneyBand): boolean =>
  (from === undefined || value >= from) &&
  (over === undefined || value > over) &&
  (below === undefined || value < below) &&
  (upTo === undefined || value <= upTo);

/** `30 or more and less than 50`. */
function limitsOf({ from, over, below, upTo }: KidneyBand): string {
  const low = from === undefined ? (over === undefined ? [] : [`more than ${over}`]) : [`${from} or more`];
  const high = below === undefined ? (upTo === undefined ? [] : [`up to ${upTo}`]) : [`less than ${below}`];
  return [...low, ...high].join(" and ");
}

function nearLimits(value: number, bands: readonly KidneyBand[], unit: string): string {
  const limits = new Set(bands.flatMap(({ from, over, below, upTo }) => [from, over, below, upTo]));
  const near = [...limits].flatMap((limit) =>
    limit !== undefined && Math.abs(value - limit) <= NEAR * limit ? [limit] : [],
  );
  return near.length === 0 ? "" : `; within ${NEAR * 100} % of the limit of ${near.join(" and ")} ${unit}`;
}

/** Three criteria of which two must hold, none of them a clearance. */
function checkApixaban(medications: readonly MedicationInUse[], context: KidneyContext): CheckResult {
  const { drug, ageFromYears, weightUpToKg, creatinineFromMgDl, criteria, action, says, ...source } =
    KIDNEY_DOSES.apixaban;
  const users = usersOf(medications, drug);
  if (users.length === 0) return { findings: [], notes: [] };
  const { ageYears, bodyWeightKg, creatinineMgDl } = context;
  const items = [
    { name: `age from ${ageFromYears} years`, isSo: ageYears === undefined ? undefined : ageYears >= ageFromYears },
    {
      name: `weight up to ${weightUpToKg} kg`,
      isSo: bodyWeightKg === undefined ? undefined : bodyWeightKg <= weightUpToKg,
    },
    {
      name: `creatinine from ${creatinineFromMgDl} mg/dL`,
      isSo: creatinineMgDl === undefined ? undefined : creatinineMgDl >= creatinineFromMgDl,
    },
  ];
  const met = items.filter(({ isSo }) => isSo === true).map(({ name }) => name);
  const open = items.filter(({ isSo }) => isSo === undefined).map(({ name }) => name);
  if (met.length >= criteria) {
    const told = `${met.length} of the 3 criteria hold: ${met.join(", ")}`;
    const { kidneyCautions: cautions = [], kidneyReferences: references = [] } = context;
    return { findings: [findingOf({ drug, users, action, says, told, references, source, cautions })], notes: [] };
  }
  const isOpen = met.length + open.length >= criteria;
  const message = isOpen
    ? `dose in kidney disease: ${drug} not checked, because it is not known: ${open.join(", ")}`
    : `dose in kidney disease: ${drug}: fewer than ${criteria} of the 3 criteria of its label hold`;
  return { findings: [], notes: [note(isOpen ? "incomplete" : "informational", message, users)] };
}

const SEVERITY: Readonly<Record<KidneyAction, Severity>> = {
  contraindicated: "high",
  avoid: "high",
  reduce: "moderate",
  monitor: "low",
};

function findingOf(found: {
  readonly drug: string;
  readonly users: readonly MedicationInUse[];
  readonly action: KidneyAction;
  readonly says: string;
  readonly told: string;
  readonly references: readonly string[];
  readonly source: TableSource;
  readonly cautions: readonly string[];
}): SafetyFinding {
  const { drug, users, action, says, told, references, source, cautions } = found;
  const { confidence, readIn } = source;
  return {
    kind: "kidney-dose",
    rule: `${KIDNEY_DOSES.id}/${drug.replaceAll(" ", "-")}/${action}`,
    severity: SEVERITY[action],
    title: `${drug} and kidney function: ${action}`,
    detail: [
      `Kidney function: ${told}.`,
      `The source has for ${drug} ${says}.`,
      ...cautions.map((caution) => `${capital(caution)}.`),
      ...openUse(users),
      "Whether the dose on record fits that was not judged; a label has more than this rule (indication, dialysis, other drugs).",
    ].join(" "),
    implicated: users.map(({ reference }) => reference),
    evidence: [
      { text: told, references },
      {
        text: `Table sha256 ${TABLE_HASHES.kidneyDoses}; confidence ${confidence}${readIn === undefined ? ": not read since it was written down, confirm before use" : `, read in ${readIn}`}.`,
        references: [],
      },
    ],
    source: { text: source.source },
    suggestion: `${drug} ${says}`,
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const rounded = (value: number): string => String(Math.round(value * 10) / 10);
const note = (code: SafetyNote["code"], message: string, users: readonly MedicationInUse[]): SafetyNote => ({
  code,
  message,
  references: users.map(({ reference }) => reference),
});

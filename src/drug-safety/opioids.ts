/**
 * The opioids in use as morphine milligram equivalents a day, by the model `opioid-mme` (CDC 2022), from the dosage
 * instructions. A missing dose or frequency is told, never guessed: the sum is then a lower bound and said to be one.
 */
import { metadata, OPIOID_MME } from "../models/medication/opioid-mme.ts";
import type { CheckResult, MedicationInUse, SafetyFinding, SafetyNote } from "./contract.ts";
import { type DailyAmount, dailyAmount } from "./daily-dose.ts";
import { drugSet, drugsIn, isCombinationCode, isKnownDrug, mgPerUnitOf, OPIOID_SET } from "./tables.ts";

/** Two: doses from 50 and from 90 equivalents a day. */
export const OPIOID_RULES = 2;

/** Drug of the tables → input of the model. */
const INPUTS = {
  codeine: "codeineDailyDose",
  fentanyl: "fentanylPatchRate",
  hydrocodone: "hydrocodoneDailyDose",
  hydromorphone: "hydromorphoneDailyDose",
  methadone: "methadoneDailyDose",
  morphine: "morphineDailyDose",
  oxycodone: "oxycodoneDailyDose",
  oxymorphone: "oxymorphoneDailyDose",
  tapentadol: "tapentadolDailyDose",
  tramadol: "tramadolDailyDose",
} as const;
type Opioid = keyof typeof INPUTS;
const isOpioid = (drug: string): drug is Opioid => drug in INPUTS;
/** Inputs of the model whose amounts are read here. */
export const OPIOID_INPUTS: readonly string[] = Object.values(INPUTS);
/** Opioids of the tables that have no factor. */
const WITHOUT_FACTOR = new Set(["meperidine", "alfentanil", "sufentanil", "remifentanil", "buprenorphine"]);

/** What else the guideline asks of the person, as far as it is known. */
export interface OpioidContext {
  readonly ageYears?: number;
  readonly isTreatedForOpioidUseDisorder?: boolean;
}

interface Use {
  readonly drug: Opioid;
  readonly medication: MedicationInUse;
  readonly daily: DailyAmount;
}

export function checkOpioids(medications: readonly MedicationInUse[], context: OpioidContext): CheckResult {
  const uses = usesOf(medications);
  const notes = notCounted(medications);
  if (uses.length === 0) return { findings: [], notes };
  const references = uses.map(({ medication }) => medication.reference);
  const excluded = excludedBy(context);
  if (excluded !== undefined) {
    return {
      findings: [],
      notes: [...notes, note("incomplete", `opioid dose: not computed, because ${excluded}`, references)],
    };
  }
  for (const { drug, medication, daily } of uses) {
    if (!("unknown" in daily)) continue;
    notes.push(
      note("incomplete", `opioid dose: ${drug} is not counted, because ${daily.unknown}`, [medication.reference]),
    );
  }
  const counted = uses.flatMap((use) => ("unknown" in use.daily ? [] : [{ ...use, daily: use.daily }]));
  if (counted.length === 0) return { findings: [], notes };
  const { total, hash } = equivalents(counted);
  const isLowerBound = notes.length > 0 || !medications.every(isKnownDrug);
  const text = `${isLowerBound ? "at least " : ""}${rounded(total)} morphine milligram equivalents a day`;
  const { from50, from90 } = thresholds(total);
  if (!from50)
    return { findings: [], notes: [...notes, note("informational", `opioid dose: ${text}, under 50`, references)] };
  return { findings: [findingOf({ counted, text, isHigh: from90, hash })], notes };
}

/** Amount a day of one opioid, in mg, or of a patch its rate in ug/h, over all that is in use of it. */
export interface OpioidDose {
  readonly input: (typeof INPUTS)[Opioid];
  readonly amount: number;
  readonly cautions: readonly string[];
  readonly references: readonly string[];
}

/**
 * The amounts a day of each opioid in use; and what leaves their sum open: an amount that is not known, a use that is open,
 * an opioid without factor. Buprenorphine is none of these: the model asks for it by itself.
 */
export function opioidDoses(medications: readonly MedicationInUse[]): {
  readonly doses: readonly OpioidDose[];
  readonly open: readonly { readonly why: string; readonly reference: string }[];
} {
  const uses = usesOf(medications);
  const unknown = uses.flatMap(({ drug, daily, medication: { reference } }) =>
    "unknown" in daily ? [{ why: `${drug}: ${daily.unknown}`, reference }] : [],
  );
  const uncounted = medications.flatMap(({ sets, isCertain, reference }) => {
    const drugs = drugsIn(sets);
    if (!isCertain) return drugs.filter(isOpioid).map((drug) => ({ why: `${drug}: its use now is open`, reference }));
    const without = drugs.filter((drug) => WITHOUT_FACTOR.has(drug) && drug !== "buprenorphine");
    const isOther = sets.has(OPIOID_SET) && !drugs.some((drug) => isOpioid(drug) || WITHOUT_FACTOR.has(drug));
    return [...without, ...(isOther ? ["an opioid"] : [])].map((drug) => ({
      why: `${drug}: it has no factor`,
      reference,
    }));
  });
  const counted = uses.flatMap((use) => ("unknown" in use.daily ? [] : [{ ...use, daily: use.daily }]));
  const doses = [...Map.groupBy(counted, ({ drug }) => drug)].map(([drug, ofDrug]) => ({
    input: INPUTS[drug],
    amount: ofDrug.reduce((sum, { daily }) => sum + daily.amount, 0),
    cautions: [...new Set(ofDrug.flatMap(({ daily }) => daily.cautions))],
    references: ofDrug.map(({ medication }) => medication.reference),
  }));
  return { doses, open: [...unknown, ...uncounted] };
}

/**
 * The opioids to be counted. Where a drug is ordered, what was dispensed, given or stated of it is the same drug again
 * and not counted; nor is a use that is open.
 */
function usesOf(medications: readonly MedicationInUse[]): readonly Use[] {
  const certain = medications.filter(({ isCertain }) => isCertain);
  const drugs = [...new Set(certain.flatMap(({ sets }) => drugsIn(sets)))].filter(isOpioid);
  return drugs.flatMap((drug) => {
    const users = certain.filter(({ sets }) => sets.has(drugSet(drug)));
    const from = ["MedicationRequest", "MedicationStatement", "MedicationDispense", "MedicationAdministration"].find(
      (type) => users.some((user) => user.from === type),
    );
    return users
      .filter((user) => user.from === from)
      .map((medication) => ({ drug, medication, daily: dailyAmount(medication.dosages, formOf(medication, drug)) }));
  });
}

function formOf(medication: MedicationInUse, drug: Opioid) {
  const code = medication.sets.get(drugSet(drug))?.split("|").at(-1) ?? "";
  const mgPerUnit = mgPerUnitOf(drug, code);
  return {
    ...(mgPerUnit === undefined ? {} : { mgPerUnit }),
    isCombination: medication.isCombination || isCombinationCode(drug, code) || drugsIn(medication.sets).length > 1,
    mayBePatch: drug === "fentanyl",
  };
}

/** What is not counted for other reasons than its dosage. */
function notCounted(medications: readonly MedicationInUse[]): SafetyNote[] {
  return medications.flatMap(({ sets, isCertain, reference }) => {
    const drugs = drugsIn(sets);
    const counted = drugs.filter(isOpioid);
    const open = isCertain ? [] : counted;
    const named = drugs.filter((drug) => WITHOUT_FACTOR.has(drug));
    const others = named.length === 0 && counted.length === 0 && sets.has(OPIOID_SET) ? ["an opioid"] : named;
    const told = (drug: string, why: string) =>
      note("incomplete", `opioid dose: ${drug} is not counted, because ${why}`, [reference]);
    return [
      ...open.map((drug) => told(drug, "its use now is open")),
      ...others.map((drug) => told(drug, "it has no factor")),
    ];
  });
}

function excludedBy({ ageYears, isTreatedForOpioidUseDisorder }: OpioidContext): string | undefined {
  if (isTreatedForOpioidUseDisorder === true) return "the factors are not for treatment of opioid use disorder";
  const [adult] = metadata.inputs.age.range;
  return ageYears !== undefined && ageYears < adult ? "the guideline is for adults" : undefined;
}

interface Counted extends Use {
  readonly daily: Exclude<DailyAmount, { unknown: string }>;
}

function equivalents(counted: readonly Counted[]): { readonly total: number; readonly hash: string } {
  const inputs: Record<string, number> = {};
  for (const { drug, daily } of counted) inputs[INPUTS[drug]] = (inputs[INPUTS[drug]] ?? 0) + daily.amount;
  const [result] = OPIOID_MME.compute(inputs);
  return { total: result?.measure?.value ?? Number.NaN, hash: OPIOID_MME.coefficientHash };
}

const CAUTION_FROM = 50;
const AVOID_FROM = 90;
const thresholds = (total: number) => ({ from50: total >= CAUTION_FROM - 1e-9, from90: total >= AVOID_FROM - 1e-9 });

function findingOf(found: {
  readonly counted: readonly Counted[];
  readonly text: string;
  readonly isHigh: boolean;
  readonly hash: string;
}): SafetyFinding {
  const { counted, text, isHigh, hash } = found;
  const cautions = counted.flatMap(({ drug, daily }) => daily.cautions.map((caution) => `${drug}: ${caution}.`));
  const [source] = metadata.sources;
  return {
    kind: "opioid-dose",
    rule: `${metadata.id}/${isHigh ? AVOID_FROM : CAUTION_FROM}`,
    severity: isHigh ? "high" : "moderate",
    title: `Opioid dose of ${text}`,
    detail: [`The opioids in use come to ${text}.`, ...new Set(cautions), ...metadata.limits].join(" "),
    implicated: [...new Set(counted.map(({ medication }) => medication.reference))],
    evidence: [
      {
        text: `${counted.map(({ drug, daily }) => `${drug} ${rounded(daily.amount)} ${daily.unit}`).join("; ")}. Model ${metadata.id} version ${metadata.version}, coefficients sha256 ${hash}.`,
        references: [...new Set(counted.map(({ medication }) => medication.reference))],
      },
    ],
    source: { text: source.citation, url: `https://doi.org/${source.doi}` },
    suggestion: isHigh
      ? "The guideline calls for avoiding doses from 90 equivalents a day, or for justifying them."
      : "The guideline calls for caution from 50 equivalents a day.",
  };
}

const rounded = (value: number): string => String(Math.round(value * 10) / 10);
const note = (code: SafetyNote["code"], message: string, references: readonly string[]): SafetyNote => ({
  code,
  message,
  references,
});

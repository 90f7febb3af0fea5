/**
 * Conditions of the twin, from Condition and Procedure resources.
 *
 * A Condition counts when it is confirmed or says nothing of its verification, has begun and was recorded at or before
 * the time asked for. Refuted ones and errors do not exist; suspected ones (unconfirmed, provisional, differential) make
 * the answer unknown where nothing confirmed decides it. Whether a concept means "ever" or "active now" is in the table.
 *
 * What is not on record is false only if the record says something of the patient at all and every condition in it has
 * a code that we can read: otherwise nobody knows, and it stays missing.
 */
import type { Age, CodeableConcept, Condition, Encounter, Procedure } from "@medplum/fhirtypes";
import { SYSTEM } from "../codes.ts";
import { CONDITION_RULES, type ConditionRule } from "./condition-rules.ts";
import type { TwinDraft } from "./draft.ts";
import { setsOf } from "./readings.ts";
import type { FeatureSource } from "./state.ts";
import { momentOf } from "./time.ts";
import { systemOf, type ValueSetIndex } from "./value-set-index.ts";

/** Something on record: a condition or a procedure, from when, whether it still holds and whether it is sure. */
export interface Assertion {
  readonly sets: ReadonlyMap<string, string>;
  readonly source: FeatureSource;
  /** Beginning in ms since 1970; undefined for one without any date. */
  readonly began: number | undefined;
  readonly isActive: boolean;
  readonly isCertain: boolean;
  /** Whether some coding is in a system whose codes the value sets speak of. */
  readonly isReadable: boolean;
  /** Whether it has a code of a classification (ICD, ATC), whose classes tell all that it is not. */
  readonly isClassified: boolean;
}

/** Systems whose codes the value sets of conditions speak of. */
const ICD = new Set<string>([SYSTEM.icd10, SYSTEM.icd10cm, SYSTEM.icd9cm]);
const READABLE = new Set<string>([SYSTEM.snomed, ...ICD]);
/** International Patient Summary: "no known problems" says that there are none, "no information" that nobody knows. */
const IPS_ABSENT = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";
const NONE_KNOWN = new Set(["no-known-problems", "no-known-medications"]);

/** Whether a concept has a code in one of the systems, or says that there is nothing to code. */
export const isReadable = (concept: CodeableConcept | undefined, systems: ReadonlySet<string>): boolean =>
  (concept?.coding ?? []).some(
    (coding) =>
      coding.code !== undefined &&
      (systems.has(systemOf(coding) ?? "") || (coding.system === IPS_ABSENT && NONE_KNOWN.has(coding.code))),
  );

const codeIn = (concept: CodeableConcept | undefined): string | undefined =>
  concept?.coding?.find((coding) => coding.code !== undefined)?.code;

interface Reading {
  readonly valueSets: ValueSetIndex;
  readonly asOf: number;
  readonly birthDate: string | undefined;
  readonly referenceOf: (resource: Condition | Procedure) => string;
}

/** What Conditions assert; `encounters` by every reference to them, to date those that have no date of their own. */
export function conditionAssertions(
  conditions: readonly Condition[],
  encounters: ReadonlyMap<string, Encounter>,
  reading: Reading,
): readonly Assertion[] {
  return conditions.flatMap((condition) => {
    const verification = codeIn(condition.verificationStatus);
    if (verification === "refuted" || verification === "entered-in-error") return [];
    const beginning = beginningOf(condition, encounters, reading.birthDate);
    const began = momentOf(beginning?.time);
    if ((began ?? 0) > reading.asOf || (momentOf(condition.recordedDate) ?? 0) > reading.asOf) return [];
    const isActive = isActiveAt(condition, reading.asOf);
    return [
      {
        sets: setsOf(condition.code, reading.valueSets),
        source: { reference: reading.referenceOf(condition), ...beginning, status: isActive ? "active" : "inactive" },
        began,
        isActive,
        isCertain: verification === undefined || verification === "confirmed",
        isReadable: isReadable(condition.code, READABLE),
        isClassified: isReadable(condition.code, ICD),
      },
    ];
  });
}

/** The beginning as written, and what it is the time of; undefined where nothing tells it. */
function beginningOf(
  condition: Condition,
  encounters: ReadonlyMap<string, Encounter>,
  birthDate: string | undefined,
): Pick<FeatureSource, "time" | "timeOf"> | undefined {
  const onset = condition.onsetDateTime ?? condition.onsetPeriod?.start ?? yearOfAge(condition.onsetAge, birthDate);
  if (onset !== undefined) return { time: onset, timeOf: "onset" };
  if (condition.recordedDate !== undefined) return { time: condition.recordedDate, timeOf: "recorded" };
  const visited = encounters.get(condition.encounter?.reference ?? "")?.period?.start;
  return visited === undefined ? undefined : { time: visited, timeOf: "encounter" };
}

/** The year in which someone was so old, from an age in years. */
function yearOfAge(age: Age | undefined, birthDate: string | undefined): string | undefined {
  const years = age?.code === "a" ? age.value : undefined;
  return years === undefined || birthDate === undefined
    ? undefined
    : String(Number(birthDate.slice(0, 4)) + Math.floor(years));
}

/** By the abatement if it has a date, which also tells how things stood earlier; else by the clinical status. */
function isActiveAt(condition: Condition, asOf: number): boolean {
  const ended = momentOf(condition.abatementDateTime ?? condition.abatementPeriod?.start);
  if (ended !== undefined) return ended > asOf;
  if (condition.abatementString ?? condition.abatementAge ?? condition.abatementRange) return false;
  return !["inactive", "remission", "resolved"].includes(codeIn(condition.clinicalStatus) ?? "active");
}

/** Procedures that were done, or are being done, by the time; ICD-9-CM there means its volume 3. */
export function procedureAssertions(procedures: readonly Procedure[], reading: Reading): readonly Assertion[] {
  return procedures.flatMap((procedure) => {
    if (procedure.status !== "completed" && procedure.status !== "in-progress") return [];
    const timeText = procedure.performedDateTime ?? procedure.performedPeriod?.start;
    const began = momentOf(timeText);
    if ((began ?? 0) > reading.asOf) return [];
    const code: CodeableConcept = {
      coding: (procedure.code?.coding ?? []).map((coding) =>
        systemOf(coding) === SYSTEM.icd9cm ? { ...coding, system: `${SYSTEM.icd9cm}/procedure` } : coding,
      ),
    };
    return [
      {
        sets: setsOf(code, reading.valueSets),
        source: { reference: reading.referenceOf(procedure), ...(timeText === undefined ? {} : { time: timeText }) },
        began,
        isActive: true,
        isCertain: true,
        isReadable: true,
        isClassified: true, // says nothing of conditions that are not on record
      },
    ];
  });
}

/** Sources named of one fact; a chronic condition can be on record at every visit. */
const MAX_SOURCES = 5;

/** The assertions of a set, earliest first (those without a date last), as sources. */
export function sourcesOf(assertions: readonly Assertion[], set: string): readonly FeatureSource[] {
  const sorted = assertions.toSorted(
    (a, b) => (a.began ?? Infinity) - (b.began ?? Infinity) || (a.source.reference < b.source.reference ? -1 : 1),
  );
  return sorted.slice(0, MAX_SOURCES).map(({ source, sets }) => ({ ...source, code: sets.get(set) ?? "" }));
}

/** Adds the concepts of the table: true, false where that can be known, else a finding that says why not. */
export function findConditions(draft: TwinDraft, assertions: readonly Assertion[], recordSaysSomething: boolean): void {
  const unreadable = assertions.filter((assertion) => !assertion.isReadable);
  const isAllInIcd = assertions.every((assertion) => assertion.isClassified);
  // entries of the table, whose keys are the concepts
  for (const [name, rule] of Object.entries(CONDITION_RULES) as [keyof typeof CONDITION_RULES, ConditionRule][]) {
    const onRecord = assertions.filter(
      (assertion) => assertion.sets.has(rule.set) && (rule.counts === "ever" || assertion.isActive),
    );
    const matching = onRecord.filter(({ began }) => isInTime(rule, began, draft.asOf));
    const certain = matching.filter((assertion) => assertion.isCertain);
    if (certain.length > 0) addCondition(draft, name, rule, certain);
    else if (matching.length > 0) {
      draft.note(name, "suspected but not confirmed, so neither true nor false", sourcesOf(matching, rule.set));
    } else if (rule.olderThanDays !== undefined && onRecord.length > 0) {
      const message = `recorded within the last ${rule.olderThanDays} days, so that it may be the present episode`;
      draft.note(name, message, sourcesOf(onRecord, rule.set));
    } else if (rule.absence === "never" || (rule.absence === "icd" && !isAllInIcd)) {
      // Told in the table and in the value set, not once more for every patient.
    } else if (unreadable.length > 0) {
      const message = `not on record, but ${unreadable.length} condition(s) have no SNOMED CT or ICD code, so its absence is not known`;
      draft.note(name, message, sourcesOf(unreadable, rule.set));
    } else if (recordSaysSomething) {
      draft.add({
        concept: name,
        value: false,
        origin: "absent",
        rule: `no entry in value set ${rule.set}`,
        sources: [],
      });
    }
  }
  settleDiabetesType(draft, assertions);
}

const DAY_MS = 86_400_000;

/** Whether the beginning fits the rule; what has no date is never recent, and is old. */
function isInTime(rule: ConditionRule, began: number | undefined, asOf: number): boolean {
  const days = (asOf - (began ?? -Infinity)) / DAY_MS;
  return days <= (rule.withinDays ?? Infinity) && days >= (rule.olderThanDays ?? -Infinity);
}

function addCondition(
  draft: TwinDraft,
  concept: keyof typeof CONDITION_RULES,
  rule: ConditionRule,
  certain: readonly Assertion[],
): void {
  const word = rule.counts === "ever" ? "on record" : "active on record";
  const undated = certain.every((assertion) => assertion.began === undefined) ? ", undated" : "";
  const when =
    rule.withinDays === undefined
      ? rule.olderThanDays === undefined
        ? ""
        : ` for more than ${rule.olderThanDays} days`
      : ` of the last ${rule.withinDays} days`;
  draft.add({
    concept,
    value: true,
    origin: "measured",
    rule: `${word}${when}, value set ${rule.set}${undated}`,
    sources: sourcesOf(certain, rule.set),
  });
}

/** Diabetes of an unstated type is not "not type 2"; diabetes of both types is an error of one of them. */
function settleDiabetesType(draft: TwinDraft, assertions: readonly Assertion[]): void {
  const type1 = draft.features.get("hasType1Diabetes");
  const type2 = draft.features.get("hasType2Diabetes");
  if (draft.features.get("hasDiabetes")?.value !== true) return;
  if (type1?.value === true && type2?.value === true) {
    draft.note("hasType2Diabetes", "type 1 and type 2 diabetes are both on record", [
      ...type1.sources,
      ...type2.sources,
    ]);
  } else if (type1?.value !== true && type2?.value !== true) {
    const sources = sourcesOf(
      assertions.filter(({ sets }) => sets.has("diabetes")),
      "diabetes",
    );
    for (const name of ["hasType1Diabetes", "hasType2Diabetes"] as const) {
      draft.features.delete(name);
      draft.note(name, "diabetes is on record without its type", sources);
    }
  }
}

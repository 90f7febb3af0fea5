/**
 * What happened to a member between the prediction and the horizon, from what is on record: the same rules by which the
 * twin finds a condition, as of the start and as of the end.
 */
import { type ConceptName, isConceptName } from "../../concepts/index.ts";
import { InvalidInput } from "../../errors.ts";
import type { Clause, Store } from "../../storage/port.ts";
import { CONDITION_RULES, type ConditionRule } from "../../twin/condition-rules.ts";
import type { TwinState } from "../../twin/state.ts";
import { loadTwin } from "../twin-state.ts";

/** An outcome that can be evaluated: a death, or a condition that is not of a few days. */
export interface Outcome {
  readonly concept: ConceptName;
  /** Whether it can be over at the end, so that it is looked for in between as well. */
  readonly canEnd: boolean;
}

export type MemberOutcome =
  | { readonly kind: "event" }
  | { readonly kind: "none"; readonly diedBefore: boolean }
  | { readonly kind: "unknown"; readonly why: string };

/** @throws InvalidInput if the concept is none that a record tells a beginning of */
export function outcomeNamed(name: string): Outcome {
  if (name === "isDeceased") return { concept: name, canEnd: false };
  const rules: Readonly<Record<string, ConditionRule>> = CONDITION_RULES;
  const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
  if (rule !== undefined && isConceptName(name) && isLasting(rule)) {
    return { concept: name, canEnd: rule.counts === "active" };
  }
  const possible = Object.keys(rules).filter((key) => isLasting(rules[key]));
  throw new InvalidInput(`'${name.slice(0, 60)}' is no outcome; there are isDeceased, ${possible.join(", ")}`, {
    code: "code-invalid",
    expression: "Parameters.parameter.where(name='outcome')",
  });
}

const isLasting = (rule: ConditionRule | undefined): boolean =>
  rule !== undefined && rule.withinDays === undefined && rule.olderThanDays === undefined;

/** Whether a member had the outcome at the start already, or nobody can say. */
export function isUsableAtStart({ concept }: Outcome, start: TwinState): { readonly why: string } | undefined {
  const value = start.features.get(concept)?.value;
  if (value === false) return undefined;
  return {
    why: value === true ? "had the outcome at the start" : "not known whether the outcome was there at the start",
  };
}

/** What is on record of the outcome between `start` and `end` (ms since 1970). */
export async function memberOutcome(
  store: Store,
  patientId: string,
  { outcome, start, end }: { readonly outcome: Outcome; readonly start: number; readonly end: number },
): Promise<MemberOutcome> {
  for (const time of outcome.canEnd ? [...anniversaries(start, end), end] : [end]) {
    const twin = await loadTwin({ store }, patientId, time);
    const value = twin.features.get(outcome.concept)?.value;
    if (value === true) return { kind: "event" };
    if (time < end) continue;
    if (value === undefined) return { kind: "unknown", why: "not known whether the outcome was there at the end" };
    if (twin.features.get("isDeceased")?.value === true) return { kind: "none", diedBefore: true };
  }
  return (await isFollowed(store, patientId, end))
    ? { kind: "none", diedBefore: false }
    : { kind: "unknown", why: "nothing on record after the horizon: not followed to its end" };
}

function anniversaries(start: number, end: number): readonly number[] {
  const years = new Date(end).getUTCFullYear() - new Date(start).getUTCFullYear();
  return Array.from({ length: years }, (_, at) => timeAfter(start, at + 1)).filter((time) => time < end);
}

const DAY_MS = 86_400_000;
const YEAR_DAYS = 365.25;

/** The instant so many years later: by the calendar for whole years, else by 365.25 days a year. */
export function timeAfter(start: number, years: number): number {
  if (!Number.isInteger(years)) return start + Math.round(years * YEAR_DAYS * DAY_MS);
  return new Date(start).setUTCFullYear(new Date(start).getUTCFullYear() + years);
}

/** Types and the search parameter by which something of a person is dated. */
const CONTACTS = [
  ["Encounter", "date"],
  ["Observation", "date"],
  ["Condition", "recorded-date"],
  ["Procedure", "date"],
  ["MedicationRequest", "authoredon"],
] as const;

/** Whether anything on record of the patient begins at the instant or later. */
async function isFollowed(store: Store, patientId: string, from: number): Promise<boolean> {
  for (const [type, param] of CONTACTS) {
    const where: readonly Clause[] = [
      { kind: "patient", patientId },
      { kind: "date", param, comparator: "sa", low: from, high: from },
    ];
    const { items } = await store.search({ type, where, realm: "record", sort: [], count: 1 });
    if (items.length > 0) return true;
  }
  return false;
}

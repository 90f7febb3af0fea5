/**
 * What the twin does to find a concept, as properties of its code: value sets, which of several values is taken, what it
 * follows from, plausible range and how long it tells of now. From the tables that the twin runs on.
 */
import type { CodeSystemConceptProperty, CodeSystemProperty } from "@medplum/fhirtypes";
import { CANONICAL } from "../codes.ts";
import type { Concept } from "../concepts/index.ts";
import { ARRIVAL_SETS } from "../twin/arrival.ts";
import { CODED_ANSWERS } from "../twin/coded-answers.ts";
import { COMORBIDITY_RULES } from "../twin/comorbidities.ts";
import { CONDITION_RULES, type ConditionRule } from "../twin/condition-rules.ts";
import { INFUSION_SETS } from "../twin/infusions.ts";
import { DRUG_SETS } from "../twin/medications.ts";
import { QUANTITY_SETS } from "../twin/quantity-sets.ts";
import { VALUE_RULES } from "../twin/value-rules.ts";
import { WINDOWED } from "../twin/windows.ts";

/** The properties that a concept may have. */
export const FINDING_PROPERTIES: readonly CodeSystemProperty[] = [
  { code: "valueSet", description: "Canonical URL of the value set whose codes find it", type: "string" },
  { code: "selection", description: "Which of several values or entries is taken", type: "string" },
  { code: "derivation", description: "What it follows from where it is not on record", type: "string" },
  { code: "plausibleFrom", description: "Values below are never used, in the concept's unit", type: "decimal" },
  { code: "plausibleTo", description: "Values above are never used, in the concept's unit", type: "decimal" },
  { code: "staleAfterDays", description: "Days after which a value is left out of the twin", type: "integer" },
];

interface Found {
  readonly set: string;
  readonly selection: string;
}

/** Of each concept that is found by a value set. */
const FOUND: ReadonlyMap<string, Found> = new Map([
  ...bySet(QUANTITY_SETS, (name) =>
    WINDOWED.some((windowed) => windowed === name)
      ? "the latest usable value; a model may take the worst of the last 24 hours"
      : "the latest usable value",
  ),
  ...Object.entries<ConditionRule>({ ...CONDITION_RULES, ...COMORBIDITY_RULES }).map(
    ([name, rule]) => [name, { set: rule.set, selection: conditionText(rule) }] as const,
  ),
  ...bySet(DRUG_SETS, () => "in use at the time"),
  ...bySet(INFUSION_SETS, () => "the rate of the latest administration of 24 hours; a model may take the highest"),
  ...bySet(ARRIVAL_SETS, () => "the first value of an emergency visit that began in the last 24 hours"),
  ...CODED_ANSWERS.map(([name, { set }]) => [name, { set, selection: "the latest answer that is known" }] as const),
]);

function bySet(sets: Readonly<Record<string, string>>, selection: (name: string) => string) {
  return Object.entries(sets).map(([name, set]) => [name, { set, selection: selection(name) }] as const);
}

function conditionText({ counts, withinDays, olderThanDays }: ConditionRule): string {
  const which = counts === "ever" ? "ever on record" : "active on record";
  if (withinDays !== undefined) return `${which}, begun in the last ${withinDays} days`;
  return olderThanDays === undefined ? which : `${which}, begun more than ${olderThanDays} days ago`;
}

/** The properties of a concept; none of one that a caller must supply and that has no range. */
export function findingProperties(name: string, concept: Concept): readonly CodeSystemConceptProperty[] {
  const found = FOUND.get(name);
  const rule = VALUE_RULES.find((one) => one.concept === name);
  return [
    ...(found === undefined
      ? []
      : [
          { code: "valueSet", valueString: `${CANONICAL}/ValueSet/${found.set}` },
          { code: "selection", valueString: found.selection },
        ]),
    ...(rule === undefined ? [] : [{ code: "derivation", valueString: rule.says }]),
    ...(concept.kind === "quantity" ? rangeOf(concept) : []),
  ];
}

function rangeOf({
  plausible: [from, to],
  staleAfterDays,
}: Extract<Concept, { kind: "quantity" }>): readonly CodeSystemConceptProperty[] {
  return [
    { code: "plausibleFrom", valueDecimal: from },
    { code: "plausibleTo", valueDecimal: to },
    ...(staleAfterDays === undefined ? [] : [{ code: "staleAfterDays", valueInteger: staleAfterDays }]),
  ];
}

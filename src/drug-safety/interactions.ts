/**
 * Pairs of drugs that should not be taken together: the ONC high-priority list (`tables/onc-high-priority-ddi.json`).
 * One finding per pair of drugs, however often each is on record; a drug does not interact with itself.
 */
import type { CheckResult, MedicationInUse, SafetyFinding } from "./contract.ts";
import { drugsIn, INTERACTIONS, type InteractionPair, TABLE_HASHES } from "./tables.ts";

export const INTERACTION_RULES: number = INTERACTIONS.pairs.length;

/** All pairs among the medications; a pair of two drugs of one medication (a combination) is one too. */
export function checkInteractions(medications: readonly MedicationInUse[]): CheckResult {
  const byDrug = new Map<string, MedicationInUse[]>();
  for (const medication of medications) {
    for (const drug of drugsIn(medication.sets)) byDrug.set(drug, [...(byDrug.get(drug) ?? []), medication]);
  }
  const seen = new Set<string>();
  const findings: SafetyFinding[] = [];
  for (const pair of INTERACTIONS.pairs) {
    for (const object of membersOf(pair.object)) {
      for (const precipitant of membersOf(pair.precipitant)) {
        const [first, second] = [byDrug.get(object), byDrug.get(precipitant)];
        const key = `${pair.id} ${[object, precipitant].toSorted().join(" ")}`;
        if (object === precipitant || first === undefined || second === undefined || seen.has(key)) continue;
        if (isWithinOne(first, second)) continue;
        seen.add(key);
        findings.push(findingOf({ pair, object, precipitant, medications: [...new Set([...first, ...second])] }));
      }
    }
  }
  return {
    findings,
    notes: INTERACTIONS.notChecked.map(({ id, pair, why }) => ({
      code: "incomplete",
      message: `interactions, rule ${id} (${pair}): not checked, because ${why}`,
      references: [],
    })),
  };
}

const membersOf = (classes: readonly string[]): readonly string[] => [
  ...new Set(classes.flatMap((name) => INTERACTIONS.classes[name]?.drugs ?? [])),
];

/** Whether both drugs come from the same one product: a combination made on purpose (lopinavir with ritonavir). */
const isWithinOne = (first: readonly MedicationInUse[], second: readonly MedicationInUse[]): boolean =>
  first.length === 1 && second.length === 1 && first[0] === second[0];

function findingOf(found: {
  readonly pair: InteractionPair;
  readonly object: string;
  readonly precipitant: string;
  readonly medications: readonly MedicationInUse[];
}): SafetyFinding {
  const { pair, object, precipitant, medications } = found;
  const classes = [classOf(pair.object, object), classOf(pair.precipitant, precipitant)];
  const cautions = [...pair.object, ...pair.precipitant].flatMap((name) => {
    const caution = INTERACTIONS.classes[name]?.caution ?? {};
    return [caution[object], caution[precipitant]].filter((text) => text !== undefined);
  });
  const members = classes.map((name) => `${name}: ${INTERACTIONS.classes[name]?.source ?? ""}`);
  return {
    kind: "interaction",
    rule: `${INTERACTIONS.id}/${pair.id}`,
    severity: "high",
    title: `${object} with ${precipitant}`,
    detail: [
      `${object} (${classes[0]}) and ${precipitant} (${classes[1]}) are a high-priority interaction.`,
      INTERACTIONS.says,
      "By which route each is taken was not checked.",
      ...new Set(cautions),
      ...openUse(medications),
    ].join(" "),
    implicated: medications.map(({ reference }) => reference),
    evidence: [
      {
        text: `Rule ${pair.id}, table sha256 ${TABLE_HASHES.interactions}. Members of the classes: ${members.join("; ")}.`,
        references: [],
      },
    ],
    source: { text: INTERACTIONS.citation, url: `https://doi.org/${INTERACTIONS.doi}` },
    suggestion: "The panel holds that the two should not be used together.",
  };
}

const classOf = (classes: readonly string[], drug: string): string =>
  classes.find((name) => INTERACTIONS.classes[name]?.drugs.includes(drug)) ?? "";

/** A sentence where it is open whether one of the medications is taken now. */
export function openUse(medications: readonly MedicationInUse[]): readonly string[] {
  const isOpen = medications.some(({ isCertain }) => !isCertain);
  return isOpen ? ["Whether each of them is taken now is open: a period is over, or a status unknown."] : [];
}

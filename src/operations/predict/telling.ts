/** Trend, counterfactuals, bounds and intervals of results in sentences for a clinician. */
import { type ConceptName, type ConceptValue, conceptOf, isConceptName } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import { COUNTERFACTUAL_REMARK } from "./counterfactuals.ts";
import { type ChangedInput, textOf } from "./earlier.ts";
import { displayNumber, roundedText, unitText } from "./result-value.ts";
import type { Computed } from "./run.ts";
import { statusOf } from "./run-status.ts";
import type { Telling } from "./shown.ts";

/** One sentence a fact; none where nothing is to be told. */
export function tellingTexts(run: Computed, results: readonly Result[], telling: Telling): readonly string[] {
  return [
    ...statusTexts(run),
    ...trendTexts(results, telling),
    ...results.flatMap((one) => explanationTexts(one, telling)),
  ];
}

function statusTexts(run: Computed): readonly string[] {
  const { missing } = statusOf(run);
  return missing.length === 0 ? [] : [`Partial: computed without ${missing.map(displayOf).join(", ")}.`];
}

function trendTexts(results: readonly Result[], { earlier, changed }: Telling): readonly string[] {
  const texts = results.flatMap((result) => {
    const before = earlier.get(result.code);
    if (before === undefined) return [];
    return [`Before, ${before.time.slice(0, 10)}: ${result.display} ${displayNumber(before.value, result)}.`];
  });
  if (texts.length === 0) return [];
  const because =
    changed.length === 0 ? "No input has changed since." : `Changed since: ${changed.map(changeText).join("; ")}.`;
  return [...texts, because];
}

function changeText({ concept, before, after }: ChangedInput): string {
  const name = isConceptName(concept) ? displayOf(concept) : concept;
  return `${name}, ${textOf(before) ?? "not known"} → ${textOf(after) ?? "not known"}`;
}

function explanationTexts(result: Result, { explanations }: Telling): readonly string[] {
  const explanation = explanations.get(result.code);
  if (explanation === undefined) return [];
  const { counterfactuals, bounds, interval } = explanation;
  const shown = (value: number) => displayNumber(value, result);
  return [
    ...counterfactuals.map(
      ({ concept, target, value }) =>
        `${result.display}: ${shown(value)} if alone ${conditionText(concept, target)} (${COUNTERFACTUAL_REMARK}).`,
    ),
    ...bounds.map(
      ({ concept, lower, upper }) =>
        `${result.display}: if ${displayOf(concept)} were known, the result could lie between ${shown(lower)} and ${shown(upper)}.`,
    ),
    ...(interval === undefined
      ? []
      : [
          `${result.display}: 95 % of repeated measurements give ${shown(interval.lower)} to ${shown(interval.upper)} (${interval.says}).`,
        ]),
  ];
}

/** `Systolic blood pressure were 120 mmHg`. */
export function conditionText(concept: ConceptName, value: ConceptValue): string {
  const definition = conceptOf(concept);
  if (definition.kind === "quantity") {
    return `${definition.display} were ${roundedText(Number(value))} ${unitText(definition.unit)}`.trim();
  }
  if (definition.kind === "code") return `${definition.display} were ${definition.values[String(value)] ?? value}`;
  return `${definition.display} were ${value === true ? "yes" : "no"}`;
}

const displayOf = (concept: ConceptName): string => conceptOf(concept).display;

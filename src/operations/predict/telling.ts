/** Trend, risk age, counterfactuals, bounds and intervals of results in sentences for a clinician. */
import type { Extension } from "@medplum/fhirtypes";
import { type ConceptName, conceptOf, isConceptName } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import type { RiskAge } from "../../models/risk-age.ts";
import { COUNTERFACTUAL_REMARK, type Counterfactual } from "./counterfactuals.ts";
import type { ChangedInput } from "./earlier.ts";
import { displayNumber, roundedText, unitText } from "./result-value.ts";
import type { Computed } from "./run.ts";
import { statusOf } from "./run-status.ts";
import type { Telling } from "./shown.ts";

/** One sentence a fact; none where nothing is to be told. */
export function tellingTexts(run: Computed, results: readonly Result[], telling: Telling): readonly string[] {
  return [
    ...statusTexts(run),
    ...trendTexts(results, telling),
    ...riskAgeTexts(results, telling),
    ...counterfactualTexts(results, telling),
    ...boundsTexts(results, telling),
    ...intervalTexts(results, telling),
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
  return `${name}, ${valueText(concept, before)} → ${valueText(concept, after)}`;
}

function valueText(concept: string, value: Extension | undefined): string {
  if (value === undefined) return "not known";
  const { valueQuantity, valueBoolean, valueCode } = value;
  if (valueQuantity?.value !== undefined) {
    return `${roundedText(valueQuantity.value)} ${unitText(valueQuantity.code ?? "")}`.trim();
  }
  if (valueBoolean !== undefined) return valueBoolean ? "yes" : "no";
  const definition = isConceptName(concept) ? conceptOf(concept) : undefined;
  return (definition?.kind === "code" ? definition.values[valueCode ?? ""] : undefined) ?? valueCode ?? "";
}

function riskAgeTexts(results: readonly Result[], { explanations }: Telling): readonly string[] {
  return results.flatMap((result) => {
    const riskAge = explanations.get(result.code)?.riskAge;
    if (riskAge === undefined) return [];
    const { name, says, source } = riskAge;
    const who = "the age at which someone with healthy values has this risk";
    return [
      `${result.display}: ${name.toLowerCase()} ${ageText(riskAge)}, ${who}. Healthy values: ${says} (${source}).`,
    ];
  });
}

/** `73 years`, `80 years or more`. */
export function ageText({ ageYears, bound }: RiskAge): string {
  const beyond = bound === "exact" ? "" : bound === "at-least" ? " or more" : " or less";
  return `${Math.round(ageYears)} years${beyond}`;
}

function counterfactualTexts(results: readonly Result[], { explanations }: Telling): readonly string[] {
  const texts = results.flatMap((result) =>
    (explanations.get(result.code)?.counterfactuals ?? []).map(
      (counterfactual) =>
        `${result.display}: ${displayNumber(counterfactual.value, result)} if only ${conditionText(counterfactual)}.`,
    ),
  );
  return texts.length === 0 ? [] : [...texts, `What would be at another value is ${COUNTERFACTUAL_REMARK}.`];
}

function boundsTexts(results: readonly Result[], { explanations }: Telling): readonly string[] {
  return results.flatMap((result) =>
    (explanations.get(result.code)?.bounds ?? []).map(
      ({ concept, lower, upper }) =>
        `${result.display}: if ${displayOf(concept)} were known, the result could lie between ${displayNumber(lower, result)} and ${displayNumber(upper, result)}.`,
    ),
  );
}

function intervalTexts(results: readonly Result[], { explanations }: Telling): readonly string[] {
  const intervals = results.flatMap((result) => {
    const interval = explanations.get(result.code)?.interval;
    return interval === undefined ? [] : [{ result, interval }];
  });
  const says = new Set(intervals.map(({ interval }) => interval.says));
  return [
    ...intervals.map(
      ({ result, interval: { lower, upper } }) =>
        `${result.display}: ${displayNumber(lower, result)} to ${displayNumber(upper, result)} in 95 % of repeated measurements.`,
    ),
    ...[...says].map((text) => `Of repeated measurements: ${text}.`),
  ];
}

/** `“Systolic blood pressure” were 120 mmHg`, by the name that the reader knows it by. */
export function conditionText({ concept, target, unit }: Counterfactual, name = displayOf(concept)): string {
  const definition = conceptOf(concept);
  const were = `“${name}” were`;
  if (typeof target === "number") return `${were} ${roundedText(target)} ${unitText(unit ?? "")}`.trim();
  if (definition.kind === "code") return `${were} “${definition.values[String(target)] ?? target}”`;
  return `${were} “${target === true ? "yes" : "no"}”`;
}

const displayOf = (concept: ConceptName): string => conceptOf(concept).display;

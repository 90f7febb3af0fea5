/** What a prediction says, for a reader: plain language, no instruction, valid XHTML. */
import type { Narrative } from "@medplum/fhirtypes";
import { conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import type { ServedModel } from "../../models/served-model.ts";
import type { SelectedInput } from "../inputs.ts";
import { referenceProbability, sourceTime } from "./extensions.ts";
import { valueText } from "./input-text.ts";
import { patientParts } from "./patient-narrative.ts";
import { displayOf, percentText } from "./result-value.ts";
import type { Computed } from "./run.ts";
import type { Telling } from "./shown.ts";
import { tellingTexts } from "./telling.ts";
import { list, paragraph, xml } from "./xhtml.ts";

export const DISCLAIMER =
  "Computed from published equations on the inputs listed. It is an estimate for people like this one, not a diagnosis and not a recommendation of treatment; a clinician interprets it.";

/** The disclaimer of a model: one that a site has brought is no published equation. */
export const disclaimerOf = ({ site }: ServedModel): string =>
  site === undefined ? DISCLAIMER : DISCLAIMER.replace("published equations", "a model of this site");

/** The narrative of one model's results as of a time, for the audience that the call named. */
export function narrativeOf(run: Computed, results: readonly Result[], asOf: string, telling?: Telling): Narrative {
  const parts =
    telling?.audience === "patient"
      ? patientParts(run, results, asOf, telling)
      : clinicianParts(run, results, asOf, telling);
  return { status: "generated", div: `<div xmlns="http://www.w3.org/1999/xhtml">${parts.join("")}</div>` };
}

function clinicianParts(run: Computed, results: readonly Result[], asOf: string, telling?: Telling): readonly string[] {
  const { metadata } = run.model;
  const variant = run.variant === undefined ? "" : `, ${run.variant.display}`;
  return [
    `<p><b>${xml(metadata.title)}</b>${xml(variant)}; as of ${asOf.slice(0, 10)}.</p>`,
    `<ul>${results.map((result) => `<li>${xml(sentenceOf(result))}</li>`).join("")}</ul>`,
    referenceText(results),
    `<table><thead><tr><th>Input</th><th>Value</th><th>From</th></tr></thead><tbody>${run.inputs.map(rowOf).join("")}</tbody></table>`,
    list(telling === undefined ? [] : tellingTexts(run, results, telling)),
    list(results.flatMap(({ flags = [] }) => flags.map((flag) => `Note: ${flag}.`))),
    list(run.cautions),
    list(metadata.limits ?? []),
    paragraph(disclaimerOf(run.model)),
  ];
}

/** One result in a sentence, rounded for display. */
export function sentenceOf(result: Result): string {
  const band = result.band === undefined ? "" : `; ${result.band.display} (${result.band.source})`;
  if (result.probability !== undefined) {
    const reference = referenceProbability(result);
    const compared = reference === undefined ? "" : `, against ${percentText(reference * 100)} in the reference person`;
    return `${result.display}: ${displayOf(result)}${compared}${band}`;
  }
  if (result.measure !== undefined) return `${result.display}: ${displayOf(result)}${band}`;
  return `${result.display}: ${result.score ?? ""} points${band}`;
}

function referenceText(results: readonly Result[]): string {
  const [first] = results.filter((result) => referenceProbability(result) !== undefined);
  return first?.reference === undefined ? "" : `<p>Reference person: ${xml(first.reference.says)}.</p>`;
}

function rowOf(input: SelectedInput): string {
  const cells = [conceptOf(input.concept).display, valueText(input), originText(input)];
  return `<tr>${cells.map((cell) => `<td>${xml(cell)}</td>`).join("")}</tr>`;
}

function originText(input: SelectedInput): string {
  const { known, state, value, message } = input;
  if (state === "imputed") return `imputed: ${input.declaration.missing?.says ?? ""}`;
  if (value === undefined) return input.declaration.missing?.says ?? "";
  if (state === "clamped") return message ?? "clamped to the model's range";
  if (known?.origin === "absent") return "no entry on record";
  const time = sourceTime(input);
  const isChosen = known?.origin === "measured" && input.declaration.selection !== undefined && known.rule !== "latest";
  const how = known?.origin === "derived" || isChosen ? `${known.origin}: ${known.rule}` : known?.origin;
  return [how, time?.slice(0, 10)].filter((part) => part !== undefined).join(", ");
}

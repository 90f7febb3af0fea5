/** What a prediction says, for a reader: plain language, no instruction, valid XHTML. */
import type { Narrative } from "@medplum/fhirtypes";
import { conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import type { SelectedInput } from "../inputs.ts";
import { referenceProbability, sourceTime } from "./extensions.ts";
import type { Computed } from "./run.ts";

export const DISCLAIMER =
  "Computed from published equations on the inputs listed. It is an estimate for people like this one, not a diagnosis and not a recommendation of treatment; a clinician interprets it.";

/** The narrative of one model's results as of a time. */
export function narrativeOf(run: Computed, results: readonly Result[], asOf: string): Narrative {
  const { metadata } = run.model;
  const variant = run.variant === undefined ? "" : `, ${run.variant.display}`;
  const parts = [
    `<p><b>${xml(metadata.title)}</b>${xml(variant)}; as of ${asOf.slice(0, 10)}.</p>`,
    `<ul>${results.map((result) => `<li>${xml(sentenceOf(result))}</li>`).join("")}</ul>`,
    referenceText(results),
    `<table><thead><tr><th>Input</th><th>Value</th><th>From</th></tr></thead><tbody>${run.inputs.map(rowOf).join("")}</tbody></table>`,
    list(results.flatMap(({ flags = [] }) => flags.map((flag) => `Note: ${flag}.`))),
    list(run.cautions),
    list(metadata.limits ?? []),
    `<p>${xml(DISCLAIMER)}</p>`,
  ];
  return { status: "generated", div: `<div xmlns="http://www.w3.org/1999/xhtml">${parts.join("")}</div>` };
}

/** One result in a sentence, rounded for display. */
export function sentenceOf(result: Result): string {
  const band = result.band === undefined ? "" : `; ${result.band.display} (${result.band.source})`;
  if (result.probability !== undefined) {
    const reference = referenceProbability(result);
    const compared = reference === undefined ? "" : `, against ${percent(reference)} in the reference person`;
    return `${result.display}: ${percent(result.probability)}${compared}${band}`;
  }
  if (result.measure !== undefined) {
    return `${result.display}: ${rounded(result.measure.value)} ${unitText(result.measure.unit)}${band}`;
  }
  return `${result.display}: ${result.score ?? ""} points${band}`;
}

function referenceText(results: readonly Result[]): string {
  const [first] = results.filter((result) => referenceProbability(result) !== undefined);
  return first?.reference === undefined ? "" : `<p>Reference person: ${xml(first.reference.says)}.</p>`;
}

function percent(probability: number): string {
  const value = probability * 100;
  if (value > 0 && value < 0.05) return "under 0.1 %";
  return `${value.toFixed(1)} %`;
}

/** UCUM codes as people write them. */
const UNIT_TEXT: Readonly<Record<string, string>> = {
  a: "years",
  "mm[Hg]": "mmHg",
  "mL/min/{1.73_m2}": "mL/min/1.73 m²",
  "kg/m2": "kg/m²",
  Cel: "°C",
  "{decile}": "",
};
const unitText = (ucum: string): string => UNIT_TEXT[ucum] ?? ucum;

const rounded = (value: number): string => String(Number(value.toPrecision(4)));

function rowOf(input: SelectedInput): string {
  const cells = [conceptOf(input.concept).display, valueText(input), originText(input)];
  return `<tr>${cells.map((cell) => `<td>${xml(cell)}</td>`).join("")}</tr>`;
}

function valueText({ value, unit, concept, known }: SelectedInput): string {
  if (value === undefined) return "not known";
  if (typeof value === "number") return `${rounded(value)} ${unitText(unit ?? "")}`.trim();
  if (typeof value === "boolean") return value ? "yes" : "no";
  const definition = conceptOf(concept);
  if (definition.kind === "table") return known?.asFound?.value ?? "";
  return definition.kind === "code" ? (definition.values[value] ?? value) : value;
}

function originText(input: SelectedInput): string {
  const { known, state, value, message } = input;
  if (state === "imputed") return `imputed: ${input.declaration.missing?.says ?? ""}`;
  if (value === undefined) return input.declaration.missing?.says ?? "";
  if (state === "clamped") return message ?? "clamped to the model's range";
  if (known?.origin === "absent") return "no entry on record";
  const time = sourceTime(input);
  return [known?.origin === "derived" ? `derived: ${known.rule}` : known?.origin, time?.slice(0, 10)]
    .filter((part) => part !== undefined)
    .join(", ");
}

const list = (items: readonly string[]): string =>
  items.length === 0 ? "" : `<ul>${items.map((item) => `<li>${xml(item)}</li>`).join("")}</ul>`;

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const xml = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

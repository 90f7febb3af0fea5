/**
 * What a prediction says to the person whom it is about: natural frequencies ("15 of 100 people like you"), everyday words,
 * nothing to do or to leave. A chance of dying, or of a nodule being cancer, is not told by a text alone: the narrative then
 * says that the result is one to talk about, and the number stands in the resource for the clinician.
 */
import { conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import { valueText } from "./input-text.ts";
import { displayOf, numberOf } from "./result-value.ts";
import type { Computed } from "./run.ts";
import type { Telling } from "./shown.ts";
import { conditionText } from "./telling.ts";
import { list, paragraph, xml } from "./xhtml.ts";

/** By the code of an outcome, the first that fits; what fits none is told by the outcome's own name. */
const PLAIN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/kidney-failure/, "kidney failure, when dialysis or a transplant is needed"],
  [/heart-failure/, "heart failure, when the heart pumps too weakly"],
  [/stroke/, "a stroke"],
  [/chd/, "a disease of the heart's own blood vessels, such as a heart attack"],
  [/cvd/, "a disease of the heart or blood vessels, such as a heart attack or a stroke"],
  [/diabetes/, "type 2 diabetes"],
  [/charge-af/, "atrial fibrillation, an irregular heartbeat"],
  [/lung-cancer/, "lung cancer"],
  [/bcrat/, "breast cancer"],
  [/dementia/, "dementia"],
];
/** Outcomes whose number is for a conversation, not for a text. */
const SENSITIVE = /death|dying|died|surviv|malignant|mortal/i;

/** The XHTML of the narrative for the person, without the enclosing element. */
export function patientParts(
  run: Computed,
  results: readonly Result[],
  asOf: string,
  telling: Telling,
): readonly string[] {
  const told = results.filter((result) => !isSensitive(result));
  return [
    `<p><b>Your result</b>, worked out on ${asOf.slice(0, 10)} from what your record holds.</p>`,
    list(told.map((result) => sentence(run, result))),
    told.length === results.length
      ? ""
      : paragraph("Part of this result is not written here. Your care team can go through it with you."),
    changesOf(told, telling),
    whatIfs(run, told, telling),
    `<p>It rests on:</p>${list(run.inputs.flatMap((input) => (input.value === undefined ? [] : [`${conceptOf(input.concept).display}: ${valueText(input)}`])))}`,
    unknowns(run),
    remarks(results),
    paragraph(
      "“People like you” are people with the same values as these. Nobody can say what will happen to one person. This is not a diagnosis and does not say what to do; your care team can tell you what it means for you.",
    ),
  ];
}

const isSensitive = ({ code, display }: Result): boolean => SENSITIVE.test(code) || SENSITIVE.test(display);

function sentence(run: Computed, result: Result): string {
  const band = result.band === undefined ? "" : ` This is called: ${result.band.display.toLowerCase()}.`;
  if (result.probability === undefined) return `${plainName(result)}: ${displayOf(result)}.${band}`;
  const { of, count, words } = frequency(result.probability * 100);
  const others = count === undefined ? "" : ` The other ${of - count} are not.`;
  return `${words} people like you are expected to have ${outcomeWords(result)}${horizon(run, result)}.${others}${band}`;
}

/** A percentage as people of 100, or of 1000 where it is under 1 %. */
export function frequency(percent: number): { readonly of: number; readonly count?: number; readonly words: string } {
  if (percent < 0.1) return { of: 1000, words: "Fewer than 1 of 1000" };
  if (percent < 1) return counted(Math.round(percent * 10), 1000);
  if (percent > 99.5) return { of: 100, words: "More than 99 of 100" };
  return counted(Math.round(percent), 100);
}
const counted = (count: number, of: number) => ({ of, count, words: `About ${count} of ${of}` });

/** The outcome in everyday words, or its own name without what stands in brackets and the horizon. */
function outcomeWords(result: Result): string {
  const words = PLAIN_WORDS.find(([pattern]) => pattern.test(result.code))?.[1];
  return words ?? plainName(result).toLowerCase();
}

const plainName = ({ display }: Result): string =>
  display
    .replace(/\s*\([^)]*\)/g, "")
    .replace(/,? within (\d+|[a-z]+) (years?|months|weeks|days|hours)/, "")
    .trim();

function horizon({ model }: Computed, { code, horizonYears }: Result): string {
  if (horizonYears !== undefined) return ` in the next ${horizonYears === 1 ? "year" : `${horizonYears} years`}`;
  const days = model.metadata.outputs.find((output) => output.code === code)?.horizonDays;
  return days === undefined ? "" : ` in the next ${days} days`;
}

function changesOf(told: readonly Result[], { earlier }: Telling): string {
  return list(
    told.flatMap((result) => {
      const before = earlier.get(result.code);
      const now = numberOf(result);
      if (before === undefined || now === undefined) return [];
      const was = result.probability === undefined ? String(before.value) : frequency(before.value).words.toLowerCase();
      return [`Last time, on ${before.time.slice(0, 10)}, it was ${was}.`];
    }),
  );
}

function whatIfs({ model }: Computed, told: readonly Result[], { explanations }: Telling): string {
  const sentences = told.flatMap((result) =>
    (explanations.get(result.code)?.counterfactuals ?? []).flatMap(({ concept, target, value }) => {
      if (result.probability === undefined) return [];
      return [
        `If only ${conditionText(concept, target)}: ${frequency(value).words.toLowerCase()} (${outcomeWords(result)}).`,
      ];
    }),
  );
  if (sentences.length === 0) return "";
  return `<p>${xml(`For comparison, as the numbers of ${model.metadata.title.split(":")[0]} have it; that is arithmetic, not a promise of what a change would do:`)}</p>${list(sentences)}`;
}

function unknowns({ inputs }: Computed): string {
  const missing = inputs.filter(({ value }) => value === undefined);
  if (missing.length === 0) return "";
  return paragraph(`Not known, and left out: ${missing.map(({ concept }) => conceptOf(concept).display).join(", ")}.`);
}

/** That remarks exist, without their technical words; and a hand held out where an item on self-harm is not 0. */
function remarks(results: readonly Result[]): string {
  const isAboutSelfHarm = results.some(
    ({ details }) => details?.item9Positive === true || details?.item10Positive === true,
  );
  const hasFlags = results.some(({ flags = [] }) => flags.length > 0);
  return [
    isAboutSelfHarm
      ? paragraph(
          "One of your answers speaks of thoughts of harming yourself. You are not alone with them: your care team, or an emergency or crisis line, will listen at any hour.",
        )
      : "",
    hasFlags ? paragraph("There are remarks beside this result that your care team reads with it.") : "",
  ].join("");
}

/**
 * What a prediction says to the person whom it is about: natural frequencies ("15 of 100 people like you"), everyday words,
 * nothing to do or to leave.
 *
 * Only what has everyday words here is told. The rest (a chance of dying, how ill someone is right now, whether a nodule is
 * cancer) is for a conversation, not for a text alone: the narrative says so, and the number stands in the resource.
 */
import { conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import { valueText } from "./input-text.ts";
import { displayNumber, displayOf } from "./result-value.ts";
import type { Computed } from "./run.ts";
import type { Telling } from "./shown.ts";
import { ageText, conditionText } from "./telling.ts";
import { list, paragraph } from "./xhtml.ts";

type Words = readonly (readonly [pattern: RegExp, words: string])[];

/** What someone may come to have, by the code of the outcome, the first that fits. */
const EVENTS: Words = [
  [/death|surviv|malignant/, ""],
  [/^kidney-failure/, "kidney failure (dialysis or a transplant is then needed)"],
  [/^heart-failure/, "heart failure (the heart pumps too weakly)"],
  [/^stroke/, "a stroke"],
  [/chd/, "a disease of the heart's own blood vessels, such as a heart attack"],
  [/cvd/, "a disease of the heart or blood vessels, such as a heart attack or a stroke"],
  [/diabetes-10y$/, "type 2 diabetes"],
  [/^charge-af/, "atrial fibrillation (an irregular heartbeat)"],
  [/lung-cancer/, "lung cancer"],
  [/^bcrat/, "breast cancer"],
  [/^dementia/, "dementia"],
];
/** What points or a measure are of. */
const MEASURES: Words = [
  [/^phq-9$/, "Your answers about low mood"],
  [/^gad-7$/, "Your answers about anxiety"],
  [/^epds$/, "Your answers about how you have felt around the birth"],
  [/^pcl-5$/, "Your answers about a stressful experience"],
  [/^audit-c$/, "Your answers about alcohol"],
  [/^findrisc$/, "Points for the chance of type 2 diabetes"],
  [/^must$/, "Points for the chance of being undernourished"],
  [/^braden$/, "Points for the skin's protection against pressure sores"],
  [/^morse-fall$/, "Points for the chance of a fall"],
  [/^egfr/, "How much your kidneys filter"],
];
const wordsFor = (words: Words, { code }: Result): string => words.find(([pattern]) => pattern.test(code))?.[1] ?? "";
const tellable = (result: Result): boolean =>
  wordsFor(result.probability === undefined ? MEASURES : EVENTS, result) !== "";

/** The XHTML of the narrative for the person, without the enclosing element. */
export function patientParts(
  run: Computed,
  results: readonly Result[],
  asOf: string,
  telling: Telling,
): readonly string[] {
  const told = results.filter(tellable);
  return [
    `<p><b>Your result</b> as of ${asOf.slice(0, 10)}, worked out from the values below.</p>`,
    list(told.map((result) => sentence(run, result))),
    told.length === results.length
      ? ""
      : paragraph(
          `${told.length === 0 ? "This result" : "Part of this result"} is not written here. Your care team can go through it with you.`,
        ),
    list(told.flatMap((result) => lastTime(result, telling))),
    list(told.flatMap((result) => riskAge(result, telling))),
    whatIfs(told, telling),
    paragraph("It rests on:"),
    list(
      run.inputs
        .filter(({ value }) => value !== undefined)
        .map((input) => `${conceptOf(input.concept).display}: ${valueText(input)}`),
    ),
    unknowns(run),
    remarks(results),
    paragraph(
      "“People like you” are people with the same values as these. Nobody can say what will happen to one person. This is not a diagnosis and does not say what to do; your care team can tell you what it means for you.",
    ),
  ];
}

function sentence(run: Computed, result: Result): string {
  const band = result.band === undefined ? "" : ` This is called: ${result.band.display}.`;
  if (result.probability === undefined) return `${wordsFor(MEASURES, result)}: ${displayOf(result)}.${band}`;
  const { of, count, words } = frequency(result.probability * 100);
  const others = count === undefined ? "" : ` The other ${of - count} are not.`;
  const text = `${words} people like you are expected to have ${wordsFor(EVENTS, result)}${horizon(run, result)}.`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${others}${band}`;
}

/** A percentage as people of 100, or of 1000 where it is under 1 %. */
export function frequency(percent: number): { readonly of: number; readonly count?: number; readonly words: string } {
  if (percent < 0.1) return { of: 1000, words: "fewer than 1 of 1000" };
  if (percent > 99) return { of: 100, words: "more than 99 of 100" };
  const of = percent < 1 ? 1000 : 100;
  const count = Math.round((percent * of) / 100);
  return { of, count, words: `about ${count} of ${of}` };
}

function horizon({ model }: Computed, { code, horizonYears }: Result): string {
  if (horizonYears === 1) return " within a year from then";
  if (horizonYears !== undefined) return ` within ${horizonYears} years from then`;
  const days = model.metadata.outputs.find((output) => output.code === code)?.horizonDays;
  return days === undefined ? "" : ` within ${days} days from then`;
}

function lastTime(result: Result, { earlier }: Telling): readonly string[] {
  const before = earlier.get(result.code);
  if (before === undefined) return [];
  const of = result.probability === undefined ? wordsFor(MEASURES, result) : wordsFor(EVENTS, result);
  const was = result.probability === undefined ? displayNumber(before.value, result) : frequency(before.value).words;
  return [`On ${before.time.slice(0, 10)} it was ${was} (${of}).`];
}

/** Compared with someone without risk factors, not called an age of the heart: nobody's heart was looked at. */
function riskAge(result: Result, { explanations }: Telling): readonly string[] {
  const age = explanations.get(result.code)?.riskAge;
  if (age === undefined) return [];
  return [
    `Someone of your sex who does not smoke and has healthy values has this chance at the age of ${ageText(age)} (${wordsFor(EVENTS, result)}).`,
  ];
}

function whatIfs(told: readonly Result[], { explanations }: Telling): string {
  const sentences = told.flatMap((result) =>
    (explanations.get(result.code)?.counterfactuals ?? []).flatMap((counterfactual) =>
      result.probability === undefined
        ? []
        : [
            `If only ${conditionText(counterfactual)}: ${frequency(counterfactual.value).words} (${wordsFor(EVENTS, result)}).`,
          ],
    ),
  );
  if (sentences.length === 0) return "";
  const intro =
    "For comparison, people who differ in one value. This is arithmetic, not a promise of what a change does:";
  return paragraph(intro) + list(sentences);
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

/**
 * What a prediction says to the person whom it is about: natural frequencies ("15 of 100 people like you"), everyday words,
 * nothing to do or to leave.
 *
 * Only what has everyday words in `patient-words.ts` is told. The rest (a chance of dying, how ill someone is right now, whether a nodule is
 * cancer) is for a conversation, not for a text alone: the narrative says so, and the number stands in the resource.
 */
import { isConceptName } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";
import { valueText } from "./input-text.ts";
import { dayText, nameFor, wordsFor } from "./patient-words.ts";
import { displayNumber, displayOf } from "./result-value.ts";
import type { Computed } from "./run.ts";
import type { Telling } from "./shown.ts";
import { ageText, conditionText } from "./telling.ts";
import { list, paragraph } from "./xhtml.ts";

/** What is told: none of a model that a site has brought, whose codes are its own. */
const isTellable = ({ model }: Computed, result: Result): boolean =>
  model.site === undefined && wordsFor(result) !== "";

/** The XHTML of the narrative for the person, without the enclosing element. */
export function patientParts(
  run: Computed,
  results: readonly Result[],
  asOf: string,
  telling: Telling,
): readonly string[] {
  const told = results.filter((result) => isTellable(run, result));
  return [
    `<p><b>Your result</b> as of ${dayText(asOf)}, worked out from the values below.</p>`,
    list(distinct(told.map((result) => sentence(run, result)))),
    told.length === results.length
      ? ""
      : paragraph(
          `${told.length === 0 ? "This result" : "Part of this result"} is not written here. Your care team can go through it with you.`,
        ),
    trend(told, telling),
    list(told.flatMap((result) => riskAge(result, telling))),
    whatIfs(run, told, telling),
    paragraph("It rests on:"),
    list(
      run.inputs
        .filter(({ value }) => value !== undefined)
        .map((input) => `${nameFor(input.concept)}: ${valueText(input)}`),
    ),
    unknowns(run),
    remarks(results),
    paragraph(`${told.some(({ probability }) => probability !== undefined) ? LIKE_YOU : ""}${NOT_A_DIAGNOSIS}`),
  ];
}

const LIKE_YOU =
  "“People like you” are people with the same values as these. Nobody can say what will happen to one person. ";
const NOT_A_DIAGNOSIS =
  "This is not a diagnosis and does not say what to do; your care team can tell you what it means for you.";

const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)];

function sentence(run: Computed, result: Result): string {
  if (result.probability === undefined) return `${wordsFor(result)}: ${displayOf(result)}.${bandText(result)}`;
  const { of, count, words } = frequency(result.probability * 100);
  const others = count === undefined ? "" : ` The other ${of - count} are not.`;
  const text = `${words} people like you are expected to have ${event(run, result)}.`;
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${others}${bandText(result)}`;
}

/** The band, if its name says more than the number that it stands for: not "5-year risk of 3 % and over". */
const bandText = ({ band }: Result): string =>
  band === undefined || /\d/.test(band.display) ? "" : ` This is called: ${band.display}.`;

/** `a stroke, within 10 years from then` */
const event = (run: Computed, result: Result): string =>
  [wordsFor(result), horizon(run, result)].filter(Boolean).join(", ");

/** A percentage as people of 100, or of 1000 where it is under 1 %. */
export function frequency(percent: number): { readonly of: number; readonly count?: number; readonly words: string } {
  if (percent < 0.1) return { of: 1000, words: "fewer than 1 of 1000" };
  if (percent > 99) return { of: 100, words: "more than 99 of 100" };
  const of = percent < 1 ? 1000 : 100;
  const count = Math.round((percent * of) / 100);
  return { of, count, words: `about ${count} of ${of}` };
}

function horizon({ model }: Computed, { code, horizonYears }: Result): string {
  if (horizonYears === 1) return "within a year from then";
  if (horizonYears !== undefined) return `within ${horizonYears} years from then`;
  const days = model.metadata.outputs.find((output) => output.code === code)?.horizonDays;
  return days === undefined ? "" : `within ${days} days from then`;
}

/** What it was the last time, and which values are others now. */
function trend(told: readonly Result[], { earlier, changed }: Telling): string {
  const before = told.flatMap((result) => {
    const last = earlier.get(result.code);
    if (last === undefined) return [];
    const was = result.probability === undefined ? displayNumber(last.value, result) : frequency(last.value).words;
    return [`On ${dayText(last.time)} it was ${was} (${wordsFor(result)}).`];
  });
  if (before.length === 0) return "";
  const names = changed.map(({ concept }) => (isConceptName(concept) ? nameFor(concept) : concept));
  const since = names.length === 0 ? "No value is different since." : `Different since then: ${names.join(", ")}.`;
  return list([...before, since]);
}

/** Compared with someone without risk factors, not called an age of the heart: nobody's heart was looked at. */
function riskAge(result: Result, { explanations }: Telling): readonly string[] {
  const age = explanations.get(result.code)?.riskAge;
  if (age === undefined) return [];
  return [
    `Someone of your sex who does not smoke and has healthy values has this chance at the age of ${ageText(age)} (${wordsFor(result)}).`,
  ];
}

/** One line for each value that differs, with every result that it changes. */
function whatIfs(run: Computed, told: readonly Result[], { explanations }: Telling): string {
  const byCondition = new Map<string, string[]>();
  for (const result of told) {
    if (result.probability === undefined) continue;
    for (const counterfactual of explanations.get(result.code)?.counterfactuals ?? []) {
      const condition = conditionText(counterfactual, nameFor(counterfactual.concept));
      const figures = byCondition.get(condition) ?? [];
      byCondition.set(condition, figures);
      figures.push(`${frequency(counterfactual.value).words} (${event(run, result)})`);
    }
  }
  if (byCondition.size === 0) return "";
  const intro =
    "For comparison, people who differ in one value. This is arithmetic, not a promise of what a change does:";
  return (
    paragraph(intro) +
    list([...byCondition].map(([condition, figures]) => `If only ${condition}: ${figures.join("; ")}.`))
  );
}

function unknowns({ inputs }: Computed): string {
  const missing = inputs.filter(({ value }) => value === undefined);
  if (missing.length === 0) return "";
  return paragraph(`Not known, and left out: ${missing.map(({ concept }) => nameFor(concept)).join(", ")}.`);
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

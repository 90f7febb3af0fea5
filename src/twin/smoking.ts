/**
 * Smoking: by the latest answer, else by an active condition. A missing status stays missing, for no record of smoking is
 * no record of not smoking. "Non-smoker" tells of now and not of the past.
 */
import { SYSTEM } from "../codes.ts";
import { answerOf, latestAnswer, measured } from "./answers.ts";
import type { Answers } from "./coded-answers.ts";
import { type Assertion, sourcesOf } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";
import type { Reading } from "./readings.ts";

type Status = "current" | "former" | "never" | "not-now";

const answers = <Value extends string>(system: string, codes: Readonly<Record<string, Value>>): Answers<Value> =>
  Object.fromEntries(Object.entries(codes).map(([code, value]) => [`${system}|${code}`, value]));

/**
 * Answers to LOINC 72166-2: LOINC's own list LL2201-3, and SNOMED CT as in US Core's value set and VSAC
 * 2.16.840.1.113883.3.526.3.1170 (users), 2.16.840.1.113883.3.526.3.1189 (non-users).
 */
const SMOKING: Answers<Status> = {
  ...answers(SYSTEM.loinc, {
    "LA18976-3": "current", // every day
    "LA18977-1": "current", // some days
    "LA18979-7": "current", // smoker, how much unknown
    "LA18981-3": "current", // heavy
    "LA18982-1": "current", // light
    "LA15920-4": "former",
    "LA18978-9": "never",
  }),
  ...answers(SYSTEM.snomed, {
    "449868002": "current", // daily
    "428041000124106": "current", // some days
    "77176002": "current", // smoker
    "428071000124103": "current", // heavy
    "428061000124105": "current", // light
    "65568007": "current", // cigarettes
    "230059006": "current", // occasionally
    "266920004": "current", // fewer than one a day
    "450821000124107": "current", // 1 to 4 a day
    "450811000124104": "current", // 5 to 9 a day
    "160603005": "current", // 1 to 9 a day
    "160604004": "current", // 10 to 19 a day
    "160605003": "current", // 20 to 39 a day
    "160606002": "current", // 40 and more a day
    "230060001": "current", // light
    "230062009": "current", // moderate
    "230063004": "current", // heavy
    "230064005": "current", // very heavy
    "230065006": "current", // chain smoker
    "56578002": "current", // 20 or fewer a day
    "56771006": "current", // over 20 a day
    "59978006": "current", // cigars
    "82302008": "current", // pipe
    "698289004": "current", // hookah
    "8517006": "former",
    "281018007": "former", // cigarettes
    "160620009": "former", // pipe
    "160621008": "former", // cigars
    "266921000": "former", // fewer than one a day
    "266922007": "former", // 1 to 9 a day
    "266923002": "former", // 10 to 19 a day
    "266924008": "former", // 20 to 39 a day
    "266925009": "former", // 40 and more a day
    "266928006": "former", // amount unknown
    "428081000124100": "former", // heavy
    "428091000124102": "former", // light
    "48031000119106": "former", // for more than a year
    "735128000": "former", // for less than a year
    "266919005": "never",
    "8392000": "not-now", // non-smoker
    "405746006": "not-now", // non-smoker, past unknown
  }),
};

/** Answers that say how much, in the categories of QResearch: light below 10 a day, heavy from 20. */
const AMOUNT: Answers = answers(SYSTEM.snomed, {
  "266920004": "light",
  "450821000124107": "light",
  "450811000124104": "light",
  "160603005": "light",
  "160604004": "moderate",
  "160605003": "heavy",
  "160606002": "heavy",
  "56771006": "heavy",
});

type Readings = ReadonlyMap<string, readonly Reading[]>;
interface Found {
  readonly answer: Status;
  readonly reading: Reading;
}

/** Adds smoking status, whether the person smokes now, and how much where the answer says so. */
export function findSmoking(draft: TwinDraft, readings: Readings, conditions: readonly Assertion[]): void {
  const active = conditions.filter(({ sets, isActive, isCertain }) => sets.has("tobacco-use") && isActive && isCertain);
  const sources = sourcesOf(active, "tobacco-use");
  const found = latestAnswer(draft, { readings, set: "smoking-status", answers: SMOKING, concept: "smokingStatus" });
  if (found === undefined) {
    if (active.length === 0) return;
    const rule = "active condition, no answer on record";
    draft.add({ concept: "smokingStatus", value: "current", origin: "measured", rule, sources });
    draft.add({ concept: "currentSmoker", value: true, origin: "measured", rule, sources });
    return;
  }
  if (found.answer !== "current" && active.length > 0) {
    draft.note("smokingStatus", "an active condition says current smoker; the answer was taken", sources);
  }
  noteEarlierSmoking(draft, found, readings.get("smoking-status") ?? []);
  if (found.answer !== "not-now") measured(draft, "smokingStatus", found.answer, found.reading);
  measured(draft, "currentSmoker", found.answer === "current", found.reading);
  const amount = answerOf(found.reading.element.valueCodeableConcept, AMOUNT);
  if (amount !== undefined) measured(draft, "qresearchSmoking", amount, found.reading);
}

/** Who has smoked cannot have never smoked: the latest answer stands, and the earlier one is told of. */
function noteEarlierSmoking(draft: TwinDraft, found: Found, readings: readonly Reading[]): void {
  if (found.answer !== "never") return;
  const earlier = readings.find(({ element }) =>
    ["current", "former"].includes(answerOf(element.valueCodeableConcept, SMOKING) ?? ""),
  );
  if (earlier === undefined) return;
  const message = "an earlier answer says that the person smoked, the latest that they never did; the latest was taken";
  draft.note("smokingStatus", message, [found.reading.source, earlier.source]);
}

/** An evaluation for a reader: what was compared, the figures, and what to be careful of. Valid XHTML. */
import type { Narrative } from "@medplum/fhirtypes";
import { conceptOf } from "../../concepts/index.ts";
import { ADVISED_EVENTS, type Assessment } from "../../evaluation/subgroups.ts";
import { element, textElement } from "../../plot/svg.ts";
import type { EvaluatedGroup } from "./measure-report.ts";

/** The narrative of an evaluation. */
export function evaluationNarrative(evaluated: EvaluatedGroup): Narrative {
  const { wanted, result, outcome, start, overall, subgroups } = evaluated;
  const { title, id, version } = wanted.model.metadata;
  const day = new Date(start).toISOString().slice(0, 10);
  const compared = `${result.display}, as of ${day}, against ${conceptOf(outcome.concept).display} on record within ${result.horizonYears} years.`;
  const rows = [
    rowOf("Everyone", overall),
    ...subgroups.map((subgroup) => rowOf(`${subgroup.dimension}: ${subgroup.value}`, subgroup)),
  ];
  const parts = [
    textElement("p", {}, `${title} (${id} ${version})`),
    textElement("p", {}, compared),
    element("table", {}, [element("thead", {}, headingRow()), element("tbody", {}, rows.join(""))].join("")),
    element(
      "ul",
      {},
      notesOf(evaluated)
        .map((note) => textElement("li", {}, note))
        .join(""),
    ),
  ];
  return { status: "generated", div: element("div", { xmlns: "http://www.w3.org/1999/xhtml" }, parts.join("")) };
}

const HEADINGS = ["", "Persons", "Events", "C", "Slope", "Intercept", "In the large", "O:E", "Brier"];

const headingRow = (): string => element("tr", {}, HEADINGS.map((heading) => textElement("th", {}, heading)).join(""));

function rowOf(label: string, { persons, events, evaluation, notEvaluated = "" }: Assessment): string {
  const counts = [label, String(persons), String(events)].map((cell) => textElement("td", {}, cell));
  if (evaluation === undefined) {
    const reason = textElement("td", { colspan: HEADINGS.length - counts.length }, `not evaluated: ${notEvaluated}`);
    return element("tr", {}, [...counts, reason].join(""));
  }
  const { cStatistic, slope, intercept, inTheLarge, observedToExpected, brier } = evaluation;
  const figures = [cStatistic, slope, intercept, inTheLarge, observedToExpected, brier];
  return element("tr", {}, [...counts, ...figures.map((figure) => textElement("td", {}, figure.toFixed(3)))].join(""));
}

function notesOf({ members, overall }: EvaluatedGroup): readonly string[] {
  const fewer = Math.min(overall.events, overall.persons - overall.events);
  const left = [...members.leftOut.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${members.members} members, of whom ${left} were left out; the reasons stand in the group left-out.`,
    ...(left === 0 ? [] : ["If those left out differ from the others, the figures are biased."]),
    ...(members.diedBefore === 0
      ? []
      : [`${members.diedBefore} died without the outcome within the horizon and count as without it.`]),
    ...(fewer < ADVISED_EVENTS
      ? [`Fewer than ${ADVISED_EVENTS} persons with, or without, the event: the figures are uncertain.`]
      : []),
    "The outcome is what is on record; what happened elsewhere and was not recorded counts as not happened.",
  ];
}

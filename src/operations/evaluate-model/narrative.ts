/** An evaluation for a reader: what was compared, the figures, and what to be careful of. Valid XHTML. */
import type { Narrative } from "@medplum/fhirtypes";
import { conceptOf } from "../../concepts/index.ts";
import type { Interval } from "../../evaluation/intervals.ts";
import { shownCount } from "../../evaluation/small-cells.ts";
import { ADVISED_EVENTS, type Assessment, hiddenText, type Subgroup } from "../../evaluation/subgroups.ts";
import { element, textElement } from "../../plot/svg.ts";
import type { EvaluatedGroup } from "./measure-report.ts";

/** The narrative of an evaluation. */
export function evaluationNarrative(evaluated: EvaluatedGroup): Narrative {
  const { wanted, result, outcome, start, overall, subgroups, small } = evaluated;
  const { title, id, version } = wanted.model.metadata;
  const day = new Date(start).toISOString().slice(0, 10);
  const compared = `${result.display}, as of ${day}, against ${conceptOf(outcome.concept).display} on record within ${result.horizonYears} years.`;
  const rows = [rowOf("Everyone", overall), ...subgroups.map((subgroup) => subgroupRow(subgroup, hiddenText(small)))];
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

function subgroupRow(subgroup: Subgroup, hidden: string): string {
  const label = `${subgroup.dimension}: ${subgroup.value}`;
  if (!("isHidden" in subgroup)) return rowOf(label, subgroup);
  return element("tr", {}, textElement("td", {}, label) + textElement("td", { colspan: HEADINGS.length - 1 }, hidden));
}

function rowOf(label: string, { persons, events, evaluation, notEvaluated = "" }: Assessment): string {
  const counts = [label, String(persons), String(events)].map((cell) => textElement("td", {}, cell));
  if (evaluation === undefined) {
    const reason = textElement("td", { colspan: HEADINGS.length - counts.length }, `not evaluated: ${notEvaluated}`);
    return element("tr", {}, [...counts, reason].join(""));
  }
  const { cStatistic, slope, intercept, inTheLarge, observedToExpected, brier } = evaluation;
  const figures = [cStatistic, slope, intercept, inTheLarge, observedToExpected].map(withInterval);
  const cells = [...figures, brier.toFixed(3)].map((figure) => textElement("td", {}, figure));
  return element("tr", {}, [...counts, ...cells].join(""));
}

/** `0.812 (0.775 to 0.849)` */
const withInterval = ({ value, interval: [low, high] }: { readonly value: number; readonly interval: Interval }) =>
  `${value.toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)})`;

function notesOf({ members, overall, small }: EvaluatedGroup): readonly string[] {
  const fewer = Math.min(overall.events, overall.persons - overall.events);
  const left = [...members.leftOut.values()].reduce((sum, count) => sum + count, 0);
  return [
    `${members.members} members, of whom ${left} were left out; the reasons stand in the group left-out.`,
    ...(left === 0 ? [] : ["If those left out differ from the others, the figures are biased."]),
    ...(members.diedBefore === 0
      ? []
      : [
          `${shownCount(members.diedBefore, small)} died without the outcome within the horizon and count as without it.`,
        ]),
    ...(fewer < ADVISED_EVENTS
      ? [`Fewer than ${ADVISED_EVENTS} persons with, or without, the event: the figures are uncertain.`]
      : []),
    "In brackets: 95 % intervals; of C by DeLong's method, of O:E exact for a Poisson count, of the others ± 1.96 standard errors.",
    `A subgroup of fewer than ${small.persons} persons, or of fewer than ${small.events} with or without the event, is not shown, nor what would give it away.`,
    "The outcome is what is on record; what happened elsewhere and was not recorded counts as not happened.",
  ];
}

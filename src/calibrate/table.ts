/** The report as text for a terminal. */
import type { Interval } from "../evaluation/intervals.ts";
import { countText, type SmallCells } from "../evaluation/small-cells.ts";
import { type Assessment, hiddenText, type Subgroup } from "../evaluation/subgroups.ts";
import type { Report, ShownCounts } from "./report.ts";

/** Lines of what was read, the figures on the whole and by subgroup, who was left out and why. */
export function reportLines(report: Report): readonly string[] {
  const { model, result, cohort, overall, recalibration } = report;
  const variants = model.variants.length === 0 ? "" : `:${model.variants.join("+")}`;
  const within = result.horizonYears === undefined ? "" : ` within ${result.horizonYears} years`;
  return [
    `${model.id}${variants} ${model.version} (coefficients ${model.coefficientHash}), ${result.display} (${result.code})${within}`,
    `${cohort.name}: ${cohort.rows} rows read, ${cohort.persons} taken, ${cohort.events} with the outcome in the whole follow-up`,
    "",
    ...aligned([
      HEADINGS,
      rowOf("everyone", overall),
      ...report.subgroups.map((one) => subgroupRow(one, report.small)),
    ]),
    "In brackets: 95 % intervals; of C by DeLong's method, of O:E exact, of slope and intercept ± 1.96 standard errors.",
    ...survivalLine(report),
    "",
    ...listed("not computed", report.refused),
    ...listed("outcome not known", report.unknownOutcome),
    ...listed("cells not used", report.unread),
    ...report.cautions.map((caution) => `caution: ${caution}`),
    "none" in recalibration
      ? `no recalibrated variant: ${recalibration.none}`
      : `recalibrated: logit p' = ${recalibration.intercept.toFixed(4)} + ${recalibration.slope.toFixed(4)} · logit p, fitted on this cohort; judge it on another`,
  ];
}

const HEADINGS = ["", "persons", "events", "C", "slope", "intercept", "in the large", "O:E", "Brier"];

function survivalLine({ survival, result }: Report): readonly string[] {
  if (survival === undefined) return [];
  const { persons, events, harrellC } = survival;
  const upTo = result.horizonYears === undefined ? "" : ` up to ${result.horizonYears} years`;
  return [
    `Harrell's C${upTo}, with those followed for less: ${withInterval(harrellC, 4)}, ${persons} persons, ${events} events`,
  ];
}

function subgroupRow(subgroup: Subgroup, small: SmallCells): readonly string[] {
  const label = `${subgroup.dimension}: ${subgroup.value}`;
  return "isHidden" in subgroup ? [label, "", "", hiddenText(small)] : rowOf(label, subgroup);
}

function rowOf(label: string, { persons, events, evaluation, notEvaluated = "" }: Assessment): readonly string[] {
  const counts = [label, String(persons), String(events)];
  if (evaluation === undefined) return [...counts, `not evaluated: ${notEvaluated}`];
  const { cStatistic, slope, intercept, inTheLarge, observedToExpected, brier } = evaluation;
  return [
    ...counts,
    withInterval(cStatistic, 4),
    withInterval(slope, 3),
    withInterval(intercept, 3),
    inTheLarge.value.toFixed(3),
    withInterval(observedToExpected, 3),
    brier.toFixed(4),
  ];
}

/** `0.8120 (0.7751-0.8489)`; a negative end makes `to` of the dash. */
function withInterval(figure: { readonly value: number; readonly interval: Interval }, digits: number): string {
  const [low, high] = figure.interval.map((end) => end.toFixed(digits));
  return `${figure.value.toFixed(digits)} (${low}${figure.interval[0] < 0 ? " to " : "-"}${high})`;
}

/** Columns of equal width, the first to the left; a row that ends early may run on. */
function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const whole = rows.filter(({ length }) => length === HEADINGS.length);
  const widths = HEADINGS.map((_, at) => Math.max(...(at < 3 ? rows : whole).map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        if (row.length < HEADINGS.length && at >= 3) return cell;
        return at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0);
      })
      .join("  ")
      .trimEnd(),
  );
}

const listed = (title: string, counts: ShownCounts): readonly string[] =>
  Object.entries(counts).map((entry) => `${title}: ${countText(entry)}`);

/** The report as text for a terminal. */
import type { Assessment } from "../evaluation/subgroups.ts";
import type { Report } from "./report.ts";

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
      ...report.subgroups.map((one) => rowOf(`${one.dimension}: ${one.value}`, one)),
    ]),
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

const HEADINGS = ["", "persons", "events", "C", "slope (SE)", "intercept (SE)", "in the large", "O:E", "Brier"];

function rowOf(label: string, { persons, events, evaluation, notEvaluated = "" }: Assessment): readonly string[] {
  const counts = [label, String(persons), String(events)];
  if (evaluation === undefined) return [...counts, `not evaluated: ${notEvaluated}`];
  const { cStatistic, slope, intercept, inTheLarge, observedToExpected, brier } = evaluation;
  return [
    ...counts,
    cStatistic.toFixed(4),
    `${slope.toFixed(3)} (${evaluation.slopeStandardError.toFixed(3)})`,
    `${intercept.toFixed(3)} (${evaluation.interceptStandardError.toFixed(3)})`,
    inTheLarge.toFixed(3),
    observedToExpected.toFixed(3),
    brier.toFixed(4),
  ];
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

const listed = (title: string, counts: Readonly<Record<string, number>>): readonly string[] =>
  Object.entries(counts).map(([what, count]) => `${title}: ${count} × ${what}`);

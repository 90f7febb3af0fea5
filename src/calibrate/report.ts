/** What is written of an evaluation: the figures as JSON, the plot as SVG, the recalibrated variant. Pure. */
import { harrellC } from "../evaluation/discrimination.ts";
import type { Estimate } from "../evaluation/intervals.ts";
import { type ShownCount, type SmallCells, shownCount, shownCounts } from "../evaluation/small-cells.ts";
import {
  ADVISED_EVENTS,
  type Assessment,
  assess,
  assessSubgroups,
  FEWEST_EVENTS,
  type Subgroup,
} from "../evaluation/subgroups.ts";
import type { Recalibration } from "../models/recalibration.ts";
import type { WantedModel } from "../operations/predict/run.ts";
import { calibrationPlot } from "../plot/calibration-plot.ts";
import type { CohortEvaluation, Counts } from "./evaluate-cohort.ts";

export interface Report {
  readonly model: {
    readonly id: string;
    readonly version: string;
    readonly coefficientHash: string;
    readonly variants: readonly string[];
  };
  readonly result: CohortEvaluation["result"];
  readonly date: string;
  readonly cohort: CohortEvaluation["cohort"] & {
    readonly name: string;
    readonly file: string;
    readonly sha256: string;
  };
  /** In words. */
  readonly outcome: string;
  readonly overall: Assessment;
  /** Over everyone predicted for, with those who were followed for less than the horizon; if the outcome is timed. */
  readonly survival?: { readonly persons: number; readonly events: number; readonly harrellC: Estimate };
  readonly subgroups: readonly Subgroup[];
  /** Groups with fewer than these are hidden, and what would give them away. */
  readonly small: SmallCells;
  readonly diedBefore: ShownCount;
  readonly refused: ShownCounts;
  readonly unknownOutcome: ShownCounts;
  readonly unread: ShownCounts;
  readonly cautions: readonly string[];
  readonly recalibration: Recalibration | { readonly none: string };
}

/** By reason, the most frequent first. */
export type ShownCounts = Readonly<Record<string, ShownCount>>;

export interface ReportContext {
  readonly wanted: WantedModel;
  readonly name: string;
  readonly title: string | undefined;
  readonly file: string;
  readonly sha256: string;
  readonly outcome: string;
  /** Whether the cohort tells when the outcome happened. */
  readonly isTimed: boolean;
  readonly assumed: readonly string[];
  readonly notes: readonly string[];
  readonly recalibrate: boolean;
  readonly small: SmallCells;
  /** YYYY-MM-DD */
  readonly date: string;
}

/** The whole report; a subgroup dimension in which all are alike is left out. */
export function reportOf(evaluation: CohortEvaluation, context: ReportContext): Report {
  const { wanted, small } = context;
  const { model } = wanted;
  const overall = assess(evaluation.persons);
  const subgroups = assessSubgroups(evaluation.persons, evaluation.dimensions, small);
  const survival = survivalOf(evaluation);
  const { id, version } = model.metadata;
  return {
    model: { id, version, coefficientHash: model.coefficientHash, variants: evaluation.variants },
    result: evaluation.result,
    date: context.date,
    cohort: {
      name: context.title ?? context.name,
      file: context.file,
      sha256: context.sha256,
      ...evaluation.cohort,
    },
    outcome: context.outcome,
    overall,
    ...(survival === undefined ? {} : { survival }),
    subgroups: subgroups.filter((one) => "isHidden" in one || one.persons < overall.persons),
    small,
    diedBefore: shownCount(evaluation.diedBefore, small),
    ...leftOut(evaluation, small),
    unread: Object.fromEntries(sorted(evaluation.unread).map(([what, count]) => [what, shownCount(count, small)])),
    cautions: cautionsOf(evaluation, overall, context),
    recalibration: recalibrationOf(evaluation, overall, context),
  };
}

/** Refusals and unknown outcomes: together with those compared they are the whole, so that they are hidden together. */
function leftOut(
  { refused, unknownOutcome }: CohortEvaluation,
  small: SmallCells,
): Pick<Report, "refused" | "unknownOutcome"> {
  const shown = shownCounts(new Map([...refused, ...unknownOutcome]), small);
  const of = (counts: Counts) => Object.fromEntries(shown.filter(([reason]) => counts.has(reason)));
  return { refused: of(refused), unknownOutcome: of(unknownOutcome) };
}

const sorted = (counts: Counts) => [...counts].sort(([, a], [, b]) => b - a);

/** Harrell's C up to the horizon, where there are times, enough events, and anyone to compare. */
function survivalOf({ followed }: CohortEvaluation): Report["survival"] {
  const events = followed.filter(({ hadEvent }) => hadEvent).length;
  if (events < FEWEST_EVENTS) return undefined;
  const concordance = harrellC(
    followed.map(({ probability }) => probability),
    followed.map(({ days }) => days),
    followed.map(({ hadEvent }) => Number(hadEvent)),
  );
  return Number.isNaN(concordance.value) ? undefined : { persons: followed.length, events, harrellC: concordance };
}

const LARGE_SHARE = 0.05;

function cautionsOf(
  evaluation: CohortEvaluation,
  overall: Assessment,
  { assumed, notes, isTimed, small }: ReportContext,
): readonly string[] {
  const { persons, events } = overall;
  const unknown = [...evaluation.unknownOutcome.values()].reduce((sum, number) => sum + number, 0);
  const fewer = Math.min(events, persons - events);
  return [
    ...notes,
    ...(isTimed ? [] : ["The cohort does not tell when the outcome happened: all are taken as within the horizon."]),
    ...(assumed.length === 0 ? [] : [`Assumed of everyone where no column says otherwise: ${assumed.join(", ")}.`]),
    ...(fewer < ADVISED_EVENTS
      ? [`Fewer than ${ADVISED_EVENTS} persons with, or without, the event: the figures are uncertain.`]
      : []),
    ...(unknown > LARGE_SHARE * (persons + unknown)
      ? [
          `The outcome of ${unknown} of ${persons + unknown} persons is not known and they are left out: if they differ from the others, the figures are biased.`,
        ]
      : []),
    ...(evaluation.diedBefore === 0
      ? []
      : [
          `${shownCount(evaluation.diedBefore, small)} persons died without the outcome within the horizon and count as without it.`,
        ]),
    ...[...evaluation.cautions].map(([caution, count]) => `${caution} (${shownCount(count, small)} persons)`),
  ];
}

function recalibrationOf(
  evaluation: CohortEvaluation,
  { persons, events, evaluation: figures }: Assessment,
  { wanted, name, title, outcome, date, recalibrate }: ReportContext,
): Report["recalibration"] {
  if (!recalibrate) return { none: "by the map: the outcome is not the one that the model predicts" };
  if (figures === undefined) return { none: "the cohort is too small" };
  const [variant, another] = evaluation.variants;
  if (another !== undefined) {
    return { none: `computed by several variants (${evaluation.variants.join(", ")}): name one, MODEL:VARIANT` };
  }
  if (!(figures.slope.value > 0)) return { none: "the slope is not above 0: the model does not order these persons" };
  const { id, version } = wanted.model.metadata;
  const { code, horizonYears } = evaluation.result;
  return {
    name,
    model: id,
    modelVersion: version,
    coefficientHash: wanted.model.coefficientHash,
    ...(variant === undefined ? {} : { variant }),
    result: code,
    ...(horizonYears === undefined ? {} : { horizonYears }),
    intercept: figures.intercept.value,
    interceptStandardError: figures.intercept.standardError,
    slope: figures.slope.value,
    slopeStandardError: figures.slope.standardError,
    persons,
    events,
    cohort: title ?? name,
    outcome,
    date,
  };
}

/** The decile plot, or undefined where nothing could be evaluated. */
export function plotOf({ model, result, cohort, overall }: Report): string | undefined {
  const { evaluation, persons, events } = overall;
  if (evaluation === undefined) return undefined;
  const within = result.horizonYears === undefined ? "" : `, ${result.horizonYears} years`;
  return calibrationPlot({
    title: `${model.id} ${model.version}: ${result.code}`,
    lines: [
      `${cohort.name}${within}: ${persons} persons, ${events} events`,
      `C ${evaluation.cStatistic.value.toFixed(3)}, slope ${evaluation.slope.value.toFixed(2)}, O:E ${evaluation.observedToExpected.value.toFixed(2)}`,
    ],
    points: evaluation.groups,
  });
}

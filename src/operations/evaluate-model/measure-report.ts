/**
 * The answer of `$evaluate-model` as a MeasureReport: a group for each figure, its value on the whole, and a stratifier
 * for each dimension of subgroups. https://hl7.org/fhir/R4/measurereport.html
 */
import type {
  CodeableConcept,
  Extension,
  MeasureReport,
  MeasureReportGroup,
  MeasureReportGroupPopulation,
  MeasureReportGroupStratifier,
  MeasureReportGroupStratifierStratum,
  Quantity,
} from "@medplum/fhirtypes";
import { CANONICAL, EXTENSION, SYSTEM, TAG } from "../../codes.ts";
import { conceptOf } from "../../concepts/index.ts";
import type { Evaluation } from "../../evaluation/calibration.ts";
import type { Estimate, Interval } from "../../evaluation/intervals.ts";
import { type SmallCells, shownCount, shownCounts } from "../../evaluation/small-cells.ts";
import { type Assessment, hiddenText, type Subgroup } from "../../evaluation/subgroups.ts";
import { calibrationPlot } from "../../plot/calibration-plot.ts";
import type { WantedModel } from "../predict/run.ts";
import type { MemberEvaluation } from "./members.ts";
import { evaluationNarrative } from "./narrative.ts";
import { type Outcome, timeAfter } from "./outcome.ts";

export interface EvaluatedGroup {
  readonly groupId: string;
  readonly wanted: WantedModel;
  readonly outcome: Outcome;
  /** ms since 1970 */
  readonly start: number;
  readonly members: MemberEvaluation;
  readonly result: NonNullable<MemberEvaluation["result"]>;
  readonly overall: Assessment & { readonly evaluation: Evaluation };
  readonly subgroups: readonly Subgroup[];
  readonly small: SmallCells;
}

interface Figure {
  readonly value: number;
  /** 95 % */
  readonly interval?: Interval;
}
type FigureOf = (evaluation: Evaluation) => Figure;
const errorOf = ({ standardError }: Estimate): Figure => ({ value: standardError });

/** Codes of `CodeSystem-model-evaluation` and the figure of each. */
const FIGURES: Readonly<Record<string, FigureOf>> = {
  "c-statistic": ({ cStatistic }) => cStatistic,
  "c-statistic-standard-error": ({ cStatistic }) => errorOf(cStatistic),
  "calibration-slope": ({ slope }) => slope,
  "calibration-slope-standard-error": ({ slope }) => errorOf(slope),
  "calibration-intercept": ({ intercept }) => intercept,
  "calibration-intercept-standard-error": ({ intercept }) => errorOf(intercept),
  "calibration-in-the-large": ({ inTheLarge }) => inTheLarge,
  "calibration-in-the-large-standard-error": ({ inTheLarge }) => errorOf(inTheLarge),
  "observed-to-expected": ({ observedToExpected }) => observedToExpected,
  "brier-score": ({ brier }) => ({ value: brier }),
};

/** The report; the same record gives the same report. */
export function measureReport(evaluated: EvaluatedGroup): MeasureReport {
  const { groupId, start, result, overall, members } = evaluated;
  return {
    resourceType: "MeasureReport",
    meta: { tag: [{ system: SYSTEM.tag, code: TAG.prediction }] },
    text: evaluationNarrative(evaluated),
    extension: [evaluatedModel(evaluated), plotExtension(evaluated)],
    status: "complete",
    type: "summary",
    measure: `${CANONICAL}/Measure/model-evaluation`,
    subject: { reference: `Group/${groupId}` },
    period: {
      start: new Date(start).toISOString(),
      end: new Date(timeAfter(start, result.horizonYears)).toISOString(),
    },
    group: [
      ...Object.entries(FIGURES).map(([code, figure], at) =>
        figureGroup(evaluated, { code, figure, isFirst: at === 0 }),
      ),
      tenthsGroup("mean-prediction", overall.evaluation, ({ meanPrediction }) => ({ value: meanPrediction })),
      tenthsGroup("observed-share", overall.evaluation, ({ observed, interval }) => ({ value: observed, interval })),
      ...(members.leftOut.size === 0 ? [] : [leftOutGroup(evaluated)]),
    ],
  };
}

function evaluatedModel({ wanted, outcome, result, members, small }: EvaluatedGroup): Extension {
  const { id, version, title } = wanted.model.metadata;
  const diedBefore = shownCount(members.diedBefore, small);
  return {
    url: EXTENSION.evaluatedModel,
    extension: [
      { url: "model", valueCoding: { system: SYSTEM.model, version, code: id, display: title } },
      { url: "coefficientHash", valueString: wanted.model.coefficientHash },
      ...members.variants.map((variant) => ({ url: "variant", valueCode: variant })),
      { url: "result", valueCoding: { system: SYSTEM.outcome, code: result.code, display: result.display } },
      {
        url: "outcome",
        valueCoding: { system: SYSTEM.concept, code: outcome.concept, display: conceptOf(outcome.concept).display },
      },
      { url: "horizon", valueQuantity: { value: result.horizonYears, unit: "years", system: SYSTEM.ucum, code: "a" } },
      ...(typeof diedBefore === "number" ? [{ url: "diedBefore", valueUnsignedInt: diedBefore }] : []),
    ],
  };
}

function plotExtension({ wanted, result, overall, groupId, start }: EvaluatedGroup): Extension {
  const { cStatistic, slope, observedToExpected, groups } = overall.evaluation;
  const { id, version } = wanted.model.metadata;
  const title = `${id} ${version}: ${result.code}`;
  const svg = calibrationPlot({
    title,
    lines: [
      `Group/${groupId} as of ${new Date(start).toISOString().slice(0, 10)}: ${overall.persons} persons, ${overall.events} events`,
      `C ${cStatistic.value.toFixed(3)}, slope ${slope.value.toFixed(2)}, O:E ${observedToExpected.value.toFixed(2)}`,
    ],
    points: groups,
  });
  const data = Buffer.from(svg).toString("base64");
  return { url: EXTENSION.calibrationPlot, valueAttachment: { contentType: "image/svg+xml", data, title } };
}

/** A figure on the whole and by subgroup; the first group also tells who is counted. */
function figureGroup(
  { overall, subgroups, members, small }: EvaluatedGroup,
  { code, figure, isFirst }: { code: string; figure: FigureOf; isFirst: boolean },
): MeasureReportGroup {
  const dimensions = [...new Set(subgroups.map(({ dimension }) => dimension))];
  return {
    code: evaluationCode(code),
    ...(isFirst ? { population: [population("initial-population", members.members), ...populationsOf(overall)] } : {}),
    measureScore: scoreOf(figure(overall.evaluation)),
    stratifier: dimensions.map((dimension) => ({
      code: [evaluationCode(dimension)],
      stratum: subgroups.filter((one) => one.dimension === dimension).map((one) => stratumOf(one, figure, small)),
    })),
  };
}

/** A hidden subgroup has its name and neither counts nor figures. */
function stratumOf(subgroup: Subgroup, figure: FigureOf, small: SmallCells): MeasureReportGroupStratifierStratum {
  const { value } = subgroup;
  if ("isHidden" in subgroup) return { value: { text: `${value}, ${hiddenText(small)}` } };
  const { evaluation } = subgroup;
  return {
    value: { text: value },
    population: populationsOf(subgroup),
    ...(evaluation === undefined ? {} : { measureScore: scoreOf(figure(evaluation)) }),
  };
}

function tenthsGroup(
  code: string,
  { groups }: Evaluation,
  figure: (group: Evaluation["groups"][number]) => Figure,
): MeasureReportGroup {
  const stratifier: MeasureReportGroupStratifier = {
    code: [evaluationCode("tenth")],
    stratum: groups.map((group, at) => ({
      value: { text: String(at + 1) },
      population: [population("denominator", group.persons)],
      measureScore: scoreOf(figure(group)),
    })),
  };
  return { code: evaluationCode(code), stratifier: [stratifier] };
}

function leftOutGroup({ members: { leftOut }, small }: EvaluatedGroup): MeasureReportGroup {
  const all = [...leftOut.values()].reduce((sum, count) => sum + count, 0);
  const stratum = shownCounts(leftOut, small).map(([reason, count]) =>
    typeof count === "number"
      ? { value: { text: reason }, population: [population("denominator-exclusion", count)] }
      : { value: { text: `${reason} (${count})` } },
  );
  return {
    code: evaluationCode("left-out"),
    population: [population("denominator-exclusion", all)],
    stratifier: [{ code: [evaluationCode("reason")], stratum }],
  };
}

const populationsOf = ({ persons, events }: Assessment): MeasureReportGroupPopulation[] => [
  population("denominator", persons),
  population("numerator", events),
];

const population = (code: string, count: number): MeasureReportGroupPopulation => ({
  code: { coding: [{ system: SYSTEM.measurePopulation, code }] },
  count,
});

const evaluationCode = (code: string): CodeableConcept => ({ coding: [{ system: SYSTEM.evaluation, code }] });

const scoreOf = ({ value, interval }: Figure): Quantity => ({
  ...(interval === undefined ? {} : { extension: [intervalExtension(interval)] }),
  value,
  unit: "1",
  system: SYSTEM.ucum,
  code: "1",
});

const intervalExtension = ([low, high]: Interval): Extension => ({
  url: EXTENSION.figureInterval,
  extension: [
    { url: "lower", valueDecimal: low },
    { url: "upper", valueDecimal: high },
    { url: "level", valueDecimal: 95 },
  ],
});

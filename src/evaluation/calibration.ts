/**
 * How far predicted probabilities agree with what happened.
 * Van Calster B et al. BMC Med 2019;17:230, doi:10.1186/s12916-019-1466-7 (the levels of calibration).
 */
import { cStatistic } from "./discrimination.ts";
import { type Estimate, estimate, type Interval, poissonInterval, wilson } from "./intervals.ts";
import { fitLogistic, type LogisticFit } from "./logistic-regression.ts";
import { SMALL_CELLS } from "./small-cells.ts";

export interface Evaluation {
  readonly persons: number;
  readonly events: number;
  readonly cStatistic: Estimate;
  /** Mean squared difference of probability and event: 0 is perfect. */
  readonly brier: number;
  /** Slope of the logit of the predictions in a logistic regression on the events: below 1, predictions are too extreme. */
  readonly slope: Estimate;
  /** Intercept of the same regression: with the slope, what a recalibration would use. */
  readonly intercept: Estimate;
  /** Calibration in the large, the intercept with the slope held at 1: below 0, predictions are too high on the whole. */
  readonly inTheLarge: Estimate;
  /** Observed events divided by those expected; its interval is the exact one of the observed count. */
  readonly observedToExpected: { readonly value: number; readonly interval: Interval };
  readonly groups: readonly CalibrationGroup[];
}

/** Persons with neighbouring predictions: mean prediction against the share with the event, and its 95 % interval. */
export interface CalibrationGroup {
  readonly persons: number;
  readonly meanPrediction: number;
  readonly observed: number;
  readonly interval: Interval;
}

/** Keeps the logit finite; a probability nearer to 0 or 1 than this is as good as sure. */
const NEAREST = 1e-9;
const GROUPS = 10;

/**
 * Evaluates predictions of a binary outcome.
 * @param predictions probabilities from 0 to 1, one a person
 * @param events 1 or 0, one a person
 * @throws RangeError if all or none had the event, or the recalibration does not settle
 */
export function evaluate(predictions: readonly number[], events: readonly number[]): Evaluation {
  const observed = events.reduce((sum, event) => sum + event, 0);
  if (observed === 0 || observed === events.length) {
    throw new RangeError("all or none of the persons had the event: nothing can be evaluated");
  }
  const logits = predictions.map((p) => logit(Math.min(1 - NEAREST, Math.max(NEAREST, p))));
  const recalibration = fitLogistic({ columns: logits.map((value) => [value]), events });
  const expected = predictions.reduce((sum, p) => sum + p, 0);
  const [low, high] = poissonInterval(observed);
  return {
    persons: events.length,
    events: observed,
    cStatistic: cStatistic(predictions, events),
    brier: mean(predictions.map((p, at) => (p - (events[at] ?? 0)) ** 2)),
    slope: coefficientOf(recalibration, 1),
    intercept: coefficientOf(recalibration, 0),
    inTheLarge: coefficientOf(fitLogistic({ columns: logits.map(() => []), events, offset: logits }), 0),
    observedToExpected: { value: observed / expected, interval: [low / expected, high / expected] },
    groups: groupsOf(predictions, events),
  };
}

const coefficientOf = ({ coefficients, standardErrors }: LogisticFit, at: number): Estimate =>
  estimate(coefficients[at] ?? Number.NaN, standardErrors[at] ?? Number.NaN);

/** Tenths of the persons by prediction; fewer where a tenth would be a small cell. */
function groupsOf(predictions: readonly number[], events: readonly number[]): readonly CalibrationGroup[] {
  const order = predictions.map((_, at) => at).sort((a, b) => (predictions[a] ?? 0) - (predictions[b] ?? 0));
  const count = Math.max(1, Math.min(GROUPS, Math.floor(order.length / SMALL_CELLS.persons)));
  return Array.from({ length: count }, (_, group) => {
    const members = order.slice(
      Math.round((group * order.length) / count),
      Math.round(((group + 1) * order.length) / count),
    );
    const observed = mean(members.map((at) => events[at] ?? 0));
    return {
      persons: members.length,
      meanPrediction: mean(members.map((at) => predictions[at] ?? 0)),
      observed,
      interval: wilson(observed, members.length),
    };
  });
}

const logit = (p: number) => Math.log(p / (1 - p));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * How far predicted probabilities agree with what happened.
 * Van Calster B et al. BMC Med 2019;17:230, doi:10.1186/s12916-019-1466-7 (the levels of calibration).
 */
import { cStatistic } from "./discrimination.ts";
import { fitLogistic } from "./logistic-regression.ts";

export interface Evaluation {
  readonly persons: number;
  readonly events: number;
  readonly cStatistic: number;
  /** Mean squared difference of probability and event: 0 is perfect. */
  readonly brier: number;
  /** Slope of the logit of the predictions in a logistic regression on the events: below 1, predictions are too extreme. */
  readonly slope: number;
  readonly slopeStandardError: number;
  /** Intercept of the same regression: with the slope, what a recalibration would use. */
  readonly intercept: number;
  readonly interceptStandardError: number;
  /** Calibration in the large, the intercept with the slope held at 1: below 0, predictions are too high on the whole. */
  readonly inTheLarge: number;
  readonly inTheLargeStandardError: number;
  /** Observed events divided by those expected. */
  readonly observedToExpected: number;
  readonly groups: readonly CalibrationGroup[];
}

/** Persons with neighbouring predictions: mean prediction against the share with the event, and its 95 % interval. */
export interface CalibrationGroup {
  readonly persons: number;
  readonly meanPrediction: number;
  readonly observed: number;
  readonly interval: readonly [number, number];
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
  const inTheLarge = fitLogistic({ columns: logits.map(() => []), events, offset: logits });
  return {
    persons: events.length,
    events: observed,
    cStatistic: cStatistic(predictions, events),
    brier: mean(predictions.map((p, at) => (p - (events[at] ?? 0)) ** 2)),
    slope: recalibration.coefficients[1] ?? Number.NaN,
    slopeStandardError: recalibration.standardErrors[1] ?? Number.NaN,
    intercept: recalibration.coefficients[0] ?? Number.NaN,
    interceptStandardError: recalibration.standardErrors[0] ?? Number.NaN,
    inTheLarge: inTheLarge.coefficients[0] ?? Number.NaN,
    inTheLargeStandardError: inTheLarge.standardErrors[0] ?? Number.NaN,
    observedToExpected: observed / predictions.reduce((sum, p) => sum + p, 0),
    groups: groupsOf(predictions, events),
  };
}

/** Tenths of the persons by prediction; fewer where there are not ten persons. */
function groupsOf(predictions: readonly number[], events: readonly number[]): readonly CalibrationGroup[] {
  const order = predictions.map((_, at) => at).sort((a, b) => (predictions[a] ?? 0) - (predictions[b] ?? 0));
  const count = Math.min(GROUPS, order.length);
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

/** Wilson's interval of a share, 95 %. J Am Stat Assoc 1927;22:209-212. */
function wilson(share: number, persons: number): readonly [number, number] {
  const z = 1.959963984540054;
  const middle = share + z ** 2 / (2 * persons);
  const reach = z * Math.sqrt((share * (1 - share)) / persons + z ** 2 / (4 * persons ** 2));
  const scale = 1 + z ** 2 / persons;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}

const logit = (p: number) => Math.log(p / (1 - p));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

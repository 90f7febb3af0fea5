/**
 * Recalibration of a published model to a site's own cohort: intercept and slope on the logit of its probability. The
 * order of persons stays as it is (the slope is above 0), so that discrimination stays too; only the numbers move.
 * Steyerberg EW et al. Stat Med 2004;23:2567-2586, doi:10.1002/sim.1844 (logistic calibration).
 */

/** What a `*.recalibrated.json` file holds. */
export interface Recalibration {
  /** The variant is called `recalibrated-<name>`: lower-case letters, digits, hyphens. */
  readonly name: string;
  readonly model: string;
  readonly modelVersion: string;
  /** Of the model that was recalibrated; one with other coefficients is another model. */
  readonly coefficientHash: string;
  /** The published variant that was recalibrated, of a model that has variants. */
  readonly variant?: string;
  /** `Result.code` of the probability that it is for. */
  readonly result: string;
  readonly horizonYears?: number;
  readonly intercept: number;
  readonly interceptStandardError: number;
  readonly slope: number;
  readonly slopeStandardError: number;
  /** Of the cohort that it was fitted on. */
  readonly persons: number;
  readonly events: number;
  /** Name of the cohort and of its outcome, in words. */
  readonly cohort: string;
  readonly outcome: string;
  /** YYYY-MM-DD */
  readonly date: string;
}

export const RECALIBRATION_NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** The recalibrated probability: 1 / (1 + exp(−(intercept + slope · logit p))); 0 and 1 stay as they are. */
export function recalibrated(
  probability: number,
  { intercept, slope }: Pick<Recalibration, "intercept" | "slope">,
): number {
  const logit = Math.log(probability / (1 - probability));
  return 1 / (1 + Math.exp(-(intercept + slope * logit)));
}

/**
 * Predictions evaluated on the whole and by subgroup. A model that is right on the whole can be wrong for one sex or one
 * ethnicity; what is too small to be judged is counted and not judged.
 */
import { type Evaluation, evaluate } from "./calibration.ts";

/** One person's prediction, what happened, and the subgroup the person is in by each dimension: sex → female. */
export interface EvaluatedPerson {
  /** 0 to 1 */
  readonly probability: number;
  readonly hadEvent: boolean;
  readonly subgroups: Readonly<Record<string, string>>;
}

/** Counts, with figures or the reason why there are none. */
export interface Assessment {
  readonly persons: number;
  readonly events: number;
  readonly evaluation?: Evaluation;
  readonly notEvaluated?: string;
}

export interface Subgroup extends Assessment {
  /** sex, age, ethnicity … */
  readonly dimension: string;
  readonly value: string;
}

/**
 * Fewer than so many persons with the event, or without it, tell nothing. That many are no guarantee: some 100 of each
 * are advised to validate a model: see ADVISED_EVENTS.
 */
export const FEWEST_EVENTS = 10;
/** Below this many events the figures are said to be uncertain. Collins GS et al. Stat Med 2016;35:214-226, doi:10.1002/sim.6787. */
export const ADVISED_EVENTS = 100;

/** The whole, or why it cannot be evaluated. */
export function assess(persons: readonly EvaluatedPerson[]): Assessment {
  const events = persons.filter(({ hadEvent }) => hadEvent).length;
  const counts = { persons: persons.length, events };
  const fewer = Math.min(events, persons.length - events);
  if (fewer < FEWEST_EVENTS) {
    const which = fewer === events ? "with" : "without";
    return { ...counts, notEvaluated: `${fewer} persons ${which} the event; at least ${FEWEST_EVENTS} are needed` };
  }
  try {
    const probabilities = persons.map(({ probability }) => probability);
    return {
      ...counts,
      evaluation: evaluate(
        probabilities,
        persons.map(({ hadEvent }) => Number(hadEvent)),
      ),
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { ...counts, notEvaluated: error.message };
  }
}

/** Each subgroup of each dimension, dimensions in the order given, values in alphabetical order. */
export function assessSubgroups(
  persons: readonly EvaluatedPerson[],
  dimensions: readonly string[],
): readonly Subgroup[] {
  return dimensions.flatMap((dimension) => {
    const subgroupOf = ({ subgroups }: EvaluatedPerson) => subgroups[dimension] ?? NOT_RECORDED;
    const values = [...new Set(persons.map(subgroupOf))].sort();
    return values.map((value) => ({
      dimension,
      value,
      ...assess(persons.filter((person) => subgroupOf(person) === value)),
    }));
  });
}

const NOT_RECORDED = "not recorded";
const BAND_YEARS = 10;
const FIRST_BAND = 40;
const LAST_BAND = 80;

/** The band of ten years that an age is in: "0 to 39", "40 to 49" … "80 and over". */
export function ageBandOf(ageYears: number): string {
  if (ageYears < FIRST_BAND) return `0 to ${FIRST_BAND - 1}`;
  if (ageYears >= LAST_BAND) return `${LAST_BAND} and over`;
  const from = Math.floor(ageYears / BAND_YEARS) * BAND_YEARS;
  return `${from} to ${from + BAND_YEARS - 1}`;
}

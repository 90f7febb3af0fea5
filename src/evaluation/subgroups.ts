/**
 * Predictions evaluated on the whole and by subgroup. A model that is right on the whole can be wrong for one sex or one
 * ethnicity; what is too small to be judged is counted and not judged.
 */
import { type Evaluation, evaluate } from "./calibration.ts";
import { hiddenCells, SMALL_CELLS, type SmallCells } from "./small-cells.ts";

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

/** A subgroup, with its counts and figures unless they would say too much of a few persons. */
export type Subgroup = (Assessment | { readonly isHidden: true }) & {
  /** sex, age, ethnicity … */
  readonly dimension: string;
  readonly value: string;
};

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
    return { ...counts, notEvaluated: `fewer than ${FEWEST_EVENTS} persons ${which} the event` };
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
  small: SmallCells = SMALL_CELLS,
): readonly Subgroup[] {
  return dimensions.flatMap((dimension) => {
    const cells = Map.groupBy(persons, ({ subgroups }) => subgroups[dimension] ?? NOT_RECORDED);
    const values = [...cells.keys()].sort();
    const assessed = values.map((value) => assess(cells.get(value) ?? []));
    const hidden = hiddenCells(
      assessed.map(({ persons, events }) => [persons, events, persons - events]),
      [small.persons, small.events, small.events],
    );
    return assessed.map((assessment, at) => ({
      dimension,
      value: values[at] ?? NOT_RECORDED,
      ...(hidden.has(at) ? { isHidden: true as const } : assessment),
    }));
  });
}

/** What stands in place of a hidden subgroup's figures. */
export const hiddenText = ({ persons, events }: SmallCells): string =>
  `not shown: fewer than ${persons} persons, or than ${events} with or without the event, or it would give away such a group`;

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

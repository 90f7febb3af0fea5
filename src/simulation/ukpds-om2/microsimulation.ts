/**
 * Micro-simulation of the UKPDS Outcomes Model 2: many copies of one person live through the years.
 *
 * A year: the eight event equations, then one of four death equations, chosen by (any event this year?) × (any history?),
 * then this year's events become history. First-event equations run only while that history is empty; a second
 * infarction, stroke and amputation happen at most once, as the event counts of the official software show. The paper
 * runs the event equations in random order; an event of this year is seen by the death equations alone, so the order
 * changes nothing and is not drawn. A death counts half a year of life.
 *
 * All copies share the person's risk factors, so that a probability depends on the year and the set of histories alone:
 * it is computed once for each pair that occurs.
 */
import { randomStream } from "../random.ts";
import type { RiskFactors } from "./equations.ts";
import { COMPLICATIONS, type Person } from "./person.ts";
import { BIT, historyOf, ProbabilityTable, REPEATABLE } from "./probability-table.ts";

const COUNT = COMPLICATIONS.length;
/** A death in the year of one of these counts as cardiovascular: the reading that fits the official software's output. */
const CARDIOVASCULAR = BIT.heartFailure | BIT.ischaemic | BIT.infarction | BIT.stroke;

export interface Microsimulation {
  readonly persons: number;
  /** `[complication][year]`: events of that year (0 is the first year) in all persons. */
  readonly events: readonly Float64Array[];
  /** `[complication][year]`: share without the event so far, by Kaplan and Meier with deaths as censoring. */
  readonly eventFree: readonly Float64Array[];
  /** By year: deaths in that year, and those in the year of a cardiovascular event. */
  readonly deaths: Float64Array;
  readonly cardiovascularDeaths: Float64Array;
  /** Years lived within the horizon, by person. */
  readonly yearsLived: Float64Array;
}

/**
 * @param yearly risk factors of each year, the first year at index 0
 * @param seed persons with the same number share their random numbers between scenarios
 */
export function microsimulate(
  person: Person,
  yearly: readonly RiskFactors[],
  { persons, seed }: { readonly persons: number; readonly seed: number },
): Microsimulation {
  const years = yearly.length;
  const table = new ProbabilityTable(person, yearly);
  const perYear = () => new Float64Array(years);
  const events = COMPLICATIONS.map(perYear);
  const atRisk = COMPLICATIONS.map(perYear);
  const first = COMPLICATIONS.map(perYear);
  const [deaths, cardiovascularDeaths] = [perYear(), perYear()];
  const yearsLived = new Float64Array(persons);
  const baselineHistory = historyOf(person);

  for (let index = 0; index < persons; index++) {
    const random = randomStream(seed, "person", index);
    let [history, repeated, seen] = [baselineHistory, 0, 0];
    let lived = 0;
    for (let year = 0; year < years; year++) {
      const probabilities = table.of(year, history);
      let happened = 0;
      for (let bit = 0; bit < COUNT; bit++) {
        const draw = random.uniform(); // always drawn, so that scenarios stay paired
        const mask = 1 << bit;
        if ((seen & mask) === 0) count(atRisk[bit], year);
        const isPossible = (history & mask) === 0 || ((REPEATABLE & mask) !== 0 && (repeated & mask) === 0);
        if (!isPossible || draw >= (probabilities[bit] as number)) continue;
        happened |= mask;
        count(events[bit], year);
        if ((seen & mask) === 0) count(first[bit], year);
      }
      const death = happened === 0 ? (probabilities[COUNT] as number) : table.deathWith(year, history, happened);
      if (random.uniform() < death) {
        count(deaths, year);
        if ((happened & CARDIOVASCULAR) !== 0) count(cardiovascularDeaths, year);
        lived += 0.5;
        break;
      }
      lived += 1;
      repeated |= happened & history;
      history |= happened;
      seen |= happened;
    }
    yearsLived[index] = lived;
  }
  const eventFree = COMPLICATIONS.map((_, bit) => kaplanMeier(first[bit] as Float64Array, atRisk[bit] as Float64Array));
  return { persons, events, eventFree, deaths, cardiovascularDeaths, yearsLived };
}

function count(tally: Float64Array | undefined, year: number): void {
  if (tally !== undefined) tally[year] = (tally[year] ?? 0) + 1;
}

/** Share without the event after each year, from the events of the year and those at risk when it began. */
export function kaplanMeier(events: Float64Array, atRisk: Float64Array): Float64Array {
  let free = 1;
  return events.map((count, year) => {
    const risk = atRisk[year] as number;
    free *= risk === 0 ? 1 : 1 - count / risk;
    return free;
  });
}

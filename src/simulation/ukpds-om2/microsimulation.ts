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
import {
  AT,
  annualProbability,
  COVARIATES,
  type EquationName,
  type RiskFactors,
  setRiskFactors,
} from "./equations.ts";
import { COMPLICATIONS, HISTORY_AT, type Person } from "./person.ts";

const COUNT = COMPLICATIONS.length;
const [HEART_FAILURE, ISCHAEMIC, INFARCTION, STROKE, AMPUTATION, BLINDNESS, RENAL, ULCER] = [0, 1, 2, 3, 4, 5, 6, 7];
/** The complications that may happen a second time. */
const REPEATABLE = (1 << INFARCTION) | (1 << STROKE) | (1 << AMPUTATION);
/** A death in the year of one of these counts as cardiovascular, as in the official software's output. */
const CARDIOVASCULAR = (1 << HEART_FAILURE) | (1 << ISCHAEMIC) | (1 << INFARCTION) | (1 << STROKE);

const EVENT_AT = [
  AT.heartFailureEvent,
  AT.ischaemicEvent,
  AT.infarctionEvent,
  AT.strokeEvent,
  AT.amputationEvent,
  AT.blindnessEvent,
  AT.renalEvent,
  AT.ulcerEvent,
];

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
  const baselineHistory = COMPLICATIONS.reduce((mask, name, bit) => mask | (Number(person.history[name]) << bit), 0);

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
        if ((seen & mask) === 0) (atRisk[bit] as Float64Array)[year]! += 1;
        const isPossible = (history & mask) === 0 || ((REPEATABLE & mask) !== 0 && (repeated & mask) === 0);
        if (!isPossible || draw >= (probabilities[bit] as number)) continue;
        happened |= mask;
        (events[bit] as Float64Array)[year]! += 1;
        if ((seen & mask) === 0) (first[bit] as Float64Array)[year]! += 1;
      }
      const death = happened === 0 ? (probabilities[COUNT] as number) : table.deathWith(year, history, happened);
      if (random.uniform() < death) {
        deaths[year]! += 1;
        if ((happened & CARDIOVASCULAR) !== 0) cardiovascularDeaths[year]! += 1;
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

function kaplanMeier(events: Float64Array, atRisk: Float64Array): Float64Array {
  let free = 1;
  return events.map((count, year) => {
    const risk = atRisk[year] as number;
    free *= risk === 0 ? 1 : 1 - count / risk;
    return free;
  });
}

/** The equation of each complication, given what has happened before. */
export function equationOf(complication: number, history: number, isFemale: boolean): EquationName {
  const has = (bit: number) => (history & (1 << bit)) !== 0;
  switch (complication) {
    case HEART_FAILURE:
      return "heartFailure";
    case ISCHAEMIC:
      return "ischaemicHeartDisease";
    case INFARCTION:
      if (has(INFARCTION)) return "secondInfarction";
      return isFemale ? "firstInfarctionFemale" : "firstInfarctionMale";
    case STROKE:
      return has(STROKE) ? "secondStroke" : "firstStroke";
    case AMPUTATION:
      if (has(AMPUTATION)) return "secondAmputation";
      return has(ULCER) ? "firstAmputationWithUlcer" : "firstAmputationNoUlcer";
    case BLINDNESS:
      return "blindness";
    case RENAL:
      return "renalFailure";
    default:
      return "ulcer";
  }
}

/** Annual probabilities by year and set of histories: the eight complications, then death without an event. */
class ProbabilityTable {
  private readonly person: Person;
  private readonly covariates: readonly Float64Array[];
  private readonly known = new Map<number, Float64Array>();

  constructor(person: Person, yearly: readonly RiskFactors[]) {
    this.person = person;
    this.covariates = yearly.map((factors, year) => {
      const x = Float64Array.from(person.covariates);
      setRiskFactors(x, factors);
      x[AT.age] = person.ageYears + year;
      x[AT.duration] = person.durationYears + year;
      return x;
    });
  }

  of(year: number, history: number): Float64Array {
    const key = (year << COUNT) | history;
    let found = this.known.get(key);
    if (found === undefined) {
      const x = this.withHistory(year, history);
      found = new Float64Array(COUNT + 1);
      for (let bit = 0; bit < COUNT; bit++) {
        found[bit] = annualProbability(equationOf(bit, history, this.person.isFemale), x);
      }
      found[COUNT] = annualProbability(history === 0 ? "deathNoHistoryNoEvent" : "deathHistoryNoEvent", x);
      this.known.set(key, found);
    }
    return found;
  }

  deathWith(year: number, history: number, happened: number): number {
    const x = this.withHistory(year, history);
    for (let bit = 0; bit < COUNT; bit++) if ((happened & (1 << bit)) !== 0) x[EVENT_AT[bit] as number] = 1;
    if ((happened & history & (1 << AMPUTATION)) !== 0) {
      x[AT.amputationEvent] = 0;
      x[AT.secondAmputationEvent] = 1;
    }
    return annualProbability(history === 0 ? "deathFirstEvent" : "deathHistoryAndEvent", x);
  }

  private withHistory(year: number, history: number): Float64Array {
    const x = Float64Array.from(this.covariates[year] ?? new Float64Array(COVARIATES.length));
    for (let bit = 0; bit < COUNT; bit++) {
      x[HISTORY_AT[COMPLICATIONS[bit] as keyof typeof HISTORY_AT]] = (history >> bit) & 1;
    }
    return x;
  }
}

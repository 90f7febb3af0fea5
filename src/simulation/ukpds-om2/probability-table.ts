/**
 * Annual probabilities of one person by year and set of histories. Sets are bit masks in the order of `COMPLICATIONS`;
 * what does not depend on the copy of the person is computed once for each pair that occurs.
 */
import { AT, annualProbability, type EquationName, type RiskFactors, setRiskFactors } from "./equations.ts";
import { COMPLICATIONS, type Complication, HISTORY_AT, type Person } from "./person.ts";

const COUNT = COMPLICATIONS.length;

/** The mask of each complication. */
export const BIT = Object.fromEntries(COMPLICATIONS.map((name, at) => [name, 1 << at])) as Record<Complication, number>; // every name
/** The complications that may happen a second time. */
export const REPEATABLE = BIT.infarction | BIT.stroke | BIT.amputation;

const EVENT_AT: Readonly<Record<Complication, number>> = {
  heartFailure: AT.heartFailureEvent,
  ischaemic: AT.ischaemicEvent,
  infarction: AT.infarctionEvent,
  stroke: AT.strokeEvent,
  amputation: AT.amputationEvent,
  blindness: AT.blindnessEvent,
  renal: AT.renalEvent,
  ulcer: AT.ulcerEvent,
};

/** What has happened to the person before the first year. */
export const historyOf = (person: Person): number =>
  COMPLICATIONS.reduce((mask, name) => mask | (person.history[name] ? BIT[name] : 0), 0);

/** The equation of a complication, given what has happened in earlier years. */
export function equationOf(complication: Complication, history: number, isFemale: boolean): EquationName {
  const isSecond = (history & BIT[complication]) !== 0;
  switch (complication) {
    case "heartFailure":
      return "heartFailure";
    case "ischaemic":
      return "ischaemicHeartDisease";
    case "infarction":
      if (isSecond) return "secondInfarction";
      return isFemale ? "firstInfarctionFemale" : "firstInfarctionMale";
    case "stroke":
      return isSecond ? "secondStroke" : "firstStroke";
    case "amputation":
      if (isSecond) return "secondAmputation";
      return (history & BIT.ulcer) !== 0 ? "firstAmputationWithUlcer" : "firstAmputationNoUlcer";
    case "blindness":
      return "blindness";
    case "renal":
      return "renalFailure";
    case "ulcer":
      return "ulcer";
  }
}

export class ProbabilityTable {
  private readonly person: Person;
  private readonly covariates: readonly Float64Array[];
  private readonly known = new Map<number, Float64Array>();

  /** @param yearly risk factors of each year, the first year at index 0 */
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

  /** The eight complications in order, then death in a year without an event. */
  of(year: number, history: number): Float64Array {
    const key = (year << COUNT) | history;
    let found = this.known.get(key);
    if (found === undefined) {
      const x = this.withHistory(year, history);
      found = Float64Array.from(COMPLICATIONS, (name) =>
        annualProbability(equationOf(name, history, this.person.isFemale), x),
      );
      const death = annualProbability(history === 0 ? "deathNoHistoryNoEvent" : "deathHistoryNoEvent", x);
      found = Float64Array.of(...found, death);
      this.known.set(key, found);
    }
    return found;
  }

  /** Death in a year in which these events happen. */
  deathWith(year: number, history: number, happened: number): number {
    const x = this.withHistory(year, history);
    for (const name of COMPLICATIONS) if ((happened & BIT[name]) !== 0) x[EVENT_AT[name]] = 1;
    if ((happened & history & BIT.amputation) !== 0) {
      x[AT.amputationEvent] = 0;
      x[AT.secondAmputationEvent] = 1;
    }
    return annualProbability(history === 0 ? "deathFirstEvent" : "deathHistoryAndEvent", x);
  }

  private withHistory(year: number, history: number): Float64Array {
    const baseline = this.covariates[year];
    if (baseline === undefined) throw new RangeError("a year beyond the risk factors");
    const x = Float64Array.from(baseline);
    for (const name of COMPLICATIONS) x[HISTORY_AT[name]] = (history & BIT[name]) === 0 ? 0 : 1;
    return x;
  }
}

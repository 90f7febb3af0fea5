/**
 * Death from any cause, exactly: all sets of events that may happen in a year, each with its death equation, carried
 * forward with their probabilities instead of being drawn. Branches less likely than `NEGLIGIBLE` are dropped, and the
 * probability lost with them is counted as alive; it is far below the digits that are shown.
 */
import type { RiskFactors } from "../ukpds-om2/equations.ts";
import { COMPLICATIONS, type Person } from "../ukpds-om2/person.ts";
import { BIT, historyOf, ProbabilityTable, REPEATABLE } from "../ukpds-om2/probability-table.ts";

const NEGLIGIBLE = 1e-7;
const SETS = 1 << COMPLICATIONS.length;

/** Probability of having died by the end of each year; `yearly` holds the risk factors of each year. */
export function allCauseDeath(person: Person, yearly: readonly RiskFactors[]): Float64Array {
  const table = new ProbabilityTable(person, yearly);
  const died = new Float64Array(yearly.length);
  let alive = new Map<number, number>([[historyOf(person), 1]]);
  let total = 0;
  for (let year = 0; year < yearly.length; year++) {
    const next = new Map<number, number>();
    for (const [state, weight] of alive) {
      const history = state % SETS;
      const repeated = Math.floor(state / SETS);
      const probabilities = table.of(year, history);
      const possible = COMPLICATIONS.map((name, at) =>
        (history & BIT[name]) === 0 || (REPEATABLE & ~repeated & BIT[name]) !== 0 ? (probabilities[at] as number) : 0,
      );
      const visit = (at: number, happened: number, chance: number): void => {
        if (chance < NEGLIGIBLE) return;
        if (at < COMPLICATIONS.length) {
          const p = possible[at] as number;
          visit(at + 1, happened, chance * (1 - p));
          if (p > 0) visit(at + 1, happened | (1 << at), chance * p);
          return;
        }
        const death =
          happened === 0 ? (probabilities[COMPLICATIONS.length] as number) : table.deathWith(year, history, happened);
        total += chance * death;
        const after = (history | happened) + SETS * (repeated | (happened & history));
        next.set(after, (next.get(after) ?? 0) + chance * (1 - death));
      };
      visit(0, 0, weight);
    }
    alive = next;
    died[year] = total;
  }
  return died;
}

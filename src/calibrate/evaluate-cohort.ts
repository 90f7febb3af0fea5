/**
 * A model against a cohort: its prediction for each person, by the same checks and the same code as `$predict`, beside
 * what happened to that person. Whoever cannot be used is counted by reason; nothing is filled in.
 */
import { InvalidInput, RuleViolation } from "../errors.ts";
import type { EvaluatedPerson } from "../evaluation/subgroups.ts";
import { type Awaitable, andThen } from "../models/served-model.ts";
import {
  type ChosenResult,
  checkChoice,
  chosenResult,
  type ResultChoice,
} from "../operations/evaluate-model/chosen-result.ts";
import { leftOutReason } from "../operations/evaluate-model/left-out-reason.ts";
import type { KnownInputs } from "../operations/inputs.ts";
import { isComputed, type ModelRun, runModel, type WantedModel } from "../operations/predict/run.ts";
import { type CohortMap, columnsOf, type OutcomeColumns } from "./cohort-map.ts";
import {
  everHappened,
  followedWithin,
  happenedWithin,
  isWanted,
  knownOf,
  type Row,
  subgroupsOf,
} from "./cohort-row.ts";

export interface CohortEvaluation {
  readonly result: Omit<ChosenResult, "probability">;
  /** Codes of the variants that were computed, of a model that has any. */
  readonly variants: readonly string[];
  /** Rows that the map wants, and how many of them have the outcome in the whole follow-up. */
  readonly cohort: { readonly rows: number; readonly persons: number; readonly events: number };
  readonly persons: readonly EvaluatedPerson[];
  /** Everyone predicted for who was followed at all, if the outcome is timed. */
  readonly followed: readonly FollowedPerson[];
  /** Of `persons` without the event, those who died before they could have it. */
  readonly diedBefore: number;
  /** Dimensions of the subgroups, in order. */
  readonly dimensions: readonly string[];
  /** Persons left out, by reason. */
  readonly refused: Counts;
  readonly unknownOutcome: Counts;
  /** Cells that could not be used, by column and reason. */
  readonly unread: Counts;
  /** What the model says to be cautious of, by how many persons. */
  readonly cautions: Counts;
}

/** A prediction with how long the person was followed, to the horizon at most, and whether that ended with the outcome. */
export interface FollowedPerson {
  /** 0 to 1 */
  readonly probability: number;
  readonly days: number;
  readonly hadEvent: boolean;
}

/** How often, by what. */
export type Counts = ReadonlyMap<string, number>;

export interface EvaluateCohort {
  readonly wanted: WantedModel;
  readonly choice: ResultChoice;
  /** Of the first row's columns. */
  readonly map: (header: readonly string[]) => CohortMap;
  readonly rows: AsyncIterable<Row>;
  /** Instant that predictions carry, ISO 8601. */
  readonly asOf: string;
  readonly onRow: (rows: number) => void;
}

/** @throws InvalidInput, RuleViolation if map, model and cohort do not fit together, or nobody can be used */
export async function evaluateCohort(wish: EvaluateCohort): Promise<CohortEvaluation> {
  checkChoice(wish.wanted.model, wish.choice);
  let tally: Tally | undefined;
  let rows = 0;
  for await (const row of wish.rows) {
    tally ??= new Tally(wish, mapFor(wish.map(Object.keys(row)), row));
    const added = tally.add(row);
    if (added instanceof Promise) await added;
    wish.onRow(++rows);
  }
  if (tally === undefined) throw new InvalidInput("the cohort has no rows");
  return tally.end(rows);
}

function mapFor(map: CohortMap, first: Row): CohortMap & { readonly outcome: OutcomeColumns } {
  const unknown = columnsOf(map).filter((column) => !Object.hasOwn(first, column));
  if (unknown.length > 0) throw new InvalidInput(`the cohort has no column ${unknown.join(", ")}`);
  if (map.outcome === undefined) throw new InvalidInput("name the outcome: in the map, or by --outcome COLUMN");
  return { ...map, outcome: map.outcome };
}

interface Predicted {
  readonly result: ChosenResult;
  readonly subgroups: EvaluatedPerson["subgroups"];
}

/** Values of one dimension of subgroups. */
const MOST_SUBGROUPS = 50;

class Tally {
  readonly #wish: EvaluateCohort;
  readonly #map: CohortMap & { readonly outcome: OutcomeColumns };
  readonly #cohort = { persons: 0, events: 0 };
  readonly #persons: EvaluatedPerson[] = [];
  readonly #followed: FollowedPerson[] = [];
  readonly #variants = new Set<string>();
  readonly #refused = new Map<string, number>();
  readonly #unknownOutcome = new Map<string, number>();
  readonly #unread = new Map<string, number>();
  readonly #cautions = new Map<string, number>();
  #result: ChosenResult | undefined;
  #diedBefore = 0;

  constructor(wish: EvaluateCohort, map: CohortMap & { readonly outcome: OutcomeColumns }) {
    this.#wish = wish;
    this.#map = map;
  }

  /** Promised only of a model that computes elsewhere. */
  add(row: Row): Awaitable<void> {
    const map = this.#map;
    if (!isWanted(map, row)) return;
    this.#cohort.persons++;
    if (everHappened(map.outcome, row, map.missing) === true) this.#cohort.events++;
    const known = this.#known(row);
    if (known === undefined) return;
    const { wanted, asOf } = this.#wish;
    const run = runModel(wanted, { patientId: undefined, asOf, values: known, findings: [] });
    return andThen(run, (ran) => this.#count(row, this.#predicted(row, ran, known)));
  }

  #count(row: Row, predicted: Predicted | undefined): void {
    if (predicted === undefined) return;
    const map = this.#map;
    const horizonYears = this.#horizonOf(predicted.result);
    const followed = followedWithin(horizonYears, map.outcome, row, map.missing);
    if (followed !== undefined) this.#followed.push({ probability: predicted.result.probability, ...followed });
    const happened = happenedWithin(horizonYears, map.outcome, row, map.missing);
    if (happened.kind === "unknown") {
      count(this.#unknownOutcome, happened.why);
      return;
    }
    if (happened.kind === "none" && happened.diedBefore) this.#diedBefore++;
    this.#persons.push({
      probability: predicted.result.probability,
      hadEvent: happened.kind === "event",
      subgroups: predicted.subgroups,
    });
  }

  #predicted(row: Row, run: ModelRun, known: KnownInputs["values"]): Predicted | undefined {
    const { choice } = this.#wish;
    if (!isComputed(run)) {
      count(this.#refused, leftOutReason(run));
      return undefined;
    }
    const result = chosenResult(run, choice);
    if (result === undefined) {
      count(this.#refused, `the model gives no probability${choice.code === undefined ? "" : ` as ${choice.code}`}`);
      return undefined;
    }
    if (this.#result !== undefined && this.#result.code !== result.code) {
      throw new RuleViolation(
        `the model gives ${this.#result.code} for some persons and ${result.code} for others: name a variant, MODEL:VARIANT, or --result`,
      );
    }
    this.#result = result;
    if (run.variant !== undefined) this.#variants.add(run.variant.code);
    for (const caution of run.cautions) count(this.#cautions, caution);
    return { result, subgroups: subgroupsOf(known, this.#map, row) };
  }

  #known(row: Row) {
    try {
      return knownOf(this.#map, row, (column, why) => count(this.#unread, `${column}: ${why}`));
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error;
      count(this.#refused, error.message);
      return undefined;
    }
  }

  /** Where the outcome has no times, a model that states no horizon needs none. */
  #horizonOf({ horizonYears }: ChosenResult): number {
    if (horizonYears !== undefined) return horizonYears;
    if (this.#map.outcome.time === undefined) return 0;
    throw new InvalidInput("the model states no horizon: give --horizon YEARS");
  }

  /** @throws InvalidInput for one that has so many values that it names persons rather than groups */
  #dimensions(): readonly string[] {
    const dimensions = [...new Set(this.#persons.flatMap(({ subgroups }) => Object.keys(subgroups)))];
    const large = dimensions.find(
      (name) => new Set(this.#persons.map(({ subgroups }) => subgroups[name])).size > MOST_SUBGROUPS,
    );
    if (large === undefined) return dimensions;
    throw new InvalidInput(`'${large}' has more than ${MOST_SUBGROUPS} values: it does not tell subgroups`);
  }

  end(rows: number): CohortEvaluation {
    const result = this.#result;
    if (result === undefined) {
      const [most] = [...this.#refused].sort(([, a], [, b]) => b - a);
      const why = most === undefined ? "" : `; most often: ${most[0]}`;
      throw new RuleViolation(`nobody of ${this.#cohort.persons} rows could be computed${why}`);
    }
    const { probability: _, ...about } = result;
    return {
      result: about,
      variants: [...this.#variants].sort(),
      cohort: { rows, ...this.#cohort },
      persons: this.#persons,
      followed: this.#followed,
      diedBefore: this.#diedBefore,
      dimensions: this.#dimensions(),
      refused: this.#refused,
      unknownOutcome: this.#unknownOutcome,
      unread: this.#unread,
      cautions: this.#cautions,
    };
  }
}

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

/** The members of a Group as they stood at the start: each one's prediction beside what happened, or why there is none. */
import { DomainError, RuleViolation, Unavailable } from "../../errors.ts";
import type { EvaluatedPerson } from "../../evaluation/subgroups.ts";
import type { Store } from "../../storage/port.ts";
import { type KnownInputs, withSupplied } from "../inputs.ts";
import { isComputed, runModel, type WantedModel } from "../predict/run.ts";
import { loadTwin } from "../twin-state.ts";
import { type ChosenResult, chosenResult, type ResultChoice } from "./chosen-result.ts";
import { leftOutReason } from "./left-out-reason.ts";
import { isUsableAtStart, memberOutcome, type Outcome, timeAfter } from "./outcome.ts";
import { personSubgroups } from "./person-subgroups.ts";

export interface MemberEvaluation {
  readonly members: number;
  readonly persons: readonly EvaluatedPerson[];
  /** Members without a place in `persons`, by reason. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Of `persons` without the event, those who died before they could have it. */
  readonly diedBefore: number;
  /** Codes of the variants computed, of a model that has any. */
  readonly variants: readonly string[];
  /** Absent if nobody could be computed. */
  readonly result?: Omit<ChosenResult, "probability"> & { readonly horizonYears: number };
}

export interface EvaluateMembers {
  readonly store: Store;
  readonly patientIds: readonly string[];
  readonly wanted: WantedModel;
  readonly choice: ResultChoice;
  readonly outcome: Outcome;
  /** ms since 1970 */
  readonly start: number;
  /** ms since 1970: what the horizon must not go beyond. */
  readonly now: number;
  readonly signal: AbortSignal;
}

/** @throws RuleViolation if model, result and horizon do not fit together, or the horizon is not over yet */
export async function evaluateMembers(wish: EvaluateMembers): Promise<MemberEvaluation> {
  const persons: EvaluatedPerson[] = [];
  const leftOut = new Map<string, number>();
  const variants = new Set<string>();
  let result: MemberEvaluation["result"];
  let diedBefore = 0;
  for (const patientId of wish.patientIds) {
    if (wish.signal.aborted) throw new Unavailable("the client has gone");
    // Lets requests that wait have their turn between two members.
    await new Promise((resolve) => setImmediate(resolve));
    const member = await memberOf(wish, patientId);
    if ("why" in member) {
      leftOut.set(member.why, (leftOut.get(member.why) ?? 0) + 1);
      continue;
    }
    if (result !== undefined && result.code !== member.result.code) {
      throw new RuleViolation(
        `the model gives ${result.code} for some members and ${member.result.code} for others: name a variant, or the result`,
        { expression: "Parameters.parameter.where(name='result')" },
      );
    }
    result = member.result;
    if (member.variant !== undefined) variants.add(member.variant);
    if (member.diedBefore) diedBefore++;
    persons.push(member.person);
  }
  return {
    members: wish.patientIds.length,
    persons,
    leftOut,
    diedBefore,
    variants: [...variants].sort(),
    ...(result === undefined ? {} : { result }),
  };
}

interface Member {
  readonly person: EvaluatedPerson;
  readonly result: NonNullable<MemberEvaluation["result"]>;
  readonly variant: string | undefined;
  readonly diedBefore: boolean;
}

async function memberOf(wish: EvaluateMembers, patientId: string): Promise<Member | { readonly why: string }> {
  const { store, wanted, outcome, start } = wish;
  const twin = await twinAt(wish, patientId);
  if ("why" in twin) return twin;
  const unusable = isUsableAtStart(outcome, twin);
  if (unusable !== undefined) return unusable;
  const known: KnownInputs = { ...twin, values: withSupplied(twin.features, new Map()) };
  const run = await runModel(wanted, known);
  if (!isComputed(run)) return { why: leftOutReason(run) };
  const chosen = chosenResult(run, wish.choice);
  if (chosen === undefined) return { why: "the model gives no such probability" };
  const { probability, ...result } = { ...chosen, horizonYears: horizonOf(chosen) };
  const end = timeAfter(start, result.horizonYears);
  if (end > wish.now) {
    throw new RuleViolation(
      `the horizon ends on ${new Date(end).toISOString().slice(0, 10)}: what happens until then is not known yet`,
      { expression: "Parameters.parameter.where(name='start')" },
    );
  }
  const happened = await memberOutcome(store, patientId, { outcome, start, end });
  if (happened.kind === "unknown") return happened;
  return {
    person: { probability, hadEvent: happened.kind === "event", subgroups: personSubgroups(known.values) },
    result,
    variant: run.variant?.code,
    diedBefore: happened.kind === "none" && happened.diedBefore,
  };
}

/** A member who was deleted, or whose record is too large, is left out and stops nobody else. */
async function twinAt({ store, start }: EvaluateMembers, patientId: string) {
  try {
    return await loadTwin({ store }, patientId, start);
  } catch (error) {
    if (!(error instanceof DomainError) || error instanceof Unavailable) throw error;
    return { why: `the member's record cannot be read: ${error.code}` };
  }
}

function horizonOf({ horizonYears }: ChosenResult): number {
  if (horizonYears !== undefined) return horizonYears;
  throw new RuleViolation("the model states no horizon: give it in years", {
    code: "required",
    expression: "Parameters.parameter.where(name='horizon')",
  });
}

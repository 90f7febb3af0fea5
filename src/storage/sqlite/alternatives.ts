/**
 * Alternatives of one parameter as one list: `code=a,b,c` is one look-up of three codes, and however many there are, one
 * prepared statement.
 */
import type { Clause, SimpleClause } from "../port.ts";

/** Several token clauses of one parameter and system, or reference clauses of one parameter and type. */
export type ListClause =
  | { readonly kind: "token-list"; readonly param: string; readonly system?: string; readonly codes: readonly string[] }
  | {
      readonly kind: "reference-list";
      readonly param: string;
      readonly type?: string;
      readonly ids: readonly string[];
    };

export type EntryClause = SimpleClause | ListClause;
export type PlanClause = Clause | ListClause;

/** The same alternatives with those that differ only in code or id made one. */
export function mergeAlternatives(clauses: readonly Clause[]): readonly PlanClause[] {
  const merged: PlanClause[] = [];
  for (const group of Map.groupBy(clauses, listKey).values()) {
    const list = group.length > 1 ? toList(group) : undefined;
    if (list) merged.push(list);
    else merged.push(...group);
  }
  return merged;
}

/** Equal for clauses that one list can hold; the clause itself if none can. */
function listKey(clause: Clause): unknown {
  if (clause.kind === "token" && clause.code !== undefined)
    return JSON.stringify(["token", clause.param, clause.system]);
  if (clause.kind === "reference" && clause.id !== undefined && clause.url === undefined && !clause.identifier) {
    return JSON.stringify(["reference", clause.param, clause.type]);
  }
  return clause;
}

function toList(group: readonly Clause[]): ListClause | undefined {
  const [first] = group;
  if (first?.kind === "token") {
    const codes = group.flatMap((clause) => (clause.kind === "token" ? (clause.code ?? []) : []));
    return {
      kind: "token-list",
      param: first.param,
      codes,
      ...(first.system === undefined ? {} : { system: first.system }),
    };
  }
  if (first?.kind === "reference") {
    const ids = group.flatMap((clause) => (clause.kind === "reference" ? (clause.id ?? []) : []));
    return {
      kind: "reference-list",
      param: first.param,
      ids,
      ...(first.type === undefined ? {} : { type: first.type }),
    };
  }
  return undefined;
}

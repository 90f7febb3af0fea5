/**
 * Conditions of conditional interactions: search criteria that select one resource inside a write.
 * https://hl7.org/fhir/R4/http.html#ccreate
 */
import { InvalidInput, VersionConflict } from "../errors.ts";
import type { SearchPlan, StoredVersion, WriteTransaction } from "../storage/port.ts";
import type { FhirDeps, Query } from "./exchange.ts";
import { isResultParameter } from "./search/parse-result.ts";
import { parseSearch } from "./search/parse-search.ts";

export interface Condition {
  readonly plan: SearchPlan;
  /** The condition in a normal form: equal conditions of concurrent writes are decided one after another. */
  readonly claim: string;
}

/** Search criteria as text, with or without the question mark, to their parameters. */
export const criteriaOf = (text: string): Query => [...new URLSearchParams(text.replace(/^\?/, ""))];

/**
 * @throws InvalidInput for criteria that the search does not know, whatever the client's preference (a dropped filter
 *   would select the wrong resource), and for criteria that filter nothing
 */
export function conditionOf(type: string, query: Query, deps: FhirDeps): Condition {
  const criteria = query.filter(([name]) => name !== "_format" && name !== "_pretty");
  const shaping = criteria.find(([name]) => isResultParameter(name));
  if (shaping) {
    throw new InvalidInput(`'${shaping[0]}' is no criterion: a condition has search criteria only`, {
      expression: shaping[0],
    });
  }
  const { plan } = parseSearch(type, criteria, {
    lenient: false,
    now: deps.clock(),
    maxCount: deps.limits.maxPageSize,
    defaultCount: 2,
  });
  if (plan.where.length === 0) {
    throw new InvalidInput(`the condition on ${type} has no criteria: it would match every resource`);
  }
  const claim = criteria
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join("&");
  return { plan: { ...plan, sort: [], count: 2 }, claim: `${type}?${claim}` };
}

/** The one resource that matches, if any. @throws VersionConflict (412) if several do */
export async function matchOne(tx: WriteTransaction, condition: Condition): Promise<StoredVersion | undefined> {
  const [found, another] = await tx.match(condition.plan, condition.claim);
  if (another) {
    throw new VersionConflict(`several ${condition.plan.type} resources match the condition`, {
      code: "multiple-matches",
    });
  }
  return found;
}

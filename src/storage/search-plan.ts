/** What an adapter executes: a query over index entries that names no FHIR search parameter by its meaning. */
import type { Realm } from "./index-entry.ts";

/** A conjunction of clauses over one resource type. */
export interface SearchPlan {
  readonly type: string;
  readonly where: readonly Clause[];
  readonly realm: Realm | "any";
  /** Ends with the order of creation, which makes every order total. Resources without a value come last. */
  readonly sort: readonly SortKey[];
  /** Page size, at least 1. */
  readonly count: number;
  /** A `next` of an earlier page of the same plan. */
  readonly cursor?: string;
  /** Whether the number of all matches is wanted. */
  readonly total?: boolean;
}
export interface SortKey {
  /** A parameter's code, or one of the two that every resource has. */
  readonly param: string | "_lastUpdated" | "_id";
  readonly kind: "string" | "date" | "token" | "number" | "quantity" | "uri" | "reference" | "lastUpdated" | "id";
  readonly descending: boolean;
}

/** Comparison of the search value's interval with the indexed one, https://hl7.org/fhir/R4/search.html#prefix. */
export type Comparator = "eq" | "ne" | "gt" | "lt" | "ge" | "le" | "sa" | "eb" | "ap";

export type Clause =
  | { readonly kind: "any"; readonly of: readonly Clause[] }
  | { readonly kind: "all"; readonly of: readonly Clause[] }
  | { readonly kind: "not"; readonly of: Clause }
  | { readonly kind: "id"; readonly ids: readonly string[] }
  | { readonly kind: "lastUpdated"; readonly comparator: Comparator; readonly low: number; readonly high: number }
  | { readonly kind: "missing"; readonly param: string; readonly missing: boolean }
  | { readonly kind: "patient"; readonly patientId: string }
  | SimpleClause
  | { readonly kind: "composite"; readonly param: string; readonly parts: readonly SimpleClause[] }
  /** The resource refers through `param` to a resource of one of `types` that satisfies all of `where`. */
  | {
      readonly kind: "chain";
      readonly param: string;
      readonly types: readonly string[];
      readonly where: readonly Clause[];
    }
  /** Some resource of `type` refers to this one through its `param` and satisfies all of `where` (`_has`). */
  | { readonly kind: "has"; readonly type: string; readonly param: string; readonly where: readonly Clause[] };

/** A clause over entries of one parameter: some entry of the resource satisfies it. */
export type SimpleClause =
  /** `system` undefined: any system; "": none. `code` undefined: any code of the system. */
  | { readonly kind: "token"; readonly param: string; readonly system?: string; readonly code?: string }
  | {
      readonly kind: "string";
      readonly param: string;
      readonly match: "starts" | "contains" | "exact";
      readonly value: string;
    }
  | {
      readonly kind: "date";
      readonly param: string;
      readonly comparator: Comparator;
      readonly low: number;
      readonly high: number;
    }
  | {
      readonly kind: "number";
      readonly param: string;
      readonly comparator: Comparator;
      readonly value: number;
      readonly low: number;
      readonly high: number;
    }
  /** With `canonical`, entries are compared in canonical units; else by unit as given, or any unit if both absent. */
  | {
      readonly kind: "quantity";
      readonly param: string;
      readonly comparator: Comparator;
      readonly system?: string;
      readonly code?: string;
      readonly value: number;
      readonly low: number;
      readonly high: number;
      readonly canonical?: {
        readonly code: string;
        readonly value: number;
        readonly low: number;
        readonly high: number;
      };
    }
  | {
      readonly kind: "reference";
      readonly param: string;
      readonly type?: string;
      readonly id?: string;
      readonly url?: string;
      readonly identifier?: { readonly system?: string; readonly value: string };
    }
  | {
      readonly kind: "uri";
      readonly param: string;
      readonly match: "exact" | "below" | "above";
      readonly value: string;
    };

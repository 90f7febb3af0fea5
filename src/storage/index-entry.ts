/** What an adapter keeps of a resource beside its text, so that it can be found: typed rows that know no FHIR. */
import type { Resource } from "@medplum/fhirtypes";

/**
 * Whether a resource is part of the patient's record or was computed by this server (twin state, prediction that was
 * asked to be stored, simulation). Searches of the record never return what was computed: `src/decisions/0003`.
 */
export type Realm = "record" | "computed";

/** Typed index rows of one resource. `param` is the code of a search parameter of the resource's type. */
export type IndexEntry = SimpleEntry & {
  /** Entries of one tuple of a composite parameter share a group; their `param` is `<composite>.<position from 0>`. */
  readonly group?: number;
};

export type SimpleEntry =
  | TokenEntry
  | StringEntry
  | DateEntry
  | NumberEntry
  | QuantityEntry
  | ReferenceEntry
  | UriEntry;

/** `system` "" means that the value has no system. `code` is as given; compared case-sensitively. */
export interface TokenEntry {
  readonly kind: "token";
  readonly param: string;
  readonly system: string;
  readonly code: string;
}
/** `value` as given (for `:exact`); `folded` lower-case without diacritics, spaces collapsed (for the rest). */
export interface StringEntry {
  readonly kind: "string";
  readonly param: string;
  readonly value: string;
  readonly folded: string;
}
/** A half-open interval [low, high) in milliseconds since 1970 UTC; open ends are ±`OPEN_TIME`. */
export interface DateEntry {
  readonly kind: "date";
  readonly param: string;
  readonly low: number;
  readonly high: number;
}
/** The value and the closed interval [low, high] that its written precision covers. */
export interface NumberEntry {
  readonly kind: "number";
  readonly param: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
}
/** As given (`system`, `code`; `unit` is the text), and in canonical UCUM base units where the unit converts. */
export interface QuantityEntry {
  readonly kind: "quantity";
  readonly param: string;
  readonly system: string;
  readonly code: string;
  readonly unit: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly canonical?: { readonly code: string; readonly value: number; readonly low: number; readonly high: number };
}
/** A relative reference has `type` and `id`; an absolute or canonical one `url`; a logical one `identifier`. */
export interface ReferenceEntry {
  readonly kind: "reference";
  readonly param: string;
  readonly type?: string;
  readonly id?: string;
  readonly url?: string;
  readonly identifier?: { readonly system: string; readonly value: string };
}
export interface UriEntry {
  readonly kind: "uri";
  readonly param: string;
  readonly value: string;
}

export const OPEN_TIME = 8_640_000_000_000_000;

/** What an adapter needs to know of a resource beside its text; computed by the function given to the adapter. */
export interface IndexedResource {
  readonly realm: Realm;
  readonly entries: readonly IndexEntry[];
  /** Ids of the patients in whose compartment the resource is (a Patient is in its own). */
  readonly patients: readonly string[];
  /** The codes (`system|code`) under which the resource states something about its patient, and when it was so. */
  readonly clinical?: { readonly codes: readonly string[]; readonly time: number };
}
export type Indexer = (resource: Resource) => IndexedResource;

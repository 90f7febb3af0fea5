/**
 * The compact extract of R4's StructureDefinitions that validation and summaries work from: one row per type with the
 * elements it adds to its base type. `scripts/build-structures.ts` makes the file. It is read at first use, so that the
 * start of the server does not wait for it.
 */
import { readFileSync } from "node:fs";

/** An invariant: `key` such as `obs-6`, its text for people, and its FHIRPath. */
export interface RuleRow {
  readonly key: string;
  readonly human: string;
  readonly expression: string;
}

export interface ElementRow {
  /** As in the definition: `name`, or `value[x]` for a choice of types. */
  readonly name: string;
  /** Names of types; a backbone element has a type named by its path, such as `Patient.contact`. */
  readonly types: readonly string[];
  readonly min?: number;
  /** Whether `max` is `*`; otherwise it is 1. */
  readonly many?: boolean;
  readonly summary?: boolean;
  readonly modifier?: boolean;
  /** Key into `valueSets`, for required bindings with known codes. */
  readonly valueSet?: string;
  /** Types that a Reference may point to; absent when any may be. */
  readonly targets?: readonly string[];
  /** Whether a Quantity here is a SimpleQuantity. */
  readonly simple?: boolean;
  readonly rules?: readonly RuleRow[];
}

export interface StructureRow {
  readonly base?: string;
  readonly elements: ElementRow[];
  readonly rules?: readonly RuleRow[];
}

/** Codes by system. */
export type ValueSetRow = Readonly<Record<string, readonly string[]>>;

interface Structures {
  readonly types: Readonly<Record<string, StructureRow>>;
  readonly valueSets: Readonly<Record<string, ValueSetRow>>;
}

let loaded: Structures | undefined;

function structures(): Structures {
  loaded ??= JSON.parse(readFileSync(new URL("./structures.json", import.meta.url), "utf8")) as Structures; // our own file
  return loaded;
}

/** The row of a type, `Patient`, `Quantity` or `Patient.contact`; undefined for primitive and unknown types. */
export function structureOf(type: string): StructureRow | undefined {
  const { types } = structures();
  return Object.hasOwn(types, type) ? types[type] : undefined;
}

export function valueSetOf(id: string): ValueSetRow | undefined {
  const { valueSets } = structures();
  return Object.hasOwn(valueSets, id) ? valueSets[id] : undefined;
}

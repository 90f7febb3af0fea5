/**
 * The invariants of the definitions as functions. Those of datatypes and of resources that come by the thousand are
 * written out (`native-rules.ts`), because one FHIRPath evaluation costs as much as the walk over a whole resource; the
 * others are compiled by fhirpath.js when they are first needed. `native-rules.test.ts` holds the two against each
 * other.
 */
import { createRequire } from "node:module";
import type { RuleRow } from "../definitions/structures.ts";
import { CORRECTED_EXPRESSIONS } from "./errata.ts";
import { CHECKED_ELSEWHERE, NATIVE_RULES } from "./native-rules.ts";
import { MAX_EVALUATIONS, type ResourceFrame, type Walk } from "./walk.ts";

export interface Rule {
  readonly key: string;
  readonly human: string;
  /** Whether the value, sound in its structure, satisfies the rule; undefined if that could not be evaluated. */
  holds(value: unknown, walk: Walk): boolean | undefined;
}

/** Says to which definition a rule belongs, `Patient.contact`, and the type of the value it is evaluated on. */
export interface RulePlace {
  readonly owner: string;
  readonly type: string;
  readonly isResource: boolean;
}

/** The rule as a function; undefined if it is checked elsewhere in this folder. */
export function ruleOf(place: RulePlace, { key, human, expression }: RuleRow): Rule | undefined {
  const name = `${place.owner} ${key}`;
  if (CHECKED_ELSEWHERE.has(name)) return undefined;
  const holds = NATIVE_RULES[name] ?? fhirpathRule(place, CORRECTED_EXPRESSIONS[name]?.expression ?? expression);
  return { key, human, holds };
}

type Variables = Readonly<Record<string, unknown>>;

/** A rule by FHIRPath, compiled at its first use. */
export function fhirpathRule(place: RulePlace, expression: string): Rule["holds"] {
  let evaluate: ((value: unknown, variables: Variables) => unknown) | undefined;
  return (value, walk) => {
    if (++walk.evaluations > MAX_EVALUATIONS) return true; // `validateResource` reports it once
    try {
      evaluate ??= compile(place, expression);
      return evaluate(value, variablesOf(walk.frame)) === true;
    } catch {
      return undefined;
    }
  };
}

function variablesOf(frame: ResourceFrame | undefined): Variables {
  return { resource: frame?.resource, rootResource: (frame?.container ?? frame)?.resource };
}

/** The engine takes 100 ms and 16 MB to load, and most servers never meet a resource that needs it: so not at import. */
interface Engine {
  readonly fhirpath: typeof import("fhirpath");
  readonly r4: NonNullable<Parameters<typeof import("fhirpath").compile>[1]>;
}
let loaded: Engine | undefined;

function engine(): Engine {
  const load = createRequire(import.meta.url);
  loaded ??= { fhirpath: load("fhirpath"), r4: load("fhirpath/fhir-context/r4") };
  return loaded;
}

/** `trace` is silent: it would print what is in the resource. */
function compile(
  { type, isResource }: RulePlace,
  expression: string,
): (value: unknown, variables: Variables) => unknown {
  const { fhirpath, r4 } = engine();
  const options = { traceFn: () => undefined };
  const run = isResource
    ? fhirpath.compile(expression, r4, options)
    : fhirpath.compile({ base: type, expression }, r4, options);
  return (value, variables) => run(value, variables)[0];
}

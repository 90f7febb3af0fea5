/**
 * A published sum of weighted terms, and what each input adds to it: one row a term, as the paper prints them.
 * `attribution.ts` says how a term of several inputs is shared among them.
 */
import { contributionsOf, sharesOf, type Term } from "./attribution.ts";
import type { Contribution, Result } from "./contract.ts";

export interface WeightedTerm<Person> extends Term<Person> {
  readonly weight: number;
}

/** A row of the table: coefficient, the inputs that move the term, the term. */
export type Row<Person> = (
  weight: number,
  inputs: Term<Person>["inputs"],
  value: Term<Person>["value"],
) => WeightedTerm<Person>;

/** Makes the rows of one model: `const row = rowsOf<Person>()`. */
export const rowsOf =
  <Person>(): Row<Person> =>
  (weight, inputs, value) => ({ weight, inputs, value });

export interface Explained {
  readonly contributions: readonly Contribution[];
  readonly total: number;
  readonly reference: NonNullable<Result["reference"]>;
}

/** The sum for a person and for the reference, with the contributions between them. */
export function explain<Person>(
  terms: readonly WeightedTerm<Person>[],
  who: { readonly person: Person; readonly reference: Person; readonly says: string; readonly intercept?: number },
): Explained {
  const { person, reference, says, intercept = 0 } = who;
  const sum = (of: Person) => totalOf(terms, of, intercept);
  return {
    contributions: contributionsOf(
      terms,
      sharesOf(terms, person, reference),
      terms.map(({ weight }) => weight),
    ),
    total: sum(person),
    reference: { value: sum(reference), says },
  };
}

/** The sum for one person. */
export const totalOf = <Person>(terms: readonly WeightedTerm<Person>[], person: Person, intercept = 0): number =>
  terms.reduce((sum, { weight, value }) => sum + weight * value(person), intercept);

/** What identifies the equation, for `hashOf`: weights, and the terms as they are written. */
export const textOf = <Person>(terms: readonly WeightedTerm<Person>[]): readonly (readonly [number, string])[] =>
  terms.map(({ weight, value }) => [weight, String(value)]);

/**
 * What each input adds to a sum of terms, against a reference person.
 *
 * A published linear predictor is a sum of terms, and a term depends on one input or on two (treated SBP, statin and
 * cholesterol). What a term adds against the reference is shared among its own inputs by Shapley's rule: the mean, over
 * every order in which the inputs could be moved from the reference to the person, of what each move adds. For a term
 * of one input that is its whole difference; and shares of a sum are sums of shares, so that the exact split of a
 * predictor with eleven inputs costs no 2^11 evaluations.
 */
import type { Contribution } from "./contract.ts";

/** One term: the inputs that it depends on (age and sex, which the reference shares, left out), and its value. */
export interface Term<Person> {
  readonly inputs: readonly (keyof Person & string)[];
  value(person: Person): number;
}

/** What each input adds to each of `terms`, as [term][input of the term]; a row sums to the term's difference. */
export function sharesOf<Person>(
  terms: readonly Term<Person>[],
  person: Person,
  reference: Person,
): readonly (readonly number[])[] {
  return terms.map((term) => sharesOfTerm(term, person, reference));
}

function sharesOfTerm<Person>(term: Term<Person>, person: Person, reference: Person): readonly number[] {
  const { inputs } = term;
  const differing = inputs.filter((name) => person[name] !== reference[name]);
  if (differing.length === 0) return inputs.map(() => 0);
  const orders = permutations(differing);
  const sums = new Map<string, number>();
  for (const order of orders) {
    let mixed = reference;
    let before = term.value(reference);
    for (const name of order) {
      mixed = { ...mixed, [name]: person[name] };
      const after = term.value(mixed);
      sums.set(name, (sums.get(name) ?? 0) + after - before);
      before = after;
    }
  }
  return inputs.map((name) => (sums.get(name) ?? 0) / orders.length);
}

function permutations<T>(items: readonly T[]): readonly (readonly T[])[] {
  if (items.length <= 1) return [items];
  return items.flatMap((first, index) => permutations(items.toSpliced(index, 1)).map((rest) => [first, ...rest]));
}

/** Shares of weighted terms summed per input; inputs without any effect are left out, in the order of the terms. */
export function contributionsOf<Person>(
  terms: readonly Term<Person>[],
  shares: readonly (readonly number[])[],
  weights: readonly number[],
): readonly Contribution[] {
  const sums = new Map<string, number>();
  terms.forEach((term, at) => {
    term.inputs.forEach((name, position) => {
      const share = (shares[at]?.[position] ?? 0) * (weights[at] ?? 0);
      sums.set(name, (sums.get(name) ?? 0) + share);
    });
  });
  return [...sums].filter(([, value]) => value !== 0).map(([input, value]) => ({ input, value }));
}

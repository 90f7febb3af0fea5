/**
 * What each input adds to a sum of terms, against a reference person.
 *
 * A published linear predictor is a sum of terms, and a term depends on one input or on two (treated SBP, statin and
 * cholesterol). What a term adds against the reference is shared among its own inputs by Shapley's rule: the mean, over
 * every order in which the inputs could be moved from the reference to the person, of what each move adds (Shapley LS,
 * A value for n-person games, 1953). For a term of one input that is its whole difference; and shares of a sum are sums
 * of shares, so that the exact split of a predictor with eleven inputs costs no 2^11 evaluations.
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
  const values = valuesOfSubsets(term, differing, person, reference);
  return inputs.map((name) => {
    const at = differing.indexOf(name);
    return at < 0 ? 0 : shareOf(at, differing.length, values);
  });
}

/** The term with every subset of `moved` taken from the person; bit i of the index tells whether `moved[i]` is. */
function valuesOfSubsets<Person>(
  term: Term<Person>,
  moved: Term<Person>["inputs"],
  person: Person,
  reference: Person,
): readonly number[] {
  return Array.from({ length: 2 ** moved.length }, (_, subset) => {
    const mixed = { ...reference };
    moved.forEach((name, at) => {
      if (subset & (1 << at)) mixed[name] = person[name];
    });
    return term.value(mixed);
  });
}

/** Shapley's mean over orders, summed by the subset that was moved before: |S|!·(n-|S|-1)!/n! of the orders have it. */
function shareOf(at: number, count: number, values: readonly number[]): number {
  const own = 1 << at;
  let share = 0;
  for (let before = 0; before < values.length; before++) {
    if (before & own) continue;
    const size = bitsOf(before);
    const weight = (factorial(size) * factorial(count - size - 1)) / factorial(count);
    share += weight * ((values[before | own] ?? Number.NaN) - (values[before] ?? Number.NaN));
  }
  return share;
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const bitsOf = (subset: number): number => (subset === 0 ? 0 : (subset & 1) + bitsOf(subset >>> 1));

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

/**
 * The risk within a horizon from a proportional hazards (Cox) model: R = 1 − S0^exp(x − mean), x = Σ β · term.
 *
 * It is computed as ln H = ln(−ln S0) + x − mean, R = 1 − exp(−H), which is the same number and keeps its digits where
 * the risk is tiny. On ln H every term keeps its place, so that contributions add up there. A model that is calibrated
 * to a region by R = 1 − exp(−exp(k1 + k2 · ln(−ln(1 − r)))) has k1 + k2 · ln H in its stead.
 */
import { contributionsOf, sharesOf, type Term } from "./attribution.ts";
import type { Result } from "./contract.ts";

/** The terms of one equation by name, and its numbers. */
export interface Equation<Person, Name extends string = string> {
  readonly terms: Readonly<Record<Name, Term<Person>>>;
  /** β by name of the term; a term without one is not in the equation. */
  readonly coefficients: Readonly<Partial<Record<Name, number>>>;
  /** S0 at the horizon, 0 to 1. */
  readonly survival: number;
  /** The linear predictor at which S0 is meant; 0 where the source centres its terms or nothing. */
  readonly mean?: number;
  /** k1, k2 */
  readonly calibration?: readonly [number, number];
}

export type Hazard = Required<
  Pick<Result, "probability" | "contributionScale" | "contributions" | "total" | "reference">
>;

/** The risk of a person, with what each input adds to ln H against a reference person, whom `says` describes. */
export function hazardOf<Person, Name extends string>(
  { terms, coefficients, survival, mean = 0, calibration: [k1, k2] = [0, 1] }: Equation<Person, Name>,
  person: Person,
  reference: { readonly person: Person; readonly says: string },
): Hazard {
  const names = Object.keys(coefficients) as Name[]; // its keys, by its type
  const used = names.map((name) => terms[name]);
  const betas = names.map((name) => coefficients[name] ?? Number.NaN);
  const lnHazard = (who: Person): number => {
    const x = used.reduce((sum, { value }, at) => sum + (betas[at] ?? Number.NaN) * value(who), 0);
    return k1 + k2 * (Math.log(-Math.log(survival)) + x - mean);
  };
  const total = lnHazard(person);
  return {
    probability: -Math.expm1(-Math.exp(total)),
    contributionScale: "log-hazard",
    contributions: contributionsOf(
      used,
      sharesOf(used, person, reference.person),
      betas.map((beta) => beta * k2),
    ),
    total,
    reference: { value: lnHazard(reference.person), says: reference.says },
  };
}

/** A term of an equation: the inputs that move it (those that the reference shares left out), and its value. */
export const term = <Person>(
  inputs: Term<NoInfer<Person>>["inputs"],
  value: (person: Person) => number,
): Term<Person> => ({ inputs, value });

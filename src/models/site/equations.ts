/** The equations of a coefficient table, computed by the code that computes the published models. */
import type { ComputeInputs, Contribution, Result } from "../contract.ts";
import { explain, totalOf, type WeightedTerm } from "../linear-predictor.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";
import { hazardOf } from "../proportional-hazards.ts";
import type {
  Cox,
  Linear,
  Logistic,
  PointsRow,
  PointsTable,
  Reference,
  TableEquation,
  TableTerm,
} from "./equation-readers.ts";
import type { SiteOutput } from "./metadata-readers.ts";
import { transformed } from "./transforms.ts";

/** What an equation gives beside the name of its output: a probability, points or a number in the output's unit. */
type Numbers = Omit<Result, "code" | "display" | "horizonYears" | "band">;
/** An equation with its terms made functions; the numbers of one person, against the reference. */
export interface CompiledEquation {
  readonly equation: TableEquation;
  numbersOf(inputs: ComputeInputs): Numbers;
}

/** @param reference needed by every form but points, which are told against a person without any */
export function compiledEquation(
  equation: TableEquation,
  output: SiteOutput,
  reference: Reference | undefined,
): CompiledEquation {
  const against = (person: ComputeInputs) => ({
    person,
    reference: { ...person, ...reference?.values },
    says: reference?.says ?? "no points",
  });
  return { equation, numbersOf: numbersBy(equation, output, against) };
}

type Against = (person: ComputeInputs) => {
  readonly person: ComputeInputs;
  readonly reference: ComputeInputs;
  readonly says: string;
};

function numbersBy(equation: TableEquation, output: SiteOutput, against: Against): CompiledEquation["numbersOf"] {
  switch (equation.form) {
    case "logistic":
      return logistic(equation, against);
    case "cox":
      return cox(equation, against);
    case "linear":
      return linear(equation, output, against);
    case "points":
      return points(equation);
  }
}

const weighted = ({ coefficient, of }: TableTerm): WeightedTerm<ComputeInputs> => ({
  weight: coefficient,
  inputs: [...new Set(of.map(({ input }) => input))],
  value: (person) => of.reduce((product, { input, as }) => product * transformed(person[input], as), 1),
});

function logistic({ terms, intercept }: Logistic, against: Against): CompiledEquation["numbersOf"] {
  const rows = terms.map(weighted);
  return (person) => {
    const explained = explain(rows, { ...against(person), intercept });
    return { probability: 1 / (1 + Math.exp(-explained.total)), contributionScale: "log-odds", ...explained };
  };
}

function cox({ terms, baselineSurvival, meanLinearPredictor }: Cox, against: Against): CompiledEquation["numbersOf"] {
  const rows = terms.map((term, at) => [String(at), weighted(term)] as const);
  const equation = {
    terms: Object.fromEntries(rows),
    coefficients: Object.fromEntries(rows.map(([name, { weight }]) => [name, weight])),
    survival: baselineSurvival,
    mean: meanLinearPredictor,
  };
  return (inputs) => {
    const { person, reference, says } = against(inputs);
    return hazardOf(equation, person, { person: reference, says });
  };
}

function linear(
  { terms, intercept, link }: Linear,
  { gives, unit, loinc }: SiteOutput,
  against: Against,
): CompiledEquation["numbersOf"] {
  const rows = terms.map(weighted);
  const numberOf = (sum: number) => (link === "log" ? Math.exp(sum) : sum);
  const scale = link === "log" ? "log-ratio" : gives === "score" ? "points" : "measure";
  return (person) => {
    const value = numberOf(totalOf(rows, person, intercept));
    const explained = explain(rows, { ...against(person), intercept });
    const number =
      gives === "score" ? { score: value } : { measure: { value, unit, ...(loinc === undefined ? {} : { loinc }) } };
    return { ...number, contributionScale: scale, ...explained };
  };
}

function points({ points: rows, risks }: PointsTable): CompiledEquation["numbersOf"] {
  const compiled = rows.map((row) => ({ input: row.input, pointsOf: pointsBy(row) }));
  const risk = risks && scaleOf(risks.map(({ from, probability }) => ({ from, points: probability })));
  return (person) => {
    const contributions = compiled.map(
      ({ input, pointsOf }): Contribution => ({ input, value: pointsOf(person[input]) }),
    );
    const sum = sumOfPoints(
      contributions.filter(({ value }) => value !== 0),
      "a person without any of these points",
    );
    return { ...sum, ...(risk === undefined ? {} : { probability: pointsOf(risk, sum.score) }) };
  };
}

/** Points of what is not known are none: the file's `missing` says so. */
function pointsBy({ bands, values }: PointsRow): (value: ComputeInputs[string]) => number {
  const scale = bands && scaleOf(bands);
  return (value) => {
    if (value === undefined) return 0;
    if (scale !== undefined && typeof value === "number") return pointsOf(scale, value);
    return values?.[String(value)] ?? Number.NaN; // every value has its points: it was checked
  };
}

const scaleOf = (bands: readonly { readonly from: number | null; readonly points: number }[]): Scale =>
  bands.map(({ from, points }) => [from ?? LOWEST, points] as const).sort(([one], [other]) => other - one);

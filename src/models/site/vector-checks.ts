/** What the vectors of a site's model must be: of its inputs and outputs, and enough to see each equation at work. */
import { isOf } from "./coefficient-table.ts";
import type { TableEquation } from "./equation-readers.ts";
import { outside, type SiteMetadata } from "./metadata-checks.ts";
import type { SiteOutput, Vector } from "./metadata-readers.ts";
import type { Report } from "./readers.ts";
import { misfit } from "./values.ts";

/** Greatest tolerance: a vector that lets any number pass checks nothing. */
const MAX_TOLERANCE = { probability: 0.005, score: 0.5, measure: 0.05 } as const;

type File = SiteMetadata & { readonly equations?: readonly TableEquation[] };

export function vectorProblems(file: File, report: Report): void {
  file.vectors.forEach((vector, at) => {
    oneVector(file, vector, `vectors[${at}]`, report);
  });
  file.outputs.forEach(({ code }, at) => {
    const isTested = file.vectors.some(({ expected }) => Object.hasOwn(expected, code));
    if (!isTested) report(`outputs[${at}].code`, "is expected by no vector");
  });
  (file.equations ?? []).forEach((equation, at) => {
    const isReached = file.vectors.some(
      ({ inputs, expected }) =>
        Object.hasOwn(expected, equation.output) &&
        file.equations?.find((one) => one.output === equation.output && isOf(one, inputs)) === equation,
    );
    if (!isReached) report(`equations[${at}]`, "is computed by no vector");
  });
}

function oneVector(
  { inputs: declared, outputs }: SiteMetadata,
  { inputs, expected, tolerance }: Vector,
  at: string,
  report: Report,
): void {
  for (const [key, value] of Object.entries(inputs)) {
    const declaration = declared[key];
    const says =
      declaration === undefined
        ? "must be one of the inputs"
        : (misfit(declaration.concept, value) ?? outside(declaration, value));
    if (says !== undefined) report(`${at}.inputs.${key.slice(0, 60)}`, says);
  }
  for (const [key, { missing }] of Object.entries(declared)) {
    if (missing === undefined && !Object.hasOwn(inputs, key)) report(`${at}.inputs.${key}`, "is needed");
  }
  for (const [code, value] of Object.entries(expected)) {
    const output = outputs.find((one) => one.code === code);
    const says = output === undefined ? "must be the code of an output" : expectedProblem(output, value);
    if (says !== undefined) report(`${at}.expected.${code.slice(0, 60)}`, says);
    const most = output === undefined ? Number.POSITIVE_INFINITY : mostTolerance(output, value);
    if (tolerance > most) report(`${at}.tolerance`, `must be at most ${most} for ${output?.code}`);
  }
}

const expectedProblem = ({ gives }: SiteOutput, value: number): string | undefined =>
  gives === "probability" && !(value >= 0 && value <= 1) ? "must be a probability from 0 to 1" : undefined;

/** Of a measure a share of it. */
const mostTolerance = ({ gives }: SiteOutput, value: number): number =>
  gives === "measure" ? MAX_TOLERANCE.measure * Math.abs(value) : MAX_TOLERANCE[gives];

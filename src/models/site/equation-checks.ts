/** What the equations of a table must be, beside their fields: of inputs and outputs that there are, and of any value. */
import { type ConceptName, conceptOf } from "../../concepts/index.ts";
import type { Factor, PointsRow, Reference, TableEquation } from "./equation-readers.ts";
import type { SiteMetadata } from "./metadata-checks.ts";
import type { Report } from "./readers.ts";
import { type Transform, takesAnyValue, transformed } from "./transforms.ts";
import { misfit } from "./values.ts";

type Table = SiteMetadata & { readonly equations: readonly TableEquation[]; readonly reference?: Reference };

export function equationProblems(file: Table, report: Report): void {
  file.equations.forEach((equation, at) => {
    oneEquation(file, equation, `equations[${at}]`, report);
    const before = file.equations
      .slice(0, at)
      .some(({ output, when }) => output === equation.output && when === undefined);
    if (before) report(`equations[${at}]`, "is never reached: one before it is for everybody");
  });
  file.outputs.forEach(({ code }, at) => {
    if (!file.equations.some(({ output }) => output === code)) report(`outputs[${at}].code`, "is given by no equation");
  });
  const used = new Set(file.equations.flatMap(inputsOf));
  for (const key of Object.keys(file.inputs)) if (!used.has(key)) report(`inputs.${key}`, "is used by no equation");
  referenceProblems(file, report);
}

function inputsOf(equation: TableEquation): readonly string[] {
  const own = "points" in equation ? equation.points : equation.terms.flatMap(({ of }) => of);
  return [...own.map(({ input }) => input), ...Object.keys(equation.when ?? {})];
}

const GIVES = {
  logistic: ["probability"],
  cox: ["probability"],
  linear: ["score", "measure"],
  points: ["score"],
} as const;

function oneEquation(file: Table, equation: TableEquation, at: string, report: Report): void {
  const output = file.outputs.find(({ code }) => code === equation.output);
  const gives: readonly string[] = GIVES[equation.form];
  if (output === undefined) report(`${at}.output`, "must be the code of an output");
  else if (!gives.includes(output.gives)) report(`${at}.form`, `must be one that gives a ${output.gives}`);
  for (const [input, value] of Object.entries(equation.when ?? {})) {
    const declared = file.inputs[input];
    const says = declared === undefined ? "must be an input" : misfit(declared.concept, value);
    if (says !== undefined) report(`${at}.when.${input.slice(0, 60)}`, says);
  }
  if ("points" in equation) {
    equation.points.forEach((row, index) => {
      pointsProblems(file, row, `${at}.points[${index}]`, report);
    });
    const risks = equation.risks ?? [];
    if (equation.risks !== undefined && !risks.some(({ from }) => from === null))
      report(`${at}.risks`, "must have one from null: of the least points");
    if (new Set(risks.map(({ from }) => from)).size !== risks.length)
      report(`${at}.risks`, "must begin at different numbers");
    return;
  }
  equation.terms.forEach(({ of }, index) => {
    of.forEach((factor, position) => {
      factorProblems(file, factor, `${at}.terms[${index}].of[${position}]`, report);
    });
  });
}

/** Of a term of a table, or a feature of an ONNX file. */
export function factorProblems({ inputs }: SiteMetadata, { input, as = [] }: Factor, at: string, report: Report): void {
  const declared = inputs[input];
  if (declared === undefined) {
    report(`${at}.input`, "must be one of the inputs");
    return;
  }
  as.forEach((step, index) => {
    if (index > 0 && takesAnyValue(step)) report(`${at}.as[${index}]`, "must be the first step");
    const says = valueProblem(declared.concept, step);
    if (says !== undefined) report(`${at}.as[${index}]`, says);
  });
  const [first] = as;
  if (first !== undefined && "isKnown" in first && as.length > 1) report(`${at}.as`, "must be isKnown alone");
  const { kind } = conceptOf(declared.concept);
  if (kind === "code" && (first === undefined || !takesAnyValue(first)))
    report(`${at}.as`, "must begin with is or isOneOf of a code");
  const ends = declared.range ?? [];
  const end = ends.find((value) => !Number.isFinite(transformed(value, as)));
  if (end !== undefined) report(`${at}.as`, `must be a number over the whole range of ${input}: at ${end} it is none`);
}

function valueProblem(concept: ConceptName, step: Transform): string | undefined {
  const values = "is" in step ? [step.is] : "isOneOf" in step ? step.isOneOf : [];
  return values.map((value) => misfit(concept, value)).find((says) => says !== undefined);
}

function pointsProblems(
  { inputs }: SiteMetadata,
  { input, bands, values }: PointsRow,
  at: string,
  report: Report,
): void {
  const declared = inputs[input];
  if (declared === undefined) {
    report(`${at}.input`, "must be one of the inputs");
    return;
  }
  const definition = conceptOf(declared.concept);
  if (definition.kind === "quantity") {
    if (bands === undefined || values !== undefined) report(at, "must have the points of a quantity as bands");
    const [low = 0] = declared.range ?? [];
    const starts = (bands ?? []).map(({ from }) => from);
    if (new Set(starts).size !== starts.length) report(`${at}.bands`, "must begin at different numbers");
    if (bands !== undefined && !starts.some((from) => from === null || from <= low))
      report(`${at}.bands`, `must begin at ${low} or below, or at null`);
    return;
  }
  if (values === undefined || bands !== undefined) report(at, "must have the points as values");
  const wanted = definition.kind === "code" ? Object.keys(definition.values) : ["true", "false"];
  const given = Object.keys(values ?? {});
  if (new Set([...wanted, ...given]).size !== wanted.length || given.length !== wanted.length) {
    report(`${at}.values`, `must have points for each of ${wanted.join(", ")}`);
  }
}

function referenceProblems({ inputs, equations, reference }: Table, report: Report): void {
  if (reference === undefined) {
    if (equations.some(({ form }) => form !== "points"))
      report("reference", "is needed: contributions are told against a person");
    return;
  }
  for (const [input, value] of Object.entries(reference.values)) {
    const declared = inputs[input];
    const at = `reference.values.${input.slice(0, 60)}`;
    const says = declared === undefined ? "must be one of the inputs" : misfit(declared.concept, value);
    if (says !== undefined) report(at, says);
    // the reference would be of another equation than the person
    if (equations.some(({ when = {} }) => Object.hasOwn(when, input)))
      report(at, "must not be there: it chooses the equation");
  }
}

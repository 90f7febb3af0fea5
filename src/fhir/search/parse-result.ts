/** The parameters that shape a search's answer: https://hl7.org/fhir/R4/search.html#return */
import { InvalidInput } from "../../errors.ts";
import type { SortKey } from "../../storage/port.ts";
import { includesOf, isResourceType, parameterOf, revincludesOf, sortKind } from "./parameters.ts";
import { malformed, unsupported } from "./search-value.ts";

/** Resources of `type` refer through their `param` to others, of type `target` if that is given. */
export interface Include {
  readonly type: string;
  readonly param: string;
  readonly target?: string;
}

export interface ResultParameters {
  readonly sort: readonly SortKey[];
  /** Page size, at least 1. */
  readonly count: number;
  readonly include: readonly Include[];
  readonly revinclude: readonly Include[];
  readonly summary?: "true" | "false" | "text" | "data" | "count";
  readonly elements?: readonly string[];
  /** `none` unless asked for. */
  readonly total: "none" | "estimate" | "accurate";
}

const CODES = ["_sort", "_count", "_include", "_revinclude", "_summary", "_elements", "_total"] as const;
const REPEATABLE = new Set(["_include", "_revinclude"]);
const SUMMARIES = ["true", "false", "text", "data", "count"] as const;
const TOTALS = ["none", "estimate", "accurate"] as const;

/** Whether a parameter, with or without a modifier, is one of those here. */
export const isResultParameter = (name: string): boolean => {
  const [code = ""] = name.split(":");
  return (CODES as readonly string[]).includes(code);
};

interface Counts {
  readonly maxCount: number;
  readonly defaultCount: number;
}

/** @throws InvalidInput with the parameter as its expression */
export function parseResultParameters(
  type: string,
  query: readonly (readonly [string, string])[],
  counts: Counts,
): ResultParameters {
  for (const [name] of query) refuseModifier(name);
  const valuesOf = (code: string) => query.filter(([name]) => name === code).map(([, value]) => value);
  const single = (code: string) => {
    const [value, another] = valuesOf(code);
    if (another !== undefined && !REPEATABLE.has(code)) throw malformed(code, "may be given once");
    return value;
  };
  const count = parseCount(single("_count"), counts);
  const given = oneOf("_summary", single("_summary"), SUMMARIES);
  const summary = count === 0 ? "count" : given;
  const elements = parseElements(single("_elements"));
  if (elements && summary !== undefined && summary !== "false") {
    throw malformed("_elements", "may not be given together with _summary");
  }
  return {
    sort: parseSort(type, single("_sort")),
    count: Math.max(count, 1),
    include: valuesOf("_include").map((value) => parseInclude(type, "_include", value)),
    revinclude: valuesOf("_revinclude").map((value) => parseInclude(type, "_revinclude", value)),
    ...(summary ? { summary } : {}),
    ...(elements ? { elements } : {}),
    total: summary === "count" ? "accurate" : (oneOf("_total", single("_total"), TOTALS) ?? "none"),
  };
}

function refuseModifier(name: string): void {
  const [code = "", modifier] = name.split(":");
  if (modifier === undefined) return;
  if (modifier === "iterate" || modifier === "recurse") {
    throw unsupported(name, `'${code}:${modifier}' is not supported: ${code} follows one step from the matches`);
  }
  throw unsupported(name, `'${code}' has no modifier '${modifier}'`);
}

function oneOf<T extends string>(code: string, value: string | undefined, allowed: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw malformed(code, `must be one of ${allowed.join(", ")}`);
  return found;
}

function parseCount(value: string | undefined, { maxCount, defaultCount }: Counts): number {
  if (value === undefined) return Math.min(defaultCount, maxCount);
  if (!/^\d{1,9}$/.test(value)) throw malformed("_count", "must be a whole number, 0 or more");
  return Math.min(Number(value), maxCount);
}

function parseElements(value: string | undefined): string[] | undefined {
  if (value === undefined) return undefined;
  const names = value.split(",").map((name) => name.trim());
  if (!names.every((name) => /^[A-Za-z][\w.]*$/.test(name)))
    throw malformed("_elements", "must be a list of element names");
  return names;
}

function parseSort(type: string, value: string | undefined): SortKey[] {
  if (value === undefined) return [];
  return value.split(",").map((text) => {
    const descending = text.startsWith("-");
    const code = descending ? text.slice(1) : text;
    const parameter = parameterOf(type, code);
    const kind = parameter && sortKind(parameter);
    if (!kind)
      throw unsupported("_sort", `${type} cannot be sorted by '${code}': it has no such parameter with an order`);
    return { param: code, kind, descending };
  });
}

/** `Observation:subject` or `Observation:subject:Patient`. */
function parseInclude(type: string, name: "_include" | "_revinclude", value: string): Include {
  const [source = "", param = "", target, ...more] = value.trim().split(":");
  if (more.length > 0 || param === "")
    throw malformed(name, "must have the form type:parameter or type:parameter:target");
  if (source === "*" || param === "*") throw unsupported(name, `'${name}' takes no wildcard: name the parameters`);
  const parameter = parameterOf(source, param);
  const targets = parameter?.target;
  const fits = name === "_include" ? source === type : targets === undefined || targets.includes(type);
  if (parameter?.type !== "reference" || !fits) throw unsupported(name, unknownInclude(type, name, source, param));
  if (target === undefined) return { type: source, param };
  if (!isResourceType(target) || (targets && !targets.includes(target))) {
    throw new InvalidInput(
      `'${source}:${param}' does not refer to ${target}; it refers to ${targets?.join(", ") ?? "R4 resources"}`,
      {
        code: "value",
        expression: name,
      },
    );
  }
  return { type: source, param, target };
}

function unknownInclude(type: string, name: "_include" | "_revinclude", source: string, param: string): string {
  if (name === "_include") {
    return `'${source}:${param}' cannot be included in a search of ${type}; known are ${includesOf(type).join(", ")}`;
  }
  const known = revincludesOf(type).filter((one) => one.startsWith(`${source}:`));
  const hint = known.length > 0 ? `; ${source} has ${known.join(", ")}` : "";
  return `no reference of ${source} to ${type} is indexed as '${param}'${hint}`;
}

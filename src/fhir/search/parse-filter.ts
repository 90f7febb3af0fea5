/** One filter of a search, `name[:modifier][.chain]=value,value`, to a clause. */
import type { Clause, SimpleClause } from "../../storage/port.ts";
import { dateClause, dateComparison } from "./date.ts";
import { numberClause } from "./number.ts";
import { isResourceType, type Part, parameterOf, parametersOf, type SearchParameter } from "./parameters.ts";
import { quantityClause } from "./quantity.ts";
import { identifierClause, referenceClause } from "./reference.ts";
import { malformed, splitUnescaped, unescapeValue, unsupported } from "./search-value.ts";
import { stringClause } from "./string.ts";
import { tokenClause } from "./token.ts";
import { uriClause } from "./uri.ts";

export interface FilterOptions {
  /** ms since 1970. */
  readonly now: number;
  /** Own base URL. */
  readonly base?: string;
}

/** What is being read: the type searched, the whole name for errors, and how deep in chains. */
interface Context extends FilterOptions {
  readonly type: string;
  readonly name: string;
  readonly depth: number;
}

/** `a.b.c.d=x` has three steps; each is a nested search for the store. */
const MAX_DEPTH = 4;
/** Alternatives of one filter. */
const MAX_ALTERNATIVES = 500;

/** @throws InvalidInput that names the parameter; with code `not-supported` for what this server does not do */
export function parseFilter(type: string, name: string, value: string, options: FilterOptions): Clause {
  return filter(name, value, { ...options, type, name, depth: 0 });
}

function filter(path: string, value: string, context: Context): Clause {
  if (context.depth > MAX_DEPTH) throw unsupported(context.name, `'${context.name}' has more than ${MAX_DEPTH} steps`);
  if (path.startsWith("_has:")) return reverseChain(path, value, context);
  const dot = path.indexOf(".");
  const [code = "", modifier, ...more] = (dot < 0 ? path : path.slice(0, dot)).split(":");
  const parameter = parameterOf(context.type, code);
  if (!parameter) throw unknown(code, context);
  if (more.length > 0) throw unsupported(context.name, `'${context.name}' has more than one modifier`);
  if (dot >= 0) return chain(parameter, { modifier, rest: path.slice(dot + 1), value }, context);
  if (value.trim() === "") throw malformed(context.name, "has no value");
  return clauseOf(parameter, modifier, value, context);
}

function unknown(code: string, { type, name }: Context) {
  const known = [...parametersOf(type).keys()].join(", ");
  return unsupported(name, `${type} has no search parameter '${code}' here; it has ${known}`);
}

// -------------------------------------------------------------------------------- chains

interface ChainRest {
  readonly modifier: string | undefined;
  readonly rest: string;
  readonly value: string;
}

/** `subject:Patient.name=x`; without a type, each type that the reference may lead to and that has the parameter. */
function chain(parameter: SearchParameter, { modifier, rest, value }: ChainRest, context: Context): Clause {
  const { name, depth } = context;
  const { code } = parameter;
  if (parameter.type !== "reference")
    throw unsupported(name, `'${code}' is no reference: '${name}' cannot be followed`);
  const byWhere = new Map<string, { types: string[]; where: Clause[] }>();
  for (const type of chainTypes(parameter, modifier, rest, context)) {
    const where = [filter(rest, value, { ...context, type, depth: depth + 1 })];
    const key = JSON.stringify(where);
    const same = byWhere.get(key);
    if (same) same.types.push(type);
    else byWhere.set(key, { types: [type], where });
  }
  return anyOf([...byWhere.values()].map((one): Clause => ({ kind: "chain", param: code, ...one })));
}

function chainTypes(
  parameter: SearchParameter,
  modifier: string | undefined,
  rest: string,
  context: Context,
): string[] {
  const { name } = context;
  const { code, target } = parameter;
  if (modifier !== undefined) {
    assertTarget(parameter, modifier, context);
    return [modifier];
  }
  if (!target) throw unsupported(name, `'${code}' refers to any type: name one, as in '${code}:Patient.${rest}'`);
  if (target.length === 1) return [...target];
  const [next = ""] = rest.split(/[.:]/);
  const able = target.filter((type) => next === "_has" || parameterOf(type, next) !== undefined);
  if (able.length === 0) {
    throw unsupported(
      name,
      `none of ${target.join(", ")}, to which '${code}' refers, has a search parameter '${next}'`,
    );
  }
  return able;
}

function assertTarget({ code, target }: SearchParameter, type: string, { name }: Context): void {
  if (!isResourceType(type)) throw unsupported(name, `'${code}' has no modifier '${type}'`);
  if (target && !target.includes(type)) {
    throw unsupported(name, `'${code}' does not refer to ${type}; it refers to ${target.join(", ")}`);
  }
}

/** `_has:Observation:patient:code=x`: some Observation refers to this resource and satisfies the rest. */
function reverseChain(path: string, value: string, context: Context): Clause {
  const { name, depth } = context;
  const [, type = "", code = "", ...more] = path.split(":");
  const rest = more.join(":");
  if (rest === "") throw malformed(name, "must have the form _has:type:reference:parameter");
  if (!isResourceType(type)) throw unsupported(name, `'${type}' in '${name}' is no resource type of R4`);
  const parameter = parameterOf(type, code);
  if (parameter?.type !== "reference" || (parameter.target && !parameter.target.includes(context.type))) {
    throw unsupported(name, `${type} has no reference '${code}' to ${context.type}`);
  }
  return { kind: "has", type, param: code, where: [filter(rest, value, { ...context, type, depth: depth + 1 })] };
}

// -------------------------------------------------------------------------------- values

const anyOf = (of: readonly Clause[]): Clause => (of.length === 1 && of[0] ? of[0] : { kind: "any", of });

function clauseOf(parameter: SearchParameter, modifier: string | undefined, value: string, context: Context): Clause {
  if (parameter.union) return unionClause(parameter.union, modifier, value, context);
  if (parameter.code === "_id" || parameter.code === "_lastUpdated") {
    if (modifier !== undefined) throw noModifier(parameter, modifier, context);
    return nativeClause(parameter.code, value, context);
  }
  if (modifier === "missing") return missingClause(parameter, value, context);
  if (modifier === "not" && parameter.type === "token") {
    return { kind: "not", of: clauseOf(parameter, undefined, value, context) };
  }
  return anyOf(alternatives(value, context).map((text) => valueClause(parameter, modifier, text, context)));
}

function alternatives(value: string, { name }: Context): string[] {
  const texts = splitUnescaped(value, ",");
  if (texts.length > MAX_ALTERNATIVES) throw malformed(name, `has more than ${MAX_ALTERNATIVES} alternatives`);
  if (texts.some((text) => text.trim() === "")) throw malformed(name, "has an empty alternative beside ','");
  return texts;
}

/** A union has no entries of its own: any of its members, and for a negation none of them. */
function unionClause(codes: readonly string[], modifier: string | undefined, value: string, context: Context): Clause {
  const each = (as: string | undefined) =>
    codes.flatMap((code) => {
      const member = parameterOf(context.type, code);
      return member ? [clauseOf(member, as, value, context)] : [];
    });
  if (modifier === "not") return { kind: "all", of: each("not") };
  return modifier === "missing" && value === "true"
    ? { kind: "all", of: each("missing") }
    : { kind: "any", of: each(modifier) };
}

function nativeClause(code: "_id" | "_lastUpdated", value: string, context: Context): Clause {
  const { name, now } = context;
  const texts = alternatives(value, context).map((text) => unescapeValue(text, name));
  if (code === "_id") return { kind: "id", ids: texts };
  return anyOf(texts.map((text) => ({ kind: "lastUpdated", ...dateComparison(text, name, now) })));
}

function missingClause({ code }: SearchParameter, value: string, { name }: Context): Clause {
  if (value !== "true" && value !== "false") throw malformed(name, "must be true or false");
  return { kind: "missing", param: code, missing: value === "true" };
}

function noModifier({ code, type }: SearchParameter, modifier: string, { name }: Context) {
  return unsupported(name, `'${code}' (${type}) takes no modifier '${modifier}' here`);
}

function valueClause(parameter: SearchParameter, modifier: string | undefined, text: string, context: Context): Clause {
  const { code, type } = parameter;
  if (type === "composite") {
    if (modifier !== undefined) throw noModifier(parameter, modifier, context);
    return compositeClause(parameter, text, context);
  }
  if (modifier === undefined) return simpleClause({ ...parameter, type }, code, text, context);
  const clause = modifiedClause(parameter, modifier, text, context);
  if (!clause) throw noModifier(parameter, modifier, context);
  return clause;
}

function modifiedClause(
  parameter: SearchParameter,
  modifier: string,
  text: string,
  context: Context,
): Clause | undefined {
  const { code, type, target } = parameter;
  const { name, base } = context;
  if (type === "string" && (modifier === "exact" || modifier === "contains"))
    return stringClause(code, text, name, modifier);
  if (type === "uri" && (modifier === "below" || modifier === "above")) return uriClause(code, text, name, modifier);
  if (type !== "reference") return undefined;
  if (modifier === "identifier") return identifierClause(code, text, name);
  if (!isResourceType(modifier)) return undefined;
  assertTarget(parameter, modifier, context);
  const rules = { type: modifier, isType: isResourceType, ...(target ? { target } : {}), ...(base ? { base } : {}) };
  return referenceClause(code, text, name, rules);
}

/** A value without a modifier. */
function simpleClause(
  { type, target, systems }: Part,
  param: string,
  text: string,
  { name, now, base }: Context,
): Clause {
  switch (type) {
    case "token":
      return tokenClause(param, text, name, systems);
    case "string":
      return stringClause(param, text, name, "starts");
    case "date":
      return dateClause(param, text, name, now);
    case "number":
      return numberClause(param, text, name);
    case "quantity":
      return quantityClause(param, text, name);
    case "uri":
      return uriClause(param, text, name, "exact");
    case "reference":
      return referenceClause(param, text, name, {
        isType: isResourceType,
        ...(target ? { target } : {}),
        ...(base ? { base } : {}),
      });
  }
}

/** `code$value`: one element (or the resource) satisfies every part. */
function compositeClause({ code, parts }: SearchParameter, text: string, context: Context): Clause {
  const texts = splitUnescaped(text, "$");
  if (texts.length !== parts.length || texts.some((part) => part === "")) {
    const types = parts.map(({ type }) => type).join(", ");
    throw malformed(context.name, `needs ${parts.length} parts (${types}) with '$' between`);
  }
  const choices = parts.map((part, position) => {
    const clause = simpleClause(part, `${code}.${position}`, texts[position] ?? "", context);
    // A quantity without a system may be in canonical units or as written: either makes a tuple of its own.
    return clause.kind === "any" ? clause.of : [clause];
  });
  const tuples = choices.reduce<Clause[][]>(
    (made, of) => made.flatMap((tuple) => of.map((one) => [...tuple, one])),
    [[]],
  );
  // Parts are simple clauses: `simpleClause` makes nothing else but a choice of them, taken apart above.
  return anyOf(tuples.map((tuple) => ({ kind: "composite", param: code, parts: tuple as SimpleClause[] })));
}

/**
 * How one row turns a v2 value into a FHIR value: by a named function, a data type map, a table, or as a primitive.
 */
import type { Value } from "../parse.ts";
import type { CompiledMap, CompileEnvironment } from "./compile.ts";
import { FUNCTIONS, type MessageContext } from "./functions.ts";
import { primitive } from "./primitives.ts";
import type { Row } from "./rows.ts";
import { type Scope, ValueScope } from "./source.ts";
import type { CodeTable, Coding } from "./tables.ts";

export interface Conversion {
  readonly convert: (value: Value, context: MessageContext) => unknown;
  /** Components that it reads of the value; "all". */
  readonly reads: ReadonlySet<number> | "all";
}

/** Names of data type maps for the types that rows may leave out or spell after older versions of v2. */
const DEFAULT_MAPS: Readonly<Record<string, string>> = {
  CodeableConcept: "CWE[CodeableConcept]",
  Coding: "CWE[Coding]",
  Identifier: "CX[Identifier]",
  HumanName: "XPN[HumanName]",
  Address: "XAD[Address]",
  ContactPoint: "XTN[ContactPoint]",
  Period: "DR[Period]",
};
/** v2 types whose text may hold the sender's own unescaped delimiters: it is kept whole. */
const WHOLE_TEXT_TYPES = new Set(["ST", "TX", "FT"]);

/** The conversion of a row's value to the target's type, or the reason why there is none. */
export function compileConversion(row: Row, type: string, environment: CompileEnvironment): Conversion | string {
  const table = row.table === "" ? undefined : environment.tables.get(row.table);
  if (row.table !== "" && table === undefined) return `there is no table ${row.table}`;
  const named = FUNCTIONS[row.map];
  if (named !== undefined) {
    return { convert: named.convert, reads: named.reads === "all" ? "all" : new Set(named.reads) };
  }
  if (/^[a-z]/.test(type)) return compilePrimitive(row, type, table);
  const map = environment.datatype(row.map) ?? environment.datatype(DEFAULT_MAPS[type] ?? "");
  if (map === undefined) return `there is no map ${row.map || `for ${type}`}`;
  if (map.type !== type) return `${map.name} does not make a ${type}`;
  return { convert: complexConversion(map, type, table), reads: new Set(map.reads.keys()) };
}

function compilePrimitive(row: Row, type: string, table: CodeTable | undefined): Conversion {
  const isWhole = WHOLE_TEXT_TYPES.has(row.type);
  return {
    reads: isWhole ? "all" : new Set([1]),
    convert: (value, { zone }) => {
      const text = isWhole ? value.wholeText() : value.text();
      if (table === undefined) return primitive(type, text, zone);
      return text === "" ? undefined : primitive(type, table.findOrFixed(text)?.code ?? "", zone);
    },
  };
}

function complexConversion(map: CompiledMap, type: string, table: CodeTable | undefined): Conversion["convert"] {
  if (table === undefined || (type !== "CodeableConcept" && type !== "Coding")) {
    return (value, context) => map.apply(new ValueScope(value), context);
  }
  return (value, context) => {
    const made = map.apply(new ValueScope(value), context);
    const code = value.at(1).text();
    const mapped = code === "" ? undefined : table.findOrFixed(code);
    if (type === "Coding") return mapped ? { ...mapped } : made && withTableSystem(made, table);
    return made && withMapped(made, mapped, table);
  };
}

/** A coding without a system is one of the field's own table. */
function withTableSystem(coding: Record<string, unknown>, table: CodeTable): Record<string, unknown> {
  return coding["system"] !== undefined || table.v2System === undefined
    ? coding
    : { system: table.v2System, ...coding };
}

/** The sender's codings with the mapped one before them; a coding without a system is one of the field's own table. */
function withMapped(concept: Record<string, unknown>, mapped: Coding | undefined, table: CodeTable): unknown {
  const codings = (concept["coding"] as Partial<Coding>[] | undefined) ?? []; // as the CWE map makes them
  const own = codings[0];
  const original =
    mapped !== undefined && own !== undefined && own.system === undefined && table.v2System !== undefined;
  const kept = original ? [{ system: table.v2System, ...own }, ...codings.slice(1)] : codings;
  const isSame = kept.some((coding) => coding.system === mapped?.system && coding.code === mapped?.code);
  const all = mapped === undefined || isSame ? kept : [{ ...mapped }, ...kept];
  return all.length === 0 ? concept : Object.assign(concept, { coding: all });
}

/** `"constant"`, or `XTN.6+" "+XTN.7`: texts and positions; a result of white space alone is nothing. */
export function compileAssign(text: string, type: string): ((scope: Scope) => unknown) | undefined {
  const zone = { zone: "UTC" };
  const constant = /^"([^"]*)"$/.exec(text)?.[1];
  if (constant !== undefined) {
    const value = primitive(type, constant, zone);
    return value === undefined ? undefined : () => value;
  }
  const terms = text.match(/"[^"]*"|[^+"\s]+/g);
  if (terms === null || !terms.every((term) => /^"|^[A-Z][A-Z0-9]{1,2}[-.]\d+(\.\d+)*$/.test(term))) return undefined;
  return (scope) => {
    const joined = terms.map((term) => (term.startsWith('"') ? term.slice(1, -1) : scope.text(term))).join("");
    return primitive(type, joined.replace(/\s+/g, " ").trim(), zone);
  };
}

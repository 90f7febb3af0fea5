/** One clause over entries of one parameter as a condition on a row of that parameter's index table. */
import type { SimpleClause } from "../port.ts";
import type { EntryClause } from "./alternatives.ts";
import { type Dictionary, type IndexTable, type ParamKind, tableOf } from "./dictionary.ts";
import { compareNumbers, compareTimes } from "./intervals.ts";
import { and, FALSE, name, or, type Sql, sql, TRUE } from "./sql.ts";

/** The highest code point: everything that starts with x lies in [x, x + LAST). */
const LAST = "\u{10FFFF}";

/** Values of `quantity.form`: the value in canonical units, and the value as given. */
export const CANONICAL = 1;
export const GIVEN = 0;

export interface Condition {
  readonly table: IndexTable;
  /** Of the parameter, undefined when nothing was ever indexed under it: then no row satisfies the clause. */
  readonly param: number | undefined;
  /** The test of a row of `table` under this alias. */
  readonly test: Sql;
}

/** @param code the parameter's code, which for a part of a composite is not the clause's own */
export function condition(
  clause: EntryClause,
  { type, code, alias, dictionary }: { type: number; code: string; alias: string; dictionary: Dictionary },
): Condition {
  const kind = kindOf(clause);
  return {
    table: tableOf(kind),
    param: dictionary.findParam(type, code, kind),
    test: test(clause, (column) => name(`${alias}.${column}`), dictionary),
  };
}

function kindOf(clause: EntryClause): ParamKind {
  if (clause.kind === "token-list") return "token";
  if (clause.kind === "reference-list") return "reference";
  if (clause.kind !== "reference") return clause.kind;
  if (clause.identifier) return "reference-identifier";
  return clause.url === undefined ? "reference" : "reference-url";
}

type Columns = (column: string) => Sql;

function test(clause: EntryClause, column: Columns, dictionary: Dictionary): Sql {
  switch (clause.kind) {
    case "token-list":
      return and([isOneOf(column("code"), clause.codes), testNumber(column("system"), clause.system, dictionary)]);
    case "reference-list":
      return and([isOneOf(column("target"), clause.ids), testNumber(column("type"), clause.type, dictionary)]);
    case "token":
      return testToken(clause, column, dictionary);
    case "string":
      return testString(clause, column);
    case "date":
      return compareTimes(clause.comparator, column("low"), column("high"), clause);
    case "number":
      return compareNumbers(clause.comparator, column("value"), column("low"), column("high"), clause);
    case "quantity":
      return testQuantity(clause, column, dictionary);
    case "reference":
      return testReference(clause, column, dictionary);
    case "uri":
      return testUri(clause, column);
  }
}

function testToken(clause: { system?: string; code?: string }, column: Columns, dictionary: Dictionary): Sql {
  return and([
    clause.code === undefined ? TRUE : sql`${column("code")} = ${clause.code}`,
    testNumber(column("system"), clause.system, dictionary),
  ]);
}

/** Whether a column of coded text holds this text; any text will do if it is undefined. */
function testNumber(column: Sql, text: string | undefined, dictionary: Dictionary): Sql {
  if (text === undefined) return TRUE;
  const num = dictionary.find(text);
  return num === undefined ? FALSE : sql`${column} = ${num}`;
}

/** One text of SQL however many there are. */
function isOneOf(column: Sql, values: readonly string[]): Sql {
  return sql`${column} IN (SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function startsWith(column: Sql, value: string): Sql {
  return sql`(${column} >= ${value} AND ${column} < ${value + LAST})`;
}

function testString(clause: SimpleClause & { kind: "string" }, column: Columns): Sql {
  switch (clause.match) {
    case "exact":
      return sql`${column("value")} = ${clause.value}`;
    case "contains":
      return sql`instr(${column("folded")}, ${clause.value}) > 0`;
    case "starts":
      return startsWith(column("folded"), clause.value);
  }
}

function testQuantity(clause: SimpleClause & { kind: "quantity" }, column: Columns, dictionary: Dictionary): Sql {
  const { canonical } = clause;
  const compared = compareNumbers(
    clause.comparator,
    column("value"),
    column("low"),
    column("high"),
    canonical ?? clause,
  );
  if (canonical) {
    return sql`(${column("form")} = ${CANONICAL} AND ${column("unit")} = ${canonical.code} AND ${compared})`;
  }
  return and([
    sql`${column("form")} = ${GIVEN}`,
    testUnit(clause, column),
    testNumber(column("system"), clause.system, dictionary),
    compared,
  ]);
}

/** With a system the code must be the same; without one the code or the text of the unit. */
function testUnit(clause: { system?: string; code?: string }, column: Columns): Sql {
  if (clause.code === undefined) return TRUE;
  const code = sql`${column("unit")} = ${clause.code}`;
  return clause.system === undefined ? or([code, sql`${column("label")} = ${clause.code}`]) : code;
}

function testReference(clause: SimpleClause & { kind: "reference" }, column: Columns, dictionary: Dictionary): Sql {
  if (clause.identifier) {
    const { system, value } = clause.identifier;
    return testToken({ code: value, ...(system === undefined ? {} : { system }) }, column, dictionary);
  }
  if (clause.url !== undefined) return sql`${column("value")} = ${clause.url}`;
  return and([
    clause.id === undefined ? TRUE : sql`${column("target")} = ${clause.id}`,
    testNumber(column("type"), clause.type, dictionary),
  ]);
}

/** https://hl7.org/fhir/R4/search.html#uri: above and below follow the segments of the path. */
function testUri(clause: SimpleClause & { kind: "uri" }, column: Columns): Sql {
  const value = column("value");
  switch (clause.match) {
    case "exact":
      return sql`${value} = ${clause.value}`;
    case "below":
      if (clause.value.endsWith("/")) return startsWith(value, clause.value);
      return or([
        sql`${value} = ${clause.value}`,
        startsWith(value, `${clause.value}/`),
        startsWith(value, `${clause.value}|`),
      ]);
    case "above":
      return isOneOf(value, ancestors(clause.value));
  }
}

/** The URL itself and those that end at one of its slashes, with and without that slash. */
function ancestors(url: string): string[] {
  const found = new Set([url]);
  for (let at = url.indexOf("/", url.indexOf("://") + 3); at >= 0; at = url.indexOf("/", at + 1)) {
    found.add(url.slice(0, at));
    found.add(url.slice(0, at + 1));
  }
  return [...found];
}

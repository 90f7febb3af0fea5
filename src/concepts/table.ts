/**
 * Tables as values: tab-separated text as files have it (a header line, lines that begin with # left out) is read into
 * the text that a model takes: a line a row, the columns of the concept in its order, separated by tabs, no header.
 */
import type { TableColumn, TableConcept } from "./concept.ts";

/** The value made of a file's text, or what is wrong with it, in words without its content. */
export type TableText =
  | { readonly text: string; readonly problem?: undefined }
  | { readonly problem: string; readonly text?: undefined };

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;
const EMPTY = new Set(["", "NA", "."]);

export function tableTextOf(concept: TableConcept, file: string): TableText {
  const lines = file.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const [header = "", ...rows] = lines;
  const headers = header.split("\t").map((name) => name.trim());
  const columns = Object.entries(concept.columns);
  const refused = concept.refused.find((name) => headers.includes(name));
  if (refused !== undefined) return { problem: `a column ${refused} is not supported` };
  const lacking = columns.find(([name]) => !headers.includes(name));
  if (lacking !== undefined) return { problem: `the header line has no column ${lacking[0]}` };
  if (rows.length === 0) return { problem: "the table has no rows" };
  if (rows.length > concept.maxRows) return { problem: `the table has more than ${concept.maxRows} rows` };
  const positions = columns.map(([name]) => headers.indexOf(name));
  const cells = rows.map((row) => cellsAt(positions, row));
  return problemIn(columns, cells) ?? { text: cells.map((row) => row.join("\t")).join("\n") };
}

/** The rows of a table's text, cells in the order of the concept's columns; an empty cell is "". */
export const rowsOf = (text: string): readonly (readonly string[])[] =>
  text.split("\n").map((line) => line.split("\t"));

function cellsAt(positions: readonly number[], row: string): readonly string[] {
  const all = row.split("\t").map((cell) => cell.trim());
  return positions.map((position) => all[position] ?? "").map((cell) => (EMPTY.has(cell) ? "" : cell));
}

function problemIn(
  columns: readonly (readonly [string, TableColumn])[],
  rows: readonly (readonly string[])[],
): { readonly problem: string } | undefined {
  const names = new Set(rows.map(([name]) => name));
  if (names.size < rows.length) return { problem: `two rows have the same ${columns[0]?.[0]}` };
  for (const [at, row] of rows.entries()) {
    const wrong = columns.find(([, column], position) => !holds(column, row[position] ?? ""));
    if (wrong !== undefined) return { problem: `row ${at + 1} has no valid ${wrong[0]}` };
  }
  return columns.every((_, position) => rows.some((row) => row[position] !== ""))
    ? undefined
    : { problem: "a column is empty in every row" };
}

function holds({ holds: what, range, mayBeEmpty }: TableColumn, cell: string): boolean {
  if (cell === "") return mayBeEmpty === true;
  if (what === "text") return true;
  if (!NUMBER.test(cell)) return false;
  const value = Number(cell);
  return range === undefined || (value >= range[0] && value <= range[1]);
}

/** Lists of texts in one column: a JSON array, or null for none. */
import type { SqlValue } from "./connection.ts";

export function writeTexts(texts: readonly string[]): string | null {
  return texts.length === 0 ? null : JSON.stringify(texts);
}

export function readTexts(column: SqlValue): readonly string[] {
  // Written by `writeTexts`.
  return column === null ? [] : (JSON.parse(String(column)) as string[]);
}

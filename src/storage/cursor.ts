/**
 * Paging cursors of both adapters: the sort values and the place in the order of commits of the last row of a page, as
 * opaque text. The caller signs them.
 */
import { InvalidInput } from "../errors.ts";

export type CursorValue = string | number | null;

export function writeCursor(values: readonly CursorValue[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** @throws InvalidInput unless it has `length` values of which the last is a whole number */
export function readCursor(cursor: string, length: number): readonly CursorValue[] {
  const values = parse(cursor);
  const isCursor =
    Array.isArray(values) &&
    values.length === length &&
    values.every((value) => value === null || typeof value === "string" || typeof value === "number") &&
    Number.isSafeInteger(values.at(-1));
  if (!isCursor) throw new InvalidInput("The paging cursor does not belong to this query", { code: "value" });
  return values;
}

/** A cursor of one number, as history, compartment and journal use it. */
export function readPosition(cursor: string | undefined): number | undefined {
  return cursor === undefined ? undefined : Number(readCursor(cursor, 1)[0]);
}

/** The first `count` rows as a page, from one row more than that. */
export function pageOf<R, T>(
  rows: readonly R[],
  count: number,
  { toItem, toCursor }: { toItem: (row: R) => T; toCursor: (row: R) => readonly CursorValue[] },
): { items: readonly T[]; next?: string } {
  const items = rows.slice(0, count).map(toItem);
  const last = rows.length > count ? rows[count - 1] : undefined;
  return last === undefined ? { items } : { items, next: writeCursor(toCursor(last)) };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return undefined;
  }
}

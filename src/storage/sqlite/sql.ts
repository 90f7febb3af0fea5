/**
 * Pieces of SQL with their values: a template whose holes are bound, unless they are SQL themselves. Nothing that a
 * caller sent ever becomes text of a statement.
 */
export interface Sql {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * How a value stands in a statement. SQLite plans a statement anew whenever a parameter is bound that might change its
 * plan (this build has STAT4), which costs ten times what the statement does; the plus, which does nothing, hides it.
 */
export const PARAMETER = "+?";

/** `sql\`a = ${1}\`` binds 1; a hole that is `Sql` is spliced in with its values. */
export function sql(
  parts: TemplateStringsArray,
  ...holes: readonly (Sql | string | number | null | Uint8Array)[]
): Sql {
  let text = parts[0] ?? "";
  const values: unknown[] = [];
  for (const [index, hole] of holes.entries()) {
    if (typeof hole === "object" && hole !== null && "text" in hole) {
      text += hole.text;
      values.push(...hole.values);
    } else {
      text += PARAMETER;
      values.push(hole);
    }
    text += parts[index + 1] ?? "";
  }
  return { text, values };
}

/** A name of a table, column or alias of ours. */
export function name(text: string): Sql {
  return { text, values: [] };
}

export const TRUE: Sql = { text: "1", values: [] };
export const FALSE: Sql = { text: "0", values: [] };

/** Joins in a balanced tree, so that a thousand alternatives stay within SQLite's depth of expressions. */
function joinBalanced(items: readonly Sql[], operator: "AND" | "OR"): Sql {
  const [first] = items;
  if (first === undefined) return operator === "AND" ? TRUE : FALSE;
  if (items.length === 1) return first;
  const middle = items.length >> 1;
  return sql`(${joinBalanced(items.slice(0, middle), operator)} ${name(operator)} ${joinBalanced(items.slice(middle), operator)})`;
}

export function and(items: readonly Sql[]): Sql {
  if (items.includes(FALSE)) return FALSE;
  return joinBalanced(
    items.filter((item) => item !== TRUE),
    "AND",
  );
}

export function or(items: readonly Sql[]): Sql {
  if (items.includes(TRUE)) return TRUE;
  return joinBalanced(
    items.filter((item) => item !== FALSE),
    "OR",
  );
}

/** SQLite takes 500 terms in one compound; more are nested. */
const MAX_UNION = 200;

/** The rows of all selects, with repetitions. */
export function unionAll(selects: readonly Sql[]): Sql {
  if (selects.length > MAX_UNION) {
    const parts: Sql[] = [];
    for (let start = 0; start < selects.length; start += MAX_UNION) {
      parts.push(sql`SELECT * FROM (${unionAll(selects.slice(start, start + MAX_UNION))})`);
    }
    return unionAll(parts);
  }
  return selects.reduce((joined, select) => sql`${joined} UNION ALL ${select}`);
}

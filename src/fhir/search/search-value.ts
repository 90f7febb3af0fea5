/**
 * The text of a search value: escapes, separators, prefixes. https://hl7.org/fhir/R4/search.html#escaping
 * A separator that is escaped (`\,` `\|` `\$`) is part of the value, and `\\` is a backslash.
 */
import { InvalidInput } from "../../errors.ts";
import type { Comparator } from "../../storage/port.ts";

/** Splits at each unescaped separator and leaves the escapes in place. */
export function splitUnescaped(text: string, separator: "," | "|" | "$"): string[] {
  if (!text.includes("\\")) return text.split(separator);
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/** Takes the escapes out. @throws InvalidInput for a backslash before anything else than `\ , | $` */
export function unescapeValue(text: string, name: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(.?)/gs, (_all, next: string) => {
    if (next === "" || !"\\,|$".includes(next)) {
      throw malformed(name, String.raw`has a backslash that escapes nothing: write \\ for a backslash`);
    }
    return next;
  });
}

const COMPARATORS = new Set(["eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap"]);

/** Takes the prefix off a date, number or quantity; without one it is `eq`. */
export function splitPrefix(text: string): { readonly comparator: Comparator; readonly rest: string } {
  const prefix = text.slice(0, 2);
  return COMPARATORS.has(prefix)
    ? { comparator: prefix as Comparator, rest: text.slice(2) } // is in the set
    : { comparator: "eq", rest: text };
}

/** The error for a value that cannot be read; it names the parameter and not the value, which may identify someone. */
export function malformed(name: string, problem: string): InvalidInput {
  return new InvalidInput(`search parameter '${name}' ${problem}`, { code: "value", expression: name });
}

/** The error for what this server does not do; a lenient search leaves such a parameter out instead. */
export function unsupported(name: string, problem: string): InvalidInput {
  return new InvalidInput(problem, { code: "not-supported", expression: name });
}

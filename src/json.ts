/**
 * JSON that keeps decimals to the digit.
 *
 * FHIR says that `1.00` and `1.0` differ (https://hl7.org/fhir/R4/datatypes.html#decimal), but a JavaScript number holds
 * neither trailing zeros nor more than about 17 digits. Values stay plain numbers here, so that validation, FHIRPath and
 * models can use them; where a number's text would not survive, the text is kept beside it, under a symbol of the
 * object that holds it. Symbol properties are copied by object spread and ignored by JSON and `Object.keys`, so the text
 * travels with every shallow copy, and a value that was changed since no longer equals its text and drops it.
 */

const EXACT: unique symbol = Symbol("exact decimal text");
type Holder = { [EXACT]?: Record<string, string> };

/**
 * A number whose text `JSON.parse` may lose: trailing zero after a point, minus zero, exponent, 16 and more digits, or so
 * small that it is written with an exponent. It looks at what stands around a number, so that times (`12:00:00.000Z`), OIDs and UUIDs rarely pass for one.
 */
const LOSSY = /\.\d*0(?=[\s,}\]]|$)|-0(?=[\s,}\]]|$)|(?:^|"\s*:|[,[])\s*-?(?:\d[\d.]*[eE]|[\d.]{16}|0\.0{6})/;

interface ReviverContext {
  readonly source?: string;
}
type Reviver = (this: unknown, key: string, value: unknown, context: ReviverContext) => unknown;
const parseWithReviver = JSON.parse as (text: string, reviver: Reviver) => unknown;
const rawJSON = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON; // ES2026, in Node 24, not yet in lib

/** Parses JSON text; throws SyntaxError like `JSON.parse`. */
export function parseJson(text: string): unknown {
  return LOSSY.test(text) ? parseWithReviver(text, keepExactText) : JSON.parse(text);
}

function keepExactText(this: unknown, key: string, value: unknown, context: ReviverContext): unknown {
  if (typeof value === "number" && context.source !== undefined && String(value) !== context.source) {
    const holder = this as Holder;
    holder[EXACT] ??= {};
    holder[EXACT][key] = context.source;
  }
  return value;
}

/** Writes JSON text, numbers as they were read unless they have been changed since. */
export function stringifyJson(value: unknown, indent?: number): string {
  return holdsExactText(value) ? JSON.stringify(value, restoreExactText, indent) : JSON.stringify(value, null, indent);
}

/** Looking for exact texts first is cheaper than a function called for every value that is written. */
function holdsExactText(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if ((value as Holder)[EXACT] !== undefined) return true;
  if (Array.isArray(value)) return value.some(holdsExactText);
  for (const key in value) if (holdsExactText((value as Record<string, unknown>)[key])) return true;
  return false;
}

function restoreExactText(this: unknown, key: string, value: unknown): unknown {
  if (typeof value !== "number") return value;
  const text = (this as Holder)[EXACT]?.[key];
  return text !== undefined && Object.is(Number(text), value) ? rawJSON(text) : value;
}

/** The text of a number as it was received: `1.00` gives "1.00". Its digits are its precision in a search. */
export function numberText(holder: object, key: string): string | undefined {
  const value = (holder as Record<string, unknown>)[key];
  if (typeof value !== "number") return undefined;
  const text = (holder as Holder)[EXACT]?.[key];
  return text !== undefined && Object.is(Number(text), value) ? text : String(value);
}

/** A deep copy that keeps exact decimals, which `structuredClone` would lose. */
export function copyJson<T>(value: T): T {
  if (value === null || typeof value !== "object") return value;
  const copy = (Array.isArray(value) ? [] : {}) as Record<string, unknown>;
  for (const [key, item] of Object.entries(value)) copy[key] = copyJson(item);
  const exact = (value as Holder)[EXACT];
  if (exact) (copy as Holder)[EXACT] = { ...exact };
  return copy as T;
}

/**
 * Where a JSON text is malformed. V8's own message quotes the text, which may hold a patient's data, and names a position
 * only sometimes; this finds line and column by reading tokens, and runs only after `JSON.parse` has failed.
 */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids exactly these inside a string (RFC 8259, 7)
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/;
const ATOM = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/;
const TOKEN = new RegExp(`[\\t\\n\\r ]*(?:([{}[\\],:])|(${STRING.source})|(${ATOM.source})(?![\\w.+-]))`, "y");
type Expected = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" | "nothing";

/** Line and column, both from 1, of the first thing that is not JSON. */
export function malformedAt(text: string): { readonly line: number; readonly column: number } {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let position = 0;
  for (;;) {
    TOKEN.lastIndex = position;
    const token = TOKEN.exec(text);
    if (!token) break;
    const next = after(expected, token, open);
    if (next === undefined) break;
    expected = next;
    position = TOKEN.lastIndex;
  }
  const fault = position + (/^[\t\n\r ]*/.exec(text.slice(position, position + 10_000))?.[0].length ?? 0);
  const before = text.slice(0, fault);
  const line = (before.match(/\n/g)?.length ?? 0) + 1;
  return { line, column: fault - before.lastIndexOf("\n") };
}

function after(expected: Expected, [, mark, string]: RegExpExecArray, open: ("{" | "[")[]): Expected | undefined {
  const closed = (): Expected => {
    open.pop();
    return open.length > 0 ? "commaOrEnd" : "nothing";
  };
  const isValueExpected = expected === "value" || expected === "valueOrEnd";
  if (mark === "{" || mark === "[") {
    if (!isValueExpected) return undefined;
    open.push(mark);
    return mark === "{" ? "keyOrEnd" : "valueOrEnd";
  }
  if (mark === "}") return open.at(-1) === "{" && ["keyOrEnd", "commaOrEnd"].includes(expected) ? closed() : undefined;
  if (mark === "]")
    return open.at(-1) === "[" && ["valueOrEnd", "commaOrEnd"].includes(expected) ? closed() : undefined;
  if (mark === ",") return expected === "commaOrEnd" ? (open.at(-1) === "{" ? "key" : "value") : undefined;
  if (mark === ":") return expected === "colon" ? "value" : undefined;
  if (string !== undefined && (expected === "key" || expected === "keyOrEnd")) return "colon";
  if (!isValueExpected) return undefined;
  return open.length > 0 ? "commaOrEnd" : "nothing";
}

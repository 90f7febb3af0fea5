/**
 * Escape sequences of HL7 v2 text, chapter 2, "Use of escape sequences in text fields".
 *
 * They are resolved after a message has been split at its delimiters, so that an escaped delimiter stays text.
 */
import { decode } from "./charset.ts";

/** What text of a message is written with: its delimiters (MSH-1, MSH-2) and the label of its character set. */
export interface Encoding {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
  readonly truncation: string;
  readonly charset: string;
}

/** The text that an encoded value stands for. Formatting (`\H\`, `\N\`, `\.sp\` …) becomes white space or nothing. */
export function unescapeText(text: string, encoding: Encoding): string {
  const mark = encoding.escape;
  if (mark === "" || !text.includes(mark)) return text;
  let result = "";
  let at = 0;
  for (;;) {
    const start = text.indexOf(mark, at);
    if (start < 0) return result + text.slice(at);
    const end = text.indexOf(mark, start + 1);
    const replaced = end < 0 ? undefined : sequence(text.slice(start + 1, end), encoding);
    if (replaced === undefined) {
      // An escape character that begins no known sequence is itself: Windows paths and the like are sent unescaped.
      result += text.slice(at, start + 1);
      at = start + 1;
    } else {
      result += text.slice(at, start) + replaced;
      at = end + 1;
    }
  }
}

function sequence(body: string, encoding: Encoding): string | undefined {
  switch (body) {
    case "F":
      return encoding.field;
    case "S":
      return encoding.component;
    case "T":
      return encoding.subcomponent;
    case "R":
      return encoding.repetition;
    case "E":
      return encoding.escape;
    case "P":
      return encoding.truncation === "" ? undefined : encoding.truncation;
    case "H":
    case "N":
      return "";
    default:
      return formatting(body) ?? hexadecimal(body, encoding.charset);
  }
}

function formatting(body: string): string | undefined {
  if (/^\.(br|ce)$/i.test(body)) return "\n";
  const space = /^\.sp\s*\+?(\d{0,2})$/i.exec(body);
  if (space) return "\n".repeat(Math.max(1, Number(space[1])));
  if (/^\.(fi|nf|in[+-]?\d*|ti[+-]?\d*|sk\s*\d*)$/i.test(body)) return /^\.sk/i.test(body) ? " " : "";
  // Character set switches (\C..\, \M..\) and local sequences (\Z..\) carry no text of their own here.
  return /^(C[0-9A-F]{4}|M[0-9A-F]{4,6}|Z\w*)$/i.test(body) ? "" : undefined;
}

function hexadecimal(body: string, charset: string): string | undefined {
  if (!/^X([0-9A-F]{2})+$/i.test(body)) return undefined;
  const text = decode(Buffer.from(body.slice(1), "hex"), charset);
  return text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");
}

/** Encodes text so that it contains no delimiter; line breaks become `\.br\`. */
export function escapeText(text: string, encoding: Encoding): string {
  const mark = encoding.escape;
  if (mark === "") return text.replace(/[\r\n]+/g, " ");
  const names: Record<string, string> = {
    [encoding.field]: "F",
    [encoding.component]: "S",
    [encoding.subcomponent]: "T",
    [encoding.repetition]: "R",
    [mark]: "E",
  };
  return [...text.replace(/\r\n?/g, "\n")]
    .map((character) =>
      character === "\n" ? `${mark}.br${mark}` : names[character] ? `${mark}${names[character]}${mark}` : character,
    )
    .join("");
}

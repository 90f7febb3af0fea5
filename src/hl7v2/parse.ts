/**
 * The text of one HL7 v2 message as segments, fields, repetitions, components and subcomponents.
 * HL7 v2 chapter 2, "Message construction rules".
 *
 * Text is split when it is asked for, not before: most positions of most messages are never read. A `Value` remembers
 * how deep it lies, so that `PID-3.4.2` means the same whether or not the sender sent the deeper delimiters: a text
 * without components is its own first component.
 */
import { InvalidInput } from "../errors.ts";
import { decodeText } from "./charset.ts";
import { type Encoding, unescapeText } from "./escape.ts";

/** The two characters that ask the receiver to delete what it has: chapter 2, "Null and empty fields". */
export const DELETE_MARK = '""';

export interface Message {
  readonly encoding: Encoding;
  readonly segments: readonly Segment[];
  readonly msh: Segment;
  /** The decoded text, line ends as they came. */
  readonly text: string;
  /** Whether the character set had to be guessed. */
  readonly isCharsetGuessed: boolean;
}

/** One segment; fields are counted from 1 as in the standard (MSH-1 is the field separator itself). */
export class Segment {
  readonly id: string;
  readonly encoding: Encoding;
  /** 1 for the first segment of its id in the message, 2 for the second, … */
  readonly occurrence: number;
  readonly #parts: readonly string[];
  readonly #isHeader: boolean;

  constructor(text: string, encoding: Encoding, occurrence: number) {
    this.encoding = encoding;
    this.occurrence = occurrence;
    this.#parts = text.split(encoding.field);
    this.id = this.#parts[0] ?? "";
    this.#isHeader = /^(MSH|FHS|BHS)$/.test(this.id);
  }

  /** How many fields the segment has; trailing delimiters count. */
  get fieldCount(): number {
    return this.#isHeader ? this.#parts.length : this.#parts.length - 1;
  }

  /** The encoded text of a field, "" if it is absent. */
  raw(field: number): string {
    if (!this.#isHeader) return field === 0 ? "" : (this.#parts[field] ?? "");
    return field === 1 ? this.encoding.field : (this.#parts[field - 1] ?? "");
  }

  /** The repetitions of a field, empty ones included so that their numbers stay; none if the field is empty. */
  repetitions(field: number): readonly Value[] {
    const raw = this.raw(field);
    if (raw === "") return [];
    if (this.#isHeader && field <= 2) return [new Value(raw, 2, this.encoding)];
    const { repetition } = this.encoding;
    if (repetition === "" || !raw.includes(repetition)) return [new Value(raw, 0, this.encoding)];
    return raw.split(repetition).map((text) => new Value(text, 0, this.encoding));
  }

  /** The decoded text of a component of the first repetition, "" if absent: `text(9, 2)` of MSH is the trigger event. */
  text(field: number, component = 1, subcomponent = 1): string {
    const first = this.repetitions(field)[0];
    return first?.at(component).at(subcomponent).text() ?? "";
  }

  /** Whether the field asks to delete what the receiver has. */
  isDelete(field: number): boolean {
    return this.raw(field) === DELETE_MARK;
  }
}

/** A repetition (depth 0), component (1) or subcomponent (2), still encoded. */
export class Value {
  readonly raw: string;
  readonly depth: 0 | 1 | 2;
  readonly encoding: Encoding;

  constructor(raw: string, depth: 0 | 1 | 2, encoding: Encoding) {
    this.raw = raw;
    this.depth = depth;
    this.encoding = encoding;
  }

  /** The n-th part one level down, counted from 1; a value without parts is its own first part. */
  at(part: number): Value {
    const delimiter = this.#delimiter();
    if (delimiter === "" || !this.raw.includes(delimiter)) {
      return part === 1 ? this.#deeper(this.raw) : this.#deeper("");
    }
    return this.#deeper(nth(this.raw, delimiter, part));
  }

  /** Parts one level down. */
  parts(): readonly Value[] {
    const delimiter = this.#delimiter();
    if (delimiter === "" || !this.raw.includes(delimiter)) return [this.#deeper(this.raw)];
    return this.raw.split(delimiter).map((text) => this.#deeper(text));
  }

  /** Whether there is anything but delimiters, white space and delete marks. */
  get isValued(): boolean {
    const { component, subcomponent } = this.encoding;
    for (const character of this.raw) {
      if (character === component && this.depth < 1) continue;
      if (character === subcomponent && this.depth < 2) continue;
      if (character !== " " && character !== '"') return true;
    }
    // Only quotation marks, delimiters and blanks are left: `""` deletes, a lone quotation mark would be text.
    return this.raw.includes('"') && this.raw.replaceAll(DELETE_MARK, "").includes('"');
  }

  /** The decoded text of the first part at the deepest level, trimmed; "" for the delete mark. */
  text(): string {
    const raw = this.depth === 2 ? this.raw : this.depth === 1 ? this.at(1).raw : this.at(1).at(1).raw;
    return raw === DELETE_MARK ? "" : unescapeText(raw, this.encoding).trim();
  }

  /** The decoded text with all delimiters kept: for a text field whose sender did not escape them. */
  wholeText(): string {
    return this.raw === DELETE_MARK ? "" : unescapeText(this.raw, this.encoding).trim();
  }

  #delimiter(): string {
    return this.depth === 0 ? this.encoding.component : this.depth === 1 ? this.encoding.subcomponent : "";
  }

  #deeper(text: string): Value {
    return new Value(text, this.depth === 0 ? 1 : 2, this.encoding);
  }
}

function nth(text: string, delimiter: string, part: number): string {
  let start = 0;
  for (let skipped = 1; skipped < part; skipped++) {
    const next = text.indexOf(delimiter, start);
    if (next < 0) return "";
    start = next + 1;
  }
  const end = text.indexOf(delimiter, start);
  return end < 0 ? text.slice(start) : text.slice(start, end);
}

/**
 * Parses the bytes of one message.
 * @throws InvalidInput when they do not begin with a readable MSH segment
 */
export function parseMessage(bytes: Uint8Array): Message {
  const header = Buffer.from(bytes.subarray(0, 2_000))
    .toString("latin1")
    .replace(/^(\xef\xbb\xbf|\s)+/, "");
  const decoded = decodeText(bytes, statedCharset(header));
  const text = decoded.text.replace(/^[\uFEFF\s]+/, "");
  if (!/^MSH[^\w\s]/.test(text)) {
    throw new InvalidInput("A message begins with an MSH segment and its field separator", { expression: "MSH" });
  }
  const encoding = { ...delimitersOf(text), charset: decoded.label };
  const counts = new Map<string, number>();
  const segments = linesOf(text, encoding.field).map((line) => {
    const id = line.split(encoding.field, 1)[0] ?? "";
    const occurrence = (counts.get(id) ?? 0) + 1;
    counts.set(id, occurrence);
    return new Segment(line, encoding, occurrence);
  });
  const msh = segments[0];
  if (msh === undefined) throw new InvalidInput("The message is empty", { expression: "MSH" });
  return { encoding, segments, msh, text, isCharsetGuessed: decoded.guessed };
}

function statedCharset(header: string): string {
  const fields = header.split(/[\r\n]/, 1)[0]?.split(header[3] ?? "|") ?? [];
  const repetition = fields[1]?.[1] ?? "~";
  return fields[17]?.split(repetition)[0] ?? "";
}

/** Delimiters by MSH-1 and MSH-2. An escape character that JSON or a script has doubled (`^~\\&`) counts once. */
function delimitersOf(text: string): Omit<Encoding, "charset"> {
  const field = text[3] ?? "|";
  const rest = text.slice(4).split(/[\r\n]/, 1)[0] ?? "";
  let characters = rest.split(field, 1)[0] ?? "";
  if (characters[2] !== undefined && characters[2] === characters[3]) {
    characters = characters.slice(0, 3) + characters.slice(4);
  }
  return {
    field,
    component: characters[0] ?? "^",
    repetition: characters[1] ?? "~",
    escape: characters[2] ?? "\\",
    subcomponent: characters[3] ?? "&",
    truncation: characters[4] ?? "",
  };
}

/** Segments end with CR; CRLF and LF are read as well. A line that begins no segment continues the one before. */
function linesOf(text: string, field: string): string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    const isSegment = /^[A-Z][A-Z0-9]{2}/.test(line) && (line.length === 3 || line[3] === field);
    if (isSegment) lines.push(line);
    else if (line.trim() !== "" && lines.length > 0) lines[lines.length - 1] += `\n${line}`;
  }
  return lines;
}

/**
 * Character sets of a message, HL7 v2 table 0211 (MSH-18): https://www.hl7.org/fhir/v2/0211/
 *
 * The first repetition of MSH-18 decides. Without one the text is UTF-8 if its bytes are valid UTF-8, else windows-1252,
 * the superset of ISO 8859-1 that senders mean by it; such a guess is reported, never silent.
 */

/** Names of table 0211, upper-case, as labels of the WHATWG encoding standard. */
const LABELS: Readonly<Record<string, string>> = {
  ASCII: "utf-8",
  "8859/1": "windows-1252",
  "8859/2": "iso-8859-2",
  "8859/3": "iso-8859-3",
  "8859/4": "iso-8859-4",
  "8859/5": "iso-8859-5",
  "8859/6": "iso-8859-6",
  "8859/7": "iso-8859-7",
  "8859/8": "iso-8859-8",
  "8859/9": "windows-1254",
  "8859/15": "iso-8859-15",
  "ISO IR14": "shift_jis",
  "ISO IR87": "iso-2022-jp",
  "ISO IR159": "iso-2022-jp",
  "GB 18030-2000": "gb18030",
  "KS X 1001": "euc-kr",
  "CNS 11643-1992": "big5",
  "BIG-5": "big5",
  UNICODE: "utf-8",
  "UNICODE UTF-8": "utf-8",
  "UTF-8": "utf-8",
  UTF8: "utf-8",
};

export interface DecodedText {
  readonly text: string;
  /** Label of the encoding that was used. */
  readonly label: string;
  /** Whether the encoding was not stated, or not as stated, and had to be guessed. */
  readonly guessed: boolean;
}

/** Decodes the bytes of one message by what its MSH-18 says (`stated`, its first repetition; empty if absent). */
export function decodeText(bytes: Uint8Array, stated: string): DecodedText {
  const name = stated
    .trim()
    .toUpperCase()
    .replace(/^ISO[ -]?(?=8859)/, "")
    .replace(/^8859-/, "8859/");
  const label = LABELS[name];
  if (label !== undefined && label !== "utf-8") return { text: decode(bytes, label), label, guessed: false };
  try {
    return { text: decode(bytes, "utf-8", true), label: "utf-8", guessed: name !== "" && label === undefined };
  } catch {
    return { text: decode(bytes, "windows-1252"), label: "windows-1252", guessed: true };
  }
}

/** Decodes bytes, as in the escape sequence `\X…\`, with an encoding that `decodeText` named. */
export function decode(bytes: Uint8Array, label: string, fatal = false): string {
  return new TextDecoder(label, { fatal }).decode(bytes);
}

/** The text in the same encoding, as far as it has one byte a character; other encodings fall back to UTF-8. */
export function encodeText(text: string, label: string): Uint8Array {
  if (label === "utf-8" || ![...text].some((character) => character > "\x7f")) return Buffer.from(text, "utf-8");
  const codes = new Map(Array.from({ length: 256 }, (_, code) => [decode(Uint8Array.of(code), label), code]));
  const bytes = [...text].map((character) => codes.get(character));
  return bytes.includes(undefined) ? Buffer.from(text, "utf-8") : Uint8Array.from(bytes as number[]); // all defined here
}

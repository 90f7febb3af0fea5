/** What is too large for a document is refused before anything is written, and the answer names the element that is. */
import { TooLarge } from "../../errors.ts";
import type { JournalEntry } from "../port.ts";
import { type IndexFields, KINDS } from "./documents.ts";

/** The largest document that MongoDB takes, and what is left for field names and index entries' own overhead. */
const MAX_DOCUMENT_BYTES = 16 * 1024 ** 2;
const RESERVED_BYTES = 16 * 1024;
/** BSON's cost of one field beside its text, at most, with the short names used here. */
const FIELD_BYTES = 24;

/** @throws TooLarge when the resource and its index entries do not fit into one document; `expression` is its largest element */
export function checkSize(type: string, json: string, index: IndexFields): void {
  let bytes = RESERVED_BYTES + Buffer.byteLength(json);
  for (const kind of KINDS) {
    for (const element of index[kind]) {
      for (const value of Object.values(element))
        bytes += FIELD_BYTES + (typeof value === "string" ? 3 * value.length : 8);
    }
  }
  if (bytes <= MAX_DOCUMENT_BYTES) return;
  throw new TooLarge(`This ${type} is too large: MongoDB stores at most 16 MB of a resource with its index entries`, {
    expression: largestElement(type, JSON.parse(json)),
  });
}

/** @throws TooLarge when the message does not fit into one document of the journal */
export function checkMessageSize({ raw, ack = "", error = "", resources, unmapped }: JournalEntry): void {
  const texts = [ack, error, ...resources, ...unmapped];
  const bytes = texts.reduce((sum, one) => sum + FIELD_BYTES + Buffer.byteLength(one), RESERVED_BYTES + raw.length);
  if (bytes <= MAX_DOCUMENT_BYTES) return;
  throw new TooLarge("This message is too large: MongoDB stores at most 16 MB of a message with its acknowledgement");
}

/** The path of the innermost element that makes up more than half of each element around it. */
function largestElement(path: string, value: unknown): string {
  if (typeof value !== "object" || value === null) return path;
  const size = JSON.stringify(value).length;
  for (const [name, child] of Object.entries(value)) {
    if ((JSON.stringify(child)?.length ?? 0) <= size / 2) continue;
    return largestElement(Array.isArray(value) ? `${path}[${name}]` : `${path}.${name}`, child);
  }
  return path;
}

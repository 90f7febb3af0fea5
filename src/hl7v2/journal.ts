/**
 * Entries of the message journal: every message that was received whole, its bytes, and what became of it.
 *
 * Two messages are the same if sender (MSH-3, MSH-4), control id (MSH-10) and bytes are; line ends at the end do not
 * count. A control id that comes again with another body is another message.
 */
import { createHash } from "node:crypto";
import type { JournalEntry } from "../storage/port.ts";
import { type Header, senderOf } from "./header.ts";

/** What makes a message the same as another. */
export function journalKey(bytes: Uint8Array, header: Header | undefined): string {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = body.length;
  while (end > 0 && (body[end - 1] === 0x0d || body[end - 1] === 0x0a)) end--;
  const hash = createHash("sha256").update(body.subarray(0, end)).digest("hex");
  return [header?.application ?? "", header?.facility ?? "", header?.controlId ?? "", hash].join("|");
}

/** Acknowledgements are kept as one text; a message of HL7 v2 holds no NUL. */
export const joinAcks = (acks: readonly string[]): string => acks.join("\0");
export const splitAcks = (text: string): readonly string[] => text.split("\0").filter((ack) => ack !== "");

export interface EntryInput {
  readonly id: string;
  readonly receivedMillis: number;
  readonly channel: string;
  readonly bytes: Uint8Array;
  readonly header: Header | undefined;
}

/** The parts of an entry that do not depend on what became of the message. */
export function entryHead(input: EntryInput): Omit<JournalEntry, "status" | "resources" | "unmapped"> {
  const { id, receivedMillis, channel, bytes, header } = input;
  return {
    id,
    receivedAt: new Date(receivedMillis).toISOString(),
    channel,
    key: journalKey(bytes, header),
    sender: header === undefined ? "unknown" : senderOf(header),
    controlId: header?.controlId ?? "",
    messageType: header?.event ?? "",
    raw: bytes,
  };
}

/**
 * What makes two messages speak of the same thing: ids that follow from the keys which senders give their results,
 * orders and list entries. The id of a resource is a hash of its patient and its keys, so that finding it is a read by
 * id and two feeds that bring it at once meet in one resource.
 */
import { createHash } from "node:crypto";
import type { Header } from "../header.ts";
import { senderOf } from "../header.ts";
import type { OrderDraft } from "../mapping/convert.ts";
import type { Segment } from "../parse.ts";

/** A FHIR id (36 characters) from any keys; equal keys give equal ids. */
export function idFrom(...keys: readonly string[]): string {
  const hash = createHash("sha256").update(JSON.stringify(keys)).digest("hex");
  return `v2-${hash.slice(0, 33)}`;
}

/** Filler order number, else placer order number, else the time of the specimen, else this message alone. */
export function orderKey({ obr, orc }: Pick<OrderDraft, "obr" | "orc">, header: Header): readonly string[] {
  for (const [kind, field] of [
    ["filler", 3],
    ["placer", 2],
  ] as const) {
    const segment = [obr, orc].find((candidate) => candidate && candidate.text(field) !== "");
    if (segment) return [kind, segment.repetitions(field)[0]?.wholeText() ?? "", senderOf(header)];
  }
  const time = obr.text(7);
  return time === "" ? ["message", senderOf(header), header.controlId] : ["time", time, senderOf(header)];
}

/** What is observed: code and coding system of a coded field, or its text. */
export function codeKey(segment: Segment, field: number): string {
  const first = segment.repetitions(field)[0];
  if (first === undefined) return "";
  return first.at(1).text() === "" ? first.wholeText() : `${first.at(1).text()}|${first.at(3).text()}`;
}

/**
 * Keys of a result within its order: OBX-3, OBX-4, OBX-21, and which one it is where a message repeats them (lines of a
 * text). `seen` counts within one order of one message.
 */
export function resultKey(obx: Segment, seen: Map<string, number>): readonly string[] {
  const key = [codeKey(obx, 3), obx.repetitions(4)[0]?.wholeText() ?? "", obx.text(21)];
  const text = JSON.stringify(key);
  const count = (seen.get(text) ?? 0) + 1;
  seen.set(text, count);
  return count === 1 ? key : [...key, `#${count}`];
}

/** What the MSH segment says of a message. HL7 v2 chapter 2, MSH. */
import { statedOffset, toMillis, type ZoneRule } from "./datetime.ts";
import type { Message } from "./parse.ts";

export interface Header {
  /** MSH-3.1, MSH-4.1. */
  readonly application: string;
  readonly facility: string;
  readonly controlId: string;
  /** `ADT^A01`; from MSH-9, or EVN-1 where MSH-9.2 is empty. */
  readonly event: string;
  /** MSH-12.1, `2.5.1`. */
  readonly version: string;
  /** MSH-11.1: P, T or D. */
  readonly processingId: string;
  readonly zone: ZoneRule;
  /** EVN-2 (when the event was recorded), else MSH-7; undefined if neither is a time. */
  readonly orderMillis: number | undefined;
  /** MSH-15 and MSH-16: "" in original mode. */
  readonly acceptCondition: string;
  readonly applicationCondition: string;
}

/** Reads the header. `zone` is the zone of times when the message states no offset. */
export function readHeader(message: Message, zone: string): Header {
  const { msh, segments } = message;
  const evn = segments.find(({ id }) => id === "EVN");
  const messageOffset = statedOffset(msh.text(7));
  const rule: ZoneRule = messageOffset === undefined ? { zone } : { zone, messageOffset };
  const [type = "", eventOfType = ""] = msh.text(9, 1).split("_");
  const event = msh.text(9, 2) || eventOfType || msh.text(9, 3).split("_")[1] || (evn?.text(1) ?? "");
  const recorded = evn === undefined ? undefined : toMillis(evn.text(2), rule);
  return {
    application: msh.text(3),
    facility: msh.text(4),
    controlId: msh.text(10),
    event: `${type}^${event}`.toUpperCase(),
    version: msh.text(12),
    processingId: msh.text(11),
    zone: rule,
    orderMillis: recorded ?? toMillis(msh.text(7), rule),
    acceptCondition: msh.text(15).toUpperCase(),
    applicationCondition: msh.text(16).toUpperCase(),
  };
}

/** Sender as one text, for the journal and as the first part of `meta.source`. */
export function senderOf({ application, facility }: Header): string {
  return [application, facility].filter((part) => part !== "").join("@") || "unknown";
}

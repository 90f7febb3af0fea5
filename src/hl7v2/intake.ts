/**
 * One message from its bytes to its acknowledgement. Knows no sockets.
 *
 * The effect of a message is one transaction: resources, Provenance and journal entry commit together, and only then is
 * there an acknowledgement. A message that fails is journalled by a second transaction, with its reason, before the
 * sender hears of it. A message that is already in the journal changes nothing and gets the answer it got first.
 */
import { DomainError, NotSupported, RuleViolation, TooLarge } from "../errors.ts";
import type { JournalEntry, Store } from "../storage/port.ts";
import { acknowledge, type Outcome, outcomeOf } from "./ack.ts";
import { type Header, readHeader } from "./header.ts";
import { entryHead, joinAcks, journalKey, splitAcks } from "./journal.ts";
import { convert } from "./mapping/convert.ts";
import type { Mappings } from "./mapping/load.ts";
import { type Message, parseMessage } from "./parse.ts";
import { applyMessage, identify } from "./update/apply.ts";
import type { Validate } from "./update/writer.ts";

/** Structured log without patient data: event name and facts about the message, never its content. */
export type Log = (level: "info" | "warn" | "error", event: string, facts: Readonly<Record<string, unknown>>) => void;

export interface IntakeDependencies {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly log: Log;
  readonly validate: Validate;
  readonly mappings: Mappings;
  /** Zone of times when a message states no offset; IANA name. */
  readonly zone: string;
  /** What happens to a result for a patient without identifier: see `identify`. */
  readonly unidentified: "separate" | "refuse";
}

export interface Processed {
  /** One or two acknowledgements, in the order they are to be sent. */
  readonly acks: readonly string[];
  /** Label of the character set to send them in. */
  readonly charset: string;
  readonly status: JournalEntry["status"];
}

interface Received {
  readonly id: string;
  readonly bytes: Uint8Array;
  readonly channel: string;
  readonly receivedMillis: number;
  readonly message: Message | undefined;
  readonly header: Header | undefined;
  readonly parseError: unknown;
}

const ACCEPTED: Outcome = { kind: "accepted", problems: [] };
const ACCEPTED_UNIDENTIFIED: Outcome = {
  kind: "accepted",
  problems: [
    {
      code: 101,
      position: "PID-3",
      text: "No patient identifier: stored under a patient of its own, linked to nobody",
    },
  ],
};

export class Intake {
  readonly #deps: IntakeDependencies;

  constructor(deps: IntakeDependencies) {
    this.#deps = deps;
  }

  /** Processes one message. Never throws: whatever happens, there is an acknowledgement. */
  async process(bytes: Uint8Array, channel: string): Promise<Processed> {
    const received = this.#receive(bytes, channel, this.#deps.newId());
    try {
      const known = await this.#deps.store.journal.byKey(journalKey(bytes, received.header));
      if (known !== undefined) return this.#again(known, received);
      return await this.#apply(received, undefined);
    } catch (error) {
      return this.#fail(received, error);
    }
  }

  /** Answers for a message that was not taken in whole, from its first bytes; it is not journalled. */
  async refuse(head: Uint8Array, reason: string): Promise<Processed> {
    const received = this.#receive(head, "mllp", this.#deps.newId());
    this.#deps.log("warn", "hl7v2.too-large", {});
    const acks = this.#acks(received, outcomeOf(new TooLarge(reason)));
    return { acks, charset: received.message?.encoding.charset ?? "utf-8", status: "rejected" };
  }

  /** Processes a journalled message again if it was not processed; else gives its first answer and changes nothing. */
  async replay(entry: JournalEntry): Promise<Processed> {
    const received = this.#receive(entry.raw, entry.channel, entry.id);
    if (entry.status === "processed") return this.#again(entry, received);
    try {
      return await this.#apply(received, entry.id);
    } catch (error) {
      return this.#fail(received, error);
    }
  }

  #receive(bytes: Uint8Array, channel: string, id: string): Received {
    const base = { id, bytes, channel, receivedMillis: this.#deps.clock() };
    try {
      const message = parseMessage(bytes);
      return { ...base, message, header: readHeader(message, this.#deps.zone), parseError: undefined };
    } catch (parseError) {
      return { ...base, message: undefined, header: undefined, parseError };
    }
  }

  #again(entry: JournalEntry, received: Received): Processed {
    this.#deps.log("info", "hl7v2.repeated", { journalId: entry.id, messageType: entry.messageType });
    const charset = received.message?.encoding.charset ?? "utf-8";
    return { acks: splitAcks(entry.ack ?? ""), charset, status: entry.status };
  }

  /** @param replayed id of the entry that is replaced, when it is processed again */
  async #apply(received: Received, replayed: string | undefined): Promise<Processed> {
    const { message, header } = received;
    if (message === undefined || header === undefined) throw received.parseError;
    const { mappings, validate, store } = this.#deps;
    assertSupported(header, mappings);
    const conversion = convert(message, header, mappings);
    const patients = identify(conversion, mappings, this.#deps.unidentified);
    const isIdentified = patients.every(({ keys }) => keys.length > 0);
    const unmapped = isIdentified ? conversion.unmapped : ["PID-3", ...conversion.unmapped];
    const head = entryHead(received);
    const acks = this.#acks(received, isIdentified ? ACCEPTED : ACCEPTED_UNIDENTIFIED);
    const first = await store.write(async (tx) => {
      const known = await tx.journalByKey(head.key);
      if (known !== undefined && known.id !== replayed) return known;
      const { receivedMillis } = received;
      const input = { conversion, mappings, validate, journalId: received.id, receivedMillis };
      const resources = await applyMessage(tx, input, patients);
      await tx.journal({ ...head, status: "processed", ack: joinAcks(acks), resources, unmapped });
      return undefined;
    });
    if (first !== undefined) return this.#again(first, received);
    this.#deps.log("info", "hl7v2.processed", {
      journalId: received.id,
      messageType: header.event,
      unmapped: unmapped.length,
    });
    return { acks, charset: message.encoding.charset, status: "processed" };
  }

  async #fail(received: Received, error: unknown): Promise<Processed> {
    const outcome = outcomeOf(error);
    const acks = this.#acks(received, outcome);
    const isHeld = error instanceof RuleViolation;
    const status = isHeld ? "held" : outcome.kind === "error" ? "error" : "rejected";
    const reason = outcome.problems.map(({ text }) => text).join("; ");
    const facts = { journalId: received.id, messageType: received.header?.event ?? "", status };
    // The text of an error that is not ours may hold anything; only its class is logged.
    const cause =
      error instanceof DomainError ? error.name : error instanceof Error ? error.constructor.name : typeof error;
    this.#deps.log(error instanceof DomainError ? "warn" : "error", "hl7v2.refused", { ...facts, error: cause });
    try {
      const entry = {
        ...entryHead(received),
        status,
        ack: joinAcks(acks),
        error: reason,
        resources: [],
        unmapped: [],
      } as const;
      const first = await this.#deps.store.write(async (tx) => {
        const known = await tx.journalByKey(entry.key);
        if (known !== undefined && known.id !== entry.id) return known;
        await tx.journal(entry);
        return undefined;
      });
      if (first !== undefined) return this.#again(first, received);
    } catch (journalError) {
      // The message is in no journal: the sender must keep it, so the answer is a rejection that invites another try.
      this.#deps.log("error", "hl7v2.journal-failed", {
        error: journalError instanceof Error ? journalError.name : "",
      });
      const again = this.#acks(received, outcomeOf(undefined));
      return { acks: again, charset: received.message?.encoding.charset ?? "utf-8", status: "rejected" };
    }
    return { acks, charset: received.message?.encoding.charset ?? "utf-8", status };
  }

  #acks({ message, header }: Received, outcome: Outcome): readonly string[] {
    const maker = { controlId: () => this.#controlId(), millis: this.#deps.clock() };
    return acknowledge(message, header, outcome, maker);
  }

  /** MSH-10 holds 20 characters in versions before 2.7. */
  #controlId(): string {
    return this.#deps.newId().replaceAll("-", "").slice(0, 20);
  }
}

/** @throws NotSupported for an event or version that is not taken in */
export function assertSupported(header: Header, mappings: Mappings): void {
  if (header.version !== "" && !/^2(\.|$)/.test(header.version)) {
    throw new NotSupported("Only messages of HL7 version 2 are taken in", { expression: "MSH-12" });
  }
  if (mappings.events.has(header.event)) return;
  const type = header.event.split("^")[0] ?? "";
  const events = [...mappings.events.keys()].join(", ");
  const isTypeKnown = [...mappings.events.keys()].some((event) => event.startsWith(`${type}^`));
  throw new NotSupported(`This message is unsupported; taken in are ${events}`, {
    expression: isTypeKnown ? "MSH-9.2" : "MSH-9.1",
  });
}

/**
 * HL7 v2 intake: what the rest of the server uses of it.
 */
import { NotFound } from "../errors.ts";
import type { JournalEntry, JournalSummary, Page, Store } from "../storage/port.ts";
import { splitBatch } from "./batch.ts";
import { encodeText } from "./charset.ts";
import { fromMillis } from "./datetime.ts";
import { Intake, type Log, type Processed } from "./intake.ts";
import { splitAcks } from "./journal.ts";
import { DEFAULT_LIMITS, type ListenAddress, type ListenerLimits, type Listening, listen } from "./listener.ts";
import type { ElementAt } from "./mapping/compile.ts";
import { loadMappings, type Mappings } from "./mapping/load.ts";
import { parseMessage } from "./parse.ts";
import type { Validate } from "./update/writer.ts";

export interface Hl7v2Options {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly log: Log;
  readonly validate: Validate;
  /** `elementAt` of `src/fhir/definitions/elements.ts`; unused if `mappings` are given. */
  readonly elementAt: ElementAt;
  readonly limits?: Partial<ListenerLimits>;
  /** IANA zone of times when a message states no offset; UTC unless given. */
  readonly zone?: string;
  /** A result for a patient without identifier: filed under a patient of its own (default), or refused. */
  readonly unidentified?: "separate" | "refuse";
  /** Already loaded mappings, to share them with `$convert-data`. */
  readonly mappings?: Mappings;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  readonly contentType: string;
}

/** A journal entry as it is shown: the bytes as text, the answers as a list. */
export interface MessageView extends Omit<JournalSummary, "ack"> {
  readonly acks: readonly string[];
  readonly text: string;
}

export interface Hl7v2Intake {
  /** Starts the MLLP listener; rejects when the port cannot be had. */
  listen(address: ListenAddress): Promise<Listening>;
  /** One message or a batch from an HTTP body: 200 if all were accepted, else 400 (error) or 422 (rejected, held). */
  receive(bytes: Uint8Array, channel: "http"): Promise<HttpAnswer>;
  /** Journal entries, newest first. */
  messages(query: {
    readonly status?: JournalEntry["status"];
    readonly count: number;
    readonly cursor?: string;
  }): Promise<Page<JournalSummary>>;
  /** @throws NotFound */
  message(id: string): Promise<MessageView>;
  /** Processes a message again that was not processed; one that was changes nothing. @throws NotFound */
  replay(id: string): Promise<MessageView>;
}

/** Makes the intake; loads and checks the mappings. @throws InvalidInput naming a mapping row that is wrong */
export function createHl7v2Intake(options: Hl7v2Options): Hl7v2Intake {
  const { store, clock, newId, log, validate } = options;
  const mappings = options.mappings ?? loadMappings(options.elementAt);
  const limits: ListenerLimits = { ...DEFAULT_LIMITS, ...options.limits };
  const intake = new Intake({
    store,
    clock,
    newId,
    log,
    validate,
    mappings,
    zone: options.zone ?? "UTC",
    unidentified: options.unidentified ?? "separate",
  });

  async function processAll(
    bytes: Uint8Array,
    channel: string,
  ): Promise<{ readonly processed: Processed[]; readonly isBatch: boolean }> {
    const { messages, isBatch, statedCount } = splitBatch(bytes);
    if (statedCount !== undefined && statedCount !== messages.length) {
      log("warn", "hl7v2.batch-count", { stated: statedCount, received: messages.length });
    }
    const processed: Processed[] = [];
    for (const message of messages) processed.push(await intake.process(message, channel));
    return { processed, isBatch };
  }

  async function entryOf(id: string): Promise<JournalEntry> {
    const entry = await store.journal.get(id);
    if (entry === undefined) throw new NotFound(`There is no HL7 v2 message ${id}`);
    return entry;
  }

  return {
    listen: (address) =>
      listen(
        address,
        {
          onMessage: async (bytes) => {
            const { processed, isBatch } = await processAll(bytes, "mllp");
            return isBatch ? [inBatch(processed, { id: newId(), millis: clock() })] : processed;
          },
          onTooLarge: (head) => intake.refuse(head, `The message is larger than ${limits.messageBytes} bytes`),
          log,
        },
        limits,
      ),
    receive: async (bytes, channel) => {
      const { processed, isBatch } = await processAll(bytes, channel);
      return httpAnswer(processed, isBatch, { id: newId(), millis: clock() });
    },
    messages: async (query) => {
      const page = await store.journal.list(query);
      return { ...page, items: page.items.map((item) => ({ ...item, ack: splitAcks(item.ack ?? "").join("\n") })) };
    },
    message: async (id) => view(await entryOf(id)),
    replay: async (id) => {
      await intake.replay(await entryOf(id));
      return view(await entryOf(id));
    },
  };
}

/** HTTP has one answer: the application acknowledgement where there are two. */
function httpAnswer(processed: readonly Processed[], isBatch: boolean, batch: BatchHead): HttpAnswer {
  const last = processed.map(({ acks, ...rest }) => ({ ...rest, acks: acks.slice(-1) }));
  const text = isBatch
    ? batchText(
        last.flatMap(({ acks }) => acks),
        batch,
      )
    : (last[0]?.acks[0] ?? "");
  const charset = last[0]?.charset ?? "utf-8";
  const statuses = new Set(processed.map(({ status }) => status));
  const status = statuses.has("rejected") || statuses.has("held") ? 422 : statuses.has("error") ? 400 : 200;
  return {
    status: isBatch ? 200 : status,
    body: encodeText(text, charset),
    contentType: `application/hl7-v2; charset=${charset}`,
  };
}

interface BatchHead {
  readonly id: string;
  readonly millis: number;
}

/** A batch is answered by one batch of acknowledgements: HL7 v2 chapter 2, "Acknowledging batches". */
function inBatch(processed: readonly Processed[], head: BatchHead): Processed {
  const text = batchText(
    processed.flatMap(({ acks }) => acks.slice(-1)),
    head,
  );
  return { acks: [text], charset: processed[0]?.charset ?? "utf-8", status: processed[0]?.status ?? "rejected" };
}

function batchText(acks: readonly string[], { id, millis }: BatchHead): string {
  const control = id.replaceAll("-", "").slice(0, 20);
  return `BHS|^~\\&|||||${fromMillis(millis)}||||${control}\r${acks.join("")}BTS|${acks.length}\r`;
}

function view({ raw, ack, ...summary }: JournalEntry): MessageView {
  return { ...summary, acks: splitAcks(ack ?? ""), text: textOf(raw) };
}

function textOf(raw: Uint8Array): string {
  try {
    return parseMessage(raw).text;
  } catch {
    return Buffer.from(raw).toString("utf-8");
  }
}

/** The journal of received HL7 v2 messages. Its order is that of first receipt; a later entry with its id replaces it. */
import { RuleViolation } from "../../errors.ts";
import { readPosition, writeCursor } from "../cursor.ts";
import type { JournalEntry, JournalSummary, Page } from "../port.ts";
import type { Connection, Row } from "./connection.ts";
import { name, type Sql, sql, TRUE } from "./sql.ts";
import { readTexts } from "./texts.ts";

const SUMMARY = name(
  "num, id, received, channel, key, sender, control, message_type, status, ack, error, resources, unmapped",
);

export interface JournalQuery {
  readonly status?: JournalEntry["status"];
  readonly count: number;
  readonly cursor?: string;
}

export class JournalTable {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** @throws RuleViolation if another entry has the key */
  put(entry: JournalEntry): void {
    const holder = this.#connection.get(sql`SELECT id FROM journal WHERE key = ${entry.key}`);
    if (holder && holder[0] !== entry.id) {
      throw new RuleViolation("The journal has this message already", { code: "duplicate" });
    }
    const values = sql`${entry.id}, ${entry.receivedAt}, ${entry.channel}, ${entry.key}, ${entry.sender},
      ${entry.controlId}, ${entry.messageType}, ${entry.status}, ${entry.ack ?? null}, ${entry.error ?? null},
      ${JSON.stringify(entry.resources)}, ${JSON.stringify(entry.unmapped)}, ${entry.raw}`;
    this.#connection.run(sql`INSERT INTO journal
      (id, received, channel, key, sender, control, message_type, status, ack, error, resources, unmapped, raw)
      VALUES (${values}) ON CONFLICT (id) DO UPDATE SET received = excluded.received, channel = excluded.channel,
      key = excluded.key, sender = excluded.sender, control = excluded.control, message_type = excluded.message_type,
      status = excluded.status, ack = excluded.ack, error = excluded.error, resources = excluded.resources,
      unmapped = excluded.unmapped, raw = excluded.raw`);
  }

  byId(id: string): JournalEntry | undefined {
    return this.#entry(sql`id = ${id}`);
  }

  byKey(key: string): JournalEntry | undefined {
    return this.#entry(sql`key = ${key}`);
  }

  /** Newest first. */
  list(query: JournalQuery): Page<JournalSummary> {
    const before = readPosition(query.cursor);
    const rows = this.#connection.all(sql`SELECT ${SUMMARY} FROM journal
      WHERE ${query.status === undefined ? TRUE : sql`status = ${query.status}`}
      AND ${before === undefined ? TRUE : sql`num < ${before}`} ORDER BY num DESC LIMIT ${query.count + 1}`);
    const items = rows.slice(0, query.count).map(toSummary);
    const last = rows.length > query.count ? rows[query.count - 1] : undefined;
    return last ? { items, next: writeCursor([Number(last[0])]) } : { items };
  }

  #entry(where: Sql): JournalEntry | undefined {
    const row = this.#connection.get(sql`SELECT ${SUMMARY}, raw FROM journal WHERE ${where}`);
    if (!row) return undefined;
    const raw = row.at(-1);
    if (!(raw instanceof Uint8Array)) throw new Error("The journal holds a message without its bytes");
    return { ...toSummary(row), raw };
  }
}

/** A row of `SUMMARY`. */
function toSummary(row: Row): JournalSummary {
  const [, id, received, channel, key, sender, control, messageType, status, ack, error, resources, unmapped] = row;
  return {
    id: String(id),
    receivedAt: String(received),
    channel: String(channel),
    key: String(key),
    sender: String(sender),
    controlId: String(control),
    messageType: String(messageType),
    status: status as JournalEntry["status"], // written from an entry
    ...(ack === null ? {} : { ack: String(ack) }),
    ...(error === null ? {} : { error: String(error) }),
    resources: readTexts(resources ?? null),
    unmapped: readTexts(unmapped ?? null),
  };
}

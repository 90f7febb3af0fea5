/** The journal of received HL7 v2 messages. Its order is that of first receipt; a later entry with its id replaces it. */
import { Binary } from "mongodb";
import { pageOf, readPosition } from "../cursor.ts";
import type { Journal, JournalEntry, JournalSummary, Page } from "../port.ts";
import type { Collections } from "./collections.ts";
import type { JournalDocument } from "./documents.ts";

export class JournalReads implements Journal {
  readonly #collections: Collections;

  constructor(collections: Collections) {
    this.#collections = collections;
  }

  async get(id: string): Promise<JournalEntry | undefined> {
    const found = await this.#collections.journal.findOne({ _id: id });
    return found ? toEntry(found) : undefined;
  }

  async byKey(key: string): Promise<JournalEntry | undefined> {
    const found = await this.#collections.journal.findOne({ key });
    return found ? toEntry(found) : undefined;
  }

  async list({
    status,
    count,
    cursor,
  }: {
    readonly status?: JournalEntry["status"];
    readonly count: number;
    readonly cursor?: string;
  }): Promise<Page<JournalSummary>> {
    const before = readPosition(cursor);
    const filter = {
      ...(status === undefined ? {} : { status }),
      ...(before === undefined ? {} : { order: { $lt: before } }),
    };
    const rows = await this.#collections.journal
      .find(filter, { projection: { raw: 0 } })
      .sort({ order: -1 })
      .limit(count + 1)
      .toArray();
    return pageOf(rows, count, { toItem: toSummary, toCursor: ({ order }) => [order] });
  }
}

export function toEntry(document: JournalDocument): JournalEntry {
  const { raw } = document;
  // The driver gives bytes as its own class, which the type of what was stored does not say.
  const bytes: unknown = raw;
  return { ...toSummary(document), raw: bytes instanceof Binary ? Uint8Array.from(bytes.value()) : raw };
}

function toSummary(document: Omit<JournalDocument, "raw">): JournalSummary {
  const { _id, order: _order, revision: _revision, ...entry } = document;
  return { id: _id, ...entry };
}

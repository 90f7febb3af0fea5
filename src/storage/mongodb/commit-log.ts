/**
 * The commit where the server has no transactions: a log of commits whose numbers follow each other.
 *
 * A commit is one document in `commits` whose `_id` is the number after the last one's. Of two processes that try the
 * same number one gets "duplicate key" and begins anew, so commits follow each other here too. The document carries the
 * changes (or their number of `commitParts`, written before it): once it is there, the commit has taken place, and its
 * changes are written
 * to the collections by whoever needs them there, the process that made it or, if that has died, any other. Every step
 * can be repeated. So a write is never lost or half done after a crash; a reader may see it half done while it is being
 * applied, which is why such a store does not offer transactions.
 */
import { randomUUID } from "node:crypto";
import { deserialize, serialize } from "node:v8";
import { Binary } from "mongodb";
import { Unavailable } from "../../errors.ts";
import { type Collections, type CommitDocument, insertIfAbsent, isDuplicate } from "./collections.ts";
import { type Changes, type Committer, type Outcome, placed, stillHolds, writeChanges } from "./commit.ts";
import type { Stage } from "./staging.ts";

const PART_BYTES = 8 * 1024 ** 2;
const ATTEMPTS = 50;
/** How long another process may take to apply its commit before this one does it. */
const PATIENCE_MS = 2_000;
const POLL_MS = 10;

export class LogCommitter implements Committer {
  readonly #collections: Collections;
  /** The last commit known to be applied. */
  #last: CommitDocument;

  /** Takes up the log where it ends, after what a process that died has left is applied. */
  static async open(collections: Collections): Promise<LogCommitter> {
    const [newest] = await collections.commits.find({}).sort({ number: -1 }).limit(1).toArray();
    const head = await collections.meta.findOne({ _id: "head" });
    const none = { _id: "0", number: 0, position: 0, at: 0, token: "", parts: 0, isApplied: true };
    if (!newest) await insertIfAbsent(collections.commits, none);
    const committer = new LogCommitter(collections, newest ?? none);
    // All before the newest are applied: a commit is begun only then.
    if (newest && !newest.isApplied) await committer.#apply(newest);
    // The server may have had transactions before, which move the head.
    const position = Math.max(committer.#last.position, head?.position ?? 0);
    const at = Math.max(committer.#last.at, head?.at ?? 0);
    committer.#last = { ...committer.#last, position, at, isApplied: true };
    return committer;
  }

  private constructor(collections: Collections, last: CommitDocument) {
    this.#collections = collections;
    this.#last = last;
  }

  async head(): Promise<{ readonly position: number; readonly at: number }> {
    return this.#settled();
  }

  async commit(stage: Stage, atMs: number): Promise<Outcome> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const last = await this.#settled();
      if (last.at > atMs) return { kind: "late", at: last.at };
      if (!(await stillHolds(this.#collections, stage.seen, {}))) return { kind: "stale" };
      const changes = placed(stage, last.position);
      const token = randomUUID();
      const carried = await this.#carry(token, changes);
      const number = last.number + 1;
      const fields = { _id: String(number), number, position: last.position + stage.size, at: atMs, token };
      const commit = { ...fields, ...carried, isApplied: false };
      if (await this.#append(commit)) {
        await writeChanges(this.#collections, changes, {});
        this.#last = await this.#finish(commit);
        return { kind: "committed" };
      }
      if (commit.parts > 0) await this.#collections.commitParts.deleteMany({ token });
    }
    throw new Unavailable("The store is busy with other writes: try again in a moment");
  }

  /** The last commit, once it is applied. */
  async #settled(): Promise<CommitDocument> {
    for (;;) {
      const next = await this.#collections.commits.findOne({ _id: String(this.#last.number + 1) });
      if (!next) return this.#last;
      this.#last = next.isApplied ? next : await this.#awaitApplied(next);
    }
  }

  async #awaitApplied(commit: CommitDocument): Promise<CommitDocument> {
    const end = performance.now() + PATIENCE_MS;
    while (performance.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      const now = await this.#collections.commits.findOne({ _id: commit._id });
      if (now?.isApplied) return now;
    }
    return this.#apply(commit);
  }

  async #append(document: CommitDocument): Promise<boolean> {
    try {
      await this.#collections.commits.insertOne(document);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  async #apply(commit: CommitDocument): Promise<CommitDocument> {
    const changes = await this.#changesOf(commit);
    // Without its changes it has been applied meanwhile.
    if (changes) await writeChanges(this.#collections, changes, {});
    return this.#finish(commit);
  }

  async #finish({ changes: _, ...commit }: CommitDocument): Promise<CommitDocument> {
    const { commits, commitParts } = this.#collections;
    await commits.updateOne({ _id: commit._id }, { $set: { isApplied: true }, $unset: { changes: "" } });
    if (commit.parts > 0) await commitParts.deleteMany({ _id: { $in: partIds(commit) } });
    return { ...commit, isApplied: true };
  }

  /** The changes as bytes: in the commit's own document, or before it in parts if they are many. */
  async #carry(token: string, changes: Changes): Promise<Pick<CommitDocument, "changes" | "parts">> {
    const bytes = serialize(changes);
    if (bytes.length <= PART_BYTES) return { changes: bytes, parts: 0 };
    let parts = 0;
    for (let start = 0; start < bytes.length; start += PART_BYTES) {
      const part = bytes.subarray(start, start + PART_BYTES);
      await this.#collections.commitParts.insertOne({ _id: `${token}/${parts++}`, token, bytes: part });
    }
    return { parts };
  }

  async #changesOf(commit: CommitDocument): Promise<Changes | undefined> {
    const bytes = commit.parts === 0 ? bytesOf(commit.changes) : await this.#partsOf(commit);
    return bytes && (deserialize(bytes) as Changes); // written by #carry
  }

  async #partsOf(commit: CommitDocument): Promise<Uint8Array | undefined> {
    const found = await this.#collections.commitParts.find({ _id: { $in: partIds(commit) } }).toArray();
    const byId = new Map(found.map(({ _id, bytes }) => [_id, bytes]));
    const chunks = partIds(commit).flatMap((id) => bytesOf(byId.get(id)) ?? []);
    return chunks.length < commit.parts ? undefined : Buffer.concat(chunks);
  }
}

/** The driver gives bytes as its own class, which the type of what was stored does not say. */
function bytesOf(stored: unknown): Uint8Array | undefined {
  return stored instanceof Binary ? stored.value() : undefined;
}

/** Lets a server that has become one with transactions go on where the log ends. */
export async function adoptLog(collections: Collections): Promise<void> {
  if ((await collections.commits.findOne({ _id: "0" })) === null) return;
  const { position, at } = await (await LogCommitter.open(collections)).head();
  await collections.meta.updateOne({ _id: "head" }, { $max: { position, at } });
}

function partIds({ token, parts }: CommitDocument): string[] {
  return Array.from({ length: parts }, (_, index) => `${token}/${index}`);
}

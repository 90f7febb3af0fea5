/**
 * What writes have done and not yet committed, and what they have seen of the server while doing it.
 *
 * Stages lie in two layers: each write has one of its own, over that of the writes before it in its group. A write that
 * throws leaves its layer behind; one that succeeds is absorbed into the group's. What was seen is checked again when the
 * group commits (`commit.ts`): if another process has changed any of it, the group's writes run anew.
 */
import type { JournalDocument, ResourceDocument, VersionDocument } from "./documents.ts";

/** Stands for the order of creation of a new resource until it has a position: after all that are committed. */
export const UNPLACED = 2 ** 52;

/** What was seen on the server; all of it must still be so at the commit. */
export class Sightings {
  /** Version number of each resource that was read, 0 where there was none. */
  readonly resources = new Map<string, number>();
  /** Token of each claim that was matched on, null where there was none. */
  readonly claims = new Map<string, string | null>();
  /** Position of each consumer that was moved, null where there was none. */
  readonly consumers = new Map<string, number | null>();
  /** Token of each lease that was required. */
  readonly leases = new Map<string, number>();
  /** `_id` and revision by journal key, undefined where there was none. */
  readonly journalKeys = new Map<string, string | undefined>();
  /** Revision by journal id, 0 where there was none. */
  readonly journalIds = new Map<string, number>();

  absorb(other: Sightings): void {
    for (const [name, seen] of Object.entries(other)) {
      // Each field of this class is a map, and both are of this class.
      const own = this[name as keyof this] as Map<string, unknown>;
      for (const [key, value] of seen as Map<string, unknown>) if (!own.has(key)) own.set(key, value);
    }
  }
}

/** Everything that one commit writes, with the positions still to be added. */
export class Stage {
  readonly #below: Stage | undefined;
  readonly seen = new Sightings();
  /** Current documents of what was changed, by key. */
  readonly resources = new Map<string, ResourceDocument>();
  readonly versions: VersionDocument[] = [];
  /** When versions that are on the server were superseded, by their `_id`. */
  readonly superseded = new Map<string, number>();
  readonly journal = new Map<string, JournalDocument>();
  readonly consumers = new Map<string, number>();
  /** Claims of writes that changed something. */
  readonly claims = new Set<string>();

  constructor(below?: Stage) {
    this.#below = below;
  }

  get isEmpty(): boolean {
    return this.versions.length + this.journal.size + this.consumers.size === 0;
  }

  /** Positions that the commit needs. */
  get size(): number {
    return this.versions.length + this.journal.size;
  }

  resource(key: string): ResourceDocument | undefined {
    return this.resources.get(key) ?? this.#below?.resource(key);
  }

  journalEntry(id: string): JournalDocument | undefined {
    return this.journal.get(id) ?? this.#below?.journalEntry(id);
  }

  journalByKey(key: string): JournalDocument | undefined {
    for (const entry of this.journal.values()) if (entry.key === key) return entry;
    return this.#below?.journalByKey(key);
  }

  consumer(name: string): number | undefined {
    return this.consumers.get(name) ?? this.#below?.consumer(name);
  }

  /** Current documents of everything changed in this layer and below it, each once. */
  *changed(): Iterable<ResourceDocument> {
    yield* this.resources.values();
    for (const document of this.#below?.changed() ?? []) if (!this.resources.has(document._id)) yield document;
  }

  /** How many resources were staged below and here, for the order of new ones among each other. */
  get height(): number {
    return this.versions.length + (this.#below?.height ?? 0);
  }

  /** Adds a version; the one before it ends at the same instant. */
  addVersion(document: ResourceDocument, version: Omit<VersionDocument, "position">): void {
    const before = `${version.key}/${version.version - 1}`;
    if (version.version > 1) this.superseded.set(before, version.updated);
    this.resources.set(version.key, document);
    this.versions.push({ ...version, position: UNPLACED });
  }

  absorb(above: Stage): void {
    this.seen.absorb(above.seen);
    for (const [key, document] of above.resources) this.resources.set(key, document);
    this.versions.push(...above.versions);
    for (const [key, until] of above.superseded) this.superseded.set(key, until);
    for (const [id, entry] of above.journal) this.journal.set(id, entry);
    for (const [name, position] of above.consumers) this.consumers.set(name, position);
    for (const claim of above.claims) this.claims.add(claim);
  }
}

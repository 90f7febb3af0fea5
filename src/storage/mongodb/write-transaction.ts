/** What one write may do: it reads the server and what is staged, and stages what it writes. */
import { createHash } from "node:crypto";
import type { Resource } from "@medplum/fhirtypes";
import { InvalidInput, RuleViolation, VersionConflict } from "../../errors.ts";
import { stringifyJson } from "../../json.ts";
import { lostLease } from "../lease.ts";
import type {
  Indexer,
  JournalEntry,
  Lease,
  ResourceKey,
  SearchPlan,
  StoredVersion,
  WriteTransaction,
} from "../port.ts";
import type { Collections } from "./collections.ts";
import { checkMessageSize, checkSize } from "./document-size.ts";
import {
  homeOf,
  type IndexFields,
  indexFields,
  instant,
  type JournalDocument,
  keyOf,
  noIndex,
  type ResourceDocument,
  toVersion,
} from "./documents.ts";
import { toEntry } from "./journal.ts";
import { newestLease } from "./leases.ts";
import { Search } from "./search.ts";
import { type ResourceSource, StagedSource } from "./sources.ts";
import { type Stage, UNPLACED } from "./staging.ts";

/** What a write works with. */
export interface WriteParts {
  readonly collections: Collections;
  readonly source: ResourceSource;
  readonly indexer: Indexer;
  readonly newId: () => string;
  /** The position of a consumer as this process knows it; undefined if it never asked. */
  readonly knownPosition: (consumer: string) => number | undefined;
}

export class StagedTransaction implements WriteTransaction {
  readonly at: string;
  readonly #atMs: number;
  readonly #parts: WriteParts;
  readonly #stage: Stage;
  readonly #search: Search;
  /** Ids given out here: no resource has them yet, so nobody needs to look. */
  readonly #newIds = new Set<string>();
  readonly #loaded = new Map<string, ResourceDocument | undefined>();
  #hasEnded = false;

  /** @param atMs the instant of the write */
  constructor(parts: WriteParts, stage: Stage, atMs: number) {
    this.#parts = parts;
    this.#stage = stage;
    this.#atMs = atMs;
    this.at = instant(atMs);
    this.#search = new Search(new StagedSource(parts.source, () => stage.changed()));
  }

  /** From here on every method throws. */
  end(): void {
    this.#hasEnded = true;
    if (!this.#stage.isEmpty) for (const claim of this.#stage.seen.claims.keys()) this.#stage.claims.add(claim);
  }

  newId(): string {
    const id = this.#parts.newId();
    this.#newIds.add(id);
    return id;
  }

  async read(key: ResourceKey): Promise<StoredVersion | undefined> {
    const found = await this.#current(key);
    return found && toVersion(found);
  }

  async search(plan: SearchPlan): Promise<readonly StoredVersion[]> {
    this.#check();
    return (await this.#search.page(plan)).items;
  }

  async match(plan: SearchPlan, claim: string): Promise<readonly StoredVersion[]> {
    this.#check();
    const id = createHash("sha256").update(claim).digest("base64url");
    if (!this.#stage.seen.claims.has(id)) {
      // Before the search: a write that commits between the two changes the token, and this one runs anew.
      const found = await this.#parts.collections.claims.findOne({ _id: id });
      this.#stage.seen.claims.set(id, found?.token ?? null);
    }
    return this.search(plan);
  }

  async put(resource: Resource, options: { readonly ifMatch?: string } = {}): Promise<StoredVersion> {
    const { resourceType: type, id, meta, ...content } = resource;
    if (id === undefined) throw new InvalidInput("A resource is stored under its id", { expression: `${type}.id` });
    const current = await this.#newest({ type, id });
    checkIfMatch(type, options.ifMatch, current);
    const version = (current?.version ?? 0) + 1;
    const stampedMeta = { ...meta, versionId: String(version), lastUpdated: this.at };
    const stamped = { resourceType: type, id, meta: stampedMeta, ...content };
    // Taking a resource apart and putting it together again gives the same type of resource.
    const index = indexFields(this.#parts.indexer(stamped as Resource));
    const json = stringifyJson(stamped);
    checkSize(type, json, index);
    return this.#add({ type, id }, { current, method: current ? "update" : "create", json, index });
  }

  async delete(key: ResourceKey, options: { readonly ifMatch?: string } = {}): Promise<StoredVersion | undefined> {
    const current = await this.#newest(key);
    checkIfMatch(key.type, options.ifMatch, current);
    if (!current || current.deleted) return undefined;
    return this.#add(key, { current, method: "delete", json: null, index: noIndex(current.realm) });
  }

  /** @throws VersionConflict when another process has moved the consumer since this one asked for its position */
  async setConsumerPosition(consumer: string, position: number): Promise<void> {
    this.#check();
    if (this.#stage.consumer(consumer) === undefined) {
      const found = await this.#parts.collections.consumers.findOne({ _id: consumer });
      const stored = found?.position ?? 0;
      if ((this.#parts.knownPosition(consumer) ?? stored) !== stored) {
        throw new VersionConflict(
          `Another process has handled events of the consumer ${consumer}: ask for its position`,
        );
      }
      this.#stage.seen.consumers.set(consumer, found?.position ?? null);
    }
    this.#stage.consumers.set(consumer, position);
  }

  /** Looked at again by the commit. */
  async requireLease(lease: Lease): Promise<void> {
    this.#check();
    const { consumer, holder, token } = lease;
    const newest = await newestLease(this.#parts.collections.leases, consumer);
    if (newest?.token !== token || newest.holder !== holder || newest.isReleased) throw lostLease(lease);
    this.#stage.seen.leases.set(consumer, token);
  }

  /** @throws TooLarge, RuleViolation */
  async journal(entry: JournalEntry): Promise<void> {
    checkMessageSize(entry);
    const { id, ...fields } = entry;
    const holder = await this.#journalByKey(entry.key);
    if (holder && holder._id !== id) {
      throw new RuleViolation("The journal has this message already", { code: "duplicate" });
    }
    const former = holder ?? (await this.#journalById(id));
    const order = former?.order ?? UNPLACED;
    this.#stage.journal.set(id, { ...fields, _id: id, order, revision: (former?.revision ?? 0) + 1 });
  }

  async journalByKey(key: string): Promise<JournalEntry | undefined> {
    const found = await this.#journalByKey(key);
    return found && toEntry(found);
  }

  async #journalByKey(key: string): Promise<JournalDocument | undefined> {
    this.#check();
    const staged = this.#stage.journalByKey(key);
    if (staged) return staged;
    const found = (await this.#parts.collections.journal.findOne({ key })) ?? undefined;
    const { seen } = this.#stage;
    if (!seen.journalKeys.has(key)) seen.journalKeys.set(key, found && `${found._id}@${found.revision}`);
    return found;
  }

  async #journalById(id: string): Promise<JournalDocument | undefined> {
    const staged = this.#stage.journalEntry(id);
    if (staged) return staged;
    const found = (await this.#parts.collections.journal.findOne({ _id: id })) ?? undefined;
    if (!this.#stage.seen.journalIds.has(id)) this.#stage.seen.journalIds.set(id, found?.revision ?? 0);
    return found;
  }

  #check(): void {
    if (this.#hasEnded) throw new Error("A write used its transaction after it had ended");
  }

  /** The current document, staged or on the server; a deletion has one too. */
  async #current(resource: ResourceKey): Promise<ResourceDocument | undefined> {
    this.#check();
    const key = keyOf(resource);
    const staged = this.#stage.resource(key);
    if (staged) return staged;
    const { seen } = this.#stage;
    if (this.#loaded.has(key)) return this.#loaded.get(key);
    const isNew = this.#newIds.has(resource.id);
    const found = isNew ? undefined : ((await this.#parts.collections.resources.findOne({ _id: key })) ?? undefined);
    this.#loaded.set(key, found);
    if (!seen.resources.has(key)) seen.resources.set(key, found?.version ?? 0);
    return found;
  }

  /** As `#current`, and after what another call of the same write has staged while this one waited. */
  async #newest(key: ResourceKey): Promise<ResourceDocument | undefined> {
    const current = await this.#current(key);
    return this.#stage.resource(keyOf(key)) ?? current;
  }

  #add({ type, id }: ResourceKey, change: Change): StoredVersion {
    const { current, method, json, index } = change;
    const key = keyOf({ type, id });
    const version = (current?.version ?? 0) + 1;
    const home = current?.home ?? homeOf(key, index.patients);
    const fields = { home, type, id, version, updated: this.#atMs, method, realm: index.realm, json };
    const order = current?.order ?? UNPLACED + this.#stage.height;
    const document = { ...index, ...fields, _id: key, order, deleted: method === "delete" };
    const { patients } = index;
    const former = (current?.patients ?? []).filter((patient) => !patients.includes(patient));
    this.#stage.addVersion(document, { ...fields, _id: `${key}/${version}`, key, patients, former });
    return toVersion(document);
  }
}

interface Change {
  readonly current: ResourceDocument | undefined;
  readonly method: StoredVersion["method"];
  readonly json: string | null;
  readonly index: IndexFields;
}

/** @throws VersionConflict unless `ifMatch` is absent or names the current version */
function checkIfMatch(type: string, ifMatch: string | undefined, current: ResourceDocument | undefined): void {
  if (ifMatch === undefined || (current && String(current.version) === ifMatch)) return;
  const found = current ? `its current version is ${current.version}` : "there is no such resource";
  throw new VersionConflict(`If-Match asks for version ${ifMatch} of this ${type}, but ${found}`, {
    expression: `${type}.meta.versionId`,
  });
}

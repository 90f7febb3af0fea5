/**
 * A MongoDB store as the source or the target of a copy.
 *
 * A part is checked as a whole before anything of it is written. What is written goes in an order that can be begun anew
 * after a crash, with or without transactions: current documents first, then the versions in the order of commit, of which
 * the last one tells how far the copy has come. Nothing else writes to a target meanwhile: until `finish` no server opens it.
 */
import type { Resource } from "@medplum/fhirtypes";
import type { Collection, Document } from "mongodb";
import { TooLarge } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import {
  COPY_PAGE_BYTES,
  type CopiedMessage,
  type CopiedSecret,
  type CopiedVersion,
  type CopyPart,
  exactTime,
  isSameMessage,
  isSameVersion,
  placeOf,
  refuseOther,
  type StoreContents,
  type StoreCopy,
} from "../copy.ts";
import type { Indexer } from "../port.ts";
import { type Collections, insertIfAbsent } from "./collections.ts";
import { base64, toCopied, toDocument, toMessage } from "./copied.ts";
import { type Missing, moveHead, type Superseded, writeMissing } from "./copy-writes.ts";
import { checkMessageSize, checkSize } from "./document-size.ts";
import {
  homeOf,
  indexFields,
  type JournalDocument,
  keyOf,
  noIndex,
  type ResourceDocument,
  type VersionDocument,
} from "./documents.ts";

interface Surroundings {
  readonly collections: Collections;
  readonly indexer: Indexer;
  readonly hasTransactions: boolean;
}

export class MongodbCopy implements StoreCopy {
  readonly #collections: Collections;
  readonly #indexer: Indexer;
  readonly #hasTransactions: boolean;

  constructor({ collections, indexer, hasTransactions }: Surroundings) {
    this.#collections = collections;
    this.#indexer = indexer;
    this.#hasTransactions = hasTransactions;
  }

  async contents(): Promise<StoreContents> {
    const { versions, resources, journal, consumers, secrets } = this.#collections;
    const [last] = await versions
      .find({}, { projection: { position: 1 } })
      .sort({ position: -1 })
      .limit(1)
      .toArray();
    const consumerDocuments = await consumers.find({}).sort({ _id: 1 }).toArray();
    const secretDocuments = await secrets.find({}).sort({ _id: 1 }).toArray();
    return {
      versions: await versions.countDocuments({}),
      resources: await resources.countDocuments({ deleted: false }),
      messages: await journal.countDocuments({}),
      head: last?.position ?? 0,
      consumers: consumerDocuments.map(({ _id, position }) => ({ name: _id, position })),
      secrets: secretDocuments.map(({ _id, value }) => ({ name: _id, value: Buffer.from(value, "base64") })),
    };
  }

  versions(after: number, limit: number): Promise<readonly CopiedVersion[]> {
    const filter = { position: { $gt: after } };
    return page(this.#collections.versions, { filter, sort: { position: 1 }, limit }, toCopied, ({ json }) => {
      return json?.length ?? 0;
    });
  }

  messages(after: number, limit: number): Promise<readonly CopiedMessage[]> {
    const filter = { order: { $gt: after } };
    return page(this.#collections.journal, { filter, sort: { order: 1 }, limit }, toMessage, ({ raw }) => raw.length);
  }

  begin(): Promise<void> {
    return insertIfAbsent(this.#collections.meta, { _id: "copy" });
  }

  async finish(): Promise<void> {
    await this.#collections.meta.deleteOne({ _id: "copy" });
  }

  async add({ versions = [], messages = [], consumers = [], secrets = [] }: CopyPart): Promise<void> {
    const missing: Missing = {
      secrets: await this.#missingSecrets(secrets),
      ...(await this.#missingVersions(versions)),
      messages: await this.#missingMessages(messages),
    };
    // First, so that after a crash no version or message is there that the head has not passed.
    await moveHead(this.#collections, missing, { hasTransactions: this.#hasTransactions });
    await writeMissing(this.#collections, missing);
    for (const { name, position } of consumers) {
      await this.#collections.consumers.updateOne({ _id: name }, { $set: { position } }, { upsert: true });
    }
  }

  async #missingSecrets(secrets: readonly CopiedSecret[]): Promise<readonly CopiedSecret[]> {
    const found = await this.#collections.secrets.find({ _id: { $in: secrets.map(({ name }) => name) } }).toArray();
    const known = new Map(found.map(({ _id, value }) => [_id, value]));
    return secrets.filter(({ name, value }) => {
      const there = known.get(name);
      if (there !== undefined && there !== base64(value)) refuseOther(`the secret ${name}`);
      return there === undefined;
    });
  }

  async #missingVersions(given: readonly CopiedVersion[]): Promise<Omit<Missing, "secrets" | "messages">> {
    const added = await this.#newVersions(given);
    const known = await this.#versionsBefore(added);
    const documents = new Map<string, VersionDocument>();
    const superseded: Superseded[] = [];
    const resources = new Map<string, ResourceDocument>();
    for (const version of added) {
      const first = `${keyOf(version)}/1`;
      const { home, position: order } = documents.get(first) ??
        known.get(first) ?? { home: homeOf(keyOf(version), version.patients), position: version.position };
      const document = toDocument(version, home);
      const { key, _id, updated } = document;
      const former = `${key}/${document.version - 1}`;
      const isNext = document.version === 1 || documents.has(former) || known.has(former);
      if (!isNext || documents.has(_id) || known.has(_id)) refuseOther(placeOf(version));
      const before = documents.get(former);
      if (before) documents.set(former, { ...before, until: updated });
      else if (document.version > 1) superseded.push({ _id: former, home, until: updated });
      documents.set(_id, document);
      resources.set(key, this.#toResource(version, document, order));
    }
    return { versions: [...documents.values()], superseded, resources: [...resources.values()] };
  }

  /** Those of `given` that are not there, which all come after what is there. */
  async #newVersions(given: readonly CopiedVersion[]): Promise<readonly CopiedVersion[]> {
    const { versions } = this.#collections;
    const found = await versions.find({ position: { $in: given.map(({ position }) => position) } }).toArray();
    const known = new Map(found.map((document) => [document.position, toCopied(document)]));
    const fields = { projection: { position: 1, updated: 1 } };
    const [last] = await versions.find({}, fields).sort({ position: -1 }).limit(1).toArray();
    let { position, updated } = last ?? { position: 0, updated: 0 };
    return given.filter((version) => {
      const there = known.get(version.position);
      if (there && isSameVersion(there, version)) return false;
      const ms = exactTime(version);
      if (there || version.position <= position || ms < updated) refuseOther(placeOf(version));
      position = version.position;
      updated = ms;
      return true;
    });
  }

  /** By `_id`, the versions that are there of the first, the former and the same number. */
  async #versionsBefore(
    added: readonly CopiedVersion[],
  ): Promise<ReadonlyMap<string, Pick<VersionDocument, "_id" | "home" | "position">>> {
    const ids = added.flatMap((version) => {
      const number = Number(version.versionId);
      return [1, number - 1, number].map((one) => `${keyOf(version)}/${one}`);
    });
    const { versions } = this.#collections;
    const projection = { home: 1, position: 1 };
    const found = await versions.find({ _id: { $in: [...new Set(ids)] } }, { projection }).toArray();
    return new Map(found.map((document) => [document._id, document]));
  }

  #toResource(version: CopiedVersion, document: VersionDocument, order: number): ResourceDocument {
    const { key, home, type, id, version: number, updated, method, json } = document;
    const { realm, patients } = version;
    const fields = {
      _id: key,
      home,
      type,
      id,
      order,
      version: number,
      updated,
      method,
      json,
      deleted: method === "delete",
    };
    if (json === null) return { ...noIndex(realm), ...fields };
    // The text was written from a resource. Realm and compartments are the version's, whatever the indexer says today.
    const indexed = this.#indexer(parseJson(json) as Resource);
    const index = indexFields({ ...indexed, realm, patients });
    try {
      checkSize(type, json, index);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      throw new TooLarge(`${placeOf(version)}: ${error.message}`, { cause: error });
    }
    return { ...index, ...fields };
  }

  async #missingMessages(given: readonly CopiedMessage[]): Promise<readonly JournalDocument[]> {
    if (given.length === 0) return [];
    const known = await this.#collections.journal
      .find({
        $or: [
          { _id: { $in: given.map(({ id }) => id) } },
          { order: { $in: given.map(({ place }) => place) } },
          { key: { $in: given.map(({ key }) => key) } },
        ],
      })
      .toArray();
    const byId = new Map(known.map((document) => [document._id, document]));
    const byPlace = new Map(known.map((document) => [document.order, document._id]));
    const byKey = new Map(known.map((document) => [document.key, document._id]));
    return given.flatMap((message) => {
      const { place, id, ...entry } = message;
      const there = byId.get(id);
      const isFree = (byPlace.get(place) ?? id) === id && (byKey.get(entry.key) ?? id) === id;
      if (!isFree || (there && there.order !== place)) refuseOther(`the message at place ${place}`);
      if (there && isSameMessage(toMessage(there), message)) return [];
      checkMessageSize(message);
      return [{ ...entry, _id: id, order: place, revision: (there?.revision ?? 0) + 1 }];
    });
  }
}

interface PageQuery {
  readonly filter: Document;
  readonly sort: Readonly<Record<string, 1>>;
  readonly limit: number;
}

async function page<D extends Document, T>(
  collection: Collection<D>,
  { filter, sort, limit }: PageQuery,
  toItem: (document: D) => T,
  bytesOf: (item: T) => number,
): Promise<readonly T[]> {
  const items: T[] = [];
  let bytes = 0;
  // The filter is over fields of this collection's documents, which the driver's type cannot follow.
  const cursor = collection
    .find<D>(filter as Parameters<typeof collection.find>[0])
    .sort(sort)
    .limit(limit);
  for await (const document of cursor) {
    const item = toItem(document);
    items.push(item);
    bytes += bytesOf(item);
    if (bytes >= COPY_PAGE_BYTES) break;
  }
  return items;
}

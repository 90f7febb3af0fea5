/** The writes of a copy into MongoDB, after they have been checked as a whole. */
import type { Collection } from "mongodb";
import type { CopiedSecret } from "../copy.ts";
import { type Collections, insertIfAbsent, isDuplicate } from "./collections.ts";
import { base64 } from "./copied.ts";
import type { JournalDocument, ResourceDocument, VersionDocument } from "./documents.ts";

/** A version on the server that is superseded by one of the part, and when. */
export type Superseded = Required<Pick<VersionDocument, "_id" | "home" | "until">>;
/** What of a part is not there yet. */
export interface Missing {
  readonly secrets: readonly CopiedSecret[];
  readonly versions: readonly VersionDocument[];
  readonly superseded: readonly Superseded[];
  readonly resources: readonly ResourceDocument[];
  readonly messages: readonly JournalDocument[];
}

/** Writes what was checked, in the order that lets it be begun anew after a crash. */
export async function writeMissing(
  collections: Collections,
  { secrets, versions, superseded, resources, messages }: Missing,
): Promise<void> {
  for (const { name, value } of secrets) {
    await insertIfAbsent(collections.secrets, { _id: name, value: base64(value) });
  }
  await writeResources(collections.resources, resources);
  const ended = superseded.map(({ until, ...filter }) => ({ updateOne: { filter, update: { $set: { until } } } }));
  await writeAll(collections.versions, ended);
  await writeAll(
    collections.versions,
    versions.map((document) => ({ insertOne: { document } })),
  );
  await writeAll(collections.journal, messages.map(put));
}

/** The next commit comes after all that was added, versions and messages. */
export async function moveHead(
  { meta, commits }: Collections,
  { versions, messages }: Missing,
  { hasTransactions }: { readonly hasTransactions: boolean },
): Promise<void> {
  const position = Math.max(0, ...versions.map((one) => one.position), ...messages.map(({ order }) => order));
  if (position === 0) return;
  const at = versions.at(-1)?.updated ?? 0;
  await meta.updateOne({ _id: "head" }, { $max: { position, at } }, { upsert: true });
  if (hasTransactions) return;
  // Without transactions the log of commits has the head: an empty commit moves it.
  const [last] = await commits.find({}).sort({ number: -1 }).limit(1).toArray();
  const number = (last?.number ?? 0) + 1;
  const moved = { position: Math.max(position, last?.position ?? 0), at: Math.max(at, last?.at ?? 0) };
  await commits.insertOne({ _id: String(number), number, ...moved, isApplied: true, parts: 0, token: "" });
}

/** Inserts the documents of new resources, which is faster than to look for each; after a crash some may be there. */
async function writeResources(
  resources: Collections["resources"],
  documents: readonly ResourceDocument[],
): Promise<void> {
  const operations = documents.map((document) => (isFirst(document) ? { insertOne: { document } } : put(document)));
  try {
    await writeAll(resources, operations);
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    await writeAll(resources, documents.map(put));
  }
}

function isFirst({ version }: ResourceDocument): boolean {
  return version === 1;
}

/** Puts a document where it belongs, whatever is there; in a cluster its shard key says where. */
function put<T extends { readonly _id: string; readonly home?: string }>(document: T): object {
  const { _id, home } = document;
  return { replaceOne: { filter: home === undefined ? { _id } : { _id, home }, replacement: document, upsert: true } };
}

async function writeAll<T extends object>(collection: Collection<T>, operations: readonly object[]): Promise<void> {
  if (operations.length === 0) return;
  // Made above of documents of this collection, which the driver's type of operations cannot follow.
  await collection.bulkWrite(operations as unknown as Parameters<typeof collection.bulkWrite>[0], { ordered: true });
}

/**
 * Copies one store into another, page by page in the order of commit.
 *
 * The target alone says how far a copy has come: its last version is also the last that it lacks nothing before. Which
 * source it is a copy of it tells by a secret that the source has made for itself and that is copied first. Positions of
 * consumers come last, so that no consumer believes that it has handled what is not there yet.
 */
import { InvalidInput } from "../errors.ts";
import { isSameMessage, isSameVersion, placeOf, type StoreContents } from "../storage/copy.ts";
import type { Store } from "../storage/port.ts";
import type { Steps } from "./progress.ts";

/** Versions or messages read and written together. */
const PAGE_SIZE = 500;
/** The secret by which a copy knows its source. */
const IDENTITY = "store-identity";
const COUNTED = ["versions", "resources", "messages", "head"] as const;

export interface Stores {
  readonly from: Store;
  readonly to: Store;
}
/** What both stores hold before the copy. Counting is one read of everything, so it is done once. */
export interface Start {
  readonly source: StoreContents;
  readonly target: StoreContents;
}
export interface MigrateOptions extends Stores {
  readonly start: Start;
  /** Whether to compare everything at the end. */
  readonly verify: boolean;
  readonly signal: AbortSignal;
  readonly onProgress: (steps: Steps) => void;
}
export interface Migration {
  readonly interrupted: boolean;
  /** Versions that this run has added. */
  readonly added: number;
  /** What the target holds at the end. */
  readonly target: StoreContents;
  /** What differs between source and target at the end; the target is then left marked as unfinished. */
  readonly differences: readonly string[];
}

/**
 * Looks before anything is changed in the target.
 * @throws InvalidInput unless the source holds something, and the target nothing or the beginning of the source
 */
export async function checkStores({ from, to }: Stores): Promise<Start> {
  const identity = await from.secret(IDENTITY);
  const [source, target] = [await from.copy.contents(), await to.copy.contents()];
  if (isEmpty(source)) throw new InvalidInput("FROM holds nothing to copy");
  if (isEmpty(target)) return { source, target };
  const known = target.secrets.find(({ name }) => name === IDENTITY);
  if (!known || Buffer.compare(known.value, identity) !== 0) {
    throw new InvalidInput("TO holds data that is no copy of FROM: give an empty directory or database");
  }
  const [theirs] = await to.copy.versions(target.head - 1, 1);
  const [ours] = await from.copy.versions(target.head - 1, 1);
  const isBeginning = !theirs || (ours !== undefined && isSameVersion(ours, theirs));
  if (!isBeginning || target.messages > source.messages) {
    throw new InvalidInput("TO has been written to since it was copied from FROM: give an empty directory or database");
  }
  return { source, target };
}

function isEmpty({ versions, messages }: StoreContents): boolean {
  return versions === 0 && messages === 0;
}

/**
 * Copies what the target lacks.
 * @throws RuleViolation when the target holds something else, Unavailable when a store has gone
 */
export async function migrate(options: MigrateOptions): Promise<Migration> {
  const { to, start, signal } = options;
  await to.copy.begin();
  await to.copy.add({ secrets: start.source.secrets });
  await copyVersions(options);
  await copyMessages(options);
  if (!signal.aborted) return finish(options);
  const target = await to.copy.contents();
  return { interrupted: true, added: target.versions - start.target.versions, target, differences: [] };
}

async function copyVersions({ from, to, start, signal, onProgress }: MigrateOptions): Promise<void> {
  const { versions: total } = start.source;
  let { versions: done, head: after } = start.target;
  while (!signal.aborted) {
    onProgress({ what: "versions", done, total });
    const versions = await from.copy.versions(after, PAGE_SIZE);
    const last = versions.at(-1);
    if (!last) return;
    await to.copy.add({ versions });
    after = last.position;
    done += versions.length;
  }
}

async function copyMessages({ from, to, start, signal, onProgress }: MigrateOptions): Promise<void> {
  const { messages: total } = start.source;
  let done = 0;
  for (let after = 0; !signal.aborted; ) {
    onProgress({ what: "messages", done, total });
    const messages = await from.copy.messages(after, PAGE_SIZE);
    const last = messages.at(-1);
    if (!last) return;
    await to.copy.add({ messages });
    after = last.place;
    done += messages.length;
  }
}

async function finish(options: MigrateOptions): Promise<Migration> {
  const { from, to, start, verify, signal } = options;
  const source = await from.copy.contents();
  await to.copy.add({ consumers: source.consumers });
  const target = await to.copy.contents();
  const differences = COUNTED.filter((name) => source[name] !== target[name]).map(
    (name) => `${name}: ${source[name]} in FROM, ${target[name]} in TO`,
  );
  if (verify) differences.push(...(await firstDifferences(options, source)));
  if (differences.length === 0 && !signal.aborted) await to.copy.finish();
  return { interrupted: signal.aborted, added: target.versions - start.target.versions, target, differences };
}

/** The first version and the first message that is not the same in both stores. */
async function firstDifferences(options: MigrateOptions, source: StoreContents): Promise<string[]> {
  const { from, to, signal, onProgress } = options;
  const total = source.versions + source.messages;
  let done = 0;
  const compared = (count: number) => {
    done += count;
    onProgress({ what: "compared", done, total });
  };
  const version = await firstDifference({
    signal,
    compared,
    pages: (after) => Promise.all([from.copy.versions(after, PAGE_SIZE), to.copy.versions(after, PAGE_SIZE)]),
    isSame: isSameVersion,
    rankOf: ({ position }) => position,
    labelOf: placeOf,
  });
  const message = await firstDifference({
    signal,
    compared,
    pages: (after) => Promise.all([from.copy.messages(after, PAGE_SIZE), to.copy.messages(after, PAGE_SIZE)]),
    isSame: isSameMessage,
    rankOf: ({ place }) => place,
    labelOf: ({ place }) => `the message at place ${place}`,
  });
  return [version, message].filter((found) => found !== undefined).map((found) => `${found} is not the same in TO`);
}

interface Comparison<T> {
  readonly signal: AbortSignal;
  readonly compared: (count: number) => void;
  /** A page of each store after a rank. */
  readonly pages: (after: number) => Promise<readonly [readonly T[], readonly T[]]>;
  readonly isSame: (a: T, b: T) => boolean;
  readonly rankOf: (item: T) => number;
  readonly labelOf: (item: T) => string;
}

async function firstDifference<T>(comparison: Comparison<T>): Promise<string | undefined> {
  const { signal, compared, pages, isSame, rankOf, labelOf } = comparison;
  for (let after = 0; !signal.aborted; ) {
    const [ours, theirs] = await pages(after);
    // A store may end its page earlier than the other; what both have given is compared.
    const length = Math.min(ours.length, theirs.length);
    for (const [index, item] of ours.slice(0, length).entries()) {
      const other = theirs[index];
      if (other === undefined || !isSame(item, other)) return labelOf(item);
      after = rankOf(item);
    }
    compared(length);
    const more = ours[0] ?? theirs[0];
    if (length === 0) return more && labelOf(more);
  }
  return undefined;
}

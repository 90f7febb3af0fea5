/**
 * The part of the storage port by which a store moves into another one, of the same kind or not: everything in the order
 * of commit, verbatim, with its place in that order. What is derived (index entries) is computed anew by the target.
 *
 * A target says which versions it has by its head, because versions come in order and never change: a copy that was
 * interrupted goes on after it. Messages can be replaced after their first receipt, so they are compared one by one.
 * Between `begin` and `finish` a store holds part of a record, and an adapter must not open it for anything but a copy.
 */
import { RuleViolation } from "../errors.ts";
import type { JournalEntry, Realm, StoredVersion } from "./port.ts";

/** A page of an export ends with the item that reaches so many bytes of content. */
export const COPY_PAGE_BYTES = 8 * 1024 ** 2;

/** A version with all that a store keeps of it. */
export interface CopiedVersion extends StoredVersion {
  /** Of its change event. */
  readonly position: number;
  readonly realm: Realm;
  /** In whose compartments it is. */
  readonly patients: readonly string[];
  /** In whose compartments the version before it was and it is not. */
  readonly former: readonly string[];
}
/** A journalled message; `place` is its rank in the order of first receipt. */
export interface CopiedMessage extends JournalEntry {
  readonly place: number;
}
export interface CopiedConsumer {
  readonly name: string;
  readonly position: number;
}
export interface CopiedSecret {
  readonly name: string;
  readonly value: Uint8Array;
}

/** What a store holds, in one read. */
export interface StoreContents {
  /** Versions, deletions included. */
  readonly versions: number;
  /** Resources that are not deleted. */
  readonly resources: number;
  readonly messages: number;
  /** The position of the last version; 0 if there is none. */
  readonly head: number;
  readonly consumers: readonly CopiedConsumer[];
  readonly secrets: readonly CopiedSecret[];
}

/** What is added in one transaction. */
export interface CopyPart {
  readonly versions?: readonly CopiedVersion[];
  readonly messages?: readonly CopiedMessage[];
  readonly consumers?: readonly CopiedConsumer[];
  readonly secrets?: readonly CopiedSecret[];
}

export interface StoreCopy {
  contents(): Promise<StoreContents>;
  /** Versions after a position, in the order of commit: at most `limit`, at least one if there is one. */
  versions(after: number, limit: number): Promise<readonly CopiedVersion[]>;
  /** Messages after a place, in the order of first receipt: at most `limit`, at least one if there is one. */
  messages(after: number, limit: number): Promise<readonly CopiedMessage[]>;
  /** Marks the store as part of a record, durably. */
  begin(): Promise<void>;
  /**
   * Adds all of `part` or nothing. What the store has already is left as it is, except that a message or a consumer's
   * position is replaced by the one that is given.
   * @throws RuleViolation when the store holds something else in its place
   */
  add(part: CopyPart): Promise<void>;
  /** Removes the mark: the copy is whole. */
  finish(): Promise<void>;
}

/** Why a store that was begun and not finished is not opened. */
export const UNFINISHED =
  "A migration into this store has not ended, so that it lacks data: run the same npm run migrate-store again";

/** @throws RuleViolation, naming what differs and where, and no content */
export function refuseOther(what: string): never {
  throw new RuleViolation(`The target holds something else than the source: ${what}`, { code: "conflict" });
}

export function isSameVersion(a: CopiedVersion, b: CopiedVersion): boolean {
  return versionText(a) === versionText(b);
}

export function isSameMessage(a: CopiedMessage, b: CopiedMessage): boolean {
  return messageText(a) === messageText(b) && Buffer.compare(a.raw, b.raw) === 0;
}

/** `Patient/1/_history/2 at position 7` */
export function placeOf({ type, id, versionId, position }: CopiedVersion): string {
  return `${type}/${id}/_history/${versionId} at position ${position}`;
}

/** The instant in milliseconds since 1970. @throws RuleViolation when no such text is made of it again */
export function exactTime(version: CopiedVersion): number {
  const ms = Date.parse(version.lastUpdated);
  if (Number.isNaN(ms) || new Date(ms).toISOString() !== version.lastUpdated) {
    throw new RuleViolation(`${placeOf(version)} has no instant in UTC with milliseconds`);
  }
  return ms;
}

function versionText(version: CopiedVersion): string {
  const { type, id, versionId, lastUpdated, method, json, position, realm, patients, former } = version;
  return JSON.stringify([position, type, id, versionId, lastUpdated, method, realm, patients, former, json ?? null]);
}

function messageText(message: CopiedMessage): string {
  const { place, id, receivedAt, channel, key, sender, controlId, messageType, status, ack, error } = message;
  const texts = [id, receivedAt, channel, key, sender, controlId, messageType, status, ack ?? null, error ?? null];
  return JSON.stringify([place, ...texts, message.resources, message.unmapped]);
}

/** Versions, messages and secrets between their documents and the form in which they are copied. */
import { type CopiedMessage, type CopiedVersion, exactTime } from "../copy.ts";
import { type JournalDocument, keyOf, toVersion, type VersionDocument } from "./documents.ts";
import { toEntry } from "./journal.ts";

export function toCopied(document: VersionDocument): CopiedVersion {
  const { position, realm, patients, former } = document;
  return { ...toVersion(document), position, realm, patients, former };
}

/** @param home of the resource's first version */
export function toDocument(version: CopiedVersion, home: string): VersionDocument {
  const { type, id, method, realm, position, patients, former, json = null } = version;
  const key = keyOf(version);
  const number = Number(version.versionId);
  const head = { _id: `${key}/${number}`, position, key, home, type, id, version: number };
  return { ...head, updated: exactTime(version), method, realm, patients, former, json };
}

export function toMessage(document: JournalDocument): CopiedMessage {
  return { ...toEntry(document), place: document.order };
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** The `response` of an entry: https://hl7.org/fhir/R4/bundle-definitions.html#Bundle.entry.response */
import { STATUS_CODES } from "node:http";
import { versionPath } from "../answer.ts";
import type { EntryText } from "../bundle.ts";
import type { RequestEntry } from "../bundle-entry.ts";
import type { FhirAnswer, FhirRequest } from "../exchange.ts";
import { preferences, versionEtag } from "../headers.ts";

/**
 * The answer to one entry. Reads give the resource; writes give it only when the Bundle's request prefers
 * `return=representation`, since the client has just sent it.
 */
export function responseEntry(entry: RequestEntry, answer: FhirAnswer, request: FhirRequest): EntryText {
  const { status, json, version } = answer;
  const isError = status >= 400;
  const isWrite = entry.method !== "GET" && entry.method !== "HEAD" && !isOperation(entry);
  const wish = preferences(request.header("prefer")).return;
  const isOutcome = isError || (isWrite && wish === "OperationOutcome");
  const isShown = !isOutcome && (!isWrite || wish === "representation");
  return {
    ...(isShown && json !== undefined ? { resource: json } : {}),
    response: {
      status: `${status} ${STATUS_CODES[status] ?? ""}`.trim(),
      ...(version && isWrite && version.json !== undefined ? { location: versionPath(version) } : {}),
      ...(version ? { etag: versionEtag(version.versionId), lastModified: version.lastUpdated } : {}),
      ...(isOutcome && json !== undefined ? { outcome: json } : {}),
    },
  };
}

const isOperation = ({ path }: RequestEntry) => path.at(-1)?.startsWith("$") ?? false;

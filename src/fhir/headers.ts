/** Headers of FHIR's HTTP: entity tags, dates, `Prefer`. https://hl7.org/fhir/R4/http.html#versioning */
import { InvalidInput } from "../errors.ts";
import type { StoredVersion } from "../storage/port.ts";

/** The weak entity tag of a version: `W/"3"`. */
export const versionEtag = (versionId: string): string => `W/"${versionId}"`;
/** An instant as an HTTP date, whole seconds. */
export const httpDate = (instant: string): string => new Date(instant).toUTCString();

/** ETag and Last-Modified of a version. */
export function versionHeaders(version: StoredVersion): Record<string, string> {
  return { ETag: versionEtag(version.versionId), "Last-Modified": httpDate(version.lastUpdated) };
}

/**
 * The version id that an If-Match value names: `W/"3"`, and `"3"` or `3`, which many clients send.
 * @throws InvalidInput for anything else, lists and `*` included
 */
export function versionOfIfMatch(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const match = /^\s*(?:W\/)?"?([A-Za-z0-9\-.]{1,64})"?\s*$/.exec(value);
  if (!match) throw new InvalidInput('If-Match must be one version, as in W/"3"');
  return match[1];
}

/** Whether the client's copy is current, by If-None-Match, or else by If-Modified-Since (RFC 9110, 13.2.2). */
export function isNotModified(
  version: StoredVersion,
  { ifNoneMatch, ifModifiedSince }: { ifNoneMatch: string | undefined; ifModifiedSince: string | undefined },
): boolean {
  if (ifNoneMatch !== undefined) {
    return ifNoneMatch
      .split(",")
      .map((tag) => tag.trim().replace(/^W\//, "").replaceAll('"', ""))
      .some((tag) => tag === "*" || tag === version.versionId);
  }
  if (ifModifiedSince === undefined) return false;
  const since = Date.parse(ifModifiedSince);
  if (Number.isNaN(since)) return false; // RFC 9110, 13.1.3: an invalid date is ignored
  return Math.floor(Date.parse(version.lastUpdated) / 1000) * 1000 <= since;
}

export interface Preferences {
  readonly return?: "minimal" | "representation" | "OperationOutcome";
  readonly isLenient: boolean;
  readonly respondAsync: boolean;
}

/** Reads `Prefer`; what it does not know is ignored, as RFC 7240 asks. */
export function preferences(header: string | undefined): Preferences {
  const wishes = (header ?? "").split(/[,;]/).map((wish) => wish.trim().replaceAll('"', ""));
  const kind = (["minimal", "representation", "OperationOutcome"] as const).find((name) =>
    wishes.includes(`return=${name}`),
  );
  return {
    ...(kind === undefined ? {} : { return: kind }),
    isLenient: wishes.includes("handling=lenient"),
    respondAsync: wishes.includes("respond-async"),
  };
}

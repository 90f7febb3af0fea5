/**
 * What passes between the HTTP edge and the interactions: a request and an answer that know no Express, so that the
 * entries of a batch take the same way as requests from outside.
 */
import type { Store, StoredVersion } from "../storage/port.ts";
import type { Operation } from "./operation.ts";

export type Method = "GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE";
export type Query = readonly (readonly [name: string, value: string])[];

/** One FHIR request. `body` readers may be called once; they check the media type and throw InvalidInput. */
export interface FhirRequest {
  readonly method: Method;
  /** Decoded segments below the FHIR base: `["Patient", "7", "_history", "2"]`. */
  readonly path: readonly string[];
  readonly query: Query;
  /** Absolute URL of the FHIR base, without a slash at the end. */
  readonly base: string;
  header(name: string): string | undefined;
  readonly body: {
    /** The JSON of the body, undefined if there is no body. */
    json(): Promise<unknown>;
    /** Fields of a form, for `_search`. */
    form(): Promise<Query>;
    /** A JSON Patch document, https://datatracker.ietf.org/doc/html/rfc6902 */
    patch(): Promise<unknown>;
  };
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

/** What the route's variables matched. */
export interface Target {
  readonly type: string;
  readonly id: string;
  readonly versionId: string;
  /** Operation without the dollar sign. */
  readonly operation: string;
  /** The searched type of a compartment search, `*` for all. */
  readonly member: string;
}

export interface FhirAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text that is sent as it is. */
  readonly json?: string;
  /** In place of one: JSON texts one a line, each line ended, that are sent as they come. */
  readonly lines?: AsyncIterable<string | Uint8Array>;
  /** The version that was read or written, for the `response` of a Bundle's entry. */
  readonly version?: StoredVersion;
}

/** What the interactions work with. */
export interface FhirDeps {
  readonly store: Store;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  readonly newId: () => string;
  readonly operations: readonly Operation[];
  readonly software: { readonly name: string; readonly version: string };
  readonly limits: FhirLimits;
  /** Told of every error that is not the caller's. */
  readonly report: (error: unknown) => void;
}

export interface FhirLimits {
  /** Entries of a page when `_count` is absent, and the most that `_count` gives. */
  readonly pageSize: number;
  readonly maxPageSize: number;
  /** The most resources that `_include` and `_revinclude` add to one page. */
  readonly maxIncluded: number;
  readonly maxBundleEntries: number;
  /** The most bytes of a request body, after inflation. */
  readonly maxBodyBytes: number;
}

export const DEFAULT_LIMITS: FhirLimits = {
  pageSize: 50,
  maxPageSize: 1000,
  maxIncluded: 1000,
  maxBundleEntries: 50_000,
  maxBodyBytes: 256 * 1024 * 1024,
};

export type Interaction = (request: FhirRequest, target: Target, deps: FhirDeps) => Promise<FhirAnswer>;

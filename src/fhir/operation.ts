/**
 * What an operation is to the FHIR router: a name, where it may be called, and a function from its parameters to its
 * answer. `app` hands the router a table of these, so that `fhir` knows none of them.
 * https://hl7.org/fhir/R4/operations.html
 */
import type { Parameters, Resource } from "@medplum/fhirtypes";

export interface OperationRequest {
  readonly level: "system" | "type" | "instance";
  /** The resource type and id in the path, where the level has them. */
  readonly type?: string;
  readonly id?: string;
  /** Parameters of the body, or of the query string: there each value is a `valueString` for the operation to read. */
  readonly parameters: Parameters;
  readonly method: "GET" | "POST";
  /** From the `Prefer` header. */
  readonly respondAsync: boolean;
  /** Aborts when the client has gone. */
  readonly signal: AbortSignal;
}

export interface OperationAnswer {
  /** 200 unless given. */
  readonly status?: number;
  readonly resource?: Resource;
  /** In place of one resource: many, as JSON texts one a line (application/fhir+ndjson), sent as they come. */
  readonly lines?: AsyncIterable<string | Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Operation {
  /** Without the dollar sign: `predict`. */
  readonly code: string;
  /** Canonical URL of its OperationDefinition, which is a file in `profiles/`. */
  readonly definition: string;
  /** What the CapabilityStatement says of it: markdown. */
  readonly documentation?: string;
  readonly levels: {
    readonly system?: boolean;
    readonly type?: readonly string[];
    readonly instance?: readonly string[];
  };
  /** Whether GET is allowed: only where calling it changes nothing. */
  readonly get: boolean;
  run(request: OperationRequest): Promise<OperationAnswer>;
}

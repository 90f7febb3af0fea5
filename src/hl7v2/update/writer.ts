/**
 * Writes the resources of one message inside one transaction: every resource is validated first, and written once.
 */
import { isDeepStrictEqual } from "node:util";
import type { Resource } from "@medplum/fhirtypes";
import { InvalidInput, type Issue } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import type { WriteTransaction } from "../../storage/port.ts";
import { metaFrom } from "./event-time.ts";
import type { Content } from "./fields.ts";

/** Issues of a resource; errors among them keep it from being written. */
export type Validate = (resource: Resource) => readonly Issue[];

export interface MessageSource {
  /** `meta.source`: sender and control id. */
  readonly source: string;
  /** When the event happened, ms since 1970. */
  readonly eventMillis: number;
}

export class ResourceWriter {
  readonly tx: WriteTransaction;
  readonly #validate: Validate;
  readonly #origin: MessageSource;
  readonly #written: string[] = [];

  constructor(tx: WriteTransaction, validate: Validate, origin: MessageSource) {
    this.tx = tx;
    this.#validate = validate;
    this.#origin = origin;
  }

  /** `Patient/1` of everything written, in order. */
  get written(): readonly string[] {
    return this.#written;
  }

  /** The current version of a resource, or undefined if there is none. */
  async read(type: string, id: string): Promise<Resource | undefined> {
    const version = await this.tx.read({ type, id });
    return version?.json === undefined ? undefined : (parseJson(version.json) as Resource); // stored as one
  }

  /**
   * Writes a resource with the message's source and event time (the message's own unless given; null for none).
   * @throws InvalidInput with the issues when it is not valid R4
   */
  async put(type: string, id: string, content: Content, eventMillis?: number | null): Promise<string> {
    const { resourceType: _type, id: _id, meta, ...rest } = content;
    const { source } = this.#origin;
    const millis = eventMillis === null ? undefined : (eventMillis ?? this.#origin.eventMillis);
    const made = metaFrom(meta as Resource["meta"], source, millis); // from a stored resource, or absent
    return this.#write({ resourceType: type, id, meta: made, ...rest });
  }

  /** Whether a stored resource says already what `content` says, whoever said it. */
  holds(stored: Resource, content: Content): boolean {
    const { meta: _stored, ...before } = stored as unknown as Content; // a resource is content with a type
    const { meta: _meta, ...after } = content;
    return isDeepStrictEqual({ ...after, resourceType: stored.resourceType, id: stored.id }, before);
  }

  /** Writes what a message adds to a stored resource whose source and event time stay; nothing if it adds nothing. */
  async complete(stored: Resource, content: Content): Promise<string> {
    const { resourceType, id = "", meta } = stored;
    const { meta: _meta, ...rest } = content;
    const { versionId: _version, lastUpdated: _updated, ...kept } = meta ?? {};
    if (this.holds(stored, content)) return `${resourceType}/${id}`;
    return this.#write({ ...rest, resourceType, id, meta: kept });
  }

  async #write(content: Content & { readonly resourceType: string; readonly id: string }): Promise<string> {
    const resource = content as unknown as Resource; // validated next
    assertIssueFree(this.#validate(resource));
    await this.tx.put(resource);
    const reference = `${content.resourceType}/${content.id}`;
    if (!this.#written.includes(reference)) this.#written.push(reference);
    return reference;
  }

  async remove(type: string, id: string): Promise<void> {
    await this.tx.delete({ type, id });
    this.#written.push(`${type}/${id}`);
  }
}

/** @throws InvalidInput when there is an error among the issues */
export function assertIssueFree(issues: readonly Issue[]): void {
  const errors = issues.filter(({ severity }) => severity === "error" || severity === "fatal");
  const first = errors[0];
  if (first === undefined) return;
  throw new InvalidInput(`The message makes no valid R4 resource: ${first.expression ?? ""} ${first.message}`.trim(), {
    code: first.code === "required" ? "required" : "value",
    issues: errors,
    ...(first.expression === undefined ? {} : { expression: first.expression }),
  });
}

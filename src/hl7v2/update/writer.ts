/**
 * Writes the resources of one message inside one transaction: every resource is validated first, and written once.
 */
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
   * Writes a resource with the message's source and event time (`eventMillis` unless given).
   * @throws InvalidInput with the issues when it is not valid R4
   */
  async put(
    type: string,
    id: string,
    content: Content,
    eventMillis: number = this.#origin.eventMillis,
  ): Promise<string> {
    const { resourceType: _type, id: _id, meta, ...rest } = content;
    const resource = {
      resourceType: type,
      id,
      meta: metaFrom(meta as Resource["meta"], this.#origin.source, eventMillis), // from a stored resource, or absent
      ...rest,
    } as unknown as Resource; // validated next
    assertIssueFree(this.#validate(resource));
    await this.tx.put(resource);
    const reference = `${type}/${id}`;
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

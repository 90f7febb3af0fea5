/** An intake on a store in memory, with a fixed clock and counted ids, and messages by their segments. */
import type { Resource } from "@medplum/fhirtypes";
import { elementAt } from "../../src/fhir/definitions/elements.ts";
import { validateResource } from "../../src/fhir/validation/validate-resource.ts";
import { createHl7v2Intake, type Hl7v2Intake, type Hl7v2Options } from "../../src/hl7v2/index.ts";
import { loadMappings } from "../../src/hl7v2/mapping/load.ts";
import { parseJson } from "../../src/json.ts";
import type { Store } from "../../src/storage/port.ts";
import { openTestStore } from "../support/store.ts";

export const mappings = loadMappings(elementAt);
export const validate = (resource: Resource) => validateResource(resource);

/** 2026-03-01T12:00:00Z. */
export const NOW = Date.UTC(2026, 2, 1, 12);

export interface Bench {
  readonly store: Store;
  readonly intake: Hl7v2Intake;
  /** Log entries, to see that there is no patient data in them. */
  readonly logged: string[];
  /** Sends a message over HTTP's door and gives the acknowledgement. */
  send(text: string): Promise<string>;
  /** All current resources of a type, oldest first. */
  all<T extends Resource>(type: T["resourceType"]): Promise<T[]>;
  close(): Promise<void>;
}

export async function makeBench(options: Partial<Hl7v2Options> = {}): Promise<Bench> {
  let ids = 0;
  const logged: string[] = [];
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`;
  const clock = () => NOW;
  const store = options.store ?? (await openTestStore({ clock, newId }));
  const log: Hl7v2Options["log"] = (level, event, facts) => logged.push(`${level} ${event} ${JSON.stringify(facts)}`);
  const intake = createHl7v2Intake({ store, clock, newId, log, validate, elementAt, mappings, ...options });
  return {
    store,
    intake,
    logged,
    send: async (text) => Buffer.from((await intake.receive(Buffer.from(text), "http")).body).toString(),
    all: async <T extends Resource>(type: T["resourceType"]) => {
      const page = await store.search({ type, where: [], realm: "record", sort: [], count: 1_000 });
      return page.items.map(({ json }) => parseJson(json ?? "{}") as T); // of the type searched for
    },
    close: () => store.close(),
  };
}

let controlIds = 0;

export interface MessageOptions {
  readonly event?: string;
  readonly controlId?: string;
  /** MSH-7. */
  readonly time?: string;
  readonly sender?: string;
  readonly version?: string;
  /** Fields from MSH-13. */
  readonly tail?: string;
}

/** A message of an MSH and the given segments, each ended by CR. */
export function message(segments: readonly string[], options: MessageOptions = {}): string {
  const {
    event = "ADT^A01",
    time = "20260301100000+0000",
    sender = "LAB|CITY",
    version = "2.5.1",
    tail = "",
  } = options;
  const controlId = options.controlId ?? `T${++controlIds}`;
  return `${[`MSH|^~\\&|${sender}|TWIN|HERE|${time}||${event}|${controlId}|P|${version}${tail}`, ...segments].join("\r")}\r`;
}

export const ackCode = (ack: string): string => /MSA.([A-Z]{2})/.exec(ack)?.[1] ?? "none";

/** Orders and results of one patient: DiagnosticReport, ServiceRequest and Observations, each by its identity. */
import { toMillis } from "../datetime.ts";
import type { Header } from "../header.ts";
import type { Draft, OrderDraft } from "../mapping/convert.ts";
import type { Mappings } from "../mapping/load.ts";
import { corrected, replaces } from "./correct.ts";
import { eventTimeOf } from "./event-time.ts";
import { type Content, mergeFields } from "./fields.ts";
import { codeKey, idFrom, orderKey, resultKey } from "./identity.ts";
import type { ResourceWriter } from "./writer.ts";

export interface ResultOwner {
  readonly patientId: string;
  readonly encounter: string | undefined;
  readonly header: Header;
  readonly eventMillis: number;
  readonly mappings: Mappings;
}

/** Writes an order with its results. */
export async function applyOrder(writer: ResourceWriter, order: OrderDraft, owner: ResultOwner): Promise<void> {
  const eventMillis = toMillis(order.obr.text(22), owner.header.zone) ?? owner.eventMillis;
  const key = [...orderKey(order, owner.header), codeKey(order.obr, 4)];
  const results = await applyResults(writer, order.results, key, { ...owner, eventMillis });
  const request = order.request && (await applyRequest(writer, order.request, key, owner, eventMillis));
  const content: Content = {
    ...order.report.content,
    ...about(owner),
    ...(request === undefined ? {} : { basedOn: [{ reference: request }] }),
    ...(results.length === 0 ? {} : { result: results.map((reference) => ({ reference })) }),
  };
  await putByStage(
    writer,
    "DiagnosticReport",
    idFrom("DiagnosticReport", owner.patientId, ...key),
    { ...order.report, content },
    owner,
    eventMillis,
  );
}

/** Writes results; `key` is that of their order. Gives their references. */
export async function applyResults(
  writer: ResourceWriter,
  drafts: readonly Draft[],
  key: readonly string[],
  owner: ResultOwner,
): Promise<string[]> {
  const seen = new Map<string, number>();
  const references: string[] = [];
  for (const { content, segment } of drafts) {
    const id = idFrom("Observation", owner.patientId, ...key, ...resultKey(segment, seen));
    references.push(`Observation/${id}`);
    const stored = await writer.read("Observation", id);
    const sent: Content = { ...content, ...about(owner) };
    if (stored === undefined) {
      await writer.put("Observation", id, sent, owner.eventMillis);
      continue;
    }
    const old = stored as unknown as Content; // a resource is content with a type
    if (!replaces(state(sent, owner.eventMillis), state(old, eventTimeOf(stored) ?? 0))) continue;
    await writer.put("Observation", id, { meta: stored.meta, ...corrected(old, sent) }, owner.eventMillis);
  }
  return references;
}

async function applyRequest(
  writer: ResourceWriter,
  draft: Draft,
  key: readonly string[],
  owner: ResultOwner,
  eventMillis: number,
): Promise<string> {
  const id = idFrom("ServiceRequest", owner.patientId, ...key);
  const stored = await writer.read("ServiceRequest", id);
  const isOlder = stored !== undefined && eventMillis < (eventTimeOf(stored) ?? 0);
  const old = (stored ?? {}) as unknown as Content; // a resource is content with a type
  const sent: Content = { ...draft.content, ...about(owner) };
  // A message without OBR-25 says nothing of the state of the order.
  if (sent["status"] === "unknown" && old["status"] !== undefined) delete sent["status"];
  const content = mergeFields({
    type: "ServiceRequest",
    stored: old,
    content: sent,
    clears: draft.clears,
    isOlder,
    policies: owner.mappings.mergePolicies,
  });
  return isOlder ? `ServiceRequest/${id}` : writer.put("ServiceRequest", id, content, eventMillis);
}

/** A report keeps the results that other messages gave it; the rest of it follows the rule for results. */
async function putByStage(
  writer: ResourceWriter,
  type: string,
  id: string,
  draft: Draft,
  owner: ResultOwner,
  eventMillis: number,
): Promise<void> {
  const stored = await writer.read(type, id);
  const old = (stored ?? {}) as unknown as Content; // a resource is content with a type
  const oldMillis = (stored && eventTimeOf(stored)) ?? 0;
  const isNewer = stored === undefined || replaces(state(draft.content, eventMillis), state(old, oldMillis));
  const { type: kind, content, clears } = draft;
  const policies = owner.mappings.mergePolicies;
  const merged = mergeFields({ type: kind, stored: old, content, clears, isOlder: !isNewer, policies });
  await writer.put(type, id, merged, isNewer ? eventMillis : oldMillis);
}

function about({ patientId, encounter }: ResultOwner): Content {
  return {
    subject: { reference: `Patient/${patientId}` },
    ...(encounter === undefined ? {} : { encounter: { reference: encounter } }),
  };
}

const state = (content: Content, eventMillis: number) => ({ status: String(content["status"]), eventMillis });

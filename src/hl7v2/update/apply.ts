/**
 * What one message does to the store, inside one transaction: match, merge, lists, visit, results, Provenance.
 */
import type { Encounter, Patient } from "@medplum/fhirtypes";
import { InvalidInput } from "../../errors.ts";
import type { WriteTransaction } from "../../storage/port.ts";
import { type Header, senderOf } from "../header.ts";
import type { Conversion, PatientDraft } from "../mapping/convert.ts";
import type { Mappings } from "../mapping/load.ts";
import { uriOf } from "../mapping/systems.ts";
import { eventTimeOf } from "./event-time.ts";
import { type Content, mergeFields } from "./fields.ts";
import { idFrom } from "./identity.ts";
import { type IdentifierKey, matchPatient, patientKeys } from "./match.ts";
import { provenanceOf } from "./provenance.ts";
import { applyOrder, applyResults, type ResultOwner } from "./results.ts";
import { applyList, type ListOwner } from "./snapshot.ts";
import { matchVisit, visitStatus } from "./visit.ts";
import { ResourceWriter, type Validate } from "./writer.ts";

export interface ApplyInput {
  readonly conversion: Conversion;
  readonly mappings: Mappings;
  readonly validate: Validate;
  /** Id of the journal entry, for Provenance. */
  readonly journalId: string;
  /** When the message came, for one that states no time. */
  readonly receivedMillis: number;
}

/** A checked message: its patients and what they are found by. */
export interface Identified {
  readonly draft: PatientDraft;
  readonly keys: readonly IdentifierKey[];
}

/**
 * Who the message speaks of. A result for a patient without identifier is filed under a patient of its own, linked to
 * nobody; `refuse` answers it with an error instead. Nobody is admitted without one.
 * @throws InvalidInput naming the field that is missing
 */
export function identify(
  conversion: Conversion,
  mappings: Mappings,
  unidentified: "separate" | "refuse",
): readonly Identified[] {
  if (conversion.patients.length === 0) {
    throw new InvalidInput("The message has no PID segment", { code: "required", expression: "PID" });
  }
  return conversion.patients.map((draft) => {
    const keys = patientKeys(draft, conversion, mappings);
    if (keys.length === 0 && (unidentified === "refuse" || conversion.header.event.startsWith("ADT"))) {
      throw new InvalidInput("PID-3 has no identifier that a patient can be found by", {
        code: "required",
        expression: "PID-3",
      });
    }
    return { draft, keys };
  });
}

/** Applies a message; gives the references of what it made or changed. Throws what `match` and validation throw. */
export async function applyMessage(
  tx: WriteTransaction,
  input: ApplyInput,
  patients: readonly Identified[],
): Promise<readonly string[]> {
  const { header } = input.conversion;
  const eventMillis = eventMillisOf(header.orderMillis, input.receivedMillis);
  const sender = uriOf(`hl7v2:${senderOf(header)}`.replace(/[^\w:.@-]/g, "_"));
  const source = `${sender}#${encodeURIComponent(header.controlId)}`;
  const writer = new ResourceWriter(tx, input.validate, { source, eventMillis });
  const { mappings, journalId } = input;
  const message = { header, mappings, journalId, sender, eventMillis, isResult: !header.event.startsWith("ADT") };
  for (const patient of patients) await applyPatient(writer, patient, input.conversion, message);
  const targets = writer.written;
  if (targets.length > 0) {
    const provenance = provenanceOf(targets, header, {
      journalId: input.journalId,
      recorded: tx.at,
      mappings: input.mappings.version,
    });
    await writer.put("Provenance", tx.newId(), provenance);
  }
  return [...writer.written];
}

/** A sender's clock that is this far ahead is wrong; its time would keep later messages from changing anything. */
const MAX_AHEAD_MS = 24 * 60 * 60 * 1_000;

function eventMillisOf(stated: number | undefined, received: number): number {
  return stated === undefined || stated > received + MAX_AHEAD_MS ? received : stated;
}

/** What every part of a message's effect needs to know of it. */
interface MessageFacts {
  readonly header: Header;
  readonly mappings: Mappings;
  readonly journalId: string;
  /** First part of `meta.source`. */
  readonly sender: string;
  readonly eventMillis: number;
  readonly isResult: boolean;
}

async function applyPatient(
  writer: ResourceWriter,
  { draft, keys }: Identified,
  conversion: Conversion,
  message: MessageFacts,
): Promise<void> {
  const { header, mappings, sender, eventMillis } = message;
  const { patientId, isNew } = await putPatient(writer, draft, keys, message);
  const visit = await matchVisit(writer.tx, draft, { patientId, isNew }, conversion, mappings);
  const encounter = visit && `Encounter/${visit.id}`;
  const owner: ListOwner = { patientId, isNew, sender, eventMillis, ...(encounter === undefined ? {} : { encounter }) };
  for (const name of ["allergies", "nextOfKin", "coverages"] as const) {
    const list = draft[name];
    if (list !== undefined)
      await applyList(
        writer,
        name,
        list.map((entry) => withPayor(entry, patientId)),
        owner,
      );
  }
  const diagnoses = draft.diagnoses && (await applyList(writer, "diagnoses", draft.diagnoses, owner));
  if (visit !== undefined) await putVisit(writer, draft, visit, patientId, diagnoses ?? [], message);
  const results: ResultOwner = { patientId, encounter, header, eventMillis, mappings };
  for (const order of draft.orders) await applyOrder(writer, order, results);
  const loose = Map.groupBy(draft.observations, ({ content }) => String(content["effectiveDateTime"] ?? eventMillis));
  for (const [time, observations] of loose) {
    await applyResults(writer, observations, ["adt", sender, encounter ?? "", time], results);
  }
}

async function putPatient(
  writer: ResourceWriter,
  draft: PatientDraft,
  keys: readonly IdentifierKey[],
  message: MessageFacts,
): Promise<{ readonly patientId: string; readonly isNew: boolean }> {
  const stored: Patient | undefined = await matchPatient(writer.tx, keys, draft);
  const isGapFiller = stored !== undefined && fillsGapsOnly(stored, message);
  const content = mergeFields({
    type: "Patient",
    stored: (stored ?? {}) as unknown as Content, // a resource is content with a type
    content: draft.patient.content,
    clears: draft.patient.clears,
    isOlder: isGapFiller,
    policies: message.mappings.mergePolicies,
  });
  if (isGapFiller) {
    await writer.complete(stored, content);
    return { patientId: stored.id ?? "", isNew: false };
  }
  // A result carries no news of the patient's state as of a time: where it says nothing new there is nothing to keep.
  if (stored !== undefined && message.isResult && writer.holds(stored, content)) {
    return { patientId: stored.id ?? "", isNew: false };
  }
  // Without identifiers the patient is this message's own: the same message again would find the same one.
  const id =
    stored?.id ??
    (keys.length > 0
      ? writer.tx.newId()
      : idFrom("Patient", "unidentified", message.journalId, String(draft.pid.occurrence)));
  await writer.put("Patient", id, content, message.isResult ? null : message.eventMillis);
  return { patientId: id, isNew: stored === undefined };
}

async function putVisit(
  writer: ResourceWriter,
  draft: PatientDraft,
  visit: { readonly id: string; readonly stored: Encounter | undefined },
  patientId: string,
  diagnoses: readonly string[],
  message: MessageFacts,
): Promise<void> {
  const { encounter, pv1 } = draft;
  if (encounter === undefined || pv1 === undefined) return;
  const { stored } = visit;
  const isGapFiller = stored !== undefined && fillsGapsOnly(stored, message);
  const merged = mergeFields({
    type: "Encounter",
    stored: (stored ?? {}) as unknown as Content, // a resource is content with a type
    content: encounter.content,
    clears: encounter.clears,
    isOlder: isGapFiller,
    policies: message.mappings.mergePolicies,
  });
  const status = visitStatus(message.header, pv1, stored, message.mappings);
  const content: Content = {
    ...merged,
    status: isGapFiller && status !== "finished" ? stored.status : status,
    subject: { reference: `Patient/${patientId}` },
    ...(diagnoses.length === 0 ? {} : { diagnosis: diagnoses.map((reference) => ({ condition: { reference } })) }),
  };
  if (isGapFiller) await writer.complete(stored, content);
  else await writer.put("Encounter", visit.id, content, message.isResult ? null : message.eventMillis);
}

/**
 * Whether a message may only add to a stored Patient or Encounter what that lacks: it is older, or it is a result.
 * A result repeats what its sender once knew of patient and visit; the ADT feed is the one that knows. Only what the
 * same result feed has made itself, and no ADT has touched, is its to change.
 */
function fillsGapsOnly(stored: Patient | Encounter, { isResult, eventMillis, sender }: MessageFacts): boolean {
  const storedMillis = eventTimeOf(stored);
  if (!isResult) return storedMillis !== undefined && eventMillis < storedMillis;
  return storedMillis !== undefined || !(stored.meta?.source?.startsWith(`${sender}#`) ?? false);
}

/** A coverage needs a payor (R4 1..*): where IN1 names none, it is the patient. */
function withPayor<T extends { readonly content: Content; readonly type: string }>(entry: T, patientId: string): T {
  if (entry.type !== "Coverage" || entry.content["payor"] !== undefined) return entry;
  return { ...entry, content: { ...entry.content, payor: [{ reference: `Patient/${patientId}` }] } };
}

/**
 * The Encounter of a message: found by visit number (PV1-19, else PV1-50), and the state of the visit.
 *
 * Discharged (A03, or a discharge time in PV1-45) is final: an admission or update that comes later, out of order or
 * not, does not reopen the visit; cancelling a discharge is an event of its own (A13). Where the event says nothing of
 * the state, what is stored stays, else the patient class decides (planned for a pre-admission), else it is unknown.
 */
import type { Encounter } from "@medplum/fhirtypes";
import { parseJson } from "../../json.ts";
import type { WriteTransaction } from "../../storage/port.ts";
import { type Header, senderOf } from "../header.ts";
import type { Conversion, PatientDraft } from "../mapping/convert.ts";
import type { Mappings } from "../mapping/load.ts";
import { ValueScope } from "../mapping/source.ts";
import type { Segment } from "../parse.ts";
import { idFrom } from "./identity.ts";
import { type IdentifierKey, matchByIdentifier } from "./match.ts";

export interface VisitMatch {
  readonly id: string;
  readonly stored: Encounter | undefined;
}

/** The visit of a PV1; undefined if the segment names none (a result with a patient class and nothing more). */
export async function matchVisit(
  tx: WriteTransaction,
  draft: PatientDraft,
  { patientId, isNew }: { readonly patientId: string; readonly isNew: boolean },
  conversion: Conversion,
  mappings: Mappings,
): Promise<VisitMatch | undefined> {
  const { pv1 } = draft;
  if (pv1 === undefined) return undefined;
  const { header } = conversion;
  const keys = visitKeys(pv1, conversion, mappings);
  if (keys.length > 0) {
    // A patient that this message has made has no visits yet.
    const found = isNew ? [] : await matchByIdentifier(tx, "Encounter", keys);
    const visits = found.map(({ json }) => parseJson(json ?? "{}") as Encounter); // the type that was searched for
    const own = visits.find(({ subject }) => subject?.reference === `Patient/${patientId}`);
    if (own?.id !== undefined) return { id: own.id, stored: own };
    return {
      id: idFrom("Encounter", patientId, ...keys.map(({ system, value }) => `${system}|${value}`)),
      stored: undefined,
    };
  }
  // Without a number a visit is known by its admission; a result that has neither names no visit.
  const admitted = pv1.text(44);
  if (admitted === "" && !header.event.startsWith("ADT")) return undefined;
  const id = idFrom("Encounter", patientId, senderOf(header), "admitted", admitted);
  const stored = await tx.read({ type: "Encounter", id });
  return { id, stored: stored?.json === undefined ? undefined : (parseJson(stored.json) as Encounter) };
}

function visitKeys(pv1: Segment, { context }: Conversion, mappings: Mappings): IdentifierKey[] {
  const map = mappings.datatype("CX[Identifier]");
  for (const field of [19, 50]) {
    const keys: IdentifierKey[] = [];
    for (const value of pv1.repetitions(field)) {
      const made = value.isValued ? map.apply(new ValueScope(value), context) : undefined;
      if (typeof made?.["value"] === "string") keys.push({ system: String(made["system"]), value: made["value"] });
    }
    if (keys.length > 0) return keys;
  }
  return [];
}

/** Encounter.status after a message. */
export function visitStatus(header: Header, pv1: Segment, stored: Encounter | undefined, mappings: Mappings): string {
  if (!header.event.startsWith("ADT")) return stored?.status ?? "unknown";
  if (stored?.status === "finished" || stored?.status === "entered-in-error") return stored.status;
  const event = mappings.events.get(header.event)?.encounterStatus ?? "";
  if (event === "finished" || pv1.text(45) !== "") return "finished";
  const ofClass = mappings.tables.get("PatientClass[EncounterStatus]")?.find(pv1.text(2))?.code;
  if (event !== "" && !(header.event === "ADT^A04" && ofClass === "planned")) return event;
  return stored?.status ?? ofClass ?? (event || "unknown");
}

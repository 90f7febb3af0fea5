/** One Provenance for each message: what it changed, who sent it, and the journal entry with its bytes. */
import { CANONICAL, SYSTEM } from "../../codes.ts";
import { type Header, senderOf } from "../header.ts";
import type { Content } from "./fields.ts";

/** Identifier system of entries of the message journal. */
export const JOURNAL_SYSTEM = `${CANONICAL}/hl7v2-journal`;

/** Content of the Provenance; `recorded` is the instant of the write. */
export function provenanceOf(
  targets: readonly string[],
  header: Header,
  origin: { readonly journalId: string; readonly recorded: string; readonly mappings: string },
): Content {
  const sender = senderOf(header);
  return {
    target: targets.map((reference) => ({ reference })),
    recorded: origin.recorded,
    activity: {
      coding: [{ system: "http://terminology.hl7.org/CodeSystem/v2-0003", code: header.event.split("^")[1] ?? "" }],
      text: `HL7 v2 ${header.event} by mappings ${origin.mappings}`,
    },
    agent: [
      {
        type: { coding: [{ system: SYSTEM.provenanceParticipant, code: "author" }] },
        who: { type: "Device", display: sender, identifier: { system: "urn:id:hl7v2-application", value: sender } },
      },
    ],
    entity: [{ role: "source", what: { identifier: { system: JOURNAL_SYSTEM, value: origin.journalId } } }],
  };
}

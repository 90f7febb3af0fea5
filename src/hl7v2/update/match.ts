/**
 * Which stored patient a message speaks of: looked up by identifier inside the write, under a claim for each, so that
 * any number of feeds that bring a new patient at once make one. Two candidates are never chosen between: the message
 * is held until somebody has decided.
 */
import type { Patient } from "@medplum/fhirtypes";
import { RuleViolation } from "../../errors.ts";
import { parseJson } from "../../json.ts";
import type { StoredVersion, WriteTransaction } from "../../storage/port.ts";
import { type Conversion, NO_AUTHORITY, type PatientDraft } from "../mapping/convert.ts";
import type { Mappings } from "../mapping/load.ts";
import { ValueScope } from "../mapping/source.ts";

export interface IdentifierKey {
  readonly system: string;
  readonly value: string;
}

/**
 * Identifiers of PID-3, else PID-2, else PID-4, that may find a patient; those of last resort only if there are no
 * others; none if the message names nobody that could be found again.
 */
export function patientKeys(
  draft: PatientDraft,
  { context }: Conversion,
  mappings: Mappings,
): readonly IdentifierKey[] {
  const map = mappings.datatype("CX[Identifier]");
  for (const field of [3, 2, 4]) {
    const keys: (IdentifierKey & { readonly use: string })[] = [];
    for (const value of draft.pid.repetitions(field)) {
      if (!value.isValued) continue;
      const made = map.apply(new ValueScope(value), context);
      if (typeof made?.["value"] !== "string" || typeof made["system"] !== "string") continue;
      const use = mappings.identityUse.get(value.at(5).text().toUpperCase()) ?? "yes";
      // The same number from two senders who do not say who they are may be two people.
      if (use !== "no" && made["system"] !== NO_AUTHORITY)
        keys.push({ system: made["system"], value: made["value"], use });
    }
    const trusted = keys.filter(({ use }) => use === "yes");
    if (keys.length > 0) return trusted.length > 0 ? trusted : keys;
  }
  return [];
}

/** The stored patient, or undefined for a new one. @throws RuleViolation if several match or the match contradicts */
export async function matchPatient(
  tx: WriteTransaction,
  keys: readonly IdentifierKey[],
  draft: PatientDraft,
): Promise<Patient | undefined> {
  const found = await matchByIdentifier(tx, "Patient", keys);
  if (found.length > 1) {
    throw new RuleViolation("The identifiers of PID-3 belong to several stored patients; the message is held", {
      code: "multiple-matches",
      expression: "PID-3",
    });
  }
  const stored = found[0] && (parseJson(found[0].json ?? "{}") as Patient); // the type that was searched for
  if (stored !== undefined && contradicts(stored, draft.patient.content as unknown as Patient)) {
    throw new RuleViolation(
      "The stored patient with this identifier has another name and another date of birth; the message is held",
      {
        code: "conflict",
        expression: "PID-3",
      },
    );
  }
  return stored;
}

/** Stored resources of a type that have any of the identifiers, each once. */
export async function matchByIdentifier(
  tx: WriteTransaction,
  type: "Patient" | "Encounter",
  keys: readonly IdentifierKey[],
): Promise<readonly StoredVersion[]> {
  const found = new Map<string, StoredVersion>();
  for (const { system, value } of keys) {
    const where = [{ kind: "token", param: "identifier", system, code: value } as const];
    const claim = `${type}?identifier=${system}|${value}`;
    for (const version of await tx.match({ type, where, realm: "record", sort: [], count: 2 }, claim)) {
      found.set(version.id, version);
    }
  }
  return [...found.values()];
}

/** Everything that both state differs: birth date, sex and every family name. One of them may be corrected; not all. */
function contradicts(stored: Patient, sent: Patient): boolean {
  const families = (patient: Patient) =>
    (patient.name ?? []).map(({ family }) => (family ?? "").toLowerCase()).filter((name) => name !== "");
  const [old, fresh] = [families(stored), families(sent)];
  const day = ({ birthDate }: Patient) => birthDate?.slice(0, 10) ?? "";
  const isOther = (a: string | undefined, b: string | undefined) => Boolean(a && b && a !== b);
  return (
    isOther(day(stored), day(sent)) &&
    isOther(stored.gender, sent.gender) &&
    old.length > 0 &&
    fresh.length > 0 &&
    !fresh.some((name) => old.includes(name))
  );
}

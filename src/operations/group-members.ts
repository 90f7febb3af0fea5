/** The patients of a Group: https://hl7.org/fhir/R4/group.html */
import type { Group } from "@medplum/fhirtypes";
import { Gone, NotFound, RuleViolation } from "../errors.ts";
import { parseJson } from "../json.ts";
import type { Store } from "../storage/port.ts";

/**
 * Ids of the patients that are members of a Group now, each once; inactive members and others than patients left out.
 * @throws NotFound, Gone for the Group; RuleViolation if it lists no patients
 */
export async function groupMembers(store: Store, groupId: string): Promise<readonly string[]> {
  const { member = [] } = await readGroup(store, groupId);
  const active = member.filter(({ inactive }) => inactive !== true);
  const ids = active.flatMap(
    ({ entity }) => /^Patient\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.+)?$/.exec(entity.reference ?? "")?.[1] ?? [],
  );
  if (ids.length === 0) {
    throw new RuleViolation(`Group/${groupId} lists no patient that is an active member`, {
      expression: "Group.member",
    });
  }
  return [...new Set(ids)];
}

async function readGroup(store: Store, id: string): Promise<Group> {
  const version = await store.read({ type: "Group", id });
  if (version === undefined) throw new NotFound(`there is no Group/${id}`, { expression: "Group.id" });
  if (version.json === undefined) {
    throw new Gone(`Group/${id} was deleted`, { expression: "Group.id", versionId: version.versionId });
  }
  return parseJson(version.json) as Group; // stored under type Group
}

/** Searches in a patient's compartment: `GET Patient/[id]/Observation?…`, https://hl7.org/fhir/R4/http.html#search */
import { NotSupported } from "../../errors.ts";
import { jsonOf } from "../answer.ts";
import { RESOURCE_TYPES } from "../definitions/resource-types.ts";
import type { Interaction } from "../exchange.ts";
import { pathOf } from "../paging.ts";
import { search } from "./search-type.ts";

export const searchCompartment: Interaction = async (request, { type, id, member }, deps) => {
  if (type !== "Patient") throw new NotSupported(`there are no compartments of ${type} here, only of Patient`);
  if (!RESOURCE_TYPES.has(member)) throw new NotSupported(`${member} is no resource type of R4`);
  jsonOf(await deps.store.read({ type, id }), `${type}/${id}`);
  const where = [{ kind: "patient" as const, patientId: id }];
  return search(request, deps, { type: member, path: pathOf(request), query: request.query, where });
};

/** vread: https://hl7.org/fhir/R4/http.html#vread */
import { jsonOf, refuseUnknownParameters } from "../answer.ts";
import type { Interaction } from "../exchange.ts";
import { versionHeaders } from "../headers.ts";
import { subsetOf, subsetText } from "../subset.ts";

export const vread: Interaction = async (request, { type, id, versionId }, deps) => {
  refuseUnknownParameters(request, ["_summary", "_elements"]);
  const version = await deps.store.readVersion({ type, id }, versionId);
  const json = jsonOf(version, `${type}/${id}/_history/${versionId}`);
  const headers = version ? versionHeaders(version) : {};
  return { status: 200, headers, json: subsetText(json, type, subsetOf(request.query)) };
};

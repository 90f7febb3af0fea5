/** read: https://hl7.org/fhir/R4/http.html#read */
import { jsonOf, refuseUnknownParameters } from "../answer.ts";
import type { Interaction } from "../exchange.ts";
import { isNotModified, versionHeaders } from "../headers.ts";
import { subsetOf, subsetText } from "../subset.ts";

export const read: Interaction = async (request, { type, id }, deps) => {
  refuseUnknownParameters(request, ["_summary", "_elements"]);
  const subset = subsetOf(request.query);
  const version = await deps.store.read({ type, id });
  const json = jsonOf(version, `${type}/${id}`);
  if (!version) return { status: 404 }; // jsonOf has thrown; this tells the compiler
  const headers = versionHeaders(version);
  const ifNoneMatch = request.header("if-none-match");
  const ifModifiedSince = request.header("if-modified-since");
  if (isNotModified(version, { ifNoneMatch, ifModifiedSince })) return { status: 304, headers, version };
  return { status: 200, headers, version, json: subsetText(json, type, subset) };
};

/** The answers that interactions have in common. */
import { Gone, InvalidInput, NotFound } from "../errors.ts";
import { stringifyJson } from "../json.ts";
import type { StoredVersion } from "../storage/port.ts";
import type { FhirAnswer, FhirRequest } from "./exchange.ts";
import { preferences, versionHeaders } from "./headers.ts";
import { allOk, outcomeOf } from "./outcome.ts";

/** The text of a version that is not a deletion. @throws NotFound if there is none, Gone if it is a deletion */
export function jsonOf(version: StoredVersion | undefined, name: string): string {
  if (!version) throw new NotFound(`${name} is not known`);
  if (version.json === undefined) {
    throw new Gone(`${name} was deleted`, { versionId: version.versionId });
  }
  return version.json;
}

/** The answer to a write, in the form that `Prefer: return` asks for: https://hl7.org/fhir/R4/http.html#ops */
export function writeAnswer(request: FhirRequest, version: StoredVersion, status: 200 | 201): FhirAnswer {
  const headers = { ...versionHeaders(version), Location: `${request.base}/${versionPath(version)}` };
  const wish = preferences(request.header("prefer")).return ?? "representation";
  if (wish === "minimal") return { status, headers, version };
  if (wish === "OperationOutcome") {
    const done = `${versionPath(version)} ${status === 201 ? "created" : "stored"}`;
    return { status, headers, version, json: stringifyJson(outcomeOf([allOk(done)])) };
  }
  return { status, headers, version, ...(version.json === undefined ? {} : { json: version.json }) };
}

/** `Patient/7/_history/2` */
export const versionPath = ({ type, id, versionId }: StoredVersion): string => `${type}/${id}/_history/${versionId}`;

/**
 * Refuses query parameters that the interaction does not know, unless the client asked for lenient handling. The ones
 * that every interaction takes (`_format`, `_pretty`) need not be listed.
 */
export function refuseUnknownParameters(request: FhirRequest, known: readonly string[]): void {
  if (preferences(request.header("prefer")).isLenient) return;
  for (const [name] of request.query) {
    if (!["_format", "_pretty", ...known].includes(name)) {
      throw new InvalidInput(
        `unknown parameter '${name}'; known here are: ${["_format", "_pretty", ...known].join(", ")}`,
        {
          code: "not-supported",
          expression: name,
        },
      );
    }
  }
}

/** Which formats are read and given: JSON only, and said so. https://hl7.org/fhir/R4/http.html#mime-type */
import type { Query } from "./exchange.ts";
import { NotAcceptable, UnsupportedMediaType } from "./protocol-errors.ts";

export const FHIR_JSON = "application/fhir+json; charset=utf-8";
const JSON_TYPES = ["application/fhir+json", "application/json", "application/json+fhir", "text/json"];
const FORM_TYPES = ["application/x-www-form-urlencoded"];
const PATCH_TYPES = ["application/json-patch+json"];
/** `fhirVersion=4.0`, https://hl7.org/fhir/R4/http.html#version-parameter; other versions are not spoken here. */
const OTHER_VERSION = /^fhirversion="?(?!4\.0(\.1)?"?$)/;
/** Of answers that are many resources, one a line: https://hl7.org/fhir/uv/bulkdata */
export const FHIR_NDJSON = "application/fhir+ndjson";
const ACCEPTED = [...JSON_TYPES, FHIR_NDJSON, "application/ndjson", "application/*", "text/*", "*/*"];

/** @throws UnsupportedMediaType unless the body is in JSON and UTF-8 */
export const checkJsonBody = (contentType: string | undefined): void => checkBody(contentType, JSON_TYPES);
/** @throws UnsupportedMediaType unless the body is a form */
export const checkFormBody = (contentType: string | undefined): void => checkBody(contentType, FORM_TYPES);
/** @throws UnsupportedMediaType unless the body is a JSON Patch */
export const checkPatchBody = (contentType: string | undefined): void => checkBody(contentType, PATCH_TYPES);

function checkBody(contentType: string | undefined, known: readonly string[]): void {
  const [type = "", ...parameters] = (contentType ?? "").split(";").map((part) => part.trim().toLowerCase());
  if (!known.includes(type)) {
    throw new UnsupportedMediaType(`Content-Type must be ${known[0]}; this server reads JSON only, no XML or Turtle`);
  }
  const charset = parameters.find((parameter) => parameter.startsWith("charset="))?.slice("charset=".length);
  if (charset !== undefined && !["utf-8", "utf8"].includes(charset.replaceAll('"', ""))) {
    throw new UnsupportedMediaType("charset must be utf-8");
  }
  if (parameters.some((parameter) => OTHER_VERSION.test(parameter))) {
    throw new UnsupportedMediaType("fhirVersion must be 4.0");
  }
}

/** @throws NotAcceptable if neither `_format` nor `Accept` allows JSON; `_format` overrides the header. */
export function checkAccept(accept: string | undefined, query: Query): void {
  const format = query.find(([name]) => name === "_format")?.[1];
  if (format !== undefined) {
    const type = format.split(";")[0]?.trim().toLowerCase().replace(" ", "+") ?? "";
    if (type !== "json" && !JSON_TYPES.includes(type)) {
      throw new NotAcceptable("_format must be json; this server gives JSON only", { expression: "_format" });
    }
    return;
  }
  if (accept === undefined || accept.trim() === "") return;
  const isAllowed = accept.split(",").some((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const isRefused = parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter) || OTHER_VERSION.test(parameter));
    return ACCEPTED.includes(type) && !isRefused;
  });
  if (!isAllowed) throw new NotAcceptable("Accept must allow application/fhir+json; this server gives JSON only");
}

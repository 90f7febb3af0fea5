/** Whether a value in a site's file is one that a concept may have. */
import { type ConceptName, type ConceptValue, conceptOf } from "../../concepts/index.ts";

/** What the value of a concept must be, in words; undefined where it is. */
export function misfit(name: ConceptName, value: ConceptValue): string | undefined {
  const concept = conceptOf(name);
  if (concept.kind === "quantity") return typeof value === "number" ? undefined : "must be a number";
  if (concept.kind === "boolean") return typeof value === "boolean" ? undefined : "must be true or false";
  if (concept.kind === "table") return "must not be a table";
  const isCode = typeof value === "string" && Object.hasOwn(concept.values, value);
  return isCode ? undefined : `must be one of ${Object.keys(concept.values).join(", ")}`;
}

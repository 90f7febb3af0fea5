/** What R4 requires of orders and results beyond their rows, and what a result takes over from its report. */
import type { Segment } from "../parse.ts";
import { plainText } from "./primitives.ts";

/** An order has an intent; its details need a code. */
export function finishRequest(content: Record<string, unknown>): void {
  content["intent"] ??= "order";
  // Details are those of a code (prr-1).
  if (content["code"] === undefined) delete content["orderDetail"];
}

/** Puts the value of OBX-5 in, and what R4 requires beside it. */
export function finishObservation(
  content: Record<string, unknown>,
  value: Record<string, unknown>,
  obx: Segment,
): void {
  const { extension, component, ...rest } = value;
  Object.assign(content, rest);
  if (Array.isArray(extension)) content["extension"] = [...((content["extension"] as unknown[]) ?? []), ...extension]; // an array in R4
  if (Array.isArray(component)) content["component"] = component.map((part) => ({ code: content["code"], ...part }));
  const hasValue = Object.keys(content).some((key) => /^value[A-Z]/.test(key));
  // A reason for absence and a value exclude each other (obs-6).
  if (hasValue || content["component"] !== undefined || content["extension"] !== undefined)
    delete content["dataAbsentReason"];
  content["code"] ??= codeOf(obx.repetitions(3)[0]?.wholeText() ?? "");
}

/** A code is required: the text as sent, or that there is none. */
function codeOf(text: string): Record<string, unknown> {
  const plain = plainText(text);
  const url = "http://hl7.org/fhir/StructureDefinition/data-absent-reason";
  return plain === undefined ? { extension: [{ url, valueCode: "unknown" }] } : { text: plain };
}

/** The time of the report, for a result without one of its own. */
export function takeTime(content: Record<string, unknown>, report: Record<string, unknown> | undefined): void {
  for (const name of ["effectiveDateTime", "effectivePeriod"]) {
    if (report?.[name] !== undefined) content[name] = report[name];
  }
}

/** OBX-11 is empty: the report's status where the two sets have the code in common. */
export function statusOfResult(obx: Segment, reportStatus: unknown): string {
  if (obx.raw(11) !== "" || typeof reportStatus !== "string") return "unknown";
  return /^(final|amended|corrected|preliminary|cancelled|registered)$/.test(reportStatus) ? reportStatus : "unknown";
}

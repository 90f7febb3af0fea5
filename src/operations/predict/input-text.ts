/** An input in words, the same for every audience. */
import { conceptOf } from "../../concepts/index.ts";
import type { SelectedInput } from "../inputs.ts";
import { roundedText, unitText } from "./result-value.ts";

/** The value of an input for a reader. */
export function valueText({ value, unit, concept, known }: SelectedInput): string {
  if (value === undefined) return "not known";
  if (typeof value === "number") return `${roundedText(value)} ${unitText(unit ?? "")}`.trim();
  if (typeof value === "boolean") return value ? "yes" : "no";
  const definition = conceptOf(concept);
  if (definition.kind === "table") return known?.asFound?.value ?? "";
  return definition.kind === "code" ? (definition.values[value] ?? value) : value;
}

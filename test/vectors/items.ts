/** Items of a questionnaire, in order, as the inputs `<prefix>1`, `<prefix>2` and so on. */
import type { ParametersParameter } from "@medplum/fhirtypes";
import { quantity } from "./parameters.ts";

export const itemInputs = (prefix: string, points: readonly number[]): Record<string, Partial<ParametersParameter>> =>
  Object.fromEntries(points.map((value, at) => [`${prefix}${at + 1}`, quantity(value, "{score}")]));

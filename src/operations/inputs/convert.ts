import type { QuantityConcept } from "../../concepts/index.ts";
import { convert } from "../../units.ts";

/** Converts a value of a concept between units; undefined where they do not convert for it. */
export function convertConcept(concept: QuantityConcept, value: number, from: string, to: string): number | undefined {
  const { molarMass, analyte } = concept;
  return convert(value, from, to, {
    ...(molarMass === undefined ? {} : { molarMass }),
    ...(analyte === undefined ? {} : { analyte }),
  });
}

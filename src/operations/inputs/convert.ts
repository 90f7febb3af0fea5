/** Conversions of a concept's values between units, and what binary arithmetic leaves of them. */
import { CONCEPTS, type QuantityConcept } from "../../concepts/index.ts";
import { convert } from "../../units.ts";

/** Ions of one charge, of which a milliequivalent is a millimole. */
const MONOVALENT: ReadonlySet<QuantityConcept> = new Set([CONCEPTS.sodium, CONCEPTS.potassium, CONCEPTS.bicarbonate]);

/** Converts a value of a concept between units; undefined where they do not convert for it. */
export function convertConcept(concept: QuantityConcept, value: number, from: string, to: string): number | undefined {
  const { molarMass, analyte } = concept;
  const [source, target] = MONOVALENT.has(concept) ? [inMillimoles(from), inMillimoles(to)] : [from, to];
  if (isOfNothing(concept.unit) && [source, target].includes("%")) return undefined;
  return convert(value, source, target, {
    ...(molarMass === undefined ? {} : { molarMass }),
    ...(analyte === undefined ? {} : { analyte }),
  });
}

const inMillimoles = (unit: string): string => (unit.toLowerCase() === "meq/l" ? "mmol/L" : unit);

/** A unit that only says what is counted, `{INR}`: UCUM reads a percentage into it, and 70 % of prothrombin is no INR of 0.7. */
const isOfNothing = (unit: string): boolean => /^\{[^}]*\}$/.test(unit);

/** No measurement has more digits; what follows is left over from a conversion (106 °F as 41.1 °C and back). */
const DIGITS = 12;

/** A number as it was meant before it was converted: rounded to 12 significant digits. */
export const withoutNoise = (value: number): number =>
  Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS));

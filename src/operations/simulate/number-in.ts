import type { ParametersParameter } from "@medplum/fhirtypes";
import { InvalidInput } from "../../errors.ts";
import { decimalOf } from "../../fhir/parameters.ts";
import { convert } from "../../units.ts";

/**
 * A number in a UCUM unit: a bare number is in that unit already, a Quantity or Duration is converted to it.
 * @throws InvalidInput for another type, or a unit that does not convert
 */
export function numberIn(parameter: ParametersParameter, unit: string, expression: string): number {
  const quantity = parameter.valueQuantity ?? parameter.valueDuration;
  if (quantity === undefined) return decimalOf(parameter);
  const from = quantity.code ?? quantity.unit;
  const value = quantity.value === undefined || from === undefined ? undefined : converted(quantity.value, from, unit);
  if (value !== undefined) return value;
  throw new InvalidInput(
    `parameter '${parameter.name ?? ""}' must be a number, or a quantity that converts to ${unit}`,
    {
      code: "value",
      expression,
    },
  );
}

/** International units as UCUM spells them, and the U that insulin is written in. */
const INTERNATIONAL_UNIT = /\[iU\]|\[IU\]|U(?=\/|$)/;

/**
 * A unit of biological activity converts to no other, but its prefix and the time in it convert as with any unit: 1 unit a
 * hour is 1000/60 milliunits a minute. To have that computed, a gram stands in its place on both sides.
 */
function converted(value: number, from: string, to: string): number | undefined {
  if (!to.includes("[IU]")) return convert(value, from, to);
  if (!INTERNATIONAL_UNIT.test(from)) return undefined;
  return convert(value, from.replace(INTERNATIONAL_UNIT, "g"), to.replace(INTERNATIONAL_UNIT, "g"));
}

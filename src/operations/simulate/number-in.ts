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
  const value = quantity.value === undefined || from === undefined ? undefined : convert(quantity.value, from, unit);
  if (value !== undefined) return value;
  throw new InvalidInput(
    `parameter '${parameter.name ?? ""}' must be a number, or a quantity that converts to ${unit}`,
    {
      code: "value",
      expression,
    },
  );
}

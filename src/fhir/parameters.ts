/**
 * Reads the Parameters resource of an operation call: https://hl7.org/fhir/R4/parameters.html
 *
 * Parameters that came in a query string are all `valueString`; the readers of other types parse them, so that an
 * operation treats `?seed=7` and `valueInteger: 7` alike. Each throws InvalidInput naming the parameter.
 */
import type { Parameters, ParametersParameter, Resource } from "@medplum/fhirtypes";
import { InvalidInput } from "../errors.ts";

const INSTANT =
  /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])(T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

/** A Parameters resource, or the `part` list of one parameter. */
export type ParameterList = Parameters | ParametersParameter;

const listOf = (list: ParameterList): readonly ParametersParameter[] =>
  ("resourceType" in list ? list.parameter : (list as ParametersParameter).part) ?? [];

/** All parameters of a name, in order. */
export function allNamed(list: ParameterList, name: string): readonly ParametersParameter[] {
  return listOf(list).filter((parameter) => parameter.name === name);
}

/** The parameter of a name, or undefined; several are an error. */
export function oneNamed(list: ParameterList, name: string): ParametersParameter | undefined {
  const found = allNamed(list, name);
  if (found.length > 1) throw new InvalidInput(`parameter '${name}' may be given once`, { expression: pathOf(name) });
  return found[0];
}

/** Refuses parameters that the operation does not define, naming the ones it does. */
export function refuseUnknown(list: ParameterList, known: readonly string[]): void {
  for (const { name } of listOf(list)) {
    if (!known.includes(name ?? "")) {
      throw new InvalidInput(`unknown parameter '${name ?? ""}'; known are: ${known.join(", ")}`, {
        code: "not-supported",
        expression: pathOf(name ?? ""),
      });
    }
  }
}

/** Value of a string, code, uri, canonical or id parameter. */
export function textOf(parameter: ParametersParameter): string {
  const value =
    parameter.valueString ??
    parameter.valueCode ??
    parameter.valueUri ??
    parameter.valueCanonical ??
    parameter.valueId ??
    parameter.valueUrl;
  return value ?? wrongType(parameter, "a string or code");
}

export function integerOf(parameter: ParametersParameter): number {
  const value =
    parameter.valueInteger ??
    parameter.valuePositiveInt ??
    parameter.valueUnsignedInt ??
    fromText(parameter, /^[+-]?\d{1,10}$/);
  return value ?? wrongType(parameter, "an integer");
}

export function decimalOf(parameter: ParametersParameter): number {
  const value =
    parameter.valueDecimal ??
    parameter.valueInteger ??
    parameter.valuePositiveInt ??
    parameter.valueUnsignedInt ??
    parameter.valueQuantity?.value ??
    fromText(parameter, /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/);
  return value ?? wrongType(parameter, "a number");
}

export function booleanOf(parameter: ParametersParameter): boolean {
  if (parameter.valueBoolean !== undefined) return parameter.valueBoolean;
  if (parameter.valueString === "true") return true;
  if (parameter.valueString === "false") return false;
  return wrongType(parameter, "a boolean");
}

/**
 * Value of a date, dateTime or instant parameter as an instant in milliseconds since 1970: a partial date means its
 * last millisecond in UTC, so that "as of 2026-02-01" includes that day.
 */
export function endOfTimeOf(parameter: ParametersParameter): number {
  const text = parameter.valueDateTime ?? parameter.valueDate ?? parameter.valueInstant ?? parameter.valueString;
  if (text === undefined || !INSTANT.test(text)) return wrongType(parameter, "a date or dateTime with a time zone");
  const start = Date.parse(text);
  const [year = 0, month, day] = (text.split("T")[0] ?? "").split("-").map(Number);
  const daysInMonth = new Date(Date.UTC(year, month ?? 1, 0)).getUTCDate();
  if (Number.isNaN(start) || (day ?? 1) > daysInMonth) return wrongType(parameter, "a date that exists");
  if (text.includes("T")) return start;
  const next =
    day !== undefined && month !== undefined
      ? Date.UTC(year, month - 1, day + 1)
      : month !== undefined
        ? Date.UTC(year, month, 1)
        : Date.UTC(year + 1, 0, 1);
  return next - 1;
}

/** The resource of a parameter, of the given type. */
export function resourceOf<T extends Resource["resourceType"]>(
  parameter: ParametersParameter,
  type: T,
): Extract<Resource, { resourceType: T }> {
  const resource = parameter.resource;
  if (resource?.resourceType !== type) return wrongType(parameter, `a resource of type ${type}`);
  return resource as Extract<Resource, { resourceType: T }>; // the type was compared one line above
}

const pathOf = (name: string) => `Parameters.parameter.where(name='${name}')`;

function fromText(parameter: ParametersParameter, form: RegExp): number | undefined {
  return parameter.valueString !== undefined && form.test(parameter.valueString)
    ? Number(parameter.valueString)
    : undefined;
}

function wrongType(parameter: ParametersParameter, wanted: string): never {
  throw new InvalidInput(`parameter '${parameter.name ?? ""}' must be ${wanted}`, {
    code: "value",
    expression: pathOf(parameter.name ?? ""),
  });
}

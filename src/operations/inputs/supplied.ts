/**
 * The `input` parameters of `$predict` and `$simulate`: each has a part `name`, the name of a concept, and a part
 * `value` with a FHIR value. `{"name": "input", "part": [{"name": "name", "valueCode": "systolicBloodPressure"},
 * {"name": "value", "valueQuantity": {"value": 21.3, "code": "kPa", "system": "http://unitsofmeasure.org"}}]}`
 */
import { createHash } from "node:crypto";
import type { Coding, Parameters, ParametersParameter, Quantity } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import {
  CONCEPTS,
  type CodeConcept,
  type ConceptName,
  type ConceptValue,
  conceptOf,
  isConceptName,
  type QuantityConcept,
  type TableConcept,
} from "../../concepts/index.ts";
import { siteConcepts } from "../../concepts/site.ts";
import { rowsOf, tableTextOf } from "../../concepts/table.ts";
import { InvalidInput } from "../../errors.ts";
import { allNamed, oneNamed, refuseUnknown, textOf } from "../../fhir/parameters.ts";
import type { KnownValue } from "../inputs.ts";
import { convertConcept, withoutNoise } from "./convert.ts";

/**
 * What the caller supplies, by concept, in each concept's own unit.
 * @param list the Parameters of a call, or a parameter with `input` parts (a scenario)
 * @throws InvalidInput for an unknown name, a value of the wrong type or unit, and one outside what a living person has
 */
export function parseSupplied(list: Parameters | ParametersParameter): ReadonlyMap<ConceptName, KnownValue> {
  const supplied = new Map<ConceptName, KnownValue>();
  allNamed(list, "input").forEach((input, index) => {
    const at = `Parameters.parameter.where(name='input')[${index}]`;
    if (input.part === undefined) {
      throw new InvalidInput("an 'input' has a part 'name' and a part 'value'", { code: "structure", expression: at });
    }
    refuseUnknown(input, ["name", "value"]);
    const name = nameOf(input, at);
    if (supplied.has(name)) throw new InvalidInput(`input '${name}' is given twice`, { expression: at });
    supplied.set(name, knownOf(name, valuePartOf(input, name, at), `${at}.part.where(name='value')`));
  });
  return supplied;
}

function nameOf(input: ParametersParameter, at: string): ConceptName {
  const part = oneNamed(input, "name");
  const name = part === undefined ? "" : textOf(part);
  if (isConceptName(name)) return name;
  throw new InvalidInput(
    `unknown input '${name.slice(0, 60)}'; nearest: ${nearNames(name).join(", ")}`, // a caller's text, cut to size
    { code: "code-invalid", expression: `${at}.part.where(name='name')` },
  );
}

function valuePartOf(input: ParametersParameter, name: ConceptName, at: string): ParametersParameter {
  const part = oneNamed(input, "value");
  if (part !== undefined) return part;
  throw new InvalidInput(`input '${name}' has no part 'value'`, { code: "required", expression: at });
}

function knownOf(name: ConceptName, part: ParametersParameter, at: string): KnownValue {
  const concept = conceptOf(name);
  const common = { origin: "supplied", rule: "supplied by the caller", sources: [] } as const;
  if (concept.kind === "quantity") {
    const found = quantityOf(name, concept, part, at);
    const value = inConceptUnit(name, concept, found, at);
    const asFound = { value: String(found.value), ...(found.unit === undefined ? {} : { unit: found.unit }) };
    return { ...common, value, ...(found.unit === concept.unit ? {} : { asFound }) };
  }
  if (concept.kind === "boolean") {
    if (part.valueBoolean === undefined) throw wrongType(name, "a valueBoolean", at);
    return { ...common, value: part.valueBoolean };
  }
  if (concept.kind === "table") return { ...common, ...tableValueOf(name, concept, part, at) };
  return { ...common, value: codeOf(name, concept, part, at) };
}

/** Told by its size and a digest of its text, in place of the rows. */
function tableValueOf(
  name: ConceptName,
  concept: TableConcept,
  part: ParametersParameter,
  at: string,
): Pick<KnownValue, "value" | "asFound"> {
  if (part.valueString === undefined) throw wrongType(name, "a valueString, tab-separated with a header line", at);
  const { text, problem } = tableTextOf(concept, part.valueString);
  if (text === undefined) throw new InvalidInput(`input '${name}': ${problem}`, { code: "value", expression: at });
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { value: text, asFound: { value: `${rowsOf(text).length} rows, sha256 ${digest}` } };
}

function quantityOf(
  name: ConceptName,
  concept: QuantityConcept,
  part: ParametersParameter,
  at: string,
): { readonly value: number; readonly unit: string | undefined } {
  const bare = part.valueDecimal ?? part.valueInteger ?? part.valuePositiveInt ?? part.valueUnsignedInt;
  if (bare !== undefined) return { value: bare, unit: concept.unit };
  const quantity: Quantity | undefined = part.valueQuantity;
  if (quantity?.value === undefined) throw wrongType(name, `a valueQuantity (or a number in ${concept.unit})`, at);
  if (quantity.comparator !== undefined) {
    throw new InvalidInput(`input '${name}' needs a value, not a bound`, {
      code: "value",
      expression: `${at}.value.comparator`,
    });
  }
  refuseTwoUnits(name, concept, quantity, at);
  const unit = isUcumCoded(quantity) ? quantity.code : quantity.unit;
  if (unit === undefined) {
    throw new InvalidInput(`the quantity of input '${name}' has no unit; the concept's own is ${concept.unit}`, {
      code: "required",
      expression: `${at}.value.code`,
    });
  }
  return { value: quantity.value, unit };
}

/** Whether the code of a quantity is a UCUM code; one of another system is not read. */
const isUcumCoded = ({ code, system = SYSTEM.ucum }: Quantity): boolean => code !== undefined && system === SYSTEM.ucum;

/** The text of the unit is for people and may be anything; where it is a unit, and another than the code, one is wrong. */
function refuseTwoUnits(name: ConceptName, concept: QuantityConcept, quantity: Quantity, at: string): void {
  const { code, unit } = quantity;
  if (!isUcumCoded(quantity) || code === undefined || unit === undefined || code === unit) return;
  const one = convertConcept(concept, 1, unit, code);
  if (one === undefined || withoutNoise(one) === 1) return;
  throw new InvalidInput(`the unit and the code of input '${name}' are two units: check which one is meant`, {
    code: "value",
    expression: `${at}.value.unit`,
  });
}

function inConceptUnit(
  name: ConceptName,
  concept: QuantityConcept,
  found: { readonly value: number; readonly unit: string | undefined },
  at: string,
): number {
  const value = convertConcept(concept, found.value, found.unit ?? concept.unit, concept.unit);
  if (value === undefined) {
    throw new InvalidInput(`the unit of input '${name}' does not convert to ${concept.unit}`, {
      code: "value",
      expression: `${at}.value.code`,
    });
  }
  const [low, high] = concept.plausible;
  const exact = withoutNoise(value);
  if (!(exact >= low && exact <= high)) {
    throw new InvalidInput(
      `input '${name}' is outside ${low} to ${high} ${concept.unit}, which no living person is: check value and unit`,
      { code: "value", expression: `${at}.value` },
    );
  }
  return value;
}

function codeOf(name: ConceptName, concept: CodeConcept, part: ParametersParameter, at: string): ConceptValue {
  const coding: Coding | undefined = part.valueCoding ?? part.valueCodeableConcept?.coding?.[0];
  const code = part.valueCode ?? part.valueString ?? coding?.code;
  const allowed = Object.keys(concept.values);
  if (code === undefined) throw wrongType(name, `a valueCode, one of ${allowed.join(", ")}`, at);
  if (allowed.includes(code)) return code;
  throw new InvalidInput(`input '${name}' must be one of ${allowed.join(", ")}`, {
    code: "code-invalid",
    expression: at,
  });
}

const wrongType = (name: ConceptName, wanted: string, at: string) =>
  new InvalidInput(`input '${name}' must be ${wanted}`, { code: "value", expression: at });

/** The five concept names that share most with a text, counted in pairs of letters. */
function nearNames(text: string): readonly string[] {
  const wanted = pairsOf(text.slice(0, 60));
  const likeness = (name: string) => {
    const own = pairsOf(name);
    return (2 * own.intersection(wanted).size) / (own.size + wanted.size);
  };
  return [...Object.keys(CONCEPTS), ...siteConcepts().keys()]
    .map((name) => ({ name, likeness: likeness(name) }))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, 5)
    .map(({ name }) => name);
}

function pairsOf(text: string): ReadonlySet<string> {
  const lower = text.toLowerCase();
  return new Set(Array.from({ length: Math.max(lower.length - 1, 1) }, (_, at) => lower.slice(at, at + 2)));
}

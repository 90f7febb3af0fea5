/**
 * What the walk needs to know of a type, compiled at first use: its JSON names, each with how to check it, the names
 * that must be there, and its invariants.
 */
import { type Element, elementsOf, rulesOf } from "../definitions/elements.ts";
import { RESOURCE_TYPES } from "../definitions/resource-types.ts";
import { type Binding, bindingOf } from "./binding.ts";
import { type Rule, ruleOf } from "./invariants.ts";
import { PRIMITIVE_TYPES, type PrimitiveType } from "./primitives.ts";

/** One JSON name of a type: a choice of types has one field per type. */
export interface Field {
  readonly key: string;
  /** Name of the element: `value` for `valueQuantity`. */
  readonly element: string;
  readonly type: string;
  readonly isArray: boolean;
  readonly isChoice: boolean;
  /** For a primitive type; else the value is an object. */
  readonly primitive: PrimitiveType | undefined;
  /** Whether it can have `_key` with id and extensions: not what XML writes as an attribute, nor a narrative. */
  readonly canExtend: boolean;
  readonly binding: Binding | undefined;
  /** Types that a Reference may point to; undefined if any. */
  readonly targets: ReadonlySet<string> | undefined;
  /** Invariants that the definition puts on this element, beside those of its type. */
  readonly rules: readonly Rule[];
}

interface RequiredElement {
  readonly name: string;
  /** The JSON names of which one must be there. */
  readonly keys: readonly string[];
}

export interface TypeTable {
  readonly type: string;
  readonly isResource: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  readonly required: readonly RequiredElement[];
  readonly rules: readonly Rule[];
}

const NOT_EXTENSIBLE = new Set(["Element.id", "Extension.url", "Narrative.div"]);
const tables = new Map<string, TypeTable>();

/** The table of a resource type, datatype or backbone element; the type must be one of those. */
export function tableOf(type: string): TypeTable {
  let table = tables.get(type);
  if (!table) {
    table = compile(type);
    tables.set(type, table);
  }
  return table;
}

function compile(type: string): TypeTable {
  const elements = elementsOf(type);
  const isResource = RESOURCE_TYPES.has(type);
  const fields = elements.flatMap((element) => fieldsOf(type, element, isResource));
  return {
    type,
    isResource,
    fields: new Map(fields.map((field) => [field.key, field])),
    required: elements
      .filter(({ isRequired }) => isRequired)
      .map(({ name, jsonNames }) => ({ name: name.replace("[x]", ""), keys: jsonNames })),
    rules: compiledRules(type, isResource),
  };
}

function fieldsOf(type: string, element: Element, isResource: boolean): Field[] {
  const { name, jsonNames, types, isArray, targets, valueSet, isSimpleQuantity } = element;
  const path = `${type}.${name}`;
  const pathOfExtension = name === "id" && !isResource ? "Element.id" : path;
  return types.map((fieldType, position): Field => {
    const isLimitedReference = fieldType === "Reference" && targets !== undefined;
    return {
      key: jsonNames[position] ?? name,
      element: name.replace("[x]", ""),
      type: fieldType,
      isArray,
      isChoice: name.endsWith("[x]"),
      primitive: PRIMITIVE_TYPES.get(fieldType),
      canExtend: PRIMITIVE_TYPES.has(fieldType) && !NOT_EXTENSIBLE.has(pathOfExtension),
      binding: valueSet === undefined ? undefined : bindingOf(valueSet),
      targets: isLimitedReference ? new Set(targets) : undefined,
      rules: [
        // A rule on a choice of types is about the complex ones: ras-1 about probabilityRange.
        ...(PRIMITIVE_TYPES.get(fieldType)?.json === "number" ? [] : element.rules).flatMap(
          (row) => ruleOf({ owner: path, type: fieldType, isResource: false }, row) ?? [],
        ),
        ...(isSimpleQuantity && fieldType === "Quantity" ? simpleQuantityRules() : []),
      ],
    };
  });
}

/** Rules of the type and of its base types, each under the type that states it. */
function compiledRules(type: string, isResource: boolean): Rule[] {
  return rulesOf(type).flatMap(({ owner, ...row }) => ruleOf({ owner, type, isResource }, row) ?? []);
}

/** A SimpleQuantity is a Quantity with rules of its own; the others are checked for every Quantity. */
function simpleQuantityRules(): Rule[] {
  return compiledRules("SimpleQuantity", false).filter(({ key }) => key.startsWith("sqty"));
}

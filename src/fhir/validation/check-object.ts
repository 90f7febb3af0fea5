/**
 * One pass over an object and what it holds, by the table of its type: names, JSON types, cardinality, formats,
 * bindings, references, then its invariants, those only if nothing below it was wrong.
 */
import { checkConcept, codeProblem } from "./binding.ts";
import { checkResource } from "./check-resource.ts";
import type { Rule } from "./invariants.ts";
import { primitiveText } from "./primitives.ts";
import { checkReference, noteLocal } from "./references.ts";
import { type Field, type TypeTable, tableOf } from "./type-table.ts";
import { isObject, type JsonObject, MAX_DEPTH, type Walk } from "./walk.ts";

/** Names go into messages and paths: what is not even shaped like one does not. */
const PRINTABLE_NAME = /^\w{1,64}$/;
const LOCAL_URI_TYPES = new Set(["uri", "url", "canonical"]);

/** Checks a JSON object against the table of its type. */
export function checkObject(walk: Walk, value: JsonObject, table: TypeTable): void {
  if (walk.depth >= MAX_DEPTH) {
    walk.error("too-costly", `is nested more than ${MAX_DEPTH} deep`);
    return;
  }
  walk.depth++;
  const errors = walk.errors;
  const keys = Object.keys(value);
  for (const key of keys) {
    if (walk.isFull) break;
    if (value[key] !== undefined) checkMember(walk, value, key, table);
  }
  if (!table.isResource) checkContent(walk, value, keys);
  checkRequired(walk, value, table);
  if (walk.errors === errors) checkRules(walk, value, table.rules);
  walk.depth--;
}

/** ele-1, and that no object is empty: https://hl7.org/fhir/R4/json.html */
function checkContent(walk: Walk, value: JsonObject, keys: readonly string[]): void {
  if (keys.length === 0) walk.error("structure", "an object must not be empty");
  else if (keys.length === 1 && value.id !== undefined) {
    walk.error("invariant", "an element has a value or children beside its id: ele-1");
  }
}

function checkMember(walk: Walk, value: JsonObject, key: string, table: TypeTable): void {
  if (!PRINTABLE_NAME.test(key)) {
    walk.error("structure", "has an element with a name that no element of FHIR has");
    return;
  }
  const field = table.fields.get(key);
  const extended = field === undefined && key.startsWith("_") ? table.fields.get(key.slice(1)) : undefined;
  walk.path.push(key);
  if (field) {
    checkField(walk, value, field);
    if (field.isChoice) checkSingleChoice(walk, value, field, table);
  } else if (extended?.canExtend) {
    checkCompanion(walk, value, extended);
    if (extended.isChoice) checkSingleChoice(walk, value, extended, table);
  } else if (key !== "resourceType" || !table.isResource) {
    walk.error("structure", `${table.type} has no such element${choiceHint(key, table)}`);
  }
  walk.path.pop();
}

/** For `valueMoney` where that type is not allowed: says which are. */
function choiceHint(key: string, { fields }: TypeTable): string {
  const choices = [...fields.values()].filter(({ isChoice, element }) => isChoice && key.startsWith(element));
  const name = choices[0]?.element;
  return name === undefined ? "" : `; ${name}[x] may be ${choices.map((field) => field.key).join(", ")}`;
}

/** A choice of types is there once. Reported at the second of the names, and there once. */
function checkSingleChoice(walk: Walk, value: JsonObject, field: Field, { fields }: TypeTable): void {
  for (const key in value) {
    const bare = key.startsWith("_") ? key.slice(1) : key;
    if (bare === field.key) return;
    const other = bare.startsWith(field.element) ? fields.get(bare) : undefined;
    if (other?.isChoice && other.element === field.element && value[key] !== undefined) {
      walk.error("structure", `${field.element}[x] may be there once, and there is also ${key}`);
      return;
    }
  }
}

function checkField(walk: Walk, holder: JsonObject, field: Field): void {
  const value = holder[field.key];
  if (!field.isArray) {
    if (Array.isArray(value)) walk.error("structure", "must be a single value, not an array");
    else checkItem(walk, holder, field.key, value, field);
    return;
  }
  if (!Array.isArray(value)) {
    walk.error("structure", "must be an array");
    return;
  }
  if (value.length === 0) walk.error("structure", "an array must not be empty");
  const companion = holder[`_${field.key}`];
  const depth = walk.path.push(0);
  for (let index = 0; index < value.length && !walk.isFull; index++) {
    walk.path[depth - 1] = index;
    const item: unknown = value[index];
    // A null keeps the place of a value of which only extensions are known.
    if (item === null && field.canExtend && Array.isArray(companion) && isObject(companion[index])) continue;
    checkItem(walk, value, index, item, field);
  }
  walk.path.pop();
}

function checkItem(walk: Walk, holder: object, key: string | number, value: unknown, field: Field): void {
  if (value === null) walk.error("structure", "must not be null");
  else if (field.primitive) checkPrimitive(walk, holder, key, value, field);
  else if (field.type === "Resource") checkResource(walk, value, field.key);
  else if (!isObject(value)) walk.error("structure", `must be an object (${field.type})`);
  else checkComplex(walk, value, field);
}

function checkPrimitive(walk: Walk, holder: object, key: string | number, value: unknown, field: Field): void {
  const { type, primitive, binding } = field;
  if (!primitive || typeof value !== primitive.json) {
    walk.error("structure", `must be a ${primitive?.json ?? "value"} (${type})`);
    return;
  }
  const text = primitiveText(value as string | number | boolean, holder, key); // its JSON type was checked
  const problem = primitive.check(text);
  if (problem !== undefined) reportFormat(walk, type, problem);
  else if (binding && !binding.codes.has(text)) walk.error("code-invalid", codeProblem(binding));
  else if (text.charCodeAt(0) === HASH && LOCAL_URI_TYPES.has(type) && walk.frame) noteLocal(walk.frame, text.slice(1));
  else if (primitive.json === "string" && isBlank(text))
    walk.warning("value", `${type} should not be white space only`);
  if (problem === undefined && field.rules.length > 0) checkRules(walk, value, field.rules);
}
function reportFormat(walk: Walk, type: string, problem: string): void {
  if (type === "xhtml") walk.error("invariant", `the narrative ${problem}`);
  else walk.error("value", `${type} ${problem}`);
}
const HASH = 0x23;
const isBlank = (text: string) => text.charCodeAt(0) <= 32 && text.trim() === "";

function checkComplex(walk: Walk, value: JsonObject, field: Field): void {
  const errors = walk.errors;
  checkObject(walk, value, tableOf(field.type));
  if (field.key === "modifierExtension") {
    walk.warning("not-supported", "this server does not know what this modifier extension changes");
  }
  if (walk.errors !== errors) return;
  if (field.type === "Reference") checkReference(walk, value, field.targets);
  if (field.type === "Extension") checkExtension(walk, value);
  if (field.binding) checkConcept(walk, value, field.binding);
  if (field.rules.length > 0) checkRules(walk, value, field.rules);
}

/** ext-1: https://hl7.org/fhir/R4/extensibility.html#extension */
function checkExtension(walk: Walk, value: JsonObject): void {
  const hasValue = Object.keys(value).some((key) => key.startsWith("value") || key.startsWith("_value"));
  if (hasValue !== (value.extension !== undefined)) return;
  walk.error("invariant", "an extension has either a value or extensions, not both and not neither: ext-1");
}

/** `_birthDate`, with the id and extensions of a primitive value: https://hl7.org/fhir/R4/json.html#primitive */
function checkCompanion(walk: Walk, holder: JsonObject, field: Field): void {
  const companion = holder[`_${field.key}`];
  const value = holder[field.key];
  if (!field.isArray) {
    if (isObject(companion)) checkElement(walk, companion, value !== undefined);
    else walk.error("structure", "must be an object with id or extension");
    return;
  }
  if (!Array.isArray(companion)) {
    walk.error("structure", "must be an array");
    return;
  }
  if (companion.length === 0) walk.error("structure", "an array must not be empty");
  if (Array.isArray(value) && value.length !== companion.length) {
    walk.error("structure", `must be as long as ${field.key}, with null where there is nothing`);
  }
  const values: readonly unknown[] = Array.isArray(value) ? value : [];
  const depth = walk.path.push(0);
  for (let index = 0; index < companion.length && !walk.isFull; index++) {
    walk.path[depth - 1] = index;
    const item: unknown = companion[index];
    const hasValue = values[index] !== undefined && values[index] !== null;
    if (isObject(item)) checkElement(walk, item, hasValue);
    else if (item !== null || !hasValue) walk.error("structure", "must be an object with id or extension");
  }
  walk.path.pop();
}

function checkElement(walk: Walk, value: JsonObject, hasValue: boolean): void {
  if (hasValue && value.id !== undefined && Object.keys(value).length === 1) {
    checkMember(walk, value, "id", tableOf("Element"));
  } else checkObject(walk, value, tableOf("Element"));
}

function checkRequired(walk: Walk, value: JsonObject, { type, required }: TypeTable): void {
  for (const { name, keys } of required) {
    if (keys.some((key) => value[key] !== undefined || value[`_${key}`] !== undefined)) continue;
    walk.errorAt(name, "required", `${type} needs ${name}`);
  }
}

function checkRules(walk: Walk, value: unknown, rules: readonly Rule[]): void {
  for (const { key, human, holds } of rules) {
    const result = holds(value, walk);
    if (result === false) walk.error("invariant", `${human}: ${key}`);
    if (result === undefined) walk.warning("incomplete", `the invariant ${key} could not be evaluated`);
  }
}

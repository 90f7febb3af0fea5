/**
 * Whether a document satisfies a filter, decided here: for what a write has staged and not yet committed, and on servers
 * that cannot match several conditions on one array element. It knows the part of the language that `filters.ts` writes;
 * `test/storage/mongodb/evaluate.test.ts` holds it against an independent implementation of the language.
 */
import { compareValues } from "./documents.ts";
import type { Filter } from "./filters.ts";

/** @param document compared field by field; a dotted field is a path through objects */
export function satisfies(document: object, filter: Filter): boolean {
  return Object.entries(filter).every(([field, condition]) => {
    switch (field) {
      case "$and":
        return parts(condition).every((part) => satisfies(document, part));
      case "$or":
        return parts(condition).some((part) => satisfies(document, part));
      case "$nor":
        return !parts(condition).some((part) => satisfies(document, part));
      default:
        return holds(valueAt(document, field), condition);
    }
  });
}

/** The value at a dotted path, undefined where it breaks off. */
export function valueAt(document: object, path: string): unknown {
  let value: unknown = document;
  for (const name of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[name]; // an object, and an absent field is undefined
  }
  return value;
}

// Written by `filters.ts`: these operators hold lists of filters.
const parts = (condition: unknown): readonly Filter[] => condition as readonly Filter[];

function holds(value: unknown, condition: unknown): boolean {
  if (!isOperators(condition))
    return some(value, (one) => one === condition || (condition === null && one === undefined));
  return Object.entries(condition).every(([operator, operand]) => holdsOperator(value, operator, operand));
}

function isOperators(condition: unknown): condition is Readonly<Record<string, unknown>> {
  if (typeof condition !== "object" || condition === null) return false;
  return Object.keys(condition).every((name) => name.startsWith("$"));
}

function holdsOperator(value: unknown, operator: string, operand: unknown): boolean {
  switch (operator) {
    case "$exists":
      return (value !== undefined) === operand;
    case "$in":
      return some(value, (one) => (operand as readonly unknown[]).includes(one)); // a list, as written by filters.ts
    case "$nin":
      return !holdsOperator(value, "$in", operand);
    case "$elemMatch": // a filter, as written by filters.ts
      return Array.isArray(value) && value.some((element: object) => satisfies(element, operand as Filter));
    case "$regex":
      return some(value, (one) => typeof one === "string" && new RegExp(String(operand), "s").test(one));
    case "$gt":
      return some(value, (one) => isComparable(one, operand) && compareValues(one, operand) > 0);
    case "$gte":
      return some(value, (one) => isComparable(one, operand) && compareValues(one, operand) >= 0);
    case "$lt":
      return some(value, (one) => isComparable(one, operand) && compareValues(one, operand) < 0);
    case "$lte":
      return some(value, (one) => isComparable(one, operand) && compareValues(one, operand) <= 0);
    default:
      throw new Error(`No filter of this store has the operator ${operator}`);
  }
}

/** MongoDB compares values of the same type only. */
const isComparable = (a: unknown, b: unknown) => typeof a === typeof b;

/** An array satisfies a condition if one of its elements does. */
function some(value: unknown, test: (one: unknown) => boolean): boolean {
  return Array.isArray(value) ? value.some(test) : test(value);
}

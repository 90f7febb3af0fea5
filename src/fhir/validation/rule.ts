/** What rules are written with: whether elements are there. */
import { isObject, type JsonObject, type Walk } from "./walk.ts";

/** Whether a value, sound in its structure, satisfies an invariant. */
export type NativeRule = (value: unknown, walk: Walk) => boolean;

/** A rule of a type whose values are objects. */
export function rule(check: (value: JsonObject, walk: Walk) => boolean): NativeRule {
  return (value, walk) => check(value as JsonObject, walk); // the walk evaluates it on objects of that type only
}

/** Whether an element is there, with a value or with extensions only. */
export function has(value: JsonObject, name: string): boolean {
  return value[name] !== undefined || value[`_${name}`] !== undefined;
}

export function hasAny(value: JsonObject, ...names: readonly string[]): boolean {
  return names.some((name) => has(value, name));
}

/** Whether a choice is there in any of its types. */
export function hasChoice(value: JsonObject, name: string): boolean {
  return Object.keys(value).some((key) => {
    const bare = key.startsWith("_") ? key.slice(1) : key;
    return bare.startsWith(name) && /^[A-Z]/.test(bare.slice(name.length));
  });
}

/** The objects of a list; none if it is not there. */
export function objects(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Whether no two are equal; what is undefined is not there. */
export function areDistinct(values: readonly unknown[]): boolean {
  const there = values.filter((value) => value !== undefined);
  return new Set(there).size === there.length;
}

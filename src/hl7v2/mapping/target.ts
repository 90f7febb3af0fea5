/**
 * Where a mapping row writes to: a path below the map's FHIR type, such as `participant[1].type.coding.code`.
 *
 * A number in brackets does not count array elements; it tells one element that a map makes from another, as in the
 * guide: all rows with `participant[1]` and the same repetition of the source write into one element. Repetitions of a
 * v2 field become elements of the first array on the path.
 */
import type { ElementAt } from "./compile.ts";

export interface TraceEntry {
  /** FHIRPath below the object that holds the entry, `name[0].family`. */
  readonly element: string;
  readonly source: string;
  readonly origin: string;
}

/** One application of a map: what has been made so far, and where each of its array elements is. */
export interface Building {
  readonly root: Record<string, unknown>;
  readonly slots: Map<string, { readonly object: Record<string, unknown>; readonly list: unknown[] }>;
}

export interface Target {
  /** Type of the element that is written. */
  readonly type: string;
  /** First name of the path, the element that a merge keeps or replaces. */
  readonly element: string;
  /** Key of the first array element on the path, or of the first element; rows with the same one belong together. */
  readonly slot: string;
  /** Whether repetitions of the source make several elements. */
  readonly isRepeating: boolean;
  /** Whether the path is one element of the map's own type, no array. */
  readonly isDirect: boolean;
  /** Writes a value for the r-th repetition of the source (from 0); gives its FHIRPath. */
  write(building: Building, repetition: number, value: unknown): string;
  /** Whether something stands there (r = 0). */
  has(building: Building): boolean;
  /** Takes the first array element on the path (r = 0) away again. */
  drop(building: Building): void;
}

interface Step {
  readonly name: string;
  readonly isArray: boolean;
  /** Path up to here with its bracketed numbers. */
  readonly key: string;
  /** Whether repetitions of the source make elements here. */
  readonly repeats: boolean;
  /** Number in brackets. */
  readonly index: number;
}

const PRIMITIVE = /^[a-z]/;

/** Compiles a path; undefined if R4 has no such element. */
export function compileTarget(type: string, path: string, elementAt: ElementAt): Target | undefined {
  const steps: Step[] = [];
  let names = "";
  let isArraySeen = false;
  let last: { readonly types: readonly string[]; readonly isArray: boolean } | undefined;
  for (const part of path.split(".")) {
    const [, name = "", index = "1"] = /^([A-Za-z]+)(?:\[(\d+)\])?$/.exec(part) ?? [];
    // An element below a primitive lives beside it, under its name with an underscore.
    const isBelowPrimitive = last !== undefined && PRIMITIVE.test(last.types[0] ?? "");
    const above = steps.at(-1);
    if (isBelowPrimitive && above !== undefined) {
      if (above.isArray || name !== "extension") return undefined;
      steps[steps.length - 1] = { ...above, name: `_${above.name}` };
      last = { types: ["Extension"], isArray: true };
      type = "Extension";
      names = "";
    } else {
      names = names === "" ? name : `${names}.${name}`;
      last = elementAt(type, names);
    }
    if (last === undefined) return undefined;
    if (last.types.length === 1 && /^[A-Z]/.test(last.types[0] ?? "") && !/Element$/.test(last.types[0] ?? "")) {
      type = last.types[0] ?? type;
      names = "";
    }
    const key = `${above?.key ?? ""}.${name}[${index}]`;
    steps.push({ name, isArray: last.isArray, key, repeats: last.isArray && !isArraySeen, index: Number(index) });
    isArraySeen ||= last.isArray;
  }
  const end = steps.at(-1);
  if (last === undefined || end === undefined || last.types.length !== 1) return undefined;
  return makeTarget(steps, last.types[0] ?? "");
}

function makeTarget(steps: readonly Step[], type: string): Target {
  const first = steps.find((step) => step.isArray) ?? steps[0];
  const slotKey = first?.key ?? "";
  return {
    type,
    element: steps[0]?.name ?? "",
    slot: slotKey,
    isRepeating: steps.some((step) => step.repeats),
    isDirect: steps.length === 1 && !steps[0]?.isArray,
    write: (building, repetition, value) => write(building, steps, repetition, value),
    has: (building) => find(building, steps) !== undefined,
    drop: (building) => {
      const slot = building.slots.get(`${slotKey}#0`);
      if (slot === undefined) {
        if (first !== undefined && !first.isArray) delete building.root[first.name];
        return;
      }
      slot.list.splice(slot.list.indexOf(slot.object), 1);
      building.slots.delete(`${slotKey}#0`);
    },
  };
}

function write(building: Building, steps: readonly Step[], repetition: number, value: unknown): string {
  let at = building.root;
  let path = "";
  const end = steps.length - 1;
  for (let index = 0; index < end; index++) {
    const step = steps[index];
    if (step === undefined) break;
    const next = step.isArray ? slotOf(building, at, step, repetition) : childOf(at, step.name);
    path += step.isArray ? `${step.name}[${lengthOf(at[step.name]) - 1}].` : `${step.name}.`;
    at = next;
  }
  const step = steps[end];
  if (step === undefined) return path;
  if (step.isArray) {
    const key = `${step.key}#${repetition}`;
    const known = building.slots.get(key);
    if (known !== undefined && isObject(value)) mergeInto(known.object, value);
    else {
      at[step.name] ??= [];
      const list = at[step.name] as unknown[]; // an array element by the R4 definitions
      list.push(value);
      if (isObject(value)) building.slots.set(key, { object: value, list });
    }
    return `${path}${step.name}[${lengthOf(at[step.name]) - 1}]`;
  }
  const known = at[step.name];
  if (isObject(known) && isObject(value)) mergeInto(known, value);
  else at[step.name] = value;
  return `${path}${step.name}`;
}

function find(building: Building, steps: readonly Step[]): unknown {
  let at: unknown = building.root;
  for (const step of steps) {
    if (!isObject(at)) return undefined;
    at = step.isArray ? (building.slots.get(`${step.key}#0`)?.object ?? at[step.name]) : at[step.name];
  }
  return at;
}

function slotOf(
  building: Building,
  at: Record<string, unknown>,
  step: Step,
  repetition: number,
): Record<string, unknown> {
  const key = `${step.key}#${repetition}`;
  const known = building.slots.get(key);
  if (known !== undefined) return known.object;
  at[step.name] ??= [];
  const list = at[step.name] as unknown[]; // an array element by the R4 definitions
  // Below a value that another map has made, the number does count: `identifier[1].type.coding` is CX's first coding.
  const made = step.repeats ? undefined : list[step.index - 1];
  const object = isObject(made) ? made : {};
  if (object !== made) list.push(object);
  building.slots.set(key, { object, list });
  return object;
}

function childOf(at: Record<string, unknown>, name: string): Record<string, unknown> {
  at[name] ??= {};
  return at[name] as Record<string, unknown>; // a complex element by the R4 definitions
}

/** Nested objects are merged, so that two rows may each give a part; symbols carry the exact text of decimals. */
function mergeInto(into: Record<string, unknown>, from: Record<string, unknown>): void {
  for (const key of Reflect.ownKeys(from)) {
    const [old, value] = [Reflect.get(into, key), Reflect.get(from, key)];
    if (isObject(old) && isObject(value)) mergeInto(old, value);
    else Reflect.set(into, key, value);
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : 0);

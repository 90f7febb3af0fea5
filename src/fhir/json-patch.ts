/** JSON Patch, https://datatracker.ietf.org/doc/html/rfc6902, on values that keep exact decimals (`json.ts`). */
import { InvalidInput, RuleViolation } from "../errors.ts";
import { copyJson } from "../json.ts";

type Container = Record<string, unknown> | unknown[];
interface Step {
  readonly op: string;
  readonly path: readonly string[];
  readonly from: readonly string[] | undefined;
  readonly value: unknown;
  readonly hasValue: boolean;
  /** `[2]`, for errors. */
  readonly expression: string;
}

/**
 * A patched copy of `document`.
 * @throws InvalidInput for a malformed patch, RuleViolation where it does not fit the document or a test fails
 */
export function applyJsonPatch(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw new InvalidInput("a JSON Patch is an array of operations", { code: "structure" });
  const root: { document: unknown } = { document: copyJson(document) };
  for (const [index, item] of patch.entries()) apply(root, stepOf(item, index));
  return root.document;
}

function stepOf(item: unknown, index: number): Step {
  const expression = `[${index}]`;
  const malformed = (what: string) => new InvalidInput(`patch operation ${index}: ${what}`, { expression });
  if (typeof item !== "object" || item === null) throw malformed("is no object");
  const { op, path, from, value } = item as Record<string, unknown>;
  if (typeof op !== "string" || !["add", "remove", "replace", "move", "copy", "test"].includes(op)) {
    throw malformed("op must be add, remove, replace, move, copy or test");
  }
  const hasValue = value !== undefined;
  if (["add", "replace", "test"].includes(op) && !hasValue) throw malformed("value is missing");
  const pointer = (text: unknown, name: string): string[] => {
    if (typeof text !== "string" || !/^(\/.*)?$/s.test(text)) throw malformed(`${name} must be a JSON Pointer`);
    const steps = text.split("/").slice(1);
    if (steps.includes("__proto__")) throw malformed(`${name} names no element`);
    return steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
  };
  const fromPath = op === "move" || op === "copy" ? pointer(from, "from") : undefined;
  return { op, path: pointer(path, "path"), from: fromPath, value, hasValue, expression };
}

function apply(root: { document: unknown }, { op, path, from, value, expression }: Step): void {
  const fail = (what: string) => new RuleViolation(`patch operation ${expression}: ${what}`, { expression });
  const read = (steps: readonly string[]): unknown => {
    let at: unknown = root.document;
    for (const step of steps) {
      if (!isContainer(at) || !Object.hasOwn(at, step)) throw fail("there is nothing at the path");
      at = (at as Record<string, unknown>)[step]; // an array takes an index as a key
    }
    return at;
  };
  const parent = (steps: readonly string[]): Container => {
    const found = read(steps.slice(0, -1));
    if (!isContainer(found)) throw fail("there is no object or array at the path");
    return found;
  };
  const remove = (steps: readonly string[]) => {
    const holder = parent(steps);
    const key = steps.at(-1) ?? "";
    read(steps);
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete holder[key];
  };
  const add = (steps: readonly string[], added: unknown) => {
    if (steps.length === 0) {
      root.document = added;
      return;
    }
    const holder = parent(steps);
    const key = steps.at(-1) ?? "";
    if (!Array.isArray(holder)) {
      holder[key] = added;
      return;
    }
    const position = key === "-" ? holder.length : /^(0|[1-9]\d*)$/.test(key) ? Number(key) : Number.NaN;
    if (!(position <= holder.length)) throw fail("the index is outside the array");
    holder.splice(position, 0, added);
  };
  if (path.length === 0 && op === "remove") throw fail("the whole resource cannot be removed");
  if (op === "add") add(path, copyJson(value));
  else if (op === "remove") remove(path);
  else if (op === "replace") {
    read(path);
    if (path.length > 0) remove(path);
    add(path, copyJson(value));
  } else if (op === "test") {
    if (!isSame(read(path), value)) throw fail("the test failed");
  } else {
    const moved = copyJson(read(from ?? []));
    if (op === "move") remove(from ?? []);
    add(path, moved);
  }
}

const isContainer = (value: unknown): value is Container => typeof value === "object" && value !== null;

/** Equality of JSON, order of keys aside. */
function isSame(a: unknown, b: unknown): boolean {
  if (!isContainer(a) || !isContainer(b)) return a === b;
  const keys = Object.keys(a);
  if (Array.isArray(a) !== Array.isArray(b) || keys.length !== Object.keys(b).length) return false;
  return keys.every(
    (key) => Object.hasOwn(b, key) && isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
  );
}

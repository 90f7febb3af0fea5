/** Order of quantities. */
import { isObject } from "./walk.ts";

/** rng-2: false only if both ends have a value in the same unit and the low one is larger. */
export function rangeIsOrdered(low: unknown, high: unknown): boolean {
  if (!isObject(low) || !isObject(high)) return true;
  if (typeof low.value !== "number" || typeof high.value !== "number") return true;
  const isSameUnit =
    low.code !== undefined || high.code !== undefined
      ? low.code === high.code && low.system === high.system
      : low.unit === high.unit;
  return !isSameUnit || low.value <= high.value;
}

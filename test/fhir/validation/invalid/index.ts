/** One resource for each way of being wrong. */
import { INVALID_CONTAINERS } from "./containers.ts";
import type { InvalidResource } from "./invalid-resource.ts";
import { INVALID_INVARIANTS } from "./invariants.ts";
import { INVALID_REFERENCES } from "./references.ts";
import { INVALID_STRUCTURE } from "./structure.ts";
import { INVALID_VALUES } from "./values.ts";

export const INVALID_RESOURCES: readonly InvalidResource[] = [
  ...INVALID_STRUCTURE,
  ...INVALID_VALUES,
  ...INVALID_REFERENCES,
  ...INVALID_INVARIANTS,
  ...INVALID_CONTAINERS,
];

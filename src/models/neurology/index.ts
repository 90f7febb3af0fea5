import { CAIDE } from "./caide.ts";

/** Brain and nerves. */
export const NEUROLOGY = [CAIDE];

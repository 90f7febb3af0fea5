import { APRI } from "./apri.ts";
import { CHILD_PUGH } from "./child-pugh.ts";
import { FIB_4 } from "./fib-4.ts";
import { MELD } from "./meld.ts";

/** Liver disease and fibrosis. */
export const LIVER = [MELD, FIB_4, APRI, CHILD_PUGH];

import { FINDRISC } from "./findrisc.ts";
import { HOMA_IR } from "./homa-ir.ts";

/** Diabetes and insulin resistance. */
export const METABOLIC = [FINDRISC, HOMA_IR];

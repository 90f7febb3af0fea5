import { CKD_EPI } from "./ckd-epi.ts";
import { COCKCROFT_GAULT } from "./cockcroft-gault.ts";
import { KFRE } from "./kfre.ts";

/** Kidney function and failure. */
export const KIDNEY = [CKD_EPI, KFRE, COCKCROFT_GAULT];

import { PRS } from "./prs.ts";

/** Genetics. */
export const GENOMICS = [PRS];

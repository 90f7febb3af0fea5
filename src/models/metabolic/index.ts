import { FINDRISC } from "./findrisc.ts";
import { HOMA_IR } from "./homa-ir.ts";
import { QDIABETES_2018_A } from "./qdiabetes-2018-a.ts";
import { QDIABETES_2018_B } from "./qdiabetes-2018-b.ts";

/** Diabetes and insulin resistance. */
export const METABOLIC = [FINDRISC, HOMA_IR, QDIABETES_2018_A, QDIABETES_2018_B];

import type { RiskModel } from "../contract.ts";
import { BROCK_NODULE } from "./brock-nodule.ts";
import { GAIL_BCRAT } from "./gail-bcrat.ts";
import { KHORANA } from "./khorana.ts";
import { MAYO_SPN } from "./mayo-spn.ts";
import { PLCOM2012 } from "./plcom2012.ts";
import { PREDICT_BREAST_V3 } from "./predict-breast-v3.ts";

/** Cancer: risk, screening, prognosis, complications. */
export const ONCOLOGY: readonly RiskModel[] = [
  KHORANA,
  PLCOM2012,
  BROCK_NODULE,
  MAYO_SPN,
  GAIL_BCRAT,
  PREDICT_BREAST_V3,
];

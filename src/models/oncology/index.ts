import type { RiskModel } from "../contract.ts";

/** Cancer: risk, screening, prognosis, complications. */
export const ONCOLOGY: readonly RiskModel[] = [];

import { fact, quantity } from "./concept.ts";

/** Risk factors of dementia. */
export const NEUROLOGY = {
  /** Formal education, school included. */
  educationDuration: quantity("Years of education", "a", [0, 40]),
  /** As CAIDE asks it. */
  isPhysicallyActive: fact("Physically active in leisure time"),
  hasApoeE4: fact("Carries an APOE ε4 allele"),
  hasDementia: fact("Dementia"),
} as const;

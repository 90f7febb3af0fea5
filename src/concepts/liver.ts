import { choice, fact, quantity } from "./concept.ts";

/** What only the liver scores ask. */
export const LIVER = {
  aspartateAminotransferaseUpperLimit: quantity("Upper limit of normal of AST, of the laboratory", "U/L", [10, 200]),
  ascites: choice("Ascites", { none: "None", mild: "Mild", "moderate-severe": "Moderate or severe" }),
  /** West Haven grade, 0 none to 4 coma. */
  encephalopathyGrade: quantity("Hepatic encephalopathy, grade", "{grade}", [0, 4]),
  /** Dialysis at least twice in the seven days before the creatinine (MELD). */
  hasDialysisTwiceInPastWeek: fact("Dialysis twice or more in the past week"),
} as const;

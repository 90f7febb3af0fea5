import type { Exclusion, Source } from "../../models/contract.ts";

export const UKPDS_SOURCES: readonly Source[] = [
  {
    citation:
      "Hayes AJ, Leal J, Gray AM, Holman RR, Clarke PM. UKPDS Outcomes Model 2: a new version of a model to simulate lifetime health outcomes of patients with type 2 diabetes mellitus using data from the 30 year United Kingdom Prospective Diabetes Study: UKPDS 82. Diabetologia 2013;56:1925-1933",
    doi: "10.1007/s00125-013-2940-y",
    where: "electronic supplementary tables 4 to 6",
  },
  {
    citation:
      "Leal J, Alva M, Gregory V, et al. Estimating risk factor progression equations for the UKPDS Outcomes Model 2 (UKPDS 90). Diabet Med 2021;38:e14656",
    doi: "10.1111/dme.14656",
    where: "risk factor equations and their bootstrap replicates",
  },
];

/** Whom the UKPDS equations do not apply to. */
export const UKPDS_EXCLUSIONS: readonly Exclusion[] = [
  { concept: "isDeceased", when: true, says: "the patient has died" },
  { concept: "hasDiabetes", when: false, says: "no diabetes on record; the equations are for type 2 diabetes" },
  { concept: "hasType1Diabetes", when: true, says: "type 1 diabetes; the equations are for type 2 diabetes" },
  { concept: "isPregnant", when: true, says: "pregnancy; the equations do not know it" },
];

/**
 * Units in which clinical values come beside those of our vocabulary, with factors that are not those of the server: the
 * definitions of UCUM (https://ucum.org/ucum), and for analytes the factors that `risk-models.md` of the notes on models
 * prints in its rule 3 (38.67, 88.4, 2.8, 17.1, 18.016, 10.929, 8.84, 4.008, 3.097), rounded as laboratories use them.
 */

import type { ConceptName } from "../../src/concepts/index.ts";
import { conceptOf } from "../../src/concepts/index.ts";

export interface OtherUnit {
  readonly unit: string;
  /** From a value in the unit of our vocabulary. */
  readonly of: (value: number) => number;
  /** Whether the factor is a definition; else it was printed rounded, to a thousandth or better. */
  readonly isExact: boolean;
}
const exact = (unit: string, of: (value: number) => number): OtherUnit => ({ unit, of, isExact: true });
const rounded = (unit: string, of: (value: number) => number): OtherUnit => ({ unit, of, isExact: false });

/** By the unit of the vocabulary, whatever is measured. */
const BY_UNIT: Readonly<Record<string, readonly OtherUnit[]>> = {
  "mm[Hg]": [exact("kPa", (v) => v * 0.133322), exact("mmHg", (v) => v)],
  kg: [exact("[lb_av]", (v) => v / 0.45359237), exact("g", (v) => v * 1000)],
  cm: [exact("[in_i]", (v) => v / 2.54), exact("m", (v) => v / 100), exact("mm", (v) => v * 10)],
  mm: [exact("cm", (v) => v / 10)],
  m: [exact("[ft_i]", (v) => v / 0.3048)],
  Cel: [exact("[degF]", (v) => v * 1.8 + 32), exact("K", (v) => v + 273.15)],
  "g/dL": [exact("g/L", (v) => v * 10)],
  "mg/L": [exact("mg/dL", (v) => v / 10), exact("ug/mL", (v) => v)],
  "10*9/L": [exact("/uL", (v) => v * 1000), exact("10*3/uL", (v) => v), exact("K/uL", (v) => v)],
  a: [exact("mo", (v) => v * 12), exact("d", (v) => v * 365.25), exact("wk", (v) => (v * 365.25) / 7)],
  wk: [exact("d", (v) => v * 7)],
  d: [exact("h", (v) => v * 24)],
  h: [exact("min", (v) => v * 60)],
  min: [exact("s", (v) => v * 60), exact("h", (v) => v / 60)],
  "/min": [exact("{beats}/min", (v) => v), exact("/h", (v) => v * 60)],
  "%": [exact("1", (v) => v / 100)],
  L: [exact("mL", (v) => v * 1000)],
  "mL/d": [exact("L/d", (v) => v / 1000)],
  "mL/min/{1.73_m2}": [exact("mL/s/{1.73_m2}", (v) => v / 60), exact("mL/min/1.73m2", (v) => v)],
  "U/L": [exact("U/mL", (v) => v / 1000), exact("ukat/L", (v) => v / 60)],
  "u[IU]/mL": [exact("m[IU]/L", (v) => v)],
  "ug/kg/min": [exact("mg/kg/h", (v) => v * 0.06)],
  "mg/d": [exact("g/d", (v) => v / 1000)],
  "ug/h": [exact("mg/d", (v) => v * 0.024)],
  Gy: [exact("cGy", (v) => v * 100)],
  "kg/m2": [exact("g/cm2", (v) => v / 10)],
  "/d": [exact("/wk", (v) => v * 7)],
};

const cholesterol = rounded("mmol/L", (v) => v / 38.67);
const glucose = rounded("mmol/L", (v) => v / 18.016);
const monovalent = exact("meq/L", (v) => v);
/** By concept, where the factor depends on what is measured. */
const BY_CONCEPT: Readonly<Partial<Record<ConceptName, readonly OtherUnit[]>>> = {
  totalCholesterol: [cholesterol, exact("g/L", (v) => v / 100)],
  hdlCholesterol: [cholesterol],
  ldlCholesterol: [cholesterol],
  glucose: [glucose],
  fastingGlucose: [glucose],
  creatinine: [rounded("umol/L", (v) => v * 88.4)],
  bilirubin: [rounded("umol/L", (v) => v * 17.1)],
  ureaNitrogen: [rounded("mmol/L", (v) => v / 2.8)],
  calcium: [rounded("mmol/L", (v) => v / 4.008)],
  phosphate: [rounded("mmol/L", (v) => v / 3.097)],
  // 10.929 · (NGSP % − 2.15), doi:10.1373/clinchem.2003.024802
  hba1c: [rounded("mmol/mol", (v) => (v - 2.15) * 10.929)],
  urineAlbuminCreatinineRatio: [rounded("mg/mmol", (v) => v / 8.84), exact("mg/g{creat}", (v) => v)],
  // 0.6206 mmol/L of the monomer in a g/dL (IFCC: 16,114 g/mol)
  haemoglobin: [rounded("mmol/L", (v) => v * 0.6206)],
  sodium: [monovalent],
  potassium: [monovalent],
  bicarbonate: [monovalent],
};
/** A percentage of haemoglobin is no plain fraction. */
const NOT_BY_UNIT: ReadonlySet<ConceptName> = new Set(["hba1c"]);

/** The other units of a concept; none of points, counts, ratios and pH, which have no other. */
export function otherUnitsOf(concept: ConceptName): readonly OtherUnit[] {
  const definition = conceptOf(concept);
  if (definition.kind !== "quantity") return [];
  const byUnit = NOT_BY_UNIT.has(concept) ? [] : (BY_UNIT[definition.unit] ?? []);
  return [...(BY_CONCEPT[concept] ?? []), ...byUnit];
}

/** Whether a concept has no other unit: what is counted, and concentrations of which one unit is in use. */
export const hasOneUnit = (unit: string): boolean => /^\{[^}]*\}$/.test(unit) || ["[pH]", "1"].includes(unit);

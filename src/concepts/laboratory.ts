import { quantity } from "./concept.ts";

/** Laboratory values. Molar masses in g/mol, as used by the conversions of the field (`src/units.ts`). */
export const LABORATORY = {
  totalCholesterol: quantity("Total cholesterol", "mg/dL", [20, 1500], { loinc: "2093-3", molarMass: 386.65 }),
  hdlCholesterol: quantity("HDL cholesterol", "mg/dL", [2, 300], { loinc: "2085-9", molarMass: 386.65 }),
  ldlCholesterol: quantity("LDL cholesterol", "mg/dL", [2, 1200], { loinc: "13457-7", molarMass: 386.65 }),
  triglycerides: quantity("Triglycerides", "mg/dL", [5, 10_000], { loinc: "2571-8", molarMass: 885.7 }),
  hba1c: quantity("Haemoglobin A1c", "%", [2.5, 25], { loinc: "4548-4", analyte: "hba1c" }),
  glucose: quantity("Glucose", "mg/dL", [5, 2500], { loinc: "2345-7", molarMass: 180.156 }),
  creatinine: quantity("Creatinine", "mg/dL", [0.05, 40], { loinc: "2160-0", molarMass: 113.12 }),
  cystatinC: quantity("Cystatin C", "mg/L", [0.1, 20], { loinc: "33863-2" }),
  egfr: quantity("Estimated glomerular filtration rate", "mL/min/{1.73_m2}", [1, 250], { loinc: "98979-8" }),
  urineAlbuminCreatinineRatio: quantity("Urine albumin/creatinine ratio", "mg/g", [0.05, 50_000], {
    loinc: "9318-7",
    analyte: "ratio-to-creatinine",
  }),
  urineAlbumin: quantity("Urine albumin", "mg/L", [0.05, 30_000], { loinc: "14957-5" }),
  albumin: quantity("Albumin", "g/dL", [0.5, 8], { loinc: "1751-7" }),
  phosphate: quantity("Phosphate", "mg/dL", [0.3, 25], { loinc: "2777-1", molarMass: 30.974 }),
  bicarbonate: quantity("Bicarbonate", "mmol/L", [2, 60], { loinc: "1963-8" }),
  calcium: quantity("Calcium", "mg/dL", [2, 25], { loinc: "17861-6", molarMass: 40.078 }),
  /** Molar mass of the monomer, as laboratories report mmol/L (iron). */
  haemoglobin: quantity("Haemoglobin", "g/dL", [1, 30], { loinc: "718-7", molarMass: 16_114 }),
  whiteBloodCells: quantity("White blood cells", "10*9/L", [0.01, 500], { loinc: "6690-2" }),
  fastingGlucose: quantity("Fasting glucose", "mg/dL", [5, 2500], { loinc: "1558-6", molarMass: 180.156 }),
  /** Not LOINC 20448-7, insulin, which does not say that the person was fasting. */
  fastingInsulin: quantity("Fasting insulin", "u[IU]/mL", [0.1, 2000], { loinc: "27873-9" }),
  sodium: quantity("Sodium", "mmol/L", [80, 220], { loinc: "2951-2" }),
  bilirubin: quantity("Bilirubin, total", "mg/dL", [0.05, 100], { loinc: "1975-2", molarMass: 584.66 }),
  aspartateAminotransferase: quantity("Aspartate aminotransferase", "U/L", [1, 50_000], { loinc: "1920-8" }),
  alanineAminotransferase: quantity("Alanine aminotransferase", "U/L", [1, 50_000], { loinc: "1742-6" }),
  inr: quantity("INR", "{INR}", [0.5, 30], { loinc: "6301-6" }),
  platelets: quantity("Platelets", "10*9/L", [1, 5000], { loinc: "777-3" }),
  cholesterolHdlRatio: quantity("Total cholesterol/HDL ratio", "{ratio}", [0.5, 50], { loinc: "9830-1" }),
  highSensitivityCrp: quantity("High-sensitivity C-reactive protein", "mg/L", [0.01, 500], { loinc: "30522-7" }),
  potassium: quantity("Potassium", "mmol/L", [1, 15], { loinc: "2823-3" }),
  /** Molar mass of the nitrogen in urea: mmol/L of urea is urea nitrogen in mg/dL divided by 2.8. */
  ureaNitrogen: quantity("Urea (as urea nitrogen)", "mg/dL", [0.5, 500], { loinc: "3094-0", molarMass: 28 }),
  haematocrit: quantity("Haematocrit", "%", [3, 80], { loinc: "4544-3" }),
  arterialPh: quantity("pH of arterial blood", "[pH]", [6.3, 8], { loinc: "2744-1" }),
  arterialOxygenPressure: quantity("Arterial oxygen pressure (PaO2)", "mm[Hg]", [10, 760], { loinc: "2703-7" }),
  arterialCarbonDioxidePressure: quantity("Arterial carbon dioxide pressure (PaCO2)", "mm[Hg]", [5, 250], {
    loinc: "2019-8",
  }),
  alveolarArterialOxygenGradient: quantity("Alveolar-arterial oxygen difference", "mm[Hg]", [0, 760], {
    loinc: "19991-9",
  }),
  bandNeutrophils: quantity("Band neutrophils", "%", [0, 100], { loinc: "26508-2" }),
} as const;

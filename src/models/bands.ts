/**
 * Bands into which models put a result, in one list, because `low` is one code whoever says it. Which numbers make a band
 * is the model's own; `Result.band.source` names where it is from. Published as CodeSystem risk-band.
 */
export const BANDS = {
  low: "Low risk, as the source of the model has it",
  "low-medium": "NEWS2: a single parameter scores 3",
  medium: "NEWS2: 5 or 6 points",
  "low-to-moderate": "SCORE2, category of the 2021 ESC guideline",
  borderline: "Pooled cohort equations: 5 to under 7.5 % (ACC/AHA 2019)",
  intermediate: "Between low and high risk, as the source of the model has it",
  high: "High risk, as the source of the model has it",
  "very-high": "Very high risk, as the source of the model has it",
  G1: "eGFR of 90 mL/min/1.73 m² and over (KDIGO)",
  G2: "eGFR from 60 to under 90 (KDIGO)",
  G3a: "eGFR from 45 to under 60 (KDIGO)",
  G3b: "eGFR from 30 to under 45 (KDIGO)",
  G4: "eGFR from 15 to under 30 (KDIGO)",
  G5: "eGFR under 15 (KDIGO)",
  "5y-under-3": "KFRE: under 3 % in 5 years, threshold of KDIGO 2024",
  "5y-from-3": "KFRE: 3 % and over in 5 years, threshold of KDIGO 2024",
  "2y-to-10": "KFRE: 10 % or less in 2 years, threshold of KDIGO 2024",
  "2y-over-10": "KFRE: over 10 % in 2 years, threshold of KDIGO 2024",
  "2y-over-40": "KFRE: over 40 % in 2 years, threshold of KDIGO 2024",
} as const;

export type BandCode = keyof typeof BANDS;

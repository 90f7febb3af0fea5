import type { SimulationMetadata } from "../contract.ts";
import { OUTCOME } from "./outcomes.ts";
import { UKPDS_INPUTS } from "./person.ts";
import { UKPDS_EXCLUSIONS, UKPDS_SOURCES } from "./sources.ts";

/** The intervention that holds all risk factors at their baseline. */
export const HOLD = "constant-risk-factors";
/** Asked for by this output: the first year's probability by each of the 17 equations, whether or not it applies. */
export const EQUATION_OUTPUT = "equations";

export const FACTOR_OUTPUTS = [
  { code: "hba1c", factor: "hba1c", display: "HbA1c", unit: "%", loinc: "4548-4" },
  {
    code: "systolicBloodPressure",
    factor: "systolicMmHg",
    display: "Systolic blood pressure",
    unit: "mm[Hg]",
    loinc: "8480-6",
  },
  { code: "ldlCholesterol", factor: "ldlMmolPerL", display: "LDL cholesterol", unit: "mmol/L", loinc: "39469-2" },
  { code: "hdlCholesterol", factor: "hdlMmolPerL", display: "HDL cholesterol", unit: "mmol/L", loinc: "14646-4" },
  { code: "bodyMassIndex", factor: "bmi", display: "Body mass index", unit: "kg/m2", loinc: "39156-5" },
  { code: "heartRate", factor: "heartRate", display: "Heart rate", unit: "/min", loinc: "8867-4" },
  { code: "whiteBloodCells", factor: "wbc", display: "White blood cells", unit: "10*9/L", loinc: "6690-2" },
  { code: "haemoglobin", factor: "haemoglobin", display: "Haemoglobin", unit: "g/dL", loinc: "718-7" },
] as const;

const outcomes = Object.values(OUTCOME);

export const DEATHS = [
  { code: "death", display: "Death from any cause (micro-simulation)" },
  { code: "cardiovascular-death", display: "Death in the year of a cardiovascular event (micro-simulation)" },
  { code: "other-death", display: "Death in another year (micro-simulation)" },
] as const;

export const metadata = {
  id: "ukpds-om2",
  version: "1.0.0",
  title: "UKPDS Outcomes Model 2 with UKPDS 90 risk factor paths",
  sources: UKPDS_SOURCES,
  confidence: "B",
  population:
    "Adults with type 2 diabetes. The equations come from people newly diagnosed in the United Kingdom 1977-1991, aged 25 to 65 then, followed to 2007.",
  intendedUse: "Long-term course of risk factors, complications and survival in type 2 diabetes",
  wrongUse:
    "Not for type 1 diabetes, pregnancy or children; not a prognosis of one person; absolute rates are too high for modern care",
  licence:
    "Published equations, cited. The University of Oxford asks to be contacted where its software is incorporated; none of it is.",
  limits: [
    "The equations over-predict complications in modern care (external validation: McEwan 2015, doi:10.1186/s12962-015-0038-8, mean absolute percentage error 38 %).",
    "eGFR, albuminuria, atrial fibrillation and peripheral arterial disease are held as they are: no public equation of their course was found.",
    "The equations took eGFR by the MDRD formula; here it is whatever the record reports or CKD-EPI 2021 gives.",
    "With known complications this reading of the paper gives 0.6 to 1.7 years more life expectancy than the official software in most cases, and 0.7 to 1.1 years less after a foot ulcer or, in men, an infarction; the cause is not known.",
    "Members are copies of the person: their spread is chance, and the interval is the Monte Carlo error of the mean. The uncertainty of the equations is not published in a usable form and is not included.",
    "Public encodings disagree on one coefficient, the intercept of amputation with a prior ulcer (-0.881, used here, or -0.811).",
  ],
  inputs: UKPDS_INPUTS,
  exclusions: UKPDS_EXCLUSIONS,
  interventions: [
    {
      code: HOLD,
      display: "All risk factors held at their baseline instead of following their paths",
      source: UKPDS_SOURCES[0] as (typeof UKPDS_SOURCES)[number], // the list has two
      confidence: "A",
    },
  ],
  outputs: [
    ...FACTOR_OUTPUTS.map(({ code, display, unit, loinc }) => ({ code, display, unit, loinc })),
    ...outcomes.map(({ code, display }) => ({ code, display: `${display}, cumulative probability`, unit: "%" })),
    ...outcomes.map(({ code, display }) => ({
      code: `events.${code}`,
      display: `${display}, events per person so far (micro-simulation)`,
      unit: "1",
    })),
    ...outcomes.map(({ code, display }) => ({
      code: `free-of.${code}`,
      display: `Free of: ${display.toLowerCase()} (micro-simulation, deaths censored)`,
      unit: "%",
    })),
    ...DEATHS.map(({ code, display }) => ({
      code: `events.${code}`,
      display: `${display}, per person so far`,
      unit: "1",
    })),
    ...DEATHS.map(({ code, display }) => ({
      code: `free-of.${code}`,
      display: `Free of: ${display.toLowerCase()}, other deaths censored`,
      unit: "%",
    })),
    { code: "lifeYears", display: "Mean years lived within the horizon (micro-simulation)", unit: "a" },
    { code: "lifeYearsError", display: "Monte Carlo standard error of the mean years lived", unit: "a" },
    {
      code: EQUATION_OUTPUT,
      display: "First year's probability by each equation, whether or not it applies",
      unit: "%",
    },
  ],
  time: { unit: "a", horizon: { standard: 10, max: 70 }, step: { standard: 1, min: 1 } },
  members: { standard: 1000, max: 50_000 },
} as const satisfies SimulationMetadata;

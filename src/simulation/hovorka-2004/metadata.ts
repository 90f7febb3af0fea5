import type { Source } from "../../models/contract.ts";
import type { SimulationMetadata } from "../contract.ts";

export const HOVORKA_SOURCE: Source = {
  citation:
    "Hovorka R, Canonico V, Chassin LJ, et al. Nonlinear model predictive control of glucose concentration in subjects with type 1 diabetes. Physiol Meas 2004;25:905-920",
  doi: "10.1088/0967-3334/25/4/010",
  where: "equations and tables 1 and 2",
};

export const metadata = {
  id: "hovorka-2004",
  version: "1.0.0",
  title: "Glucose and insulin in type 1 diabetes through a day of meals and insulin (Hovorka 2004)",
  sources: [HOVORKA_SOURCE],
  confidence: "B",
  population: "Adults with type 1 diabetes: the average person of the paper, scaled by body weight",
  intendedUse: "Shows how meals, boluses and basal insulin move glucose through hours, for teaching and research",
  wrongUse:
    "Never for choosing an insulin dose: sensitivities are those of an average person, not of this one. Not for type 2 diabetes, pregnancy or children.",
  licence: "Published equations, cited",
  limits: [
    "Parameters are population means: this person's insulin sensitivity, absorption and kinetics are not known to the model.",
    "No joint distribution of the parameters is published in a usable form, so one run is given and no band.",
    "Exercise, stress, illness, glucagon, counter-regulation in hypoglycaemia and the time of day are not modelled: low values are too low and last too long.",
  ],
  inputs: {
    age: {
      concept: "age",
      unit: "a",
      range: [18, 100],
      missing: { rule: "optional", says: "the parameters are those of adults" },
    },
    bodyWeight: { concept: "bodyWeight", unit: "kg", range: [30, 250], maxAgeDays: 731 },
    glucose: { concept: "glucose", unit: "mmol/L", range: [2, 22], maxAgeDays: 1 },
  },
  exclusions: [
    { concept: "isDeceased", when: true, says: "the patient has died" },
    { concept: "hasType1Diabetes", when: false, says: "no type 1 diabetes on record" },
    {
      concept: "hasType2Diabetes",
      when: true,
      says: "type 2 diabetes; the model has no insulin secretion of the body",
    },
    { concept: "isPregnant", when: true, says: "pregnancy; the parameters do not know it" },
  ],
  interventions: [
    {
      code: "meal",
      display: "Meal: carbohydrate, eaten evenly from start to end (15 min unless given)",
      doseUnit: "g",
      doseRange: [0, 300],
      source: HOVORKA_SOURCE,
      confidence: "B",
    },
    {
      code: "bolus",
      display: "Insulin bolus, given within the first minute from start",
      doseUnit: "[IU]",
      doseRange: [0, 50],
      source: HOVORKA_SOURCE,
      confidence: "B",
    },
    {
      code: "basal",
      display: "Basal insulin from start to end, instead of the rate that holds the starting glucose",
      doseUnit: "[IU]/h",
      doseRange: [0, 20],
      source: HOVORKA_SOURCE,
      confidence: "B",
    },
  ],
  outputs: [
    { code: "glucose", display: "Plasma glucose", unit: "mmol/L", loinc: "15074-8" },
    { code: "insulin", display: "Plasma insulin", unit: "m[IU]/L" },
    { code: "basalInsulin", display: "Basal insulin that holds the starting glucose", unit: "[IU]/h" },
    { code: "timeInRange", display: "Share of time with glucose from 3.9 to 10.0 mmol/L", unit: "%" },
    { code: "timeBelowRange", display: "Share of time with glucose below 3.9 mmol/L", unit: "%" },
    { code: "timeAboveRange", display: "Share of time with glucose above 10.0 mmol/L", unit: "%" },
  ],
  time: { unit: "min", horizon: { standard: 1440, max: 4320 }, step: { standard: 5, min: 1 } },
  members: { standard: 1, max: 1 },
} as const satisfies SimulationMetadata;

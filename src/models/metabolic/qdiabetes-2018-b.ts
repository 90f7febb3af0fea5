/**
 * QDiabetes-2018, model B: 10-year risk of type 2 diabetes with fasting glucose.
 *
 * Source      Hippisley-Cox J, Coupland C. BMJ 2017;359:j5019. doi:10.1136/bmj.j5019
 * Equation    in qdiabetes.ts; coefficients in qdiabetes-2018-b.coefficients.json
 * Population  25 to 84 years without diabetes, fasting glucose under 7 mmol/L.
 * Missing     nothing is imputed.      Rounding  age in completed years; body mass index is taken within 20 to 40.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { INPUTS, LICENCE, LIMITS, type QDiabetesTable, riskOf } from "./qdiabetes.ts";
import table from "./qdiabetes-2018-b.coefficients.json" with { type: "json" };

const TABLE: QDiabetesTable = table;

export const metadata = {
  id: "qdiabetes-2018-b",
  version: "1.0.0",
  title: "QDiabetes-2018 model B: 10-year risk of type 2 diabetes, with fasting glucose",
  sources: [
    {
      citation:
        "Hippisley-Cox J, Coupland C. Development and validation of QDiabetes-2018 risk prediction algorithm to estimate future risk of type 2 diabetes: cohort study. BMJ 2017;359:j5019",
      doi: "10.1136/bmj.j5019",
      where: "model B; coefficients as in the authors' open software",
    },
  ],
  confidence: "A",
  population: "People of 25 to 84 years without diabetes and with a fasting glucose under 7 mmol/L",
  intendedUse: "Finds people at high risk of type 2 diabetes, for a blood test or prevention",
  wrongUse: "Not with known diabetes; not outside 25 to 84 years; not a diagnosis",
  licence: LICENCE,
  inputs: {
    ...INPUTS,
    fastingGlucose: {
      concept: "fastingGlucose",
      unit: "mmol/L",
      range: [2, 7],
      maxExcluded: true,
      maxAgeDays: 1826, // five years: a limit of ours
      modifiable: true,
    },
  },
  outputs: [
    {
      code: "qdiabetes-2018-b-diabetes-10y",
      display: "Type 2 diabetes within 10 years (QDiabetes-2018 B)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasDiabetes", when: true, says: "known diabetes: the risk is of becoming diabetic" },
  ],
  limits: LIMITS,
  insteadOf: [
    { id: "qdiabetes-2018-a", when: "no fasting glucose is known" },
    { id: "findrisc", when: "adults, from a questionnaire" },
  ],
} as const satisfies ModelMetadata;

export const compute = (inputs: ComputeInputs): readonly Result[] => riskOf(TABLE, inputs, metadata.outputs[0]);

export const QDIABETES_2018_B: RiskModel = { metadata, coefficientHash: hashOf(TABLE.sexes), compute };

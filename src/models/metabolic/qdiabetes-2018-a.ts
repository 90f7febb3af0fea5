/**
 * QDiabetes-2018, model A: 10-year risk of type 2 diabetes without a blood test.
 *
 * Source      Hippisley-Cox J, Coupland C. BMJ 2017;359:j5019. doi:10.1136/bmj.j5019
 * Equation    in qdiabetes.ts; coefficients in qdiabetes-2018-a.coefficients.json
 * Population  25 to 84 years without diabetes.
 * Missing     nothing is imputed.      Rounding  age in completed years; body mass index is taken within 20 to 40.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { INPUTS, LICENCE, LIMITS, type QDiabetesTable, riskOf } from "./qdiabetes.ts";
import table from "./qdiabetes-2018-a.coefficients.json" with { type: "json" };

const TABLE: QDiabetesTable = table;

export const metadata = {
  id: "qdiabetes-2018-a",
  version: "1.0.0",
  title: "QDiabetes-2018 model A: 10-year risk of type 2 diabetes",
  sources: [
    {
      citation:
        "Hippisley-Cox J, Coupland C. Development and validation of QDiabetes-2018 risk prediction algorithm to estimate future risk of type 2 diabetes: cohort study. BMJ 2017;359:j5019",
      doi: "10.1136/bmj.j5019",
      where: "model A; coefficients as in the authors' open software",
    },
  ],
  confidence: "A",
  population: "People of 25 to 84 years without diabetes",
  intendedUse: "Finds people at high risk of type 2 diabetes, for a blood test or prevention",
  wrongUse: "Not with known diabetes; not outside 25 to 84 years; not a diagnosis",
  licence: LICENCE,
  inputs: {
    ...INPUTS,
  },
  outputs: [
    {
      code: "qdiabetes-2018-a-diabetes-10y",
      display: "Type 2 diabetes within 10 years (QDiabetes-2018 A)",
      gives: "probability",
      unit: "%",
    },
  ],
  exclusions: [
    { concept: "isDeceased", when: true, says: "the person has died" },
    { concept: "hasDiabetes", when: true, says: "known diabetes: the risk is of becoming diabetic" },
  ],
  limits: LIMITS,
  insteadOf: [{ id: "findrisc", when: "adults, from a questionnaire" }],
} as const satisfies ModelMetadata;

export const compute = (inputs: ComputeInputs): readonly Result[] => riskOf(TABLE, inputs, metadata.outputs[0]);

export const QDIABETES_2018_A: RiskModel = { metadata, coefficientHash: hashOf(TABLE.sexes), compute };

/**
 * Elixhauser comorbidities in one number, with the weights of van Walraven.
 *
 * Source      van Walraven C et al. Med Care 2009;47:626-633. doi:10.1097/MLR.0b013e31819432e5 (weights)
 *             Quan H et al. Med Care 2005;43:1130-1139. doi:10.1097/01.mlr.0000182534.19832.83 (groups in ICD-10)
 * Rule        weights of thirty-one groups of disease, some of them negative, summed; of hypertension, diabetes and cancer
 *             only the worse group counts
 * Missing     nothing is imputed: a group that is not known to be present or absent is an error.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { sumOfPoints } from "../points.ts";

export const metadata = {
  id: "elixhauser-van-walraven",
  version: "1.0.0",
  title: "Elixhauser comorbidity score (van Walraven)",
  sources: [
    {
      citation:
        "van Walraven C, Austin PC, Jennings A, Quan H, Forster AJ. A modification of the Elixhauser comorbidity measures into a point system for hospital death using administrative data. Med Care 2009;47:626-633",
      doi: "10.1097/MLR.0b013e31819432e5",
      where: "weights",
    },
    {
      citation:
        "Quan H, Sundararajan V, Halfon P, et al. Coding algorithms for defining comorbidities in ICD-9-CM and ICD-10 administrative data. Med Care 2005;43:1130-1139",
      doi: "10.1097/01.mlr.0000182534.19832.83",
      where: "groups in ICD-10",
    },
  ],
  confidence: "A",
  population: "Adults in hospital, by the diagnoses of the stay",
  intendedUse: "Adjusts comparisons of hospital deaths for other disease of the patients",
  wrongUse: "Not as a prognosis of one person, and not from a problem list that is known to be incomplete",
  licence: "Published score, free to use with citation",
  inputs: {
    hasComorbidHeartFailure: { concept: "hasComorbidHeartFailure" },
    hasElixhauserArrhythmia: { concept: "hasElixhauserArrhythmia" },
    hasElixhauserValvularDisease: { concept: "hasElixhauserValvularDisease" },
    hasElixhauserPulmonaryCirculationDisorder: { concept: "hasElixhauserPulmonaryCirculationDisorder" },
    hasComorbidPeripheralVascularDisease: { concept: "hasComorbidPeripheralVascularDisease" },
    hasElixhauserHypertensionUncomplicated: { concept: "hasElixhauserHypertensionUncomplicated" },
    hasElixhauserHypertensionComplicated: { concept: "hasElixhauserHypertensionComplicated" },
    hasComorbidParalysis: { concept: "hasComorbidParalysis" },
    hasElixhauserNeurologicalDisorder: { concept: "hasElixhauserNeurologicalDisorder" },
    hasComorbidChronicPulmonaryDisease: { concept: "hasComorbidChronicPulmonaryDisease" },
    hasElixhauserDiabetesUncomplicated: { concept: "hasElixhauserDiabetesUncomplicated" },
    hasElixhauserDiabetesComplicated: { concept: "hasElixhauserDiabetesComplicated" },
    hasElixhauserHypothyroidism: { concept: "hasElixhauserHypothyroidism" },
    hasElixhauserRenalFailure: { concept: "hasElixhauserRenalFailure" },
    hasElixhauserLiverDisease: { concept: "hasElixhauserLiverDisease" },
    hasElixhauserPepticUlcer: { concept: "hasElixhauserPepticUlcer" },
    hasComorbidHiv: { concept: "hasComorbidHiv" },
    hasElixhauserLymphoma: { concept: "hasElixhauserLymphoma" },
    hasComorbidMetastaticCancer: { concept: "hasComorbidMetastaticCancer" },
    hasElixhauserSolidTumour: { concept: "hasElixhauserSolidTumour" },
    hasElixhauserRheumaticDisease: { concept: "hasElixhauserRheumaticDisease" },
    hasElixhauserCoagulopathy: { concept: "hasElixhauserCoagulopathy" },
    hasElixhauserObesity: { concept: "hasElixhauserObesity" },
    hasElixhauserWeightLoss: { concept: "hasElixhauserWeightLoss" },
    hasElixhauserFluidElectrolyteDisorder: { concept: "hasElixhauserFluidElectrolyteDisorder" },
    hasElixhauserBloodLossAnaemia: { concept: "hasElixhauserBloodLossAnaemia" },
    hasElixhauserDeficiencyAnaemia: { concept: "hasElixhauserDeficiencyAnaemia" },
    hasElixhauserAlcoholAbuse: { concept: "hasElixhauserAlcoholAbuse" },
    hasElixhauserDrugAbuse: { concept: "hasElixhauserDrugAbuse" },
    hasElixhauserPsychosis: { concept: "hasElixhauserPsychosis" },
    hasElixhauserDepression: { concept: "hasElixhauserDepression" },
  },
  outputs: [
    {
      code: "elixhauser-van-walraven",
      display: "Comorbidity (Elixhauser, weights of van Walraven)",
      gives: "score",
      unit: "{score}",
    },
  ],
  limits: [
    "The groups are defined in ICD-10 codes: a disease recorded in another system counts only if it is supplied.",
    "A diagnosis that was not recorded counts as none; a group with a negative weight is no protection.",
  ],
} as const satisfies ModelMetadata;

type Group = keyof typeof metadata.inputs;
/** Short name of each group, as the coding algorithm has it, its weight, and the worse group that takes its place. */
// biome-ignore format: one row per group, as the table has it
const GROUPS: readonly { readonly input: Group; readonly short: string; readonly weight: number; readonly unless?: Group }[] = [
  { input: "hasComorbidHeartFailure", short: "chf", weight: 7 },
  { input: "hasElixhauserArrhythmia", short: "carit", weight: 5 },
  { input: "hasElixhauserValvularDisease", short: "valv", weight: -1 },
  { input: "hasElixhauserPulmonaryCirculationDisorder", short: "pcd", weight: 4 },
  { input: "hasComorbidPeripheralVascularDisease", short: "pvd", weight: 2 },
  { input: "hasElixhauserHypertensionUncomplicated", short: "hypunc", weight: 0, unless: "hasElixhauserHypertensionComplicated" },
  { input: "hasElixhauserHypertensionComplicated", short: "hypc", weight: 0 },
  { input: "hasComorbidParalysis", short: "para", weight: 7 },
  { input: "hasElixhauserNeurologicalDisorder", short: "ond", weight: 6 },
  { input: "hasComorbidChronicPulmonaryDisease", short: "cpd", weight: 3 },
  { input: "hasElixhauserDiabetesUncomplicated", short: "diabunc", weight: 0, unless: "hasElixhauserDiabetesComplicated" },
  { input: "hasElixhauserDiabetesComplicated", short: "diabc", weight: 0 },
  { input: "hasElixhauserHypothyroidism", short: "hypothy", weight: 0 },
  { input: "hasElixhauserRenalFailure", short: "rf", weight: 5 },
  { input: "hasElixhauserLiverDisease", short: "ld", weight: 11 },
  { input: "hasElixhauserPepticUlcer", short: "pud", weight: 0 },
  { input: "hasComorbidHiv", short: "aids", weight: 0 },
  { input: "hasElixhauserLymphoma", short: "lymph", weight: 9 },
  { input: "hasComorbidMetastaticCancer", short: "metacanc", weight: 12 },
  { input: "hasElixhauserSolidTumour", short: "solidtum", weight: 4, unless: "hasComorbidMetastaticCancer" },
  { input: "hasElixhauserRheumaticDisease", short: "rheumd", weight: 0 },
  { input: "hasElixhauserCoagulopathy", short: "coag", weight: 3 },
  { input: "hasElixhauserObesity", short: "obes", weight: -4 },
  { input: "hasElixhauserWeightLoss", short: "wloss", weight: 6 },
  { input: "hasElixhauserFluidElectrolyteDisorder", short: "fed", weight: 5 },
  { input: "hasElixhauserBloodLossAnaemia", short: "blane", weight: -2 },
  { input: "hasElixhauserDeficiencyAnaemia", short: "dane", weight: -2 },
  { input: "hasElixhauserAlcoholAbuse", short: "alcohol", weight: 0 },
  { input: "hasElixhauserDrugAbuse", short: "drug", weight: -7 },
  { input: "hasElixhauserPsychosis", short: "psycho", weight: 0 },
  { input: "hasElixhauserDepression", short: "depre", weight: -3 },
];

export function compute(inputs: ComputeInputs): readonly Result[] {
  const counting = GROUPS.filter(
    ({ input, unless }) => inputs[input] === true && (unless === undefined || inputs[unless] !== true),
  );
  const points = GROUPS.map((group) => ({ input: group.input, value: counting.includes(group) ? group.weight : 0 }));
  const [{ code, display }] = metadata.outputs;
  const details = { groups: counting.map(({ short }) => short).join(" ") };
  return [{ code, display, ...sumOfPoints(points, "none of the groups"), details }];
}

export const ELIXHAUSER_VAN_WALRAVEN: RiskModel = { metadata, coefficientHash: hashOf({ GROUPS }), compute };

/**
 * Charlson comorbidity index, with the weights of 1987 and those of 2011.
 *
 * Source      Charlson ME et al. J Chronic Dis 1987;40:373-383. doi:10.1016/0021-9681(87)90171-8 (weights of 1987)
 *             Quan H et al. Med Care 2005;43:1130-1139. doi:10.1097/01.mlr.0000182534.19832.83 (groups in ICD-10)
 *             Quan H et al. Am J Epidemiol 2011;173:676-682. doi:10.1093/aje/kwq433 (weights of 2011)
 *             Charlson M et al. J Clin Epidemiol 1994;47:1245-1251. doi:10.1016/0895-4356(94)90129-5 (age)
 * Rule        weights of seventeen groups of disease, summed; of diabetes, liver disease and cancer only the worse group
 *             counts. With age: one point for each decade from 50 years, at most 4.
 * Missing     nothing is imputed: a group that is not known to be present or absent is an error.
 * Left out    the survival curve of 0.983^exp(0.9 · score), which is of a few hundred people of the nineteen-eighties.
 */
import type { ComputeInputs, ModelMetadata, Result, RiskModel } from "../contract.ts";
import { hashOf } from "../hash.ts";
import { LOWEST, pointsOf, type Scale, sumOfPoints } from "../points.ts";

export const metadata = {
  id: "charlson",
  version: "1.0.0",
  title: "Charlson comorbidity index",
  sources: [
    {
      citation:
        "Charlson ME, Pompei P, Ales KL, MacKenzie CR. A new method of classifying prognostic comorbidity in longitudinal studies: development and validation. J Chronic Dis 1987;40:373-383",
      doi: "10.1016/0021-9681(87)90171-8",
      where: "weights of 1987",
    },
    {
      citation:
        "Quan H, Sundararajan V, Halfon P, et al. Coding algorithms for defining comorbidities in ICD-9-CM and ICD-10 administrative data. Med Care 2005;43:1130-1139",
      doi: "10.1097/01.mlr.0000182534.19832.83",
      where: "groups in ICD-10",
    },
    {
      citation:
        "Quan H, Li B, Couris CM, et al. Updating and validating the Charlson comorbidity index and score for risk adjustment in hospital discharge abstracts using data from 6 countries. Am J Epidemiol 2011;173:676-682",
      doi: "10.1093/aje/kwq433",
      where: "weights of 2011",
    },
    {
      citation:
        "Charlson M, Szatrowski TP, Peterson J, Gold J. Validation of a combined comorbidity index. J Clin Epidemiol 1994;47:1245-1251",
      doi: "10.1016/0895-4356(94)90129-5",
      where: "points of age",
    },
  ],
  confidence: "A",
  population: "Adults, by the diagnoses on their record",
  intendedUse: "Sums up how much other disease a person has, to compare groups of people",
  wrongUse: "Not as a prognosis of one person, and not from a problem list that is known to be incomplete",
  licence: "Published index, free to use with citation",
  inputs: {
    hasMyocardialInfarction: { concept: "hasMyocardialInfarction" },
    hasComorbidHeartFailure: { concept: "hasComorbidHeartFailure" },
    hasComorbidPeripheralVascularDisease: { concept: "hasComorbidPeripheralVascularDisease" },
    hasCharlsonCerebrovascularDisease: { concept: "hasCharlsonCerebrovascularDisease" },
    hasCharlsonDementia: { concept: "hasCharlsonDementia" },
    hasComorbidChronicPulmonaryDisease: { concept: "hasComorbidChronicPulmonaryDisease" },
    hasCharlsonRheumaticDisease: { concept: "hasCharlsonRheumaticDisease" },
    hasCharlsonPepticUlcer: { concept: "hasCharlsonPepticUlcer" },
    hasCharlsonMildLiverDisease: { concept: "hasCharlsonMildLiverDisease" },
    hasCharlsonDiabetesUncomplicated: { concept: "hasCharlsonDiabetesUncomplicated" },
    hasCharlsonDiabetesComplicated: { concept: "hasCharlsonDiabetesComplicated" },
    hasComorbidParalysis: { concept: "hasComorbidParalysis" },
    hasCharlsonRenalDisease: { concept: "hasCharlsonRenalDisease" },
    hasCharlsonCancer: { concept: "hasCharlsonCancer" },
    hasCharlsonSevereLiverDisease: { concept: "hasCharlsonSevereLiverDisease" },
    hasComorbidMetastaticCancer: { concept: "hasComorbidMetastaticCancer" },
    hasComorbidHiv: { concept: "hasComorbidHiv" },
    age: {
      concept: "age",
      range: [18, 125], // a limit of ours: the index is of adults
      completed: true,
      missing: { rule: "optional", says: "the index with age needs it and is left out" },
    },
  },
  outputs: [
    { code: "charlson-1987", display: "Comorbidity (Charlson, weights of 1987)", gives: "score", unit: "{score}" },
    { code: "charlson-quan-2011", display: "Comorbidity (Charlson, weights of 2011)", gives: "score", unit: "{score}" },
    {
      code: "charlson-1987-with-age",
      display: "Comorbidity and age (Charlson 1994, weights of 1987)",
      gives: "score",
      unit: "{score}",
    },
  ],
  limits: [
    "The groups are defined in ICD-10 codes: a disease recorded in another system counts only if it is supplied.",
    "A diagnosis that was not recorded counts as none.",
  ],
} as const satisfies ModelMetadata;

type Group = Exclude<keyof typeof metadata.inputs, "age">;
/** Short name of each group, as the coding algorithm has it, its weights, and the worse group that takes its place. */
// biome-ignore format: one row per group, as the table has it
const GROUPS: readonly { readonly input: Group; readonly short: string; readonly w1987: number; readonly w2011: number; readonly unless?: Group }[] = [
  { input: "hasMyocardialInfarction", short: "mi", w1987: 1, w2011: 0 },
  { input: "hasComorbidHeartFailure", short: "chf", w1987: 1, w2011: 2 },
  { input: "hasComorbidPeripheralVascularDisease", short: "pvd", w1987: 1, w2011: 0 },
  { input: "hasCharlsonCerebrovascularDisease", short: "cevd", w1987: 1, w2011: 0 },
  { input: "hasCharlsonDementia", short: "dementia", w1987: 1, w2011: 2 },
  { input: "hasComorbidChronicPulmonaryDisease", short: "cpd", w1987: 1, w2011: 1 },
  { input: "hasCharlsonRheumaticDisease", short: "rheumd", w1987: 1, w2011: 1 },
  { input: "hasCharlsonPepticUlcer", short: "pud", w1987: 1, w2011: 0 },
  { input: "hasCharlsonMildLiverDisease", short: "mld", w1987: 1, w2011: 2, unless: "hasCharlsonSevereLiverDisease" },
  { input: "hasCharlsonDiabetesUncomplicated", short: "diab", w1987: 1, w2011: 0, unless: "hasCharlsonDiabetesComplicated" },
  { input: "hasCharlsonDiabetesComplicated", short: "diabwc", w1987: 2, w2011: 1 },
  { input: "hasComorbidParalysis", short: "hp", w1987: 2, w2011: 2 },
  { input: "hasCharlsonRenalDisease", short: "rend", w1987: 2, w2011: 1 },
  { input: "hasCharlsonCancer", short: "canc", w1987: 2, w2011: 2, unless: "hasComorbidMetastaticCancer" },
  { input: "hasCharlsonSevereLiverDisease", short: "msld", w1987: 3, w2011: 4 },
  { input: "hasComorbidMetastaticCancer", short: "metacanc", w1987: 6, w2011: 6 },
  { input: "hasComorbidHiv", short: "aids", w1987: 6, w2011: 4 },
];
// biome-ignore format: one row
const AGE = [[80, 4], [70, 3], [60, 2], [50, 1], [LOWEST, 0]] as const satisfies Scale;
const REFERENCE = "none of the groups";

export function compute(inputs: ComputeInputs): readonly Result[] {
  const counting = GROUPS.filter(
    ({ input, unless }) => inputs[input] === true && (unless === undefined || inputs[unless] !== true),
  );
  const weighted = (weight: "w1987" | "w2011") =>
    GROUPS.map((group) => ({ input: group.input, value: counting.includes(group) ? group[weight] : 0 }));
  const details = { groups: counting.map(({ short }) => short).join(" ") };
  const [of1987, of2011, withAge] = metadata.outputs;
  const age = inputs.age === undefined ? [] : [{ input: "age", value: pointsOf(AGE, Number(inputs.age)) }];
  return [
    { code: of1987.code, display: of1987.display, ...sumOfPoints(weighted("w1987"), REFERENCE), details },
    { code: of2011.code, display: of2011.display, ...sumOfPoints(weighted("w2011"), REFERENCE), details },
    ...(age.length === 0
      ? []
      : [
          {
            code: withAge.code,
            display: withAge.display,
            ...sumOfPoints([...weighted("w1987"), ...age], `under 50 years, ${REFERENCE}`),
          },
        ]),
  ];
}

export const CHARLSON: RiskModel = { metadata, coefficientHash: hashOf({ GROUPS, AGE }), compute };

/**
 * Comorbidity groups of the Charlson and Elixhauser indices, from Condition resources.
 *
 * The groups are defined in ICD-10 codes (Quan 2005, doi:10.1097/01.mlr.0000182534.19832.83), and a code of another
 * system is in none of them. So absence is known only where every condition of the record has an ICD-10 code: a record in
 * SNOMED CT leaves the groups open instead of making everyone healthy. Nothing is noted of that; there are forty of them.
 */
import type { ConceptName } from "../concepts/index.ts";
import { type Assertion, sourcesOf } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";

/** Chronic disease counts once it is on record; the groups of Elixhauser alone also hold passing states: active ones only. */
export const COMORBIDITY_RULES = {
  hasComorbidHeartFailure: { set: "comorbid-heart-failure", counts: "ever" },
  hasComorbidPeripheralVascularDisease: { set: "comorbid-peripheral-vascular-disease", counts: "ever" },
  hasComorbidChronicPulmonaryDisease: { set: "comorbid-chronic-pulmonary-disease", counts: "ever" },
  hasComorbidParalysis: { set: "comorbid-paralysis", counts: "ever" },
  hasComorbidMetastaticCancer: { set: "comorbid-metastatic-cancer", counts: "ever" },
  hasComorbidHiv: { set: "comorbid-hiv", counts: "ever" },
  hasCharlsonCerebrovascularDisease: { set: "charlson-cerebrovascular-disease", counts: "ever" },
  hasCharlsonDementia: { set: "charlson-dementia", counts: "ever" },
  hasCharlsonRheumaticDisease: { set: "charlson-rheumatic-disease", counts: "ever" },
  hasCharlsonPepticUlcer: { set: "charlson-peptic-ulcer", counts: "ever" },
  hasCharlsonMildLiverDisease: { set: "charlson-mild-liver-disease", counts: "ever" },
  hasCharlsonDiabetesUncomplicated: { set: "charlson-diabetes-uncomplicated", counts: "ever" },
  hasCharlsonDiabetesComplicated: { set: "charlson-diabetes-complicated", counts: "ever" },
  hasCharlsonRenalDisease: { set: "charlson-renal-disease", counts: "ever" },
  hasCharlsonCancer: { set: "charlson-cancer", counts: "ever" },
  hasCharlsonSevereLiverDisease: { set: "charlson-severe-liver-disease", counts: "ever" },
  hasElixhauserArrhythmia: { set: "elixhauser-arrhythmia", counts: "active" },
  hasElixhauserValvularDisease: { set: "elixhauser-valvular-disease", counts: "active" },
  hasElixhauserPulmonaryCirculationDisorder: { set: "elixhauser-pulmonary-circulation-disorder", counts: "active" },
  hasElixhauserHypertensionUncomplicated: { set: "elixhauser-hypertension-uncomplicated", counts: "active" },
  hasElixhauserHypertensionComplicated: { set: "elixhauser-hypertension-complicated", counts: "active" },
  hasElixhauserNeurologicalDisorder: { set: "elixhauser-neurological-disorder", counts: "active" },
  hasElixhauserDiabetesUncomplicated: { set: "elixhauser-diabetes-uncomplicated", counts: "active" },
  hasElixhauserDiabetesComplicated: { set: "elixhauser-diabetes-complicated", counts: "active" },
  hasElixhauserHypothyroidism: { set: "elixhauser-hypothyroidism", counts: "active" },
  hasElixhauserRenalFailure: { set: "elixhauser-renal-failure", counts: "active" },
  hasElixhauserLiverDisease: { set: "elixhauser-liver-disease", counts: "active" },
  hasElixhauserPepticUlcer: { set: "elixhauser-peptic-ulcer", counts: "active" },
  hasElixhauserLymphoma: { set: "elixhauser-lymphoma", counts: "active" },
  hasElixhauserSolidTumour: { set: "elixhauser-solid-tumour", counts: "active" },
  hasElixhauserRheumaticDisease: { set: "elixhauser-rheumatic-disease", counts: "active" },
  hasElixhauserCoagulopathy: { set: "elixhauser-coagulopathy", counts: "active" },
  hasElixhauserObesity: { set: "elixhauser-obesity", counts: "active" },
  hasElixhauserWeightLoss: { set: "elixhauser-weight-loss", counts: "active" },
  hasElixhauserFluidElectrolyteDisorder: { set: "elixhauser-fluid-electrolyte-disorder", counts: "active" },
  hasElixhauserBloodLossAnaemia: { set: "elixhauser-blood-loss-anaemia", counts: "active" },
  hasElixhauserDeficiencyAnaemia: { set: "elixhauser-deficiency-anaemia", counts: "active" },
  hasElixhauserAlcoholAbuse: { set: "elixhauser-alcohol-abuse", counts: "active" },
  hasElixhauserDrugAbuse: { set: "elixhauser-drug-abuse", counts: "active" },
  hasElixhauserPsychosis: { set: "elixhauser-psychosis", counts: "active" },
  hasElixhauserDepression: { set: "elixhauser-depression", counts: "active" },
} as const satisfies Partial<Record<ConceptName, { readonly set: string; readonly counts: "ever" | "active" }>>;

/** The value set of every code in which the groups are defined. */
const READABLE = "icd-10-diagnosis";

/** Adds each group: true, or false where that can be known. `assertions` are those of Conditions only. */
export function findComorbidities(
  draft: TwinDraft,
  assertions: readonly Assertion[],
  recordSaysSomething: boolean,
): void {
  const isReadable = assertions.every(({ sets }) => sets.has(READABLE));
  // entries of the table, whose keys are the concepts
  for (const [concept, rule] of Object.entries(COMORBIDITY_RULES) as [keyof typeof COMORBIDITY_RULES, Rule][]) {
    const matching = assertions.filter(
      ({ sets, isActive }) => sets.has(rule.set) && (rule.counts === "ever" || isActive),
    );
    const certain = matching.filter(({ isCertain }) => isCertain);
    if (certain.length > 0) {
      draft.add({
        concept,
        value: true,
        origin: "measured",
        rule: `${rule.counts === "ever" ? "on record" : "active on record"}, value set ${rule.set}`,
        sources: sourcesOf(certain, rule.set),
      });
    } else if (matching.length > 0) {
      draft.note(concept, "suspected but not confirmed, so neither true nor false", sourcesOf(matching, rule.set));
    } else if (isReadable && recordSaysSomething) {
      draft.add({ concept, value: false, origin: "absent", rule: `no entry in value set ${rule.set}`, sources: [] });
    }
  }
}

type Rule = (typeof COMORBIDITY_RULES)[keyof typeof COMORBIDITY_RULES];

/** Which value set of codes finds which condition, whether a past one counts, and when it may be called absent. */
import type { ConceptName } from "../concepts/index.ts";

export interface ConditionRule {
  readonly set: string;
  readonly counts: "ever" | "active";
  /**
   * When nothing is on record, what may be said of it:
   * - `listed` (unless given): false, as the value set lists what the field's own lists have;
   * - `icd`: false only where every condition has an ICD code, as SNOMED CT is listed in part;
   * - `never`: nothing, as it is found too seldom among conditions to be missed there.
   */
  readonly absence?: "listed" | "icd" | "never";
  /** Only what began so many days ago or later: acute disease, a pregnancy. */
  readonly withinDays?: number;
  /** Only what began more than so many days ago, so that the present episode is not taken for an earlier one. */
  readonly olderThanDays?: number;
}

/** A pregnancy that began earlier and has no end is a record that was not closed. */
export const LONGEST_PREGNANCY_DAYS = 310;
/** A thrombosis recorded later than so many days ago may be the one that is looked for now. */
const PRESENT_EPISODE_DAYS = 30;
/** Acute renal failure recorded earlier was of another illness. */
const ACUTE_DAYS = 30;
/** A symptom, sign or finding recorded earlier belongs to an earlier illness: a limit of ours. */
export const PRESENT_ILLNESS_DAYS = 7;
/** What an examiner or an ECG finds: true where it is on record, never absent for not being there. */
const sign = (set: string) =>
  ({ set, counts: "active", withinDays: PRESENT_ILLNESS_DAYS, absence: "never" }) as const satisfies ConditionRule;

/** Concepts found among conditions and procedures. */
export const CONDITION_RULES = {
  hasDiabetes: { set: "diabetes", counts: "active" },
  hasType1Diabetes: { set: "type1-diabetes", counts: "active" },
  hasType2Diabetes: { set: "type2-diabetes", counts: "active" },
  hasHypertension: { set: "hypertension", counts: "active" },
  hasHeartFailure: { set: "heart-failure", counts: "ever" },
  hasAtrialFibrillation: { set: "atrial-fibrillation", counts: "ever" },
  hasMyocardialInfarction: { set: "myocardial-infarction", counts: "ever" },
  hasIschaemicHeartDisease: { set: "ischaemic-heart-disease", counts: "ever" },
  hasStroke: { set: "stroke", counts: "ever" },
  hasStrokeTiaOrThromboembolism: { set: "stroke-tia-or-thromboembolism", counts: "ever" },
  hasPeripheralArterialDisease: { set: "peripheral-arterial-disease", counts: "ever" },
  hasVascularDisease: { set: "vascular-disease", counts: "ever" },
  hasCardiovascularDisease: { set: "cardiovascular-disease", counts: "ever" },
  hasAmputation: { set: "amputation", counts: "ever" },
  hasBlindness: { set: "blindness", counts: "ever" },
  hasFootUlcer: { set: "foot-ulcer", counts: "ever" },
  hasKidneyFailure: { set: "kidney-failure", counts: "ever" },

  hasGestationalDiabetes: { set: "gestational-diabetes", counts: "ever" },
  hasPreviousHighGlucose: { set: "previous-high-glucose", counts: "ever", absence: "never" },
  hasPolycysticOvarySyndrome: { set: "polycystic-ovary-syndrome", counts: "ever", absence: "icd" },
  hasLearningDisability: { set: "learning-disability", counts: "ever", absence: "icd" },
  hasSchizophreniaOrBipolarDisorder: { set: "schizophrenia-or-bipolar-disorder", counts: "ever" },
  hasSevereMentalIllness: { set: "severe-mental-illness", counts: "ever", absence: "icd" },
  hasMigraine: { set: "migraine", counts: "ever", absence: "icd" },
  hasRheumatoidArthritis: { set: "rheumatoid-arthritis", counts: "ever" },
  hasSystemicLupus: { set: "systemic-lupus", counts: "ever" },
  hasLupusOrAntiphospholipidSyndrome: {
    set: "antiphospholipid-syndrome-or-lupus",
    counts: "ever",
    absence: "icd",
  },
  hasErectileDysfunction: { set: "erectile-dysfunction", counts: "ever", absence: "icd" },
  hasDementia: { set: "dementia", counts: "ever" },

  hasCopd: { set: "copd", counts: "ever", absence: "icd" },
  hasEmphysema: { set: "emphysema", counts: "ever" },
  hasIdiopathicPulmonaryFibrosis: { set: "idiopathic-pulmonary-fibrosis", counts: "ever", absence: "never" },
  hasChronicLiverDisease: { set: "chronic-liver-disease", counts: "ever", absence: "icd" },
  hasLiverDisease: { set: "liver-disease", counts: "active", absence: "icd" },
  hasCirrhosis: { set: "cirrhosis", counts: "ever" },
  hasChronicKidneyDisease345: { set: "chronic-kidney-disease-3-to-5", counts: "ever", absence: "icd" },
  hasKidneyDisease: { set: "kidney-disease", counts: "ever", absence: "icd" },
  hasAcuteRenalFailure: { set: "acute-renal-failure", counts: "active", withinDays: ACUTE_DAYS },

  hasAtherosclerosis: { set: "atherosclerosis", counts: "ever", absence: "icd" },
  hasHypertrophicCardiomyopathy: { set: "hypertrophic-cardiomyopathy", counts: "ever", absence: "icd" },
  hasCerebrovascularDisease: { set: "cerebrovascular-disease", counts: "ever" },
  hasPriorCardiacArrest: { set: "cardiac-arrest", counts: "ever" },
  hasNonSustainedVentricularTachycardia: {
    set: "non-sustained-ventricular-tachycardia",
    counts: "ever",
    absence: "never",
  },
  hasPreviousDvt: { set: "deep-vein-thrombosis", counts: "ever", olderThanDays: PRESENT_EPISODE_DAYS },
  hasPreviousDvtOrPe: { set: "venous-thromboembolism", counts: "ever", olderThanDays: PRESENT_EPISODE_DAYS },

  hasCancerHistory: { set: "cancer", counts: "ever", absence: "icd" },
  hasNeoplasticDisease: { set: "neoplastic-disease", counts: "active", absence: "icd" },
  hasLungCancer: { set: "lung-cancer", counts: "ever", absence: "icd" },
  hasBreastCancer: { set: "breast-cancer", counts: "ever", absence: "icd" },
  hasMetastasis: { set: "metastasis", counts: "ever", absence: "icd" },
  hasBrcaMutation: { set: "brca-mutation", counts: "ever", absence: "never" },
  hasLobularCarcinomaInSitu: { set: "lobular-carcinoma-in-situ", counts: "ever", absence: "never" },

  hasPreeclampsia: { set: "preeclampsia", counts: "active", withinDays: LONGEST_PREGNANCY_DAYS },
  hasMultiplePregnancy: { set: "multiple-pregnancy", counts: "active", withinDays: LONGEST_PREGNANCY_DAYS },
  isConceivedByIvf: {
    set: "assisted-conception",
    counts: "active",
    withinDays: LONGEST_PREGNANCY_DAYS,
    absence: "never",
  },

  hasHaemoptysis: sign("haemoptysis"),
  hasMelaena: sign("melaena"),
  hasSyncopeAtPresentation: sign("syncope"),
  hasPleuralEffusion: sign("pleural-effusion"),
  hasStDeviation: sign("st-deviation"),
  hasLegParalysisOrCast: { set: "leg-paralysis", counts: "active", absence: "never" },
  hasMajorBleeding: { set: "major-bleeding", counts: "ever", absence: "never" },

  livesInNursingHome: { set: "nursing-home", counts: "active", absence: "never" },
} as const satisfies Partial<Record<ConceptName, ConditionRule>>;

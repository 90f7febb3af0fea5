import { choice, fact, quantity } from "./concept.ts";

/** Emergency, intensive and inpatient care: what only its scores ask for. */
export const ACUTE_CARE = {
  isMechanicallyVentilated: fact("Receives mechanical ventilation"),
  isIntubated: fact("Intubated, so that speech cannot be tested"),
  dopamineRate: quantity("Dopamine infusion", "ug/kg/min", [0, 100]),
  epinephrineRate: quantity("Epinephrine infusion", "ug/kg/min", [0, 20]),
  norepinephrineRate: quantity("Norepinephrine infusion", "ug/kg/min", [0, 20]),
  onDobutamine: fact("Receives dobutamine"),
  hasAcuteRenalFailure: fact("Acute renal failure"),
  /** Severe organ insufficiency or immunocompromise before admission, by the way of admission. */
  apacheChronicHealth: choice("Chronic health (APACHE II)", {
    none: "No severe organ insufficiency or immunocompromise",
    "nonop-or-emergency-postop": "Present; not operated, or after emergency surgery",
    "elective-postop": "Present; after elective surgery",
  }),

  pewsBehaviour: quantity("Behaviour item of PEWS", "{score}", [0, 3]),
  pewsCardiovascular: quantity("Cardiovascular item of PEWS", "{score}", [0, 3]),
  pewsRespiratory: quantity("Respiratory item of PEWS", "{score}", [0, 3]),
  hasQuarterHourlyNebulisers: fact("Nebulisers every quarter of an hour"),
  hasPersistentVomitingAfterSurgery: fact("Persistent vomiting after surgery"),

  isConfused: fact("New mental confusion"),
  hasAlteredMentalStatus: fact("Altered mental status"),
  livesInNursingHome: fact("Lives in a nursing home"),
  hasPleuralEffusion: fact("Pleural effusion"),
  hasNeoplasticDisease: fact("Neoplastic disease"),
  hasCerebrovascularDisease: fact("Cerebrovascular disease"),
  hasKidneyDisease: fact("Kidney disease"),

  hasActiveCancer: fact("Active cancer"),
  hasLegParalysisOrCast: fact("Paralysis, paresis or plaster of a leg"),
  isBedriddenOrAfterMajorSurgery: fact("Bedridden for 3 days or more, or major surgery within 12 weeks"),
  hasDeepVeinTenderness: fact("Tenderness along the deep veins of the leg"),
  hasEntireLegSwelling: fact("Swelling of the entire leg"),
  hasCalfSwellingOver3Cm: fact("Calf more than 3 cm wider than the other"),
  hasPittingOedemaOfOneLeg: fact("Pitting oedema, of the symptomatic leg only"),
  hasCollateralVeins: fact("Collateral superficial veins, not varicose"),
  hasPreviousDvt: fact("Deep vein thrombosis in the past"),
  isAlternativeToDvtAsLikely: fact("Another diagnosis at least as likely as deep vein thrombosis"),
  hasSignsOfDvt: fact("Clinical signs of deep vein thrombosis"),
  isPulmonaryEmbolismMostLikely: fact("Pulmonary embolism is the most likely diagnosis"),
  isImmobilisedOrAfterSurgery: fact("Immobilised, or surgery within 4 weeks"),
  hasPreviousDvtOrPe: fact("Deep vein thrombosis or pulmonary embolism in the past"),
  hasHaemoptysis: fact("Haemoptysis"),
  hasUnilateralLegSwelling: fact("Swelling of one leg"),
  hasRecentSurgeryOrTrauma: fact("Surgery or trauma within 4 weeks"),
  /** A clinician's estimate of under 15 % before any test. */
  hasLowPretestProbabilityOfPe: fact("Low pre-test probability of pulmonary embolism (under 15 %)"),

  hasMelaena: fact("Melaena"),
  hasSyncopeAtPresentation: fact("Syncope at presentation"),
  hasLiverDisease: fact("Liver disease, chronic or acute"),

  /** First values at the emergency department: 0 where there is no pulse, or no breathing. */
  arrivalSystolicBloodPressure: quantity("Systolic blood pressure on arrival after an injury", "mm[Hg]", [0, 300]),
  arrivalRespiratoryRate: quantity("Respiratory rate on arrival after an injury", "/min", [0, 100]),
  arrivalGlasgowComaScale: quantity("Glasgow Coma Scale on arrival after an injury", "{score}", [3, 15]),
  injurySeverityScore: quantity("Injury Severity Score", "{score}", [1, 75]),
  injuryMechanism: choice("Mechanism of injury", { blunt: "Blunt", penetrating: "Penetrating" }),

  lengthOfStay: quantity("Length of the hospital stay", "d", [0, 3650]),
  isUrgentAdmission: fact("Urgent or emergency admission"),
  /** Charlson's conditions with the weights of the LACE paper, not of Charlson's. */
  laceComorbidityScore: quantity("Charlson comorbidity score with the weights of LACE", "{score}", [0, 60]),
  emergencyVisitsIn6Months: quantity("Visits to an emergency department in the 6 months before", "{count}", [0, 500]),
  admissionsIn12Months: quantity("Hospital admissions in the 12 months before", "{count}", [0, 200]),
  isOncologyDischarge: fact("Discharged from an oncology service"),
  hasProcedureDuringStay: fact("A procedure during the hospital stay"),
} as const;

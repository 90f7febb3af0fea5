import { choice, fact, quantity } from "./concept.ts";

/** Pregnancy, birth and the newborn. What is said of the mother at birth belongs to the newborn's record too. */
export const MATERNITY = {
  /** Of the current pregnancy, at the time of the assessment. */
  gestationalAge: quantity("Gestational age", "wk", [1, 45], { loinc: "11884-4" }),
  /** Of the newborn, in weeks and days as a decimal. */
  gestationalAgeAtBirth: quantity("Gestational age at birth", "wk", [20, 45], { loinc: "18185-9" }),

  apgarColour: quantity("Apgar item: colour", "{score}", [0, 2]),
  apgarHeartRate: quantity("Apgar item: heart rate", "{score}", [0, 2]),
  apgarReflexIrritability: quantity("Apgar item: reflex irritability", "{score}", [0, 2]),
  apgarMuscleTone: quantity("Apgar item: muscle tone", "{score}", [0, 2]),
  apgarRespiration: quantity("Apgar item: respiration", "{score}", [0, 2]),
  apgarScoreAt1Minute: quantity("Apgar score at 1 minute", "{score}", [0, 10], { loinc: "9272-6" }),
  apgarScoreAt5Minutes: quantity("Apgar score at 5 minutes", "{score}", [0, 10], { loinc: "9274-2" }),
  apgarScoreAt10Minutes: quantity("Apgar score at 10 minutes", "{score}", [0, 10], { loinc: "9271-8" }),

  cervicalDilation: quantity("Cervical dilation", "cm", [0, 10]),
  cervicalEffacement: quantity("Cervical effacement", "%", [0, 100]),
  /** Of the presenting part, in centimetres below (+) or above (-) the ischial spines. */
  fetalStation: quantity("Fetal station", "cm", [-5, 5]),
  cervicalConsistency: choice("Cervical consistency", { firm: "Firm", medium: "Medium", soft: "Soft" }),
  cervicalPosition: choice("Cervical position", { posterior: "Posterior", mid: "Mid-position", anterior: "Anterior" }),

  /** Incidence of early-onset sepsis per 1000 live births that the place is taken to have. */
  earlyOnsetSepsisIncidence: choice("Early-onset sepsis, incidence per 1000 live births", {
    "0.3": "0.3 per 1000",
    "0.4": "0.4 per 1000",
    "0.5": "0.5 per 1000",
    "0.6": "0.6 per 1000",
  }),
  maternalIntrapartumTemperature: quantity("Highest maternal temperature in labour", "Cel", [30, 45]),
  ruptureOfMembranesDuration: quantity("Time from rupture of membranes to birth", "h", [0, 2000]),
  maternalGroupBStreptococcus: choice("Maternal group B streptococcus", {
    negative: "Negative",
    positive: "Positive",
    unknown: "Tested unknown or not tested",
  }),
  intrapartumAntibiotics: choice("Antibiotics in labour, and how long before birth", {
    none: "None, or given less than 2 hours before birth",
    "gbs-2h-or-broad-2h": "GBS-specific 2 hours and over, or broad-spectrum 2 to under 4 hours",
    "broad-4h": "Broad-spectrum 4 hours and over",
  }),
  newbornExamination: choice("Clinical condition of the newborn", {
    well: "Well appearing",
    equivocal: "Equivocal",
    "clinical-illness": "Clinical illness",
  }),

  hasPreeclampsia: fact("Pre-eclampsia, in this pregnancy"),
  hasMultiplePregnancy: fact("Twins or more, in this pregnancy"),
  /** Has given birth before. */
  isParous: fact("Parous"),
  hasChestPainOrDyspnoea: fact("Chest pain or dyspnoea"),
  hasHeadacheOrVisualDisturbance: fact("Headache or visual disturbance"),
  hasVaginalBleedingWithAbdominalPain: fact("Vaginal bleeding with abdominal pain"),
  dipstickProteinuria: choice("Proteinuria by dipstick", {
    "none-to-1": "None, trace or 1+",
    "2": "2+",
    "3": "3+",
    "4": "4+",
  }),

  maternalRacialOrigin: choice("Maternal racial origin (FMF categories)", {
    white: "White",
    "afro-caribbean": "Afro-Caribbean",
    "south-asian": "South Asian",
    "east-asian": "East Asian",
    mixed: "Mixed",
  }),
  hasLupusOrAntiphospholipidSyndrome: fact("Systemic lupus erythematosus or antiphospholipid syndrome"),
  isConceivedByIvf: fact("This pregnancy was conceived by in vitro fertilisation"),
  hasMotherWithPreeclampsia: fact("Mother of the woman had pre-eclampsia"),
  /** A woman who has given birth has no value of this; what is known of her last pregnancy stands instead. */
  nulliparity: choice("Nulliparity", { nulliparous: "No earlier birth from 24 weeks" }),
  /** Presence tells that there was one. */
  lastBirthWithPreeclampsiaGestationalAge: quantity(
    "Gestational age at the last birth, of a woman who had pre-eclampsia in an earlier pregnancy",
    "wk",
    [20, 45],
  ),
  lastBirthWithoutPreeclampsiaGestationalAge: quantity(
    "Gestational age at the last birth, of a woman who never had pre-eclampsia",
    "wk",
    [20, 45],
  ),
  lastBirthInterval: quantity("Time from the last birth to conception", "a", [0, 40]),
} as const;

import { choice, fact, quantity } from "./concept.ts";

/** Nursing assessments: nutrition, pressure injury, falls. Points of items, never their text. */
export const NURSING = {
  /** In per cent of the weight 3 to 6 months ago. */
  unplannedWeightLoss: quantity("Unplanned weight loss in the last 3 to 6 months", "%", [0, 80]),
  isAcutelyIllWithoutIntake: fact("Acutely ill, and no nutritional intake for more than 5 days, or none likely"),

  bradenSensoryPerception: quantity("Braden item: sensory perception", "{score}", [1, 4]),
  bradenMoisture: quantity("Braden item: moisture", "{score}", [1, 4]),
  bradenActivity: quantity("Braden item: activity", "{score}", [1, 4]),
  bradenMobility: quantity("Braden item: mobility", "{score}", [1, 4]),
  bradenNutrition: quantity("Braden item: nutrition", "{score}", [1, 4]),
  bradenFrictionAndShear: quantity("Braden item: friction and shear", "{score}", [1, 3]),
  bradenScore: quantity("Braden scale total score", "{score}", [6, 23], { loinc: "38227-5" }),

  /** Recently, as the Morse scale asks. */
  hasFallen: fact("History of falling"),
  hasSecondaryDiagnosis: fact("More than one medical diagnosis"),
  ambulatoryAid: choice("Ambulatory aid", {
    none: "None, bed rest or helped by a nurse",
    "crutch-cane-walker": "Crutches, cane or walker",
    furniture: "Holds on to furniture",
  }),
  hasIntravenousAccess: fact("Intravenous line or heparin lock"),
  gait: choice("Gait (Morse)", { normal: "Normal, bed rest or wheelchair", weak: "Weak", impaired: "Impaired" }),
  isForgetfulOfLimitations: fact("Overestimates or forgets own limitations"),
  morseFallScore: quantity("Morse Fall Scale total score", "{score}", [0, 125], { loinc: "59460-6" }),
} as const;

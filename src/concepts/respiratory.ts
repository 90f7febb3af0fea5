import { choice, fact, quantity } from "./concept.ts";

/** Lung function and what the respiratory scores ask. */
export const RESPIRATORY = {
  fev1: quantity("Forced expiratory volume in 1 s", "L", [0.05, 10], { loinc: "20150-9" }),
  fvc: quantity("Forced vital capacity", "L", [0.05, 12], { loinc: "19868-9" }),
  fev1PercentPredicted: quantity("FEV1, percent of predicted", "%", [3, 250]),
  fvcPercentPredicted: quantity("FVC, percent of predicted", "%", [3, 250]),
  dlcoPercentPredicted: quantity("Diffusing capacity (DLCO), percent of predicted", "%", [3, 250], {
    loinc: "98130-8",
  }),
  /** The GAP index gives points for it; a DLCO that was merely not ordered is unknown. */
  dlcoNotMeasured: choice("Why the DLCO could not be measured", { unable: "Unable to perform the manoeuvre" }),
  sixMinuteWalkDistance: quantity("Six-minute walk distance", "m", [0, 1200], { loinc: "64098-7" }),
  /** Modified Medical Research Council scale, 0 to 4. */
  mmrcDyspnoeaGrade: quantity("Dyspnoea, mMRC grade", "{grade}", [0, 4]),
  /** Ethnic groups of the GLI-2012 equations. */
  gliEthnicGroup: choice("Ethnic group (GLI-2012)", {
    caucasian: "Caucasian",
    "african-american": "African American",
    "north-east-asian": "North East Asian",
    "south-east-asian": "South East Asian",
    other: "Other or mixed",
  }),
  hasIdiopathicPulmonaryFibrosis: fact("Idiopathic pulmonary fibrosis"),
} as const;

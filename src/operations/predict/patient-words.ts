/**
 * Everyday words of what predictions are about, for the person concerned. Only what has words here is told to a patient;
 * what has none is for a conversation.
 */
import { type ConceptName, conceptOf } from "../../concepts/index.ts";
import type { Result } from "../../models/contract.ts";

type Words = readonly (readonly [pattern: RegExp, words: string])[];

/** What someone may come to have, by the code of the outcome, the first that fits. */
const EVENTS: Words = [
  [/death|surviv|malignant/, ""],
  [/^kidney-failure/, "kidney failure (dialysis or a transplant is then needed)"],
  [/^heart-failure/, "heart failure (the heart pumps too weakly)"],
  [/^stroke/, "a stroke"],
  [/chd/, "a disease of the heart's own blood vessels, such as a heart attack"],
  [/^total-cvd/, "a heart attack, a stroke or heart failure"],
  [/ascvd/, "a heart attack or a stroke from narrowed blood vessels"],
  [/cvd/, "a disease of the heart or blood vessels, such as a heart attack or a stroke"],
  [/diabetes-10y$/, "type 2 diabetes"],
  [/^charge-af/, "atrial fibrillation (an irregular heartbeat)"],
  [/lung-cancer/, "lung cancer"],
  [/^bcrat/, "breast cancer"],
  [/^dementia/, "dementia"],
];
/** What points or a measure are of. */
const MEASURES: Words = [
  [/^phq-9$/, "Your answers about low mood"],
  [/^gad-7$/, "Your answers about anxiety"],
  [/^epds$/, "Your answers about how you have felt around the birth"],
  [/^pcl-5$/, "Your answers about a stressful experience"],
  [/^audit-c$/, "Your answers about alcohol"],
  [/^findrisc$/, "Points for the chance of type 2 diabetes"],
  [/^must$/, "Points for the chance of being undernourished"],
  [/^braden$/, "Points for the skin's protection against pressure sores"],
  [/^morse-fall$/, "Points for the chance of a fall"],
  [/^egfr/, "How much your kidneys filter"],
];

/** What a result is about; empty where it has no everyday words. */
export const wordsFor = ({ code, probability }: Pick<Result, "code" | "probability">): string =>
  (probability === undefined ? MEASURES : EVENTS).find(([pattern]) => pattern.test(code))?.[1] ?? "";

/** Names of values where the clinical name is not everyday language. */
const VALUES: Partial<Readonly<Record<ConceptName, string>>> = {
  systolicBloodPressure: "Upper blood pressure (systolic)",
  systolicBloodPressureSd: "How much the upper blood pressure varies",
  diastolicBloodPressure: "Lower blood pressure (diastolic)",
  onAntihypertensive: "Takes medicine for blood pressure",
  hasTreatedHypertension: "Treated for high blood pressure",
  hasHypertension: "High blood pressure",
  totalCholesterol: "Cholesterol (total)",
  hdlCholesterol: "HDL cholesterol",
  cholesterolHdlRatio: "Cholesterol (total) divided by HDL cholesterol",
  onStatin: "Takes a statin (medicine for cholesterol)",
  bodyMassIndex: "Body mass index (weight for height)",
  currentSmoker: "Smokes",
  qresearchSmoking: "Smoking",
  qresearchEthnicity: "Ethnicity",
  townsendScore: "How deprived the area is (Townsend score)",
  socialDeprivationDecile: "How deprived the area is (in tenths)",
  hasDiabetes: "Diabetes",
  hasType1Diabetes: "Type 1 diabetes",
  hasType2Diabetes: "Type 2 diabetes",
  hba1c: "HbA1c (blood sugar over the last months)",
  egfr: "How much the kidneys filter (eGFR)",
  creatinine: "Creatinine (a waste product that the kidneys remove)",
  urineAlbuminCreatinineRatio: "Protein in the urine (albumin/creatinine ratio)",
  hasAtrialFibrillation: "Atrial fibrillation (an irregular heartbeat)",
  hasChronicKidneyDisease345: "Kidney disease (stage 3, 4 or 5)",
  onAtypicalAntipsychotic: "Takes an antipsychotic of the newer kind",
  onSystemicCorticosteroid: "Takes steroid tablets regularly",
  hasRelativeWithHeartDiseaseBefore60: "Heart attack or angina of a parent, brother, sister or child before 60",
};

/** The name of a value for the person whose it is. */
export const nameFor = (concept: ConceptName): string => VALUES[concept] ?? conceptOf(concept).display;

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** `2026-02-01T12:00:00Z` as `1 February 2026`, which no reader takes for 2 January. */
export function dayText(time: string): string {
  const [year = "", month = "", day = ""] = time.slice(0, 10).split("-");
  const name = MONTHS[Number(month) - 1];
  return [day === "" ? "" : String(Number(day)), name ?? "", year].filter(Boolean).join(" ");
}

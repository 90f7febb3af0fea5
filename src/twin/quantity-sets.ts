/** Which value set of codes finds which quantity, and which points a coded answer to an item stands for. */
import { SYSTEM } from "../codes.ts";
import type { ConceptName } from "../concepts/index.ts";

/** Concepts found by a value set of codes: concept → id of the value set. */
export const QUANTITY_SETS = {
  systolicBloodPressure: "systolic-blood-pressure",
  diastolicBloodPressure: "diastolic-blood-pressure",
  heartRate: "heart-rate",
  respiratoryRate: "respiratory-rate",
  bodyTemperature: "body-temperature",
  oxygenSaturation: "oxygen-saturation",
  bodyWeight: "body-weight",
  bodyHeight: "body-height",
  bodyMassIndex: "body-mass-index",
  totalCholesterol: "total-cholesterol",
  hdlCholesterol: "hdl-cholesterol",
  ldlCholesterol: "ldl-cholesterol",
  triglycerides: "triglycerides",
  hba1c: "hba1c",
  glucose: "glucose",
  creatinine: "creatinine",
  cystatinC: "cystatin-c",
  egfr: "egfr",
  urineAlbuminCreatinineRatio: "urine-albumin-creatinine-ratio",
  urineAlbumin: "urine-albumin",
  albumin: "albumin",
  phosphate: "phosphate",
  bicarbonate: "bicarbonate",
  calcium: "calcium",
  haemoglobin: "haemoglobin",
  whiteBloodCells: "white-blood-cells",
  meanArterialPressure: "mean-arterial-pressure",
  waistCircumference: "waist-circumference",
  inspiredOxygenFraction: "inspired-oxygen-fraction",
  glasgowComaScale: "glasgow-coma-scale",
  glasgowComaEye: "glasgow-coma-eye",
  glasgowComaVerbal: "glasgow-coma-verbal",
  glasgowComaMotor: "glasgow-coma-motor",
  fastingGlucose: "fasting-glucose",
  sodium: "sodium",
  potassium: "potassium",
  bilirubin: "bilirubin",
  aspartateAminotransferase: "aspartate-aminotransferase",
  alanineAminotransferase: "alanine-aminotransferase",
  inr: "inr",
  platelets: "platelets",
  cholesterolHdlRatio: "cholesterol-hdl-ratio",
  highSensitivityCrp: "high-sensitivity-crp",
  ureaNitrogen: "urea-nitrogen",
  haematocrit: "haematocrit",
  arterialPh: "arterial-ph",
  arterialOxygenPressure: "arterial-oxygen-pressure",
  arterialCarbonDioxidePressure: "arterial-carbon-dioxide-pressure",
  leftVentricularEjectionFraction: "left-ventricular-ejection-fraction",
  fev1: "fev1",
  fvc: "fvc",
  fev1PercentPredicted: "fev1-percent-predicted",
  fvcPercentPredicted: "fvc-percent-predicted",
  sixMinuteWalkDistance: "six-minute-walk-distance",
  phq9Item1: "phq9-item-1",
  phq9Item2: "phq9-item-2",
  phq9Item3: "phq9-item-3",
  phq9Item4: "phq9-item-4",
  phq9Item5: "phq9-item-5",
  phq9Item6: "phq9-item-6",
  phq9Item7: "phq9-item-7",
  phq9Item8: "phq9-item-8",
  phq9Item9: "phq9-item-9",
  gad7Item1: "gad7-item-1",
  gad7Item2: "gad7-item-2",
  gad7Item3: "gad7-item-3",
  gad7Item4: "gad7-item-4",
  gad7Item5: "gad7-item-5",
  gad7Item6: "gad7-item-6",
  gad7Item7: "gad7-item-7",
  phq9Score: "phq9-score",
  gad7Score: "gad7-score",
  epdsScore: "epds-score",
  auditCScore: "audit-c-score",
  bradenScore: "braden-score",
  morseFallScore: "morse-fall-score",
  apgarScoreAt1Minute: "apgar-score-at-1-minute",
  apgarScoreAt5Minutes: "apgar-score-at-5-minutes",
  apgarScoreAt10Minutes: "apgar-score-at-10-minutes",
  cigarettesPerDay: "cigarettes-per-day",
  gestationalAge: "gestational-age",
  gestationalAgeAtBirth: "gestational-age-at-birth",
} as const satisfies Partial<Record<ConceptName, string>>;

/** Answers to the items of PHQ-9 and GAD-7, LOINC list LL358-3: how often in two weeks, as points. */
const FREQUENCY: Readonly<Record<string, number>> = {
  [`${SYSTEM.loinc}|LA6568-5`]: 0, // not at all
  [`${SYSTEM.loinc}|LA6569-3`]: 1, // several days
  [`${SYSTEM.loinc}|LA6570-1`]: 2, // more than half the days
  [`${SYSTEM.loinc}|LA6571-9`]: 3, // nearly every day
};

/** Points of coded answers, `system|code` → points, by concept. */
export const ANSWER_POINTS: Readonly<Record<string, Readonly<Record<string, number>>>> = Object.fromEntries(
  Object.keys(QUANTITY_SETS)
    .filter((name) => /^(phq9|gad7)Item/.test(name))
    .map((name) => [name, FREQUENCY]),
);

import { choice, fact, quantity } from "./concept.ts";

/** What cardiology alone knows: family history, imaging, findings of chest pain and heart failure. */
export const CARDIOLOGY = {
  /** Angina or heart attack in a first-degree relative before 60 (QRISK3). */
  hasRelativeWithHeartDiseaseBefore60: fact("Angina or heart attack in a first-degree relative before age 60"),
  /** Heart attack in the mother or father before 60 (Reynolds). */
  hasParentWithInfarctionBefore60: fact("Heart attack in a parent before age 60"),
  /** Heart attack in a parent, sibling or child at any age (MESA). */
  hasRelativeWithInfarction: fact("Heart attack in a first-degree relative"),
  /** Sudden cardiac death in a first-degree relative under 40, or at any age with confirmed hypertrophic cardiomyopathy. */
  hasRelativeWithSuddenCardiacDeath: fact("Sudden cardiac death in a first-degree relative (HCM Risk-SCD)"),
  coronaryArteryCalciumScore: quantity("Coronary artery calcium, Agatston score", "{Agatston}", [0, 20_000]),
  leftVentricularEjectionFraction: quantity("Left ventricular ejection fraction", "%", [3, 95], { loinc: "10230-1" }),
  nyhaClass: choice("NYHA functional class", { I: "NYHA I", II: "NYHA II", III: "NYHA III", IV: "NYHA IV" }),
  hasHeartFailureFor18Months: fact("Heart failure first diagnosed 18 months ago or earlier"),
  killipClass: choice("Killip class", { I: "Killip I", II: "Killip II", III: "Killip III", IV: "Killip IV" }),
  hasCardiacArrestAtAdmission: fact("Cardiac arrest at admission"),
  hasStDeviation: fact("ST-segment deviation"),
  hasElevatedCardiacMarkers: fact("Elevated cardiac markers"),
  /** Highest troponin as a multiple of the laboratory's upper limit of normal. */
  troponinTimesUpperLimit: quantity("Troponin, times the upper limit of normal", "{xULN}", [0, 100_000]),
  heartScoreHistory: choice("HEART score, history item", { "0": "0 points", "1": "1 point", "2": "2 points" }),
  heartScoreEcg: choice("HEART score, ECG item", { "0": "0 points", "1": "1 point", "2": "2 points" }),
  /** Of the six of the HEART score: hypercholesterolaemia, hypertension, diabetes, smoking, family history, obesity. */
  heartScoreRiskFactors: quantity("Risk factors of the HEART score", "{count}", [0, 6]),
  /** Of the five of the TIMI score: family history, hypertension, hypercholesterolaemia, diabetes, current smoking. */
  timiRiskFactors: quantity("Coronary risk factors of the TIMI score", "{count}", [0, 5]),
  hasAtherosclerosis: fact("Known atherosclerotic disease"),
  hasCoronaryStenosis50: fact("Known coronary stenosis of 50 % or more"),
  hasSevereAngina: fact("Two or more episodes of angina within 24 hours"),
  hasMajorBleeding: fact("Major bleeding in the past, or a predisposition to it"),
  hasLabileInr: fact("Labile INR (time in therapeutic range under 60 %)"),
  hasHypertrophicCardiomyopathy: fact("Hypertrophic cardiomyopathy"),
  leftVentricularWallThickness: quantity("Maximal left ventricular wall thickness", "mm", [2, 80]),
  leftAtrialDiameter: quantity("Left atrial diameter", "mm", [10, 120], { loinc: "29469-4" }),
  outflowTractGradient: quantity("Maximal left ventricular outflow tract gradient", "mm[Hg]", [0, 300]),
  hasNonSustainedVentricularTachycardia: fact("Non-sustained ventricular tachycardia"),
  hasUnexplainedSyncope: fact("Unexplained syncope"),
  hasPriorCardiacArrest: fact("Previous cardiac arrest or sustained ventricular arrhythmia"),
  tiaFeature: choice("Clinical feature of the transient ischaemic attack", {
    weakness: "Unilateral weakness",
    speech: "Speech impairment without weakness",
    other: "Neither",
  }),
  tiaDuration: quantity("Duration of the transient ischaemic attack", "min", [0, 1440]),
} as const;

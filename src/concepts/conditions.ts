import { fact, quantity } from "./concept.ts";

/** Conditions. `has…` means on record now or ever, as the models that use it say. */
export const CONDITIONS = {
  hasDiabetes: fact("Diabetes mellitus"),
  hasType1Diabetes: fact("Type 1 diabetes mellitus"),
  hasType2Diabetes: fact("Type 2 diabetes mellitus"),
  diabetesDuration: quantity("Duration of diabetes", "a", [0, 110]),
  hasHypertension: fact("Hypertension"),
  hasHeartFailure: fact("Heart failure"),
  hasAtrialFibrillation: fact("Atrial fibrillation"),
  hasMyocardialInfarction: fact("Myocardial infarction"),
  hasIschaemicHeartDisease: fact("Ischaemic heart disease"),
  hasStroke: fact("Stroke"),
  /** Stroke, transient ischaemic attack or systemic thromboembolism. */
  hasStrokeTiaOrThromboembolism: fact("Stroke, TIA or thromboembolism"),
  hasPeripheralArterialDisease: fact("Peripheral arterial disease"),
  /** Prior myocardial infarction, peripheral arterial disease or aortic plaque (CHA2DS2-VASc). */
  hasVascularDisease: fact("Vascular disease"),
  /** Known coronary, cerebrovascular or peripheral arterial disease, or heart failure. */
  hasCardiovascularDisease: fact("Cardiovascular disease"),
  hasAmputation: fact("Lower limb amputation"),
  hasBlindness: fact("Blindness in one eye"),
  hasFootUlcer: fact("Diabetic foot ulcer"),
  hasKidneyFailure: fact("Kidney failure (dialysis or transplant)"),
  /** Urine albumin of 50 mg/L or more, as the UKPDS counts it; asked for where no measurement is known. */
  hasAlbuminuria: fact("Micro- or macroalbuminuria"),
  /** Diagnosed hypertension for which the person is treated (QRISK3, QDiabetes). */
  hasTreatedHypertension: fact("Treated hypertension"),
  hasGestationalDiabetes: fact("Gestational diabetes, ever"),
  hasPolycysticOvarySyndrome: fact("Polycystic ovary syndrome"),
  hasLearningDisability: fact("Learning disability"),
  /** Schizophrenia or bipolar disorder (QDiabetes). */
  hasSchizophreniaOrBipolarDisorder: fact("Schizophrenia or bipolar disorder"),
  hasCopd: fact("Chronic obstructive pulmonary disease"),
  hasEmphysema: fact("Emphysema"),
  hasChronicLiverDisease: fact("Chronic liver disease"),
  hasCirrhosis: fact("Cirrhosis"),
  /** Any malignancy before, skin cancer other than melanoma left out. */
  hasCancerHistory: fact("Cancer, ever"),
  hasLungCancer: fact("Lung cancer"),
  hasBreastCancer: fact("Breast cancer"),
  ageAtDiabetesDiagnosis: quantity("Age at diagnosis of diabetes", "a", [0, 110]),
  /** Systolic blood pressure over 160 mmHg in spite of any treatment (HAS-BLED). */
  hasUncontrolledHypertension: fact("Uncontrolled hypertension (systolic over 160 mmHg)"),
  hasChronicKidneyDisease345: fact("Chronic kidney disease, stage 3, 4 or 5"),
  /** Dialysis, transplant, or creatinine of 200 µmol/L and over (HAS-BLED). */
  hasAbnormalKidneyFunction: fact("Abnormal kidney function (HAS-BLED)"),
  /** Cirrhosis, bilirubin over twice, or AST, ALT or ALP over three times the upper limit (HAS-BLED). */
  hasAbnormalLiverFunction: fact("Abnormal liver function (HAS-BLED)"),
  hasMigraine: fact("Migraine"),
  hasRheumatoidArthritis: fact("Rheumatoid arthritis"),
  hasSystemicLupus: fact("Systemic lupus erythematosus"),
  /** Schizophrenia, bipolar disorder or moderate to severe depression (QRISK3). */
  hasSevereMentalIllness: fact("Severe mental illness"),
  hasErectileDysfunction: fact("Erectile dysfunction, diagnosed or treated"),
} as const;

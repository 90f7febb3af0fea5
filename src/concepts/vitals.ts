import { choice, fact, quantity } from "./concept.ts";

/** Vital signs and body measures. */
export const VITALS = {
  systolicBloodPressure: quantity("Systolic blood pressure", "mm[Hg]", [40, 300], { loinc: "8480-6" }),
  diastolicBloodPressure: quantity("Diastolic blood pressure", "mm[Hg]", [20, 200], { loinc: "8462-4" }),
  heartRate: quantity("Heart rate", "/min", [10, 300], { loinc: "8867-4" }),
  respiratoryRate: quantity("Respiratory rate", "/min", [1, 100], { loinc: "9279-1" }),
  bodyTemperature: quantity("Body temperature", "Cel", [20, 45], { loinc: "8310-5" }),
  oxygenSaturation: quantity("Oxygen saturation", "%", [30, 100], { loinc: "59408-5" }),
  onSupplementalOxygen: fact("Receives supplemental oxygen"),
  /** NEWS2 SpO2 scale 2: set by a clinician for hypercapnic respiratory failure, target 88–92 %. */
  usesSpo2Scale2: fact("SpO2 scale 2 (hypercapnic respiratory failure)"),
  consciousness: choice("Consciousness (ACVPU)", {
    alert: "Alert",
    confusion: "New confusion",
    voice: "Responds to voice",
    pain: "Responds to pain",
    unresponsive: "Unresponsive",
  }),
  bodyWeight: quantity("Body weight", "kg", [0.2, 500], { loinc: "29463-7" }),
  bodyHeight: quantity("Body height", "cm", [20, 260], { loinc: "8302-2" }),
  bodyMassIndex: quantity("Body mass index", "kg/m2", [8, 120], { loinc: "39156-5" }),
  waistCircumference: quantity("Waist circumference", "cm", [20, 300], { loinc: "8280-0" }),
  /** Standard deviation of two or more readings at different visits (QRISK3). */
  systolicBloodPressureSd: quantity("Variability (SD) of systolic blood pressure", "mm[Hg]", [0, 100]),
  meanArterialPressure: quantity("Mean arterial pressure", "mm[Hg]", [10, 250], { loinc: "8478-0" }),
  inspiredOxygenFraction: quantity("Inspired oxygen fraction", "%", [15, 100], { loinc: "3150-0" }),
  glasgowComaScale: quantity("Glasgow Coma Scale", "{score}", [3, 15], { loinc: "9269-2" }),
  glasgowComaEye: quantity("Glasgow Coma Scale, eye opening", "{score}", [1, 4], { loinc: "9267-6" }),
  glasgowComaVerbal: quantity("Glasgow Coma Scale, verbal response", "{score}", [1, 5], { loinc: "9270-0" }),
  glasgowComaMotor: quantity("Glasgow Coma Scale, motor response", "{score}", [1, 6], { loinc: "9268-4" }),
  urineOutput: quantity("Urine output in 24 hours", "mL/d", [0, 30_000], { loinc: "9192-6" }),
} as const;

import { quantity } from "./concept.ts";

/** Molar mass of glucose, g/mol. */
const GLUCOSE = 180.156;
/** How long such a summary tells of now: limits of ours, in days. */
const ONE_MONTH = { staleAfterDays: 31 } as const;
const ONE_QUARTER = { staleAfterDays: 92 } as const;
const ONE_YEAR = { staleAfterDays: 366 } as const;

/** What devices that a person wears, and questions on activity, tell in sums and means of a day, a week or a period. */
export const WEARABLES = {
  dailySteps: quantity("Steps a day", "/d", [0, 150_000], { loinc: "41950-7", ...ONE_MONTH }),
  restingHeartRate: quantity("Heart rate at rest", "/min", [20, 200], { loinc: "40443-4", ...ONE_MONTH }),
  heartRateVariabilitySdnn: quantity("Heart rate variability, SDNN", "ms", [1, 500], {
    loinc: "80404-7",
    ...ONE_MONTH,
  }),
  /** Time asleep, not in bed. */
  sleepDuration: quantity("Time asleep in a night", "h", [0, 24], { loinc: "93832-4", ...ONE_MONTH }),
  physicalActivityMinutes: quantity("Moderate to vigorous activity a week", "min/wk", [0, 10_080], {
    loinc: "82290-8",
    ...ONE_YEAR,
  }),
  /** The two questions of the Exercise Vital Sign. */
  exerciseDaysPerWeek: quantity("Days of exercise a week", "d/wk", [0, 7], { loinc: "89555-7", ...ONE_YEAR }),
  exerciseMinutesPerDay: quantity("Minutes of exercise on a day with exercise", "min/d", [0, 1440], {
    loinc: "68516-4",
    ...ONE_YEAR,
  }),
  muscleStrengtheningDays: quantity("Days of muscle-strengthening activity a week", "d/wk", [0, 7], {
    loinc: "82291-6",
    ...ONE_YEAR,
  }),

  meanSensorGlucose: quantity("Mean glucose of a sensor's period", "mg/dL", [20, 600], {
    loinc: "97507-8",
    molarMass: GLUCOSE,
    ...ONE_QUARTER,
  }),
  glucoseManagementIndicator: quantity("Glucose management indicator", "%", [3, 20], {
    loinc: "97506-0",
    ...ONE_QUARTER,
  }),
  timeInGlucoseRange: quantity("Time with glucose of 70 to 180 mg/dL", "%", [0, 100], {
    loinc: "97510-2",
    ...ONE_QUARTER,
  }),
  timeInLowGlucose: quantity("Time with glucose of 54 to 69 mg/dL", "%", [0, 100], {
    loinc: "104641-6",
    ...ONE_QUARTER,
  }),
  timeInVeryLowGlucose: quantity("Time with glucose under 54 mg/dL", "%", [0, 100], {
    loinc: "104642-4",
    ...ONE_QUARTER,
  }),
  timeInHighGlucose: quantity("Time with glucose of 181 to 250 mg/dL", "%", [0, 100], {
    loinc: "104640-8",
    ...ONE_QUARTER,
  }),
  timeInVeryHighGlucose: quantity("Time with glucose over 250 mg/dL", "%", [0, 100], {
    loinc: "104639-0",
    ...ONE_QUARTER,
  }),
  glucoseSensorDays: quantity("Days that the glucose sensor was worn", "d", [0, 366], {
    loinc: "104636-6",
    ...ONE_QUARTER,
  }),
} as const;

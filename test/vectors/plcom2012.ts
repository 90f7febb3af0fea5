/** Vectors of `plcom2012`: the 6-year risk, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly race: string;
  readonly education_level_1_6: number;
  readonly bmi: number;
  readonly copd: boolean;
  readonly personal_cancer_history: boolean;
  readonly family_history_lung_cancer: boolean;
  readonly current_smoker: boolean;
  readonly cigarettes_per_day: number;
  readonly smoking_duration_years: number;
  readonly quit_years: number;
}

const RACE: Readonly<Record<string, string>> = {
  "american-indian-alaska-native": "american-indian-or-alaska-native",
  "native-hawaiian-pacific-islander": "native-hawaiian-or-pacific-islander",
};

export const request = (inputs: Inputs) =>
  predictRequest("plcom2012", {
    age: quantity(inputs.age, "a"),
    race: code(RACE[inputs.race] ?? inputs.race),
    educationLevel: quantity(inputs.education_level_1_6, "{level}"),
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    hasCopd: boolean(inputs.copd),
    hasCancerHistory: boolean(inputs.personal_cancer_history),
    hasFamilyHistoryOfLungCancer: boolean(inputs.family_history_lung_cancer),
    currentSmoker: boolean(inputs.current_smoker),
    cigarettesPerDay: quantity(inputs.cigarettes_per_day, "/d"),
    smokingDuration: quantity(inputs.smoking_duration_years, "a"),
    yearsSinceQuitting: quantity(inputs.quit_years, "a"),
  });

export const answer = (bundle: Bundle) => ({ risk6y: probabilityOf(bundle, "plcom2012-lung-cancer-6y") });

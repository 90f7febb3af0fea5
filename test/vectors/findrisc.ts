/** Vectors of `findrisc`: points, band, risk 0 to 1 of the band. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, code, detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly bmi: number;
  readonly waist_cm: number;
  readonly active_30min_daily: boolean;
  readonly daily_fruit_veg: boolean;
  readonly bp_medication: boolean;
  readonly prior_high_glucose: boolean;
  readonly family_history: "none" | "second" | "first";
}

const RELATIVES = { none: "none", second: "second-degree", first: "first-degree" } as const;

export const request = (inputs: Inputs) =>
  predictRequest("findrisc", {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
    waistCircumference: quantity(inputs.waist_cm, "cm"),
    isActiveDaily: boolean(inputs.active_30min_daily),
    eatsFruitOrVegetablesDaily: boolean(inputs.daily_fruit_veg),
    onAntihypertensive: boolean(inputs.bp_medication),
    hasPreviousHighGlucose: boolean(inputs.prior_high_glucose),
    familyHistoryOfDiabetes: code(RELATIVES[inputs.family_history]),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "findrisc"),
  band: bandOf(bundle, "findrisc")?.replace("-", " "),
  risk10y: Number(detailOf(bundle, "findrisc", "diabetes-10y-percent-of-the-band")) / 100,
});

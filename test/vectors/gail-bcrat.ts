/** Vectors of `gail-bcrat`: absolute and average risk in percent, relative risks; 99 is unknown, 98 nulliparous. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, detailOf, predictionOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly projection_age: number;
  readonly biopsies: number;
  readonly atypical_hyperplasia: number;
  readonly age_menarche: number;
  readonly age_first_birth: number;
  readonly relatives: number;
  readonly race: keyof typeof RACES;
}

const RACES = {
  1: "white",
  2: "african-american",
  3: "hispanic-us-born",
  4: "other",
  5: "hispanic-foreign-born",
  6: "chinese",
  7: "japanese",
  8: "filipino",
  9: "hawaiian",
  10: "pacific-islander",
  11: "other-asian",
} as const;
const UNKNOWN = 99;
const NULLIPAROUS = 98;
const ifKnown = (value: number, unit: string) => (value === UNKNOWN ? undefined : quantity(value, unit));

export function request(inputs: Inputs) {
  const birth = inputs.age_first_birth;
  return predictRequest("gail-bcrat", {
    age: quantity(inputs.age, "a"),
    sex: code("female"),
    bcratRace: code(RACES[inputs.race]),
    breastBiopsies: ifKnown(inputs.biopsies, "{count}"),
    hasAtypicalHyperplasia:
      inputs.atypical_hyperplasia === UNKNOWN ? undefined : boolean(inputs.atypical_hyperplasia === 1),
    ageAtMenarche: ifKnown(inputs.age_menarche, "a"),
    isNulliparous: birth === NULLIPAROUS ? boolean(true) : undefined,
    ageAtFirstBirth: birth === NULLIPAROUS ? undefined : ifKnown(birth, "a"),
    projectionAge: quantity(inputs.projection_age, "a"),
    relativesWithBreastCancer: ifKnown(inputs.relatives, "{count}"),
  });
}

export function answer(bundle: Bundle) {
  const outcome = "bcrat-to-age";
  return {
    absolute_risk_percent: predictionOf(bundle, outcome)?.probabilityDecimal,
    rr_under50: detailOf(bundle, outcome, "relative-risk-under-50"),
    rr_50plus: detailOf(bundle, outcome, "relative-risk-from-50"),
    average_race_age_percent: detailOf(bundle, outcome, "average-percent-same-age-and-group"),
  };
}

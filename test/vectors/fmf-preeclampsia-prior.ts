/** Vectors of `fmf-preeclampsia-prior`: the mean of the distribution in weeks, and the risks before 32, 37 and 42 weeks. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, code, detailOf, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly height_cm: number;
  readonly weight_kg: number;
  readonly ethnicity: string;
  readonly chronic_hypertension: boolean;
  readonly sle_or_aps: boolean;
  readonly ivf: boolean;
  readonly mother_had_pe: boolean;
  readonly diabetes: boolean;
  readonly parity: "nulliparous" | "parous-prev-pe" | "parous-no-pe";
  readonly previous_ga_weeks?: number;
  readonly interval_years?: number;
}

const ifGiven = (value: number | undefined, unit: string) => (value === undefined ? undefined : quantity(value, unit));

/** The three histories of the vectors are three inputs of ours, of which one is given. */
function history({ parity, previous_ga_weeks, interval_years }: Inputs) {
  if (parity === "nulliparous") return { nulliparity: code("nulliparous") };
  if (parity === "parous-prev-pe") return { lastBirthWithPreeclampsiaGestationalAge: ifGiven(previous_ga_weeks, "wk") };
  return {
    lastBirthWithoutPreeclampsiaGestationalAge: ifGiven(previous_ga_weeks, "wk"),
    lastBirthInterval: ifGiven(interval_years, "a"),
  };
}

export const request = (inputs: Inputs) =>
  predictRequest("fmf-preeclampsia-prior", {
    age: quantity(inputs.age, "a"),
    bodyHeight: quantity(inputs.height_cm, "cm"),
    bodyWeight: quantity(inputs.weight_kg, "kg"),
    maternalRacialOrigin: code(inputs.ethnicity),
    hasHypertension: boolean(inputs.chronic_hypertension),
    hasLupusOrAntiphospholipidSyndrome: boolean(inputs.sle_or_aps),
    isConceivedByIvf: boolean(inputs.ivf),
    hasMotherWithPreeclampsia: boolean(inputs.mother_had_pe),
    hasDiabetes: boolean(inputs.diabetes),
    ...history(inputs),
  });

export const answer = (bundle: Bundle) => ({
  mean_ga_at_delivery_with_pe: detailOf(bundle, "pre-eclampsia-before-37w", "meanGestationalAgeAtDeliveryWeeks"),
  risk_pe_lt_32w: probabilityOf(bundle, "pre-eclampsia-before-32w"),
  risk_pe_lt_37w: probabilityOf(bundle, "pre-eclampsia-before-37w"),
  risk_pe_lt_42w: probabilityOf(bundle, "pre-eclampsia-before-42w"),
  band: bandOf(bundle, "pre-eclampsia-before-37w"),
});

/** Vectors of `kfre`: risk 0 to 1 of kidney failure in 2 and 5 years, by the 4- or 8-variable equation. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly sex: string;
  readonly egfr: number;
  readonly uacr_mg_g: number;
  readonly north_american: boolean;
  readonly variables: number;
  readonly diabetes?: boolean;
  readonly hypertension?: boolean;
  readonly albumin_g_dl?: number;
  readonly phosphate_mg_dl?: number;
  readonly bicarbonate_mmol_l?: number;
  readonly calcium_mg_dl?: number;
}

const ifGiven = (value: number | undefined, unit: string) => (value === undefined ? undefined : quantity(value, unit));

export const request = (inputs: Inputs) =>
  predictRequest(`kfre:${inputs.variables}-variable`, {
    age: quantity(inputs.age, "a"),
    sex: code(inputs.sex),
    egfr: quantity(inputs.egfr, "mL/min/{1.73_m2}"),
    urineAlbuminCreatinineRatio: quantity(inputs.uacr_mg_g, "mg/g"),
    livesInNorthAmerica: boolean(inputs.north_american),
    hasDiabetes: inputs.diabetes === undefined ? undefined : boolean(inputs.diabetes),
    hasHypertension: inputs.hypertension === undefined ? undefined : boolean(inputs.hypertension),
    albumin: ifGiven(inputs.albumin_g_dl, "g/dL"),
    phosphate: ifGiven(inputs.phosphate_mg_dl, "mg/dL"),
    bicarbonate: ifGiven(inputs.bicarbonate_mmol_l, "mmol/L"),
    calcium: ifGiven(inputs.calcium_mg_dl, "mg/dL"),
  });

export const answer = (bundle: Bundle) => ({
  risk2y: probabilityOf(bundle, "kidney-failure-2y"),
  risk5y: probabilityOf(bundle, "kidney-failure-5y"),
});

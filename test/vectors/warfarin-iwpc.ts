/** Vectors of `warfarin-iwpc`: mg a week by the pharmacogenetic and by the clinical equation. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, measureOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly height_cm: number;
  readonly weight_kg: number;
  readonly vkorc1: string;
  readonly cyp2c9: string;
  readonly race: string;
  readonly enzyme_inducer: boolean;
  readonly amiodarone: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("warfarin-iwpc", {
    age: quantity(inputs.age, "a"),
    bodyHeight: quantity(inputs.height_cm, "cm"),
    bodyWeight: quantity(inputs.weight_kg, "kg"),
    vkorc1Genotype: code(inputs.vkorc1),
    cyp2c9Genotype: code(inputs.cyp2c9),
    iwpcRace: code(inputs.race),
    onCytochromeInducer: boolean(inputs.enzyme_inducer),
    onAmiodarone: boolean(inputs.amiodarone),
  });

export const answer = (bundle: Bundle) => ({
  weekly_mg_pharmacogenetic: measureOf(bundle, "warfarin-pharmacogenetic")?.valueQuantity?.value,
  weekly_mg_clinical: measureOf(bundle, "warfarin-clinical")?.valueQuantity?.value,
});

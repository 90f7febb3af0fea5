/** Vectors of `timi-ua-nstemi`: the points, and events within 14 days, 0 to 1. */
import type { Bundle } from "@medplum/fhirtypes";
import { numberDetailOf } from "./details.ts";
import { boolean, predictionOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly age: number;
  readonly cad_risk_factor_count: number;
  readonly known_cad_stenosis_ge_50: boolean;
  readonly aspirin_last_7d: boolean;
  readonly severe_angina_ge2_24h: boolean;
  readonly st_deviation_ge_0_5mm: boolean;
  readonly elevated_markers: boolean;
}

export const request = (inputs: Inputs) =>
  predictRequest("timi-ua-nstemi", {
    age: quantity(inputs.age, "a"),
    timiRiskFactors: quantity(inputs.cad_risk_factor_count, "{count}"),
    hasCoronaryStenosis50: boolean(inputs.known_cad_stenosis_ge_50),
    onAspirin: boolean(inputs.aspirin_last_7d),
    hasSevereAngina: boolean(inputs.severe_angina_ge2_24h),
    hasStDeviation: boolean(inputs.st_deviation_ge_0_5mm),
    hasElevatedCardiacMarkers: boolean(inputs.elevated_markers),
  });

export function answer(bundle: Bundle) {
  const prediction = predictionOf(bundle, "timi-ua-nstemi");
  return {
    score: scoreOf(bundle, "timi-ua-nstemi"),
    events_14d: Number(numberDetailOf(prediction, "antman-2000-events-14-days-percent")) / 100,
  };
}

/** Vectors of `heart-score`: the points and the band. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictionOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly history_0_2: number;
  readonly ecg_0_2: number;
  readonly age: number;
  readonly risk_factor_count: number;
  readonly known_atherosclerosis: boolean;
  readonly troponin_x_uln: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("heart-score", {
    heartScoreHistory: code(String(inputs.history_0_2)),
    heartScoreEcg: code(String(inputs.ecg_0_2)),
    age: quantity(inputs.age, "a"),
    heartScoreRiskFactors: quantity(inputs.risk_factor_count, "{count}"),
    hasAtherosclerosis: boolean(inputs.known_atherosclerosis),
    troponinTimesUpperLimit: quantity(inputs.troponin_x_uln, "{xULN}"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "heart-score"),
  band: predictionOf(bundle, "heart-score")?.qualitativeRisk?.coding?.[0]?.code,
});

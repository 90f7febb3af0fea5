/** Vectors of `apgar`: the score of five signs, or those recorded at 1, 5 and 10 minutes. */
import type { Bundle } from "@medplum/fhirtypes";
import { predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly appearance?: number;
  readonly pulse?: number;
  readonly grimace?: number;
  readonly activity?: number;
  readonly respiration?: number;
  readonly recorded_1min?: number;
  readonly recorded_5min?: number;
  readonly recorded_10min?: number;
}

const points = (value: number | undefined) => (value === undefined ? undefined : quantity(value, "{score}"));

export const request = (inputs: Inputs) =>
  predictRequest("apgar", {
    apgarColour: points(inputs.appearance),
    apgarHeartRate: points(inputs.pulse),
    apgarReflexIrritability: points(inputs.grimace),
    apgarMuscleTone: points(inputs.activity),
    apgarRespiration: points(inputs.respiration),
    apgarScoreAt1Minute: points(inputs.recorded_1min),
    apgarScoreAt5Minutes: points(inputs.recorded_5min),
    apgarScoreAt10Minutes: points(inputs.recorded_10min),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "apgar"),
  score_1min: scoreOf(bundle, "apgar-1-minute"),
  score_5min: scoreOf(bundle, "apgar-5-minutes"),
  score_10min: scoreOf(bundle, "apgar-10-minutes"),
});

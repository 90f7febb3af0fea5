/** Vectors of `braden`: the score of six items or a recorded total, and the risk. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly sensory?: number;
  readonly moisture?: number;
  readonly activity?: number;
  readonly mobility?: number;
  readonly nutrition?: number;
  readonly friction_shear?: number;
  readonly total?: number;
}

const points = (value: number | undefined) => (value === undefined ? undefined : quantity(value, "{score}"));

export const request = (inputs: Inputs) =>
  predictRequest("braden", {
    bradenSensoryPerception: points(inputs.sensory),
    bradenMoisture: points(inputs.moisture),
    bradenActivity: points(inputs.activity),
    bradenMobility: points(inputs.mobility),
    bradenNutrition: points(inputs.nutrition),
    bradenFrictionAndShear: points(inputs.friction_shear),
    bradenScore: points(inputs.total),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "braden"), risk: bandOf(bundle, "braden") });

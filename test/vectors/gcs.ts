/** Vectors of `gcs`: the total and its severity. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly eye: number;
  readonly verbal: number;
  readonly motor: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("gcs", {
    glasgowComaEye: quantity(inputs.eye, "{score}"),
    glasgowComaVerbal: quantity(inputs.verbal, "{score}"),
    glasgowComaMotor: quantity(inputs.motor, "{score}"),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "gcs"), severity: bandOf(bundle, "gcs") });

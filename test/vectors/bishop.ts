/** Vectors of `bishop`: the score, and its band. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly dilation_cm: number;
  readonly effacement_percent: number;
  readonly station: number;
  readonly consistency: string;
  readonly position: string;
}

export const request = (inputs: Inputs) =>
  predictRequest("bishop", {
    cervicalDilation: quantity(inputs.dilation_cm, "cm"),
    cervicalEffacement: quantity(inputs.effacement_percent, "%"),
    fetalStation: quantity(inputs.station, "cm"),
    cervicalConsistency: code(inputs.consistency),
    cervicalPosition: code(inputs.position),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "bishop"), band: bandOf(bundle, "bishop") });

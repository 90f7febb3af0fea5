/** Vectors of `mews`: the score. */
import type { Bundle } from "@medplum/fhirtypes";
import { code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly sbp: number;
  readonly pulse: number;
  readonly rr: number;
  readonly temp_c: number;
  readonly avpu: "A" | "V" | "P" | "U";
}

const CONSCIOUSNESS = { A: "alert", V: "voice", P: "pain", U: "unresponsive" } as const;

export const request = (inputs: Inputs) =>
  predictRequest("mews", {
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    heartRate: quantity(inputs.pulse, "/min"),
    respiratoryRate: quantity(inputs.rr, "/min"),
    bodyTemperature: quantity(inputs.temp_c, "Cel"),
    consciousness: code(CONSCIOUSNESS[inputs.avpu]),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "mews") });

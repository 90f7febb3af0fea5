/** Vectors of `news2`: the score, whether a single parameter scores 3, and the band. */
import type { Bundle } from "@medplum/fhirtypes";
import { boolean, code, predictionOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly rr: number;
  readonly spo2: number;
  readonly spo2_scale2: boolean;
  readonly supplemental_o2: boolean;
  readonly sbp: number;
  readonly pulse: number;
  readonly acvpu: "A" | "C" | "V" | "P" | "U";
  readonly temp_c: number;
}

const CONSCIOUSNESS = { A: "alert", C: "confusion", V: "voice", P: "pain", U: "unresponsive" } as const;

export const request = (inputs: Inputs) =>
  predictRequest("news2", {
    respiratoryRate: quantity(inputs.rr, "/min"),
    oxygenSaturation: quantity(inputs.spo2, "%"),
    usesSpo2Scale2: boolean(inputs.spo2_scale2),
    onSupplementalOxygen: boolean(inputs.supplemental_o2),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    heartRate: quantity(inputs.pulse, "/min"),
    consciousness: code(CONSCIOUSNESS[inputs.acvpu]),
    bodyTemperature: quantity(inputs.temp_c, "Cel"),
  });

export function answer(bundle: Bundle) {
  const prediction = predictionOf(bundle, "news2");
  const detail = prediction?.extension?.find(({ extension }) =>
    extension?.some(({ valueString }) => valueString === "anySingleParameter3"),
  );
  return {
    score: scoreOf(bundle, "news2"),
    any_single_parameter_3: detail?.extension?.find(({ url }) => url === "value")?.valueBoolean,
    band: prediction?.qualitativeRisk?.coding?.[0]?.code,
  };
}

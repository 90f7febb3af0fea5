/** Vectors of `sirs`: the number of criteria met, and whether there are enough of them. */
import type { Bundle } from "@medplum/fhirtypes";
import { detailOf, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly temp_c: number;
  readonly pulse: number;
  readonly rr: number;
  readonly paco2_mmhg: number | null;
  readonly wbc_10e9_l: number;
  readonly bands_percent: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("sirs", {
    bodyTemperature: quantity(inputs.temp_c, "Cel"),
    heartRate: quantity(inputs.pulse, "/min"),
    respiratoryRate: quantity(inputs.rr, "/min"),
    arterialCarbonDioxidePressure: inputs.paco2_mmhg === null ? undefined : quantity(inputs.paco2_mmhg, "mm[Hg]"),
    whiteBloodCells: quantity(inputs.wbc_10e9_l, "10*9/L"),
    bandNeutrophils: quantity(inputs.bands_percent, "%"),
  });

export const answer = (bundle: Bundle) => ({
  score: scoreOf(bundle, "sirs"),
  positive: detailOf(bundle, "sirs", "positive"),
});

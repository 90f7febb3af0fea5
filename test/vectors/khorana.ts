/** Vectors of `khorana`: the points and the band. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, code, predictRequest, quantity, scoreOf } from "./parameters.ts";

interface Inputs {
  readonly site_risk: string;
  readonly platelets_10e9_l: number;
  readonly hemoglobin_g_dl: number;
  readonly esa_use: boolean;
  readonly leukocytes_10e9_l: number;
  readonly bmi: number;
}

export const request = (inputs: Inputs) =>
  predictRequest("khorana", {
    cancerSiteThrombosisRisk: code(inputs.site_risk),
    platelets: quantity(inputs.platelets_10e9_l, "10*9/L"),
    haemoglobin: quantity(inputs.hemoglobin_g_dl, "g/dL"),
    onErythropoiesisStimulatingAgent: boolean(inputs.esa_use),
    whiteBloodCells: quantity(inputs.leukocytes_10e9_l, "10*9/L"),
    bodyMassIndex: quantity(inputs.bmi, "kg/m2"),
  });

export const answer = (bundle: Bundle) => ({ score: scoreOf(bundle, "khorana"), band: bandOf(bundle, "khorana") });

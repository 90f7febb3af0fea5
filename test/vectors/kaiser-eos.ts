/** Vectors of `kaiser-eos`: risk per 1000 at birth, and after the newborn was examined. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, code, predictionOf, predictRequest, quantity } from "./parameters.ts";

interface Inputs {
  readonly baseline_incidence_per_1000: number;
  readonly ga_weeks: number;
  readonly max_temp_f: number;
  readonly rom_hours: number;
  readonly gbs: string;
  readonly antibiotics: keyof typeof ANTIBIOTICS;
  readonly exam?: string;
}

const ANTIBIOTICS = {
  none: "none",
  "gbs-ge2h-or-broad-2-3.9h": "gbs-2h-or-broad-2h",
  "broad-ge4h": "broad-4h",
} as const;

export const request = (inputs: Inputs) =>
  predictRequest("kaiser-eos", {
    earlyOnsetSepsisIncidence: code(String(inputs.baseline_incidence_per_1000)),
    gestationalAgeAtBirth: quantity(inputs.ga_weeks, "wk"),
    maternalIntrapartumTemperature: quantity(inputs.max_temp_f, "[degF]"),
    ruptureOfMembranesDuration: quantity(inputs.rom_hours, "h"),
    maternalGroupBStreptococcus: code(inputs.gbs),
    intrapartumAntibiotics: code(ANTIBIOTICS[inputs.antibiotics]),
    newbornExamination: inputs.exam === undefined ? undefined : code(inputs.exam),
  });

/** From the percentage of the answer. */
function per1000(bundle: Bundle, outcome: string): number | null {
  const percent = predictionOf(bundle, outcome)?.probabilityDecimal;
  return percent === undefined ? null : percent * 10;
}

export const answer = (bundle: Bundle) => ({
  prior_per_1000: per1000(bundle, "eos-at-birth"),
  posterior_per_1000: per1000(bundle, "eos-after-examination"),
  band: bandOf(bundle, "eos-after-examination"),
});

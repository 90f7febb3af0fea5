/** Vectors of `minipiers`: risk 0 to 1 within 48 hours, and its band. */
import type { Bundle } from "@medplum/fhirtypes";
import { bandOf, boolean, code, predictRequest, probabilityOf, quantity } from "./parameters.ts";

interface Inputs {
  readonly multiparous: boolean;
  readonly ga_weeks: number;
  readonly sbp: number;
  readonly dipstick_proteinuria: keyof typeof DIPSTICK;
  readonly vaginal_bleeding_with_abdominal_pain: boolean;
  readonly headache_or_visual: boolean;
  readonly chest_pain_or_dyspnea: boolean;
}

const DIPSTICK = { "none-1+": "none-to-1", "2+": "2", "3+": "3", "4+": "4" } as const;

export const request = (inputs: Inputs) =>
  predictRequest("minipiers", {
    isParous: boolean(inputs.multiparous),
    gestationalAge: quantity(inputs.ga_weeks, "wk"),
    systolicBloodPressure: quantity(inputs.sbp, "mm[Hg]"),
    dipstickProteinuria: code(DIPSTICK[inputs.dipstick_proteinuria]),
    hasVaginalBleedingWithAbdominalPain: boolean(inputs.vaginal_bleeding_with_abdominal_pain),
    hasHeadacheOrVisualDisturbance: boolean(inputs.headache_or_visual),
    hasChestPainOrDyspnoea: boolean(inputs.chest_pain_or_dyspnea),
  });

export const answer = (bundle: Bundle) => ({
  risk_48h: probabilityOf(bundle, "hypertensive-pregnancy-complication-48h"),
  band: bandOf(bundle, "hypertensive-pregnancy-complication-48h"),
});

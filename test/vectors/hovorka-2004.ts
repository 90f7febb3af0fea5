/** Reference cases of `hovorka-2004`: glucose and insulin through hours after a meal and a bolus. */
import type { Bundle } from "@medplum/fhirtypes";
import { quantity } from "./parameters.ts";
import { courseOf, periodOf, simulateRequest } from "./simulations.ts";

interface Inputs {
  readonly BW: number;
  readonly G0: number;
  readonly meal_g: number;
  readonly bolus_U: number;
  /** "steady state for G0", or mU/min. */
  readonly basal: string | number;
}

export const request = ({ BW, G0, meal_g, bolus_U, basal }: Inputs) =>
  simulateRequest({
    model: "hovorka-2004",
    inputs: { bodyWeight: quantity(BW, "kg"), glucose: quantity(G0, "mmol/L") },
    interventions: [
      { code: "meal", dose: quantity(meal_g, "g") },
      { code: "bolus", dose: quantity(bolus_U, "[IU]") },
      ...(typeof basal === "number" ? [{ code: "basal", dose: quantity(basal, "m[IU]/min") }] : []),
    ],
    horizon: 480,
    step: 30,
    members: 1,
  });

export function answer(bundle: Bundle) {
  const glucose = courseOf(bundle, "glucose");
  const minutes = periodOf(bundle, "glucose") / 60_000;
  return {
    basal_mU_min: (courseOf(bundle, "basalInsulin")[0] ?? Number.NaN) * (1000 / 60), // from units per hour
    t_min: glucose.map((_, point) => point * minutes),
    G_mmol_l: glucose,
    I_mU_l: courseOf(bundle, "insulin"),
  };
}

/** "1e-4 mmol/L; relative 1e-6 on insulin" */
export const tolerance = () => ({
  basal_mU_min: { abs: 0, rel: 1e-6 },
  t_min: { abs: 1e-9, rel: 0 },
  G_mmol_l: { abs: 1e-4, rel: 0 },
  I_mU_l: { abs: 0, rel: 1e-6 },
});

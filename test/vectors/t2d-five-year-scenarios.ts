/** Reference cases of `t2d-five-year-scenarios`: risk factors used in each year and five-year probabilities. */
import type { Bundle } from "@medplum/fhirtypes";
import { quantity } from "./parameters.ts";
import { courseOf, riskOf, simulateRequest, type UkpdsPatient, ukpdsInputs } from "./simulations.ts";

interface Inputs {
  readonly patient: UkpdsPatient;
  readonly height_m: number;
  /** Sums over the treatments of a scenario: points of HbA1c, kg, mmHg, share of LDL. */
  readonly effects: Readonly<Record<string, number>>;
}

/** The effects of a case by the intervention that states such an effect. */
const STATED: readonly (readonly [effect: RegExp, intervention: string, unit: string])[] = [
  [/^a1c|^hba1c/, "hba1c-change", "%"],
  [/^kg|^weight/, "weight-change", "kg"],
  [/^sbp/, "systolic-change", "mm[Hg]"],
  [/^ldl/, "ldl-reduction", "1"],
];

export const request = ({ patient, height_m, effects }: Inputs) =>
  simulateRequest({
    model: "t2d-five-year-scenarios",
    inputs: { ...ukpdsInputs(patient), bodyHeight: quantity(height_m, "m") },
    interventions: Object.entries(effects).map(([name, value]) => {
      const [, code, unit] = STATED.find(([effect]) => effect.test(name)) ?? [];
      if (code === undefined || unit === undefined) throw new Error(`no intervention states the effect ${name}`);
      return { code, dose: quantity(value, unit) };
    }),
    horizon: 5,
    step: 1,
    members: 1,
  });

export function answer(bundle: Bundle) {
  const at = (output: string, year: number) => courseOf(bundle, output)[year - 1];
  return {
    used: [1, 2, 3, 4, 5].map((year) => ({
      year,
      a1c: at("hba1c", year),
      bmi: at("bodyMassIndex", year),
      sbp: at("systolicBloodPressure", year),
      ldl: at("ldlCholesterol", year),
    })),
    cumulative_5y: {
      chf: riskOf(bundle, "heart-failure"),
      ihd: riskOf(bundle, "ischaemic-heart-disease"),
      mi: riskOf(bundle, "myocardial-infarction"),
      stroke: riskOf(bundle, "stroke"),
      blindness: riskOf(bundle, "blindness"),
      ulcer: riskOf(bundle, "foot-ulcer"),
      amp: riskOf(bundle, "amputation"),
      esrd: riskOf(bundle, "renal-failure"),
      death_no_event: riskOf(bundle, "death-without-event"),
    },
  };
}

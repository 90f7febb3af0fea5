/**
 * Alveolar-arterial oxygen difference by the alveolar gas equation: FiO2 · (760 - 47) - PaCO2 / 0.8 - PaO2, in mmHg, at
 * sea level (barometric pressure 760), saturated at body temperature (water vapour 47), respiratory quotient 0.8. Only
 * where none was reported since, and from three values of one time: inspired oxygen is changed by the hour.
 */
import { CONCEPTS } from "../concepts/index.ts";
import type { TwinDraft } from "./draft.ts";
import type { Feature } from "./state.ts";
import { momentOf } from "./time.ts";

const SEA_LEVEL_MMHG = 760;
const WATER_VAPOUR_MMHG = 47;
const RESPIRATORY_QUOTIENT = 0.8;

const timeOf = (feature: Feature | undefined): number | undefined => momentOf(feature?.sources[0]?.time);

/** Adds the difference; a negative one shows that one of the three is wrong, and is told of. */
export function deriveOxygenGradient(draft: TwinDraft): void {
  const parts = [
    draft.number("arterialOxygenPressure"),
    draft.number("arterialCarbonDioxidePressure"),
    draft.number("inspiredOxygenFraction"),
  ] as const;
  const [pao2, paco2, fio2] = parts;
  const at = timeOf(pao2);
  if (pao2 === undefined || paco2 === undefined || fio2 === undefined || at === undefined) return;
  if (timeOf(paco2) !== at || timeOf(fio2) !== at) return;
  const reportedAt = timeOf(draft.number("alveolarArterialOxygenGradient"));
  if (reportedAt !== undefined && reportedAt >= at) return;
  const inspired = (Number(fio2.value) / 100) * (SEA_LEVEL_MMHG - WATER_VAPOUR_MMHG);
  const value = inspired - Number(paco2.value) / RESPIRATORY_QUOTIENT - Number(pao2.value);
  const sources = [...pao2.sources, ...paco2.sources, ...fio2.sources];
  const [low, high] = CONCEPTS.alveolarArterialOxygenGradient.plausible;
  if (value < low || value > high) {
    draft.features.delete("alveolarArterialOxygenGradient");
    const message = "inspired oxygen and blood gases of one time give an implausible difference: one is wrong";
    draft.note("alveolarArterialOxygenGradient", message, sources);
    return;
  }
  const rule = "alveolar gas equation from PaO2, PaCO2 and FiO2 of one time, at sea level, respiratory quotient 0.8";
  draft.add({ concept: "alveolarArterialOxygenGradient", value, origin: "derived", rule, sources });
}

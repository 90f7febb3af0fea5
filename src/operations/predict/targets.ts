/**
 * Levels at which counterfactuals put an input that a person can change. They are levels at which guidelines or the
 * models themselves see no excess, not goals for this person: who aims at what is between the person and a clinician.
 * A drug that is prescribed is never among them.
 */
import type { ConceptName, ConceptValue } from "../../concepts/index.ts";

export interface Target {
  /** In the concept's own unit. */
  readonly value: ConceptValue;
  /** Whether a known value is on the unfavourable side of the target. */
  isMissedBy(known: ConceptValue): boolean;
  readonly source: string;
}

const atMost = (limit: number, source: string): Target => ({
  value: limit,
  isMissedBy: (known) => typeof known === "number" && known > limit,
  source,
});
const is = (value: boolean, source: string): Target => ({ value, isMissedBy: (known) => known === !value, source });

const ESC_2021 = "2021 ESC guideline on cardiovascular disease prevention, doi:10.1093/eurheartj/ehab484";
const FINDRISC = "Lindström 2003, FINDRISC, doi:10.2337/diacare.26.3.725";
const HAS_BLED = "modifiable factor of HAS-BLED, Pisters 2010, doi:10.1378/chest.10-0134";
const SMOKING = new Set<ConceptValue>(["light", "moderate", "heavy"]);

/** By concept; one that is not here has no counterfactual. */
export const TARGETS: Readonly<Partial<Record<ConceptName, Target>>> = {
  currentSmoker: is(false, `not smoking: ${ESC_2021}`),
  // someone who stops is an ex-smoker, not a non-smoker
  qresearchSmoking: { value: "ex", isMissedBy: (known) => SMOKING.has(known), source: `not smoking: ${ESC_2021}` },
  systolicBloodPressure: atMost(120, `lower end of the target range of 120 to 130 mmHg: ${ESC_2021}`),
  totalCholesterol: atMost(200, "desirable under 200 mg/dL: NCEP ATP III 2001, doi:10.1001/jama.285.19.2486"),
  hba1c: atMost(7, "general goal in diabetes, 7 %: ADA Standards of Care 2024, doi:10.2337/dc24-S006"),
  bodyMassIndex: atMost(25, `no points under 25 kg/m²: ${FINDRISC}`),
  isPhysicallyActive: is(true, `physically active: ${ESC_2021}`),
  isActiveDaily: is(true, `no points if active 30 minutes a day: ${FINDRISC}`),
  eatsFruitOrVegetablesDaily: is(true, `no points if eaten every day: ${FINDRISC}`),
  drinksEightOrMoreAWeek: is(false, HAS_BLED),
  hasUncontrolledHypertension: is(false, HAS_BLED),
  hasLabileInr: is(false, HAS_BLED),
};

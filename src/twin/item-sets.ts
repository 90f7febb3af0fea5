/** Which value sets find the items of scores, and which items are answered together. */
import type { ConceptName } from "../concepts/index.ts";

const AUDIT_C = {
  auditCItem1: "audit-c-item-1",
  auditCItem2: "audit-c-item-2",
  auditCItem3: "audit-c-item-3",
} as const;

const BRADEN = {
  bradenSensoryPerception: "braden-sensory-perception",
  bradenMoisture: "braden-moisture",
  bradenActivity: "braden-activity",
  bradenMobility: "braden-mobility",
  bradenNutrition: "braden-nutrition",
  bradenFrictionAndShear: "braden-friction-and-shear",
} as const;

const PHQ_9 = {
  phq9Item1: "phq9-item-1",
  phq9Item2: "phq9-item-2",
  phq9Item3: "phq9-item-3",
  phq9Item4: "phq9-item-4",
  phq9Item5: "phq9-item-5",
  phq9Item6: "phq9-item-6",
  phq9Item7: "phq9-item-7",
  phq9Item8: "phq9-item-8",
  phq9Item9: "phq9-item-9",
} as const;

const GAD_7 = {
  gad7Item1: "gad7-item-1",
  gad7Item2: "gad7-item-2",
  gad7Item3: "gad7-item-3",
  gad7Item4: "gad7-item-4",
  gad7Item5: "gad7-item-5",
  gad7Item6: "gad7-item-6",
  gad7Item7: "gad7-item-7",
} as const;

const GLASGOW_COMA_SCALE = {
  glasgowComaEye: "glasgow-coma-eye",
  glasgowComaVerbal: "glasgow-coma-verbal",
  glasgowComaMotor: "glasgow-coma-motor",
} as const;

/** Items whose value is their points. */
export const ITEM_SETS = {
  ...PHQ_9,
  ...GAD_7,
  ...AUDIT_C,
  ...BRADEN,
  ...GLASGOW_COMA_SCALE,
} as const satisfies Partial<Record<ConceptName, string>>;

/** Items of the Morse Fall Scale, whose values are facts and choices (`coded-answers.ts`). */
export const MORSE_SETS = {
  hasFallen: "fall-history",
  hasSecondaryDiagnosis: "morse-secondary-diagnosis",
  ambulatoryAid: "morse-ambulatory-aid",
  hasIntravenousAccess: "morse-intravenous-access",
  gait: "morse-gait",
  isForgetfulOfLimitations: "morse-mental-status",
} as const satisfies Partial<Record<ConceptName, string>>;

/** Items that are of one response, by the value sets that find them. */
export const ITEM_GROUPS: readonly {
  readonly title: string;
  readonly items: Readonly<Partial<Record<ConceptName, string>>>;
}[] = [
  { title: "PHQ-9", items: PHQ_9 },
  { title: "GAD-7", items: GAD_7 },
  { title: "AUDIT-C", items: AUDIT_C },
  { title: "the Braden scale", items: BRADEN },
  { title: "the Morse Fall Scale", items: MORSE_SETS },
  { title: "the Glasgow Coma Scale", items: GLASGOW_COMA_SCALE },
];

/** All clinical concepts by name; one file a group. Add a row to the group's file and its finder to `twin/`. */
import { ACUTE_CARE } from "./acute.ts";
import { CARDIOLOGY } from "./cardiology.ts";
import { COMORBIDITIES } from "./comorbidities.ts";
import type { Concept } from "./concept.ts";
import { CONDITIONS } from "./conditions.ts";
import { DEMOGRAPHICS } from "./demographics.ts";
import { GENOMICS } from "./genomics.ts";
import { LABORATORY } from "./laboratory.ts";
import { LIVER } from "./liver.ts";
import { MATERNITY } from "./maternity.ts";
import { MEDICATION } from "./medication.ts";
import { METABOLIC } from "./metabolic.ts";
import { NEUROLOGY } from "./neurology.ts";
import { NURSING } from "./nursing.ts";
import { ONCOLOGY } from "./oncology.ts";
import { PHARMACOLOGY } from "./pharmacology.ts";
import { QUESTIONNAIRES } from "./questionnaires.ts";
import { RESPIRATORY } from "./respiratory.ts";
import { siteConcepts } from "./site.ts";
import { VITALS } from "./vitals.ts";
import { WEARABLES } from "./wearables.ts";

export * from "./concept.ts";

export const CONCEPTS = {
  ...DEMOGRAPHICS,
  ...VITALS,
  ...LABORATORY,
  ...CONDITIONS,
  ...MEDICATION,
  ...LIVER,
  ...METABOLIC,
  ...RESPIRATORY,
  ...ONCOLOGY,
  ...CARDIOLOGY,
  ...ACUTE_CARE,
  ...PHARMACOLOGY,
  ...MATERNITY,
  ...QUESTIONNAIRES,
  ...NURSING,
  ...NEUROLOGY,
  ...GENOMICS,
  ...COMORBIDITIES,
  ...WEARABLES,
} as const satisfies Record<string, Concept>;

export type ConceptName = keyof typeof CONCEPTS;

/** Whether a text is the name of a concept; one that a site has declared (`site.ts`) is used as if it were of the union. */
export const isConceptName = (name: string): name is ConceptName =>
  Object.hasOwn(CONCEPTS, name) || siteConcepts().has(name);
/** The concept of a name, typed as the union. */
export const conceptOf = (name: ConceptName): Concept => CONCEPTS[name] ?? declaredBySite(name);

function declaredBySite(name: string): Concept {
  const declared = siteConcepts().get(name);
  if (declared === undefined) throw new Error(`there is no concept ${name}`);
  return declared.concept;
}

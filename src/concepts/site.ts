/**
 * Concepts that a site has declared for its own models, beside the vocabulary: `site:frailty-index`. They are declared
 * once, at the start and before anything is computed, and are then found, supplied and told as any other.
 */
import type { BooleanConcept, CodeConcept, QuantityConcept } from "./concept.ts";

export interface SiteConcept {
  readonly concept: QuantityConcept | BooleanConcept | CodeConcept;
  /** Of a quantity, the codes of the Observations in which the twin finds it; without any it must be supplied. */
  readonly codes: readonly { readonly system: string; readonly code: string }[];
}

/** Names of a site's concepts: none of the vocabulary has a colon. */
export const SITE_CONCEPT_NAME = /^site:[a-z0-9]+(-[a-z0-9]+)*$/;

let declared: ReadonlyMap<string, SiteConcept> = new Map();

/** Declares a site's concepts in place of those declared before. */
export function declareSiteConcepts(concepts: ReadonlyMap<string, SiteConcept>): void {
  declared = new Map(concepts);
}

/** The site's concepts by name. */
export const siteConcepts = (): ReadonlyMap<string, SiteConcept> => declared;

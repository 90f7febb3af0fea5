/**
 * Quantities that a site has declared for its own models (`concepts/site.ts`): found by the codes of the declaration, by the
 * rules of every other quantity. A site's facts and codes are not found: they are supplied.
 */
import type { Observation } from "@medplum/fhirtypes";
import type { ConceptName } from "../concepts/index.ts";
import { type SiteConcept, siteConcepts } from "../concepts/site.ts";
import type { TwinDraft } from "./draft.ts";
import { findQuantity, type QuantityName } from "./quantities.ts";
import { type Reading, readingsOf } from "./readings.ts";
import { type ValueSetFile, ValueSetIndex } from "./value-set-index.ts";

const indexes = new WeakMap<ReadonlyMap<string, SiteConcept>, ValueSetIndex>();

/** Adds the latest usable quantity of every concept of the site that has codes. */
export function findSiteQuantities(
  draft: TwinDraft,
  observations: readonly Observation[],
  options: Parameters<typeof readingsOf>[2],
): void {
  const concepts = siteConcepts();
  if (concepts.size === 0) return;
  const index = indexes.get(concepts) ?? new ValueSetIndex([...concepts].map(valueSetOf));
  indexes.set(concepts, index);
  const readings: ReadonlyMap<string, readonly Reading[]> = readingsOf(observations, index, options);
  for (const [name, { concept }] of concepts) {
    // a quantity, of a name that was declared
    if (concept.kind === "quantity") findQuantity(draft, name as ConceptName as QuantityName, readings.get(name) ?? []);
  }
}

/** The codes of a concept as a value set of its name. */
const valueSetOf = ([name, { codes }]: readonly [string, SiteConcept]): ValueSetFile => ({
  id: name,
  url: name,
  compose: {
    include: [...Map.groupBy(codes, ({ system }) => system)].map(([system, list]) => ({
      system,
      concept: list.map(({ code }) => ({ code })),
    })),
  },
});

/** The codes by which Observations of a site's concepts are found, as `system|code`. */
export const siteCodes = (): readonly string[] =>
  [...siteConcepts().values()].flatMap(({ codes }) => codes.map(({ system, code }) => `${system}|${code}`));

/**
 * The items of one score come from one response: the same panel, the same response to a questionnaire, or Observations of
 * the same time. The latest answer to each item by itself would mix the answers of two days into a score that nobody had.
 * So of the readings of a score's items those of the latest response are kept, whole or not; what it leaves open stays
 * open, and is told of where an earlier response would have filled it.
 */
import type { ConceptName } from "../concepts/index.ts";
import type { TwinDraft } from "./draft.ts";
import { ITEM_GROUPS } from "./item-sets.ts";
import type { Reading } from "./readings.ts";

type Readings = ReadonlyMap<string, readonly Reading[]>;
type Items = readonly (readonly [ConceptName, string])[];

/** The readings without those of items that are not of the latest response to their score. */
export function keepLatestResponses(draft: TwinDraft, readings: Readings): Readings {
  const kept = new Map(readings);
  for (const { title, items } of ITEM_GROUPS) {
    const entries: Items = Object.entries(items) as [ConceptName, string][]; // keys of the table
    const all = entries.flatMap(([, set]) => readings.get(set) ?? []);
    if (all.length === 0) continue;
    const isOfLatest = latestResponse(all);
    for (const [concept, set] of entries) {
      const found = readings.get(set) ?? [];
      const latest = found.filter(isOfLatest);
      kept.set(set, latest);
      const [other] = found;
      if (latest.length > 0 || other === undefined) continue;
      draft.note(
        concept,
        `left out: the latest response to ${title} has no answer to it, and responses are not mixed`,
        [other.source],
      );
    }
  }
  return kept;
}

/** Which readings are of the latest response: of the fullest resource of the latest time, else all of that time. */
function latestResponse(all: readonly Reading[]): (reading: Reading) => boolean {
  const [first, ...others] = all;
  if (first === undefined) return () => false;
  const latest = others.reduce((best, one) => (isBetter(one, best) ? one : best), first);
  const together = all.filter((one) => one.time === latest.time && one.preliminary === latest.preliminary);
  const bySource = [...Map.groupBy(together, ({ source }) => source.reference).values()];
  const fullest = bySource.reduce((best, one) => (isFuller(one, best) ? one : best), []);
  const kept = new Set(fullest.length > 1 ? fullest : together);
  return (reading) => kept.has(reading);
}

const isBetter = (a: Reading, b: Reading): boolean =>
  a.preliminary === b.preliminary ? a.time > b.time : b.preliminary;

function isFuller(a: readonly Reading[], b: readonly Reading[]): boolean {
  const [firstA, firstB] = [a[0], b[0]];
  if (firstA === undefined || firstB === undefined || a.length !== b.length) return a.length > b.length;
  if (firstA.issued !== firstB.issued) return firstA.issued > firstB.issued;
  return firstA.source.reference > firstB.source.reference;
}

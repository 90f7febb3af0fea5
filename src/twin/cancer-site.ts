/**
 * What the codes of cancers tell of their site: outside of the chest five years ago (Mayo model of lung nodules), and the
 * site of the present cancer by its risk of thrombosis, as Khorana grades it (Blood 2008, doi:10.1182/blood-2007-10-116327),
 * from active conditions with a code of the site. Secondaries, past cancers, cancers of the skin other than melanoma, of the
 * brain and of the blood are no site of the score. Two cancers of different risk, or one whose code does not tell the site,
 * leave it open.
 */
import { type Assertion, sourcesOf } from "./conditions.ts";
import type { TwinDraft } from "./draft.ts";
import { yearsBetween } from "./time.ts";

const SITES = {
  "very-high": "thrombosis-site-very-high",
  high: "thrombosis-site-high",
  other: "thrombosis-site-other",
} as const;

const EXTRATHORACIC = "extrathoracic-cancer";
const FIVE_YEARS = 5;

/** Adds what the sites of the cancers on record tell. */
export function findCancerSites(draft: TwinDraft, conditions: readonly Assertion[]): void {
  findEarlierCancer(draft, conditions);
  findThrombosisRisk(draft, conditions);
}

/** Adds that a cancer outside of the chest began five years ago or earlier; one without a date may be of any time. */
function findEarlierCancer(draft: TwinDraft, conditions: readonly Assertion[]): void {
  const earlier = conditions.filter(
    ({ sets, isCertain, began }) =>
      sets.has(EXTRATHORACIC) && isCertain && began !== undefined && yearsBetween(began, draft.asOf) >= FIVE_YEARS,
  );
  if (earlier.length === 0) return;
  draft.add({
    concept: "hasExtrathoracicCancerFiveYearsAgo",
    value: true,
    origin: "measured",
    rule: `on record for ${FIVE_YEARS} years, value set ${EXTRATHORACIC}`,
    sources: sourcesOf(earlier, EXTRATHORACIC),
  });
}

/** Adds the risk of the site where the active cancers agree on one. */
function findThrombosisRisk(draft: TwinDraft, conditions: readonly Assertion[]): void {
  const active = conditions.filter(({ isActive, isCertain }) => isActive && isCertain);
  const bySite = Object.entries(SITES).flatMap(([risk, set]) => {
    const found = active.filter(({ sets }) => sets.has(set));
    return found.length === 0 ? [] : [{ risk, set, found }];
  });
  const [site, another] = bySite;
  if (site === undefined) return;
  const sources = sourcesOf(site.found, site.set);
  // A classification has a code of its own for every site; a SNOMED CT code that is not listed may be of any.
  const unknown = active.find(
    ({ sets, isClassified }) =>
      sets.has("cancer") && !isClassified && !Object.values(SITES).some((set) => sets.has(set)),
  );
  if (another !== undefined || unknown !== undefined) {
    const other = another === undefined ? [] : sourcesOf(another.found, another.set);
    const message = "two cancers on record, not both known to be of sites of the same risk: left open";
    const rest = unknown === undefined ? other : [...other, unknown.source];
    draft.note("cancerSiteThrombosisRisk", message, [...sources, ...rest]);
    return;
  }
  const rule = `site of the active cancer, value set ${site.set}`;
  draft.add({ concept: "cancerSiteThrombosisRisk", value: site.risk, origin: "derived", rule, sources });
}

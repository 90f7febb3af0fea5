/**
 * From single positions to pairs of alleles. A pair fits where its two alleles give, at every position that was tested,
 * the bases that were found. A position that was not tested fits every allele: `*1` is never concluded from silence. Only
 * where the caller says that all that is not listed is reference, unlisted positions count as such, save what an allele
 * that was found is defined to have besides.
 */
import { type CalledGenotype, REFERENCE, type SiteCall } from "./contract.ts";
import { STAR_GENES, type StarGene, sitesOf } from "./star-alleles.ts";

export interface CallRules {
  /** Whether the caller says that positions which are not listed were tested and are reference. */
  readonly unlistedAreReference: boolean;
}

/** The pairs of alleles of a gene that fit; undefined where none of its positions was given. */
export function callGenotype(
  gene: string,
  calls: readonly SiteCall[],
  { unlistedAreReference }: CallRules,
): CalledGenotype | undefined {
  const definition = STAR_GENES[gene];
  const found = withProxies(gene, calls);
  if (definition === undefined || found.size === 0) return undefined;
  const sites = sitesOf(gene);
  const given = sites.filter(({ site }) => found.has(site)).length;
  const ofWhat = `${given} of the ${sites.length} positions of ${gene} in the table were given`;
  const { pairs, besides } = definition.isListedByVariant
    ? pairsByVariant(definition, found, unlistedAreReference || given === sites.length)
    : pairsOfAlleles(definition, found, unlistedAreReference);
  const granted =
    given === sites.length
      ? ""
      : unlistedAreReference
        ? "; the others were taken for reference, as the caller says"
        : "; of the others nothing was assumed";
  const more = [
    ...(besides.length === 0
      ? []
      : [`taken as variant though not given, as the alleles are defined: ${besides.join(", ")}`]),
    ...(pairs.length === 0 ? [whyNone(definition, given < sites.length && !unlistedAreReference)] : []),
  ];
  return {
    pairs,
    isComplete: given === sites.length || unlistedAreReference,
    statement: [`${ofWhat}${granted}`, ...more].join("; "),
  };
}

const whyNone = ({ isListedByVariant }: StarGene, isPartial: boolean): string =>
  isListedByVariant === true && isPartial
    ? "any of them may hold a variant, so that no genotype is called"
    : "no pair of alleles of the table fits them";

type Found = ReadonlyMap<number, SiteCall>;

/** By site; a variant that stands for another gives the other's genotype where that was not tested. */
function withProxies(gene: string, calls: readonly SiteCall[]): Found {
  const found = new Map(calls.filter((call) => call.gene === gene).map((call) => [call.site, call]));
  const { variants = [], proxies = {} } = STAR_GENES[gene] ?? {};
  for (const [proxy, key] of Object.entries(proxies)) {
    const from = variants.find((variant) => variant.key === proxy);
    const to = variants.find((variant) => variant.key === key);
    const call = from === undefined ? undefined : found.get(from.grch38);
    if (from === undefined || to === undefined || call === undefined) continue;
    found.delete(from.grch38);
    if (found.has(to.grch38)) continue;
    const [first, second] = call.copies.map((copy) => (copy === proxy ? key : copy));
    if (first !== undefined && second !== undefined) {
      found.set(to.grch38, { ...call, site: to.grch38, copies: [first, second] });
    }
  }
  return found;
}

interface Fitting {
  readonly pairs: readonly string[];
  /** Variants that the pairs have at positions which were taken for reference. */
  readonly besides: readonly string[];
}

interface Allele {
  readonly name: string;
  /** Key of the variant at each site that has one. */
  readonly at: ReadonlyMap<number, string>;
}

function pairsOfAlleles({ alleles, variants }: StarGene, found: Found, unlistedAreReference: boolean): Fitting {
  const sites = new Map(variants.map(({ key, grch38 }) => [key, grch38]));
  const all: readonly Allele[] = Object.entries(alleles).map(([name, keys]) => ({
    name,
    at: new Map(keys.map((key) => [sites.get(key) ?? Number.NaN, key])),
  }));
  const fitting = all.flatMap((first, index) =>
    all.slice(index).flatMap((second) => (fits(first, second, found) ? [{ first, second }] : [])),
  );
  const nameOf = ({ first, second }: (typeof fitting)[number]) => `${first.name}/${second.name}`;
  if (!unlistedAreReference) return { pairs: fitting.map(nameOf), besides: [] };
  const besides = ({ first, second }: (typeof fitting)[number]) =>
    [...first.at, ...second.at].flatMap(([site, key]) => (found.has(site) ? [] : [key]));
  const fewest = Math.min(...fitting.map((pair) => besides(pair).length));
  const nearest = fitting.filter((pair) => besides(pair).length === fewest);
  return { pairs: nearest.map(nameOf), besides: [...new Set(nearest.flatMap(besides))] };
}

/** Whether two alleles give the bases that were found: in either order at each site, in one order within a phase set. */
function fits(first: Allele, second: Allele, found: Found): boolean {
  const orders = new Map<string, { straight: boolean; crossed: boolean }>();
  for (const [site, { copies, phaseSet }] of found) {
    const [a, b] = [first.at.get(site) ?? REFERENCE, second.at.get(site) ?? REFERENCE];
    const straight = copies[0] === a && copies[1] === b;
    const crossed = copies[0] === b && copies[1] === a;
    if (!straight && !crossed) return false;
    if (phaseSet === undefined) continue;
    const order = orders.get(phaseSet) ?? { straight: true, crossed: true };
    orders.set(phaseSet, { straight: order.straight && straight, crossed: order.crossed && crossed });
  }
  return [...orders.values()].every(({ straight, crossed }) => straight || crossed);
}

/** Most variants on one copy alone whose strands are not known, of which every distribution is tried. */
const MOST_OPEN_VARIANTS = 8;

/** Pairs of strands, each named for all the variants that it holds; none where a position is open. */
function pairsByVariant({ alleles, reference, variants }: StarGene, found: Found, isComplete: boolean): Fitting {
  const nameOf = new Map(Object.entries(alleles).flatMap(([name, keys]) => keys.map((key) => [key, name])));
  const keys = new Set(variants.map(({ key }) => key));
  const calls = [...found.values()];
  const isKnown = calls.every(({ copies }) => copies.every((copy) => copy === REFERENCE || keys.has(copy)));
  if (!isComplete || !isKnown) return { pairs: [], besides: [] };
  const units = unitsOf(calls);
  const [fixed, ...free] = units;
  if (free.length > MOST_OPEN_VARIANTS) return { pairs: [], besides: [] };
  const strandOf = (held: readonly string[]) =>
    held.length === 0 ? reference : [...new Set(held.map((key) => nameOf.get(key) ?? key))].toSorted().join(" + ");
  const pairs = Array.from({ length: 2 ** free.length }, (_, mask) => {
    const placed = [fixed, ...free.map((unit, index) => ((mask >> index) & 1 ? swapped(unit) : unit))];
    const first = strandOf(placed.flatMap((unit) => unit?.first ?? []));
    const second = strandOf(placed.flatMap((unit) => unit?.second ?? []));
    return [first, second].toSorted((a, b) => Number(b === reference) - Number(a === reference) || (a < b ? -1 : 1));
  });
  return { pairs: [...new Set(pairs.map((pair) => pair.join("/")))], besides: [] };
}

interface Unit {
  readonly first: readonly string[];
  readonly second: readonly string[];
}
const swapped = ({ first, second }: Unit): Unit => ({ first: second, second: first });

/** Variants that keep together: those of a phase set; any other is by itself. */
function unitsOf(calls: readonly SiteCall[]): readonly Unit[] {
  const units = new Map<string, Unit>();
  calls.forEach(({ copies, phaseSet }, index) => {
    const [first, second] = copies.map((copy) => (copy === REFERENCE ? [] : [copy]));
    const name = phaseSet ?? `site ${index}`;
    const known = units.get(name) ?? { first: [], second: [] };
    units.set(name, {
      first: [...known.first, ...(first ?? [])],
      second: [...known.second, ...(second ?? [])],
    });
  });
  return [...units.values()].filter(({ first, second }) => first.length + second.length > 0);
}

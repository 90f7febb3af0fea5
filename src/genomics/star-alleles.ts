/**
 * The star alleles of pharmacogenes by their variants (`tables/star-alleles.json`), found by position on either build of
 * the genome or by dbSNP number.
 */
import { createHash } from "node:crypto";
import type { Build } from "./contract.ts";
import table from "./tables/star-alleles.json" with { type: "json" };

export interface Variant {
  /** dbSNP number, with the bases where the number has several. */
  readonly key: string;
  readonly rsid?: string;
  readonly grch38: number;
  readonly grch37: number;
  /** Of the forward strand, in their shortest form (`minimalVariant`). */
  readonly ref: string;
  readonly alt: string;
}

export interface StarGene {
  readonly hgnc: string;
  /** Without `chr`. */
  readonly chromosome: string;
  /** The allele without variants. */
  readonly reference: string;
  readonly variants: readonly Variant[];
  /** Keys of the variants of each allele; of all other sites it has the reference. */
  readonly alleles: Readonly<Record<string, readonly string[]>>;
  /** Whether an allele is named for its one variant and a strand may hold several (DPYD). */
  readonly isListedByVariant?: boolean;
  /** A variant that stands for another, inherited with it, where the other was not tested. */
  readonly proxies?: Readonly<Record<string, string>>;
}

// The JSON file is part of the source; `test/genomics/star-alleles.test.ts` checks that it has this shape.
export const STAR_GENES = table.genes as Readonly<Record<string, StarGene>>;
export const STAR_ALLELES = { id: table.id, title: table.title, source: table.source, limits: table.limits } as const;
/** First 16 hex digits of the SHA-256 of the table. */
export const STAR_ALLELES_HASH: string = createHash("sha256").update(JSON.stringify(table)).digest("hex").slice(0, 16);

/** A site of the table: one position of a gene, with the variants that it may have. */
export interface Site {
  readonly gene: string;
  /** On GRCh38. */
  readonly site: number;
  readonly variants: readonly Variant[];
}

/** Not a number for no variant. */
export const positionOn = (build: Build, variant: Variant | undefined): number =>
  (build === "GRCh38" ? variant?.grch38 : variant?.grch37) ?? Number.NaN;

const variantsBySite = new Map<string, Site>();
const sitesByPlace = new Map<string, Site>();
const sitesByRsid = new Map<string, Site>();
for (const [gene, { chromosome, variants }] of Object.entries(STAR_GENES)) {
  for (const { grch38 } of variants) {
    const at = `${gene} ${grch38}`;
    if (variantsBySite.has(at)) continue;
    const here = variants.filter((variant) => variant.grch38 === grch38);
    const site = { gene, site: grch38, variants: here };
    variantsBySite.set(at, site);
    for (const { rsid, grch37 } of here) {
      if (rsid !== undefined) sitesByRsid.set(rsid, site);
      sitesByPlace.set(`GRCh38 ${chromosome} ${grch38}`, site);
      sitesByPlace.set(`GRCh37 ${chromosome} ${grch37}`, site);
    }
  }
}

/** The site of the table at a position, if there is one; the chromosome without `chr`. */
export const siteAt = (build: Build, chromosome: string, position: number): Site | undefined =>
  sitesByPlace.get(`${build} ${chromosome} ${position}`);

/** The site of the table with a dbSNP number, if there is one. */
export const siteOfRsid = (rsid: string): Site | undefined => sitesByRsid.get(rsid);

/** Sites by build and chromosome, in the order of their positions. */
const sitesInOrder = new Map<string, readonly { readonly place: number; readonly site: Site }[]>();
for (const build of ["GRCh37", "GRCh38"] as const) {
  const placed = [...variantsBySite.values()].map((site) => ({ place: positionOn(build, site.variants[0]), site }));
  for (const [chromosome, sites] of Map.groupBy(placed, ({ site }) => STAR_GENES[site.gene]?.chromosome)) {
    sitesInOrder.set(
      `${build} ${chromosome}`,
      sites.toSorted((a, b) => a.place - b.place),
    );
  }
}

/** All sites of the table within a stretch of a chromosome, both ends included. */
export function sitesWithin(build: Build, chromosome: string, from: number, to: number): readonly Site[] {
  const sites = sitesInOrder.get(`${build} ${chromosome}`) ?? [];
  let [low, high] = [0, sites.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sites[middle]?.place ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  const after = sites.findIndex(({ place }, index) => index >= low && place > to);
  return sites.slice(low, after === -1 ? undefined : after).map(({ site }) => site);
}

/** Sites of one gene that its alleles are told apart by, without those that only stand for another. */
export function sitesOf(gene: string): readonly Site[] {
  const proxies = STAR_GENES[gene]?.proxies ?? {};
  return [...variantsBySite.values()].filter(
    (site) => site.gene === gene && !site.variants.every(({ key }) => key in proxies),
  );
}

/**
 * A variant without the bases that both alleles share at the end and then at the start, so that one variant has one
 * spelling; left-aligned as VCF has it, nothing is shifted.
 */
export function minimalVariant(variant: { readonly position: number; readonly ref: string; readonly alt: string }) {
  let { position, ref, alt } = variant;
  while (ref.length > 1 && alt.length > 1 && ref.at(-1) === alt.at(-1)) {
    ref = ref.slice(0, -1);
    alt = alt.slice(0, -1);
  }
  while (ref.length > 1 && alt.length > 1 && ref[0] === alt[0]) {
    ref = ref.slice(1);
    alt = alt.slice(1);
    position += 1;
  }
  return { position, ref, alt };
}

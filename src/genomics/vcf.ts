/**
 * Variant calls of one person in VCF text (https://samtools.github.io/hts-specs/VCFv4.3.pdf), as far as they lie on sites
 * of the table of star alleles. Blocks of reference (gVCF: `END`) count for every site within them.
 */
import { InvalidInput } from "../errors.ts";
import { type Build, OTHER_BASE, REFERENCE, type SiteCall } from "./contract.ts";
import { minimalVariant, positionOn, type Site, siteAt, sitesWithin } from "./star-alleles.ts";

export interface VcfReading {
  readonly build: Build;
  readonly calls: readonly SiteCall[];
  /** Sites of the table that have a row from which nothing could be read, with the reason. */
  readonly unread: readonly string[];
}

/** A file of all pharmacogenes has about 0.1 MB; a file of a whole genome is for whoever cuts the genes out of it. */
export const MOST_CHARACTERS = 8_000_000;

/**
 * The calls of a file that holds one sample.
 * @throws InvalidInput where it is no VCF with genotypes, has not exactly one sample, or does not say its build
 */
export function readVcf(text: string): VcfReading {
  if (text.length > MOST_CHARACTERS) throw new InvalidInput("the VCF text is too long", { code: "too-costly" });
  const lines = text.split(/\r?\n/);
  if (lines[0]?.startsWith("##fileformat=VCF") !== true) {
    throw new InvalidInput("the text is no VCF: it does not begin with ##fileformat=VCF");
  }
  const columns = lines.find((line) => line.startsWith("#CHROM\t"))?.split("\t") ?? [];
  if (columns.length !== SAMPLE + 1 || columns[FORMAT] !== "FORMAT") {
    throw new InvalidInput(
      `the VCF text has ${Math.max(0, columns.length - SAMPLE)} samples with genotypes; it must have one`,
    );
  }
  const build = buildOf(lines.filter((line) => line.startsWith("##")));
  const found = new Map<string, SiteCall[]>();
  const unread: string[] = [];
  for (const line of lines) {
    if (line === "" || line.startsWith("#") || !mayTouchSite(line, build)) continue;
    for (const call of callsOf(line.split("\t"), build)) {
      if ("why" in call) unread.push(`${call.gene} ${call.site}: ${call.why}`);
      else found.set(`${call.gene} ${call.site}`, [...(found.get(`${call.gene} ${call.site}`) ?? []), call]);
    }
  }
  const merged = [...found].map(([name, calls]) => ({ name, call: mergedOf(calls) }));
  return {
    build,
    calls: merged.flatMap(({ call }) => call ?? []),
    unread: [...unread, ...merged.flatMap(({ name, call }) => (call ? [] : [`${name}: several rows that differ`]))],
  };
}

const [POS, REF, ALT, FILTER, INFO, FORMAT, SAMPLE] = [1, 3, 4, 6, 7, 8, 9] as const;

/** Length of chromosome 1, by which a header without a name tells its build. */
const LENGTH_OF_1: Readonly<Record<Build, string>> = { GRCh37: "249250621", GRCh38: "248956422" };

function buildOf(header: readonly string[]): Build {
  const told = header.filter((line) => /^##(?:reference|assembly|contig)/.test(line)).join("\n");
  const is38 = /GRCh38|hg38/i.test(told) || told.includes(`length=${LENGTH_OF_1.GRCh38}`);
  const is37 = /GRCh37|hg19|\bb37\b|hs37/i.test(told) || told.includes(`length=${LENGTH_OF_1.GRCh37}`);
  if (is38 !== is37) return is38 ? "GRCh38" : "GRCh37";
  throw new InvalidInput("the header of the VCF text does not say whether its positions are of GRCh37 or GRCh38");
}

/** How far behind the position of a row its variants may begin, once they are in their shortest form. */
const REACH = 100;

/** Whether a site of the table may lie on a row, told without taking all of it apart. */
function mayTouchSite(line: string, build: Build): boolean {
  const first = line.indexOf("\t");
  const second = line.indexOf("\t", first + 1);
  const position = Number(line.slice(first + 1, second));
  const block = line.indexOf("END=", second);
  const end = block === -1 ? position : Number.parseInt(line.slice(block + "END=".length), 10);
  const chromosome = line.slice(line.startsWith("chr") ? 3 : 0, first);
  return sitesWithin(build, chromosome, position, Math.max(position, end) + REACH).length > 0;
}

interface Unread {
  readonly gene: string;
  readonly site: number;
  readonly why: string;
}

function callsOf(row: readonly string[], build: Build): readonly (SiteCall | Unread)[] {
  const position = Number(row[POS]);
  const ref = (row[REF] ?? "").toUpperCase();
  const alts = (row[ALT] ?? ".").toUpperCase().split(",");
  const chromosome = (row[0] ?? "").replace(/^chr/, "");
  const variants = alts.map((alt) => (/^[ACGTN]+$/.test(alt) ? minimalVariant({ position, ref, alt }) : undefined));
  const end = Number(/(?:^|;)END=(\d+)/.exec(row[INFO] ?? "")?.[1] ?? position);
  const places = new Set([position, ...variants.flatMap((variant) => variant?.position ?? [])]);
  const sites =
    end > position
      ? sitesWithin(build, chromosome, position, end)
      : [...places].flatMap((place) => siteAt(build, chromosome, place) ?? []);
  return sites.map((site) => callAt(site, { row, build, position, ref, variants }));
}

interface Row {
  readonly row: readonly string[];
  readonly build: Build;
  readonly position: number;
  readonly ref: string;
  /** By the number of the alternative less one; undefined for a symbol. */
  readonly variants: readonly (ReturnType<typeof minimalVariant> | undefined)[];
}

function callAt(at: Site, { row, build, position, ref, variants }: Row): SiteCall | Unread {
  const { gene, site } = at;
  const unread = (why: string): Unread => ({ gene, site, why });
  const filter = row[FILTER] ?? ".";
  if (filter !== "PASS" && filter !== ".") return unread("it did not pass the filters of the file");
  const here = positionOn(build, at.variants[0]);
  const base = ref[here - position];
  if (base !== undefined && at.variants.every((variant) => variant.ref[0] !== base)) {
    return unread("its reference base is not that of the table");
  }
  const keys = (row[FORMAT] ?? "").split(":");
  const values = (row[SAMPLE] ?? "").split(":");
  const genotype = values[keys.indexOf("GT")] ?? "";
  const parts = /^(\d+)([/|])(\d+)$/.exec(genotype);
  if (parts === null) return unread("it has no call of two copies");
  const [first, second] = [parts[1], parts[3]].map((index) => copyAt(at, here, Number(index), variants));
  if (first === undefined || second === undefined) return unread("its alternative is a symbol");
  const set = values[keys.indexOf("PS")];
  return { gene, site, copies: [first, second], ...(parts[2] === "|" ? { phaseSet: `PS ${set ?? ""}` } : {}) };
}

/** What one copy holds at a site: by the number of the allele in the row. */
function copyAt(at: Site, here: number, index: number, variants: Row["variants"]): string | undefined {
  if (index === 0) return REFERENCE;
  const variant = variants[index - 1];
  if (variant === undefined) return undefined;
  if (variant.position !== here) {
    const isOver = variant.position < here && here < variant.position + variant.ref.length;
    return isOver ? OTHER_BASE : REFERENCE;
  }
  return at.variants.find(({ ref, alt }) => ref === variant.ref && alt === variant.alt)?.key ?? OTHER_BASE;
}

/** Rows of one site: they agree, or one names a variant and the others, split off it, none. */
function mergedOf(calls: readonly SiteCall[]): SiteCall | undefined {
  const [first] = calls;
  const different = new Map(calls.map((call) => [call.copies.join(), call]));
  if (different.size === 1) return first;
  const withVariant = [...different.values()].filter(({ copies }) => copies.some((copy) => copy !== REFERENCE));
  return withVariant.length === 1 ? withVariant[0] : undefined;
}

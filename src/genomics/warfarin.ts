/**
 * The two genotypes of the warfarin algorithm of the IWPC (doi:10.1056/NEJMoa0809329) from readings: CYP2C9 by its alleles
 * *1, *2 and *3, VKORC1 at -1639G>A (rs9923231). Where readings disagree, or leave it open, there is none.
 */
import type { GenomicReading } from "./contract.ts";

export interface WarfarinGenotype<Value extends string> {
  readonly value: Value;
  /** Of the Observations that say so. */
  readonly references: readonly string[];
}
export type Cyp2c9 = "*1/*1" | "*1/*2" | "*1/*3" | "*2/*2" | "*2/*3" | "*3/*3";
export type Vkorc1 = "GG" | "AG" | "AA";

const CYP2C9_PAIRS = new Set<string>(["*1/*1", "*1/*2", "*1/*3", "*2/*2", "*2/*3", "*3/*3"]);

/** Of CYP2C9; undefined for a pair with any other allele, of which the algorithm has no term. */
export const cyp2c9Genotype = (readings: readonly GenomicReading[]): WarfarinGenotype<Cyp2c9> | undefined =>
  agreed(readings, "CYP2C9", (text) => {
    const alleles = text.split("/").map((part) =>
      part
        .trim()
        .replace(/^CYP2C9[ :]?/, "")
        .replace(/^(\*\d+)\.\d{3}$/, "$1"),
    );
    const pair = alleles.toSorted().join("/");
    return CYP2C9_PAIRS.has(pair) ? (pair as Cyp2c9) : undefined; // the set has no others
  });

/** Of VKORC1 at -1639, in the bases of the gene's strand. */
export const vkorc1Genotype = (readings: readonly GenomicReading[]): WarfarinGenotype<Vkorc1> | undefined =>
  agreed(readings, "VKORC1", (text) => {
    const bases = basesAt1639(text);
    const count = bases?.filter((base) => base === "A").length;
    return count === undefined ? undefined : (["GG", "AG", "AA"] as const)[count];
  });

/** `G/A`, `-1639G/-1639A`, `-1639 G/A`, `-1639 GA`; and, of the forward strand, `rs9923231 C/T` or `rs9923231 variant (T)/…`. */
function basesAt1639(text: string): readonly string[] | undefined {
  const isForward = /rs9923231/.test(text);
  const bare = text.replaceAll(/VKORC1|rs9923231|reference|variant|[-c.]*1639|[\s()*:,]/g, "").replace("/", "");
  if (!/^[ACGT]{2}$/.test(bare)) return undefined;
  const bases = [...bare];
  const isGenic = bases.every((base) => base === "G" || base === "A");
  if (isForward)
    return bases.every((base) => base === "C" || base === "T") ? bases.map((b) => (b === "T" ? "A" : "G")) : undefined;
  return isGenic ? bases : undefined;
}

/** The value that all readings of a gene give; undefined where one gives none, or they differ. */
function agreed<Value extends string>(
  readings: readonly GenomicReading[],
  gene: string,
  readText: (text: string) => Value | undefined,
): WarfarinGenotype<Value> | undefined {
  const ofGene = readings.filter((reading) => reading.gene === gene && reading.says === "genotype");
  const values = ofGene.map(({ called, text }) => {
    const pairs = called?.pairs ?? [text];
    const [first, ...others] = pairs.map(readText);
    return first !== undefined && others.every((other) => other === first) ? first : undefined;
  });
  const [value] = values;
  if (value === undefined || values.some((other) => other !== value)) return undefined;
  return { value, references: [...new Set(ofGene.flatMap(({ references }) => references))] };
}

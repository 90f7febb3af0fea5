/** What is read of the genes of one person, and what a test says of single positions. Pure data. */

/** Version of the reference genome on which a position is counted. */
export type Build = "GRCh37" | "GRCh38";

/** The reference base; or a variant of the table by its key; or any other base. */
export const REFERENCE = "";
export const OTHER_BASE = "another base";

/** Both copies of one site of the table `star-alleles.json`, as a test found them. */
export interface SiteCall {
  readonly gene: string;
  /** Position on GRCh38, by which the sites of a gene are told apart. */
  readonly site: number;
  /** `REFERENCE`, `OTHER_BASE`, or the key of a variant of the table, for each copy. */
  readonly copies: readonly [string, string];
  /** Within one phase set the first copies lie on one strand; undefined where the strands are not told apart. */
  readonly phaseSet?: string;
}

/** What one or more Observations, or a file of variants, say of a gene. */
export interface GenomicReading {
  /** Where it stands in the record; none for what was given with a call. */
  readonly references: readonly string[];
  readonly gene: string;
  /** A pair of alleles, one allele, or a phenotype. */
  readonly says: "genotype" | "haplotype" | "phenotype";
  /** As recorded: `CYP2C19*2/*17`, `Poor metabolizer`; or as it was called from variants: `*2/*17`. */
  readonly text: string;
  /** For a genotype that was called here from variants. */
  readonly called?: CalledGenotype;
}

export interface CalledGenotype {
  /** Every pair of alleles of the table that fits what was given: `*1/*2`. More than one leaves the genotype open. */
  readonly pairs: readonly string[];
  /** Whether every position was tested, by what was given or by what the caller says: only the strands can be open then. */
  readonly isComplete: boolean;
  /** Which positions were given, and what was taken for granted: a sentence without patient data. */
  readonly statement: string;
}

/**
 * From what an Observation says of a gene to the phenotype of the CPIC tables (`tables/cpic.json`). What the tables do
 * not list (an allele, a number of copies, a phrase) gives no phenotype, and the reason.
 */
import type { GenomicReading } from "../genomics/contract.ts";
import { type GeneRule, PHARMACOGENOMICS } from "./tables.ts";

export type Phenotype = { readonly phenotype: string } | { readonly unknown: string };

/**
 * The phenotype of a reading, or why there is none. A genotype that was called from variants, all of which were tested,
 * may fit several pairs of alleles: then it has the phenotype of each.
 */
export function phenotypesOf(
  reading: GenomicReading,
): { readonly phenotypes: readonly string[] } | { readonly unknown: string } {
  const { called, gene } = reading;
  if (called === undefined) {
    const found = phenotypeOf(reading);
    return "unknown" in found ? found : { phenotypes: [found.phenotype] };
  }
  if (called.pairs.length === 0) return { unknown: called.statement };
  const each = called.pairs.map((text) => phenotypeOf({ ...reading, text }));
  const phenotypes = [...new Set(each.flatMap((found) => ("unknown" in found ? [] : [found.phenotype])))];
  const [unknown] = each.flatMap((found) => ("unknown" in found ? [found.unknown] : []));
  if (unknown === undefined && (phenotypes.length === 1 || called.isComplete)) return { phenotypes };
  if (called.pairs.length === 1 && unknown !== undefined) return { unknown };
  const why = called.isComplete ? `of one of them ${unknown}` : "they differ: no allele is called from silence";
  return { unknown: `${called.pairs.length} pairs of alleles of ${gene} fit, and ${why} (${called.statement})` };
}

/** The phenotype of one pair, allele or term, or why there is none. */
export function phenotypeOf({ gene, says, text }: Pick<GenomicReading, "gene" | "says" | "text">): Phenotype {
  const rule = PHARMACOGENOMICS.genes[gene];
  if (rule === undefined) return { unknown: `the tables have no gene ${gene}` };
  if (says === "phenotype") return namedPhenotype(text);
  const alleles = allelesIn(text, gene);
  if (says === "haplotype") return oneAllele(rule, alleles);
  if (alleles.length !== 2) return { unknown: "the genotype is not two alleles with a slash between them" };
  switch (rule.rule) {
    case "allele functions":
      return byFunctions(rule, alleles);
    case "activity score":
      return byScore(rule, alleles);
    case "carrier":
      return byCarriage(rule, alleles);
  }
}

/** `CYP2C19*2/*17`, `CYP2D6*7.001 / CYP2D6*1.001` as `*2`, `*17`: without gene and suballele. */
function allelesIn(text: string, gene: string): readonly string[] {
  return text
    .split("/")
    .map((part) => part.trim().replace(new RegExp(`^(?:${gene}[ :]?)+`), ""))
    .map((allele) => (/^[A-C]\*\d/.test(allele) ? allele.slice(1) : allele)) // HLA: B*57:01 as *57:01
    .map((allele) => allele.replace(/^(\*\d+[A-Z]?)\.\d{3}(?=$|x)/, "$1"))
    .filter((allele) => allele !== "");
}

const TERMS: Readonly<Record<string, string>> = Object.fromEntries(
  ["Ultrarapid", "Rapid", "Normal", "Likely Intermediate", "Intermediate", "Likely Poor", "Poor"].flatMap((term) =>
    ["metabolizer", "metaboliser"].map((noun) => [`${term.toLowerCase()} ${noun}`, term]),
  ),
);
/** Of transporters (SLCO1B1), and of HLA. */
const FUNCTION_TERMS: Readonly<Record<string, string>> = {
  "normal function": "Normal",
  "increased function": "Increased",
  "decreased function": "Decreased",
  "poor function": "Poor",
};

/** The standard terms of CPIC (doi:10.1038/gim.2016.87), whole and in any case. */
function namedPhenotype(text: string): Phenotype {
  const said = text.trim().toLowerCase();
  const phenotype = TERMS[said] ?? FUNCTION_TERMS[said];
  return phenotype === undefined ? { unknown: "the phenotype is not a standard term of CPIC" } : { phenotype };
}

/** One allele says something only where carrying it is all that counts. */
function oneAllele(rule: GeneRule, alleles: readonly string[]): Phenotype {
  if (rule.rule === "carrier" && alleles.some((allele) => carries(rule.alleles, allele))) {
    return { phenotype: rule.carrier };
  }
  return { unknown: "one allele alone gives no phenotype" };
}

function byFunctions(rule: GeneRule & { rule: "allele functions" }, alleles: readonly string[]): Phenotype {
  const functions = alleles.map((allele) => rule.alleles[allele]);
  const unlisted = alleles.filter((allele) => rule.alleles[allele] === undefined);
  if (unlisted.length > 0) return { unknown: `the tables give no function for ${unlisted.join(", ")}: indeterminate` };
  const phenotype = rule.diplotypes[functions.toSorted().join("+")];
  return phenotype === undefined ? { unknown: "the tables give no phenotype for these two functions" } : { phenotype };
}

function byScore(rule: GeneRule & { rule: "activity score" }, alleles: readonly string[]): Phenotype {
  const values = alleles.map((allele) => activityOf(rule, allele));
  const unlisted = alleles.filter((_, index) => values[index] === undefined);
  if (unlisted.length > 0) {
    return { unknown: `the tables give no activity value for ${unlisted.join(", ")}: indeterminate` };
  }
  const score = values.reduce<number>((sum, value) => sum + (value ?? 0), 0);
  const found = rule.phenotypes.find(({ from, below }) => score >= from && score < below);
  return found === undefined ? { unknown: `no phenotype for the score ${score}` } : { phenotype: found.phenotype };
}

/**
 * Value of an allele; `*2x3` is three copies, `c.1905+1G>A (*2A)` goes by its first name, and a strand with several
 * variants (`c.557A>G + c.703C>T`) by the least.
 */
function activityOf(rule: GeneRule & { rule: "activity score" }, allele: string): number | undefined {
  const held = allele.split(" + ");
  if (held.length > 1) {
    const values = held.map((variant) => activityOf(rule, variant));
    return values.includes(undefined) ? undefined : Math.min(...values.map(Number));
  }
  const copies = /^(\*\d+)x(\d+)$/.exec(allele);
  if (copies?.[1] !== undefined) {
    const one = rule.copies.includes(copies[1]) ? rule.values[copies[1]] : undefined;
    return one === undefined ? undefined : one * Number(copies[2]);
  }
  return rule.values[allele] ?? rule.values[allele.replace(/ \([^()]+\)$/, "")];
}

function byCarriage(rule: GeneRule & { rule: "carrier" }, alleles: readonly string[]): Phenotype {
  if (alleles.some((allele) => carries(rule.alleles, allele))) return { phenotype: rule.carrier };
  const unlisted = rule.known.length === 0 ? [] : alleles.filter((allele) => !rule.known.includes(allele));
  if (unlisted.length > 0) return { unknown: `the tables do not know ${unlisted.join(", ")}` };
  // A type of low resolution (*57) may be the allele that counts.
  const isCoarse = alleles.some((allele) => rule.alleles.some((counted) => counted.startsWith(`${allele}:`)));
  const isTyped = alleles.every((allele) => /^\*\d+/.test(allele));
  return isCoarse || !isTyped ? { unknown: "the alleles are not typed finely enough" } : { phenotype: rule.other };
}

/** `*57:01:01` is a `*57:01`. */
const carries = (counted: readonly string[], allele: string): boolean =>
  counted.some((code) => allele === code || allele.startsWith(`${code}:`));

/**
 * All that Observations, and a file of variants if one is given, say of the genes of one person: what was reported as a
 * genotype, haplotype or phenotype, and genotypes that are called from single variants.
 */
import type { Observation } from "@medplum/fhirtypes";
import type { GenomicReading, SiteCall } from "./contract.ts";
import { type CallRules, callGenotype } from "./diplotypes.ts";
import { genomicReadingOf } from "./observations.ts";
import { STAR_GENES } from "./star-alleles.ts";
import { siteCallOf } from "./variant-observations.ts";
import type { VcfReading } from "./vcf.ts";

/** An Observation that counts: final, and of the time that is asked about or before. */
export interface ReferencedObservation {
  readonly observation: Observation;
  readonly reference: string;
}

/** The readings of the record, and one more per gene of which single variants are on record or in the file. */
export function genomicReadings(
  observations: readonly ReferencedObservation[],
  { vcf, ...rules }: CallRules & { readonly vcf?: VcfReading },
): readonly GenomicReading[] {
  const reported = observations.flatMap(({ observation, reference }) => {
    const reading = genomicReadingOf(observation);
    return reading === undefined ? [] : [{ ...reading, references: [reference] }];
  });
  const variants = observations.flatMap(({ observation, reference }) => {
    const call = siteCallOf(observation);
    return call === undefined ? [] : [{ call, reference }];
  });
  const fromRecord = calledFrom(variants, rules, "Observations of variants");
  const fromFile = calledFrom(
    (vcf?.calls ?? []).map((call) => ({ call })),
    rules,
    `a VCF on ${vcf?.build}`,
  );
  return [...reported, ...fromRecord, ...fromFile];
}

interface Source {
  readonly call: SiteCall;
  readonly reference?: string;
}

function calledFrom(sources: readonly Source[], rules: CallRules, from: string): readonly GenomicReading[] {
  return Object.keys(STAR_GENES).flatMap((gene) => {
    const ofGene = sources.filter(({ call }) => call.gene === gene);
    const calls = agreeing(ofGene.map(({ call }) => call));
    const called = callGenotype(gene, calls, rules);
    if (called === undefined) return [];
    return [
      {
        gene,
        says: "genotype" as const,
        text: textOf(called.pairs),
        references: [...new Set(ofGene.flatMap(({ reference }) => reference ?? []))],
        called: { ...called, statement: `called from ${from}: ${called.statement}` },
      },
    ];
  });
}

/** One call per site; two that differ leave the site open. */
function agreeing(calls: readonly SiteCall[]): readonly SiteCall[] {
  const bySite = Map.groupBy(calls, ({ site }) => site);
  return [...bySite.values()].flatMap(([first, ...others]) => {
    const copies = (call: SiteCall) => call.copies.toSorted().join();
    return first !== undefined && others.every((other) => copies(other) === copies(first)) ? [first] : [];
  });
}

const MOST_TOLD = 4;

function textOf(pairs: readonly string[]): string {
  if (pairs.length === 0) return "no genotype";
  const more = pairs.length > MOST_TOLD ? ` or ${pairs.length - MOST_TOLD} more` : "";
  return `${pairs.slice(0, MOST_TOLD).join(" or ")}${more}`;
}

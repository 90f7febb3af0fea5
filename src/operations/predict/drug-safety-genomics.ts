/**
 * Genotypes, haplotypes and phenotypes of germline genes among Observations, as the genomics reporting guide has them:
 * http://hl7.org/fhir/uv/genomics-reporting/pharmacogenomics.html
 */
import type { Observation, ObservationComponent, Resource } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import type { GenomicReading } from "../../drug-safety/contract.ts";
import { timeTextOf } from "../../twin/readings.ts";
import { momentOf } from "../../twin/time.ts";
import type { SafetyResources } from "./drug-safety-record.ts";

const LOINC_NAMES = {
  "84413-4": "genotype", // genotype display name
  "84414-2": "haplotype", // haplotype name
  "53040-2": "phenotype", // genetic variation's effect on drug metabolism
} as const;
const isGenomic = (code: string): code is keyof typeof LOINC_NAMES => code in LOINC_NAMES;

/** What is read from the store, as `system|code`. */
export const GENOMIC_CODES: readonly string[] = Object.keys(LOINC_NAMES).map((code) => `${SYSTEM.loinc}|${code}`);

const GENE_STUDIED = "48018-6";
const GENOMIC_SOURCE_CLASS = "48002-0";
const SOMATIC = "LA6684-0";

/** Genes of the tables by HGNC id. */
const GENES: Readonly<Record<string, string>> = {
  "HGNC:2621": "CYP2C19",
  "HGNC:2623": "CYP2C9",
  "HGNC:2625": "CYP2D6",
  "HGNC:3012": "DPYD",
  "HGNC:4932": "HLA-B",
  "HGNC:10959": "SLCO1B1",
  "HGNC:12014": "TPMT",
  "HGNC:23063": "NUDT15",
};
const SYMBOLS = new Set(Object.values(GENES));

/** LOINC answer under which no display need be given. */
const ANSWERS: Readonly<Record<string, string>> = { "LA25391-6": "Normal metabolizer" };

/** What is known of the genes of the tables as of a time; final results of the germline only. */
export function genomicReadings({ resources, referenceOf }: SafetyResources, asOf: number): readonly GenomicReading[] {
  return resources.flatMap((resource) => {
    const observation = asFinal(resource, asOf);
    const says = observation?.code?.coding?.map(({ code }) => code ?? "").find(isGenomic);
    if (observation === undefined || says === undefined || isSomatic(observation)) return [];
    const text = valueText(observation);
    const gene = geneOf(observation, text);
    if (text === undefined || gene === undefined) return [];
    return [{ reference: referenceOf(observation), gene, says: LOINC_NAMES[says], text }];
  });
}

const FINAL = new Set(["final", "amended", "corrected"]);

/** An Observation that is final and of the time or before; undefined for anything else. */
export function asFinal(resource: Resource, asOf: number): Observation | undefined {
  if (resource.resourceType !== "Observation" || !FINAL.has(resource.status ?? "") || resource.focus?.length) {
    return undefined;
  }
  const time = momentOf(timeTextOf(resource));
  return time !== undefined && time <= asOf && (momentOf(resource.issued) ?? 0) <= asOf ? resource : undefined;
}

const component = (observation: Observation, loinc: string): ObservationComponent | undefined =>
  observation.component?.find(({ code }) => code?.coding?.some((coding) => coding.code === loinc));

const isSomatic = (observation: Observation): boolean =>
  component(observation, GENOMIC_SOURCE_CLASS)?.valueCodeableConcept?.coding?.some(({ code }) => code === SOMATIC) ===
  true;

function valueText({ valueCodeableConcept, valueString }: Observation): string | undefined {
  const coding = valueCodeableConcept?.coding ?? [];
  return (
    coding.map(({ code }) => ANSWERS[code ?? ""]).find((answer) => answer !== undefined) ??
    valueCodeableConcept?.text ??
    coding.find(({ display }) => display !== undefined)?.display ??
    valueString ??
    coding[0]?.code
  );
}

/** The gene that was studied; where that is not said, the one that the genotype's text begins with. */
function geneOf(observation: Observation, text = ""): string | undefined {
  const studied = component(observation, GENE_STUDIED)?.valueCodeableConcept;
  const symbols = (studied?.coding ?? []).flatMap(({ code, display }) => [GENES[code ?? ""], display]);
  const named = [...symbols, studied?.text].find((symbol) => SYMBOLS.has(symbol ?? ""));
  if (named !== undefined || studied !== undefined) return named;
  return [...SYMBOLS].find((symbol) => text.startsWith(`${symbol}*`) || text.startsWith(`${symbol} `));
}

/**
 * What one Observation says of a gene, in the shapes of the genomics reporting guide: a genotype, a haplotype, a metabolizer
 * phenotype. Whether the Observation counts (status, time) is the caller's to decide.
 * http://hl7.org/fhir/uv/genomics-reporting/pharmacogenomics.html
 */
import type { CodeableConcept, Observation, ObservationComponent } from "@medplum/fhirtypes";
import type { GenomicReading } from "./contract.ts";

const SAYS = {
  "84413-4": "genotype", // genotype display name
  "84414-2": "haplotype", // haplotype name
  "53040-2": "phenotype", // genetic variation's effect on drug metabolism
} as const;
/** LOINC: genetic variant assessment. */
export const VARIANT_CODE = "69548-6";
/** LOINC codes of the Observations that are read here and in `variant-observations.ts`. */
export const GENOMIC_LOINC: readonly string[] = [...Object.keys(SAYS), VARIANT_CODE];

const GENE_STUDIED = "48018-6";
const GENOMIC_SOURCE_CLASS = "48002-0";
const SOMATIC = "LA6684-0";

/** Genes by HGNC id. */
const GENES: Readonly<Record<string, string>> = {
  "HGNC:2621": "CYP2C19",
  "HGNC:2623": "CYP2C9",
  "HGNC:2625": "CYP2D6",
  "HGNC:3012": "DPYD",
  "HGNC:4932": "HLA-B",
  "HGNC:10959": "SLCO1B1",
  "HGNC:12014": "TPMT",
  "HGNC:23063": "NUDT15",
  "HGNC:23663": "VKORC1",
};
const SYMBOLS = new Set(Object.values(GENES));

/** LOINC answer under which no display need be given. */
const ANSWERS: Readonly<Record<string, string>> = { "LA25391-6": "Normal metabolizer" };

/** The reading of an Observation of the germline; undefined where it is none, or of a gene that is not known here. */
export function genomicReadingOf(observation: Observation): Omit<GenomicReading, "references"> | undefined {
  const code = observation.code?.coding?.map((coding) => coding.code ?? "").find(isNamed);
  if (code === undefined || isSomatic(observation)) return undefined;
  const text = valueText(observation);
  const gene = geneOf(observation, text);
  return text === undefined || gene === undefined ? undefined : { gene, says: SAYS[code], text };
}

const isNamed = (code: string): code is keyof typeof SAYS => code in SAYS;

export const componentOf = ({ component }: Observation, loinc: string): ObservationComponent | undefined =>
  component?.find(({ code }) => code?.coding?.some((coding) => coding.code === loinc));

/** Codes of a component's value. */
export const answerCodes = (observation: Observation, loinc: string): readonly string[] =>
  componentOf(observation, loinc)?.valueCodeableConcept?.coding?.flatMap(({ code }) => code ?? []) ?? [];

export const isSomatic = (observation: Observation): boolean =>
  answerCodes(observation, GENOMIC_SOURCE_CLASS).includes(SOMATIC);

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
  const studied = componentOf(observation, GENE_STUDIED)?.valueCodeableConcept;
  if (studied !== undefined) return namedGene(studied);
  return [...SYMBOLS].find((symbol) => text.startsWith(`${symbol}*`) || text.startsWith(`${symbol} `));
}

function namedGene({ coding = [], text }: CodeableConcept): string | undefined {
  const symbols = coding.flatMap(({ code, display }) => [GENES[code ?? ""], display]);
  return [...symbols, text].find((symbol) => SYMBOLS.has(symbol ?? ""));
}

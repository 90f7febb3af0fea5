/**
 * Single variants as Observations (profile Variant of the genomics reporting guide): the site of the table that one is of,
 * found by its dbSNP number, its genomic HGVS expression, or reference sequence and start; and what both copies hold there.
 * http://hl7.org/fhir/uv/genomics-reporting/StructureDefinition-variant.html
 */
import type { Observation } from "@medplum/fhirtypes";
import { type Build, OTHER_BASE, REFERENCE, type SiteCall } from "./contract.ts";
import { answerCodes, componentOf, isSomatic, VARIANT_CODE } from "./observations.ts";
import { minimalVariant, positionOn, type Site, siteAt, siteOfRsid } from "./star-alleles.ts";

const PRESENT = "LA9633-4";
const ABSENT = "LA9634-2";
const HOMOZYGOUS = "LA6705-3";
const HETEROZYGOUS = "LA6706-1";

const DBSNP_ID = "81255-2";
/** A discrete variant, by whatever system: a dbSNP number is one. */
const VARIANT_ID = "81252-9";
const GENOMIC_HGVS = "81290-9";
const GENOMIC_SEQUENCE = "48013-7";
const REFERENCE_ALLELE = "69547-8";
const ALTERNATIVE_ALLELE = "69551-0";
const ALLELIC_STATE = "53034-5";
const EXACT_START_END = "81254-5";
const COORDINATE_SYSTEM = "92822-6";
/** The first base of a sequence is number 1, as the table counts. */
const FROM_ONE = "LA30102-0";

/** The call of a variant of the germline; undefined where it is of no site of the table, or does not say both copies. */
export function siteCallOf(observation: Observation): SiteCall | undefined {
  if (!observation.code?.coding?.some(({ code }) => code === VARIANT_CODE) || isSomatic(observation)) return undefined;
  const change = changeOf(observation);
  const at = change === undefined ? undefined : siteOf(change);
  if (change === undefined || at === undefined) return undefined;
  const { gene, site } = at;
  const found = observation.valueCodeableConcept?.coding?.map(({ code }) => code) ?? [];
  const key = keyAt(at, change);
  if (found.includes(ABSENT)) {
    // That one variant is absent says what a copy holds only where the site has no other.
    return at.variants.length === 1 && key !== REFERENCE ? { gene, site, copies: [REFERENCE, REFERENCE] } : undefined;
  }
  if (!found.includes(PRESENT) || key === undefined) return undefined;
  const state = answerCodes(observation, ALLELIC_STATE);
  if (state.includes(HOMOZYGOUS)) return { gene, site, copies: [key, key] };
  return state.includes(HETEROZYGOUS) && key !== REFERENCE ? { gene, site, copies: [REFERENCE, key] } : undefined;
}

interface Change {
  readonly rsid?: string;
  readonly build?: Build;
  readonly chromosome?: string;
  readonly position?: number;
  /** Of the forward strand. */
  readonly ref?: string;
  readonly alt?: string;
}

function changeOf(observation: Observation): Change | undefined {
  const text = (loinc: string) => {
    const component = componentOf(observation, loinc);
    const { coding = [], text: said } = component?.valueCodeableConcept ?? {};
    return component?.valueString ?? coding.find(({ code }) => code !== undefined)?.code ?? said;
  };
  const rsid = [text(DBSNP_ID), text(VARIANT_ID)].find((id) => /^rs\d+$/.test(id ?? ""));
  const hgvs = /^(NC_\d+\.\d+):g\.(\d+)([ACGT])>([ACGT])$/.exec(text(GENOMIC_HGVS) ?? "");
  const bases = { ref: text(REFERENCE_ALLELE)?.toUpperCase(), alt: text(ALTERNATIVE_ALLELE)?.toUpperCase() };
  const counting = answerCodes(observation, COORDINATE_SYSTEM);
  const isCountedFromOne = counting.length === 0 || counting.includes(FROM_ONE);
  const start = isCountedFromOne ? componentOf(observation, EXACT_START_END)?.valueRange?.low?.value : undefined;
  const sequence = hgvs?.[1] ?? text(GENOMIC_SEQUENCE);
  const change = {
    rsid,
    ...(sequence === undefined ? {} : REFSEQ[sequence]),
    position: hgvs === null ? start : Number(hgvs[2]),
    ref: hgvs?.[3] ?? bases.ref,
    alt: hgvs?.[4] ?? bases.alt,
  };
  const known = Object.entries(change).filter(([, value]) => value !== undefined);
  return known.length === 0 ? undefined : Object.fromEntries(known); // what is left of the members of Change
}

/** RefSeq accessions of the chromosomes of the table. https://www.ncbi.nlm.nih.gov/grc/human/data */
const REFSEQ: Readonly<Record<string, { readonly build: Build; readonly chromosome: string }>> = {
  "NC_000001.10": { build: "GRCh37", chromosome: "1" },
  "NC_000001.11": { build: "GRCh38", chromosome: "1" },
  "NC_000006.11": { build: "GRCh37", chromosome: "6" },
  "NC_000006.12": { build: "GRCh38", chromosome: "6" },
  "NC_000010.10": { build: "GRCh37", chromosome: "10" },
  "NC_000010.11": { build: "GRCh38", chromosome: "10" },
  "NC_000012.11": { build: "GRCh37", chromosome: "12" },
  "NC_000012.12": { build: "GRCh38", chromosome: "12" },
  "NC_000013.10": { build: "GRCh37", chromosome: "13" },
  "NC_000013.11": { build: "GRCh38", chromosome: "13" },
  "NC_000016.9": { build: "GRCh37", chromosome: "16" },
  "NC_000016.10": { build: "GRCh38", chromosome: "16" },
};

/** By number and by place, where both are given, the same site; else none. */
function siteOf({ rsid, build, chromosome, position }: Change): Site | undefined {
  const byRsid = rsid === undefined ? undefined : siteOfRsid(rsid);
  if (build === undefined || chromosome === undefined || position === undefined) return byRsid;
  const byPlace = siteAt(build, chromosome, position);
  return rsid === undefined || byRsid === byPlace ? byPlace : undefined;
}

/** What the alternative is at the site; undefined where that is not said, or the reference is not that of the table. */
function keyAt({ variants }: Site, { build = "GRCh38", ref, alt }: Change): string | undefined {
  const [only, ...others] = variants;
  if (alt === undefined) return others.length === 0 ? only?.key : undefined;
  if (ref !== undefined && variants.every((variant) => variant.ref[0] !== ref[0])) return undefined;
  if (ref === alt) return REFERENCE;
  const place = positionOn(build, only);
  const wanted = minimalVariant({ position: place, ref: ref ?? only?.ref ?? "", alt });
  const same = variants.find((variant) => variant.ref === wanted.ref && variant.alt === wanted.alt);
  if (same !== undefined) return same.key;
  return wanted.position === place ? OTHER_BASE : undefined;
}

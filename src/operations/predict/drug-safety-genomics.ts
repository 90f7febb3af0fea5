/** Genes among the resources of one person: Observations that count as of a time, and a file of variants with the call. */
import type { Observation, Resource } from "@medplum/fhirtypes";
import { SYSTEM } from "../../codes.ts";
import type { GenomicReading } from "../../genomics/contract.ts";
import { GENOMIC_LOINC } from "../../genomics/observations.ts";
import { genomicReadings } from "../../genomics/readings.ts";
import type { VcfReading } from "../../genomics/vcf.ts";
import { timeTextOf } from "../../twin/readings.ts";
import { momentOf } from "../../twin/time.ts";
import type { SafetyResources } from "./drug-safety-record.ts";

/** What is read from the store, as `system|code`. */
export const GENOMIC_CODES: readonly string[] = GENOMIC_LOINC.map((code) => `${SYSTEM.loinc}|${code}`);

/** What is known of genes as of a time; final results of the germline only. */
export function genomicReadingsOf(
  { resources, referenceOf }: SafetyResources,
  {
    asOf,
    vcf,
    unlistedAreReference = false,
  }: {
    readonly asOf: number;
    readonly vcf?: VcfReading | undefined;
    readonly unlistedAreReference?: boolean | undefined;
  },
): readonly GenomicReading[] {
  const observations = resources.flatMap((resource) => {
    const observation = asFinal(resource, asOf);
    return observation === undefined ? [] : [{ observation, reference: referenceOf(observation) }];
  });
  return genomicReadings(observations, { unlistedAreReference, ...(vcf === undefined ? {} : { vcf }) });
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

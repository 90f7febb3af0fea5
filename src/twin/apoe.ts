/**
 * Whether someone carries APOE ε4: by a reported genotype (`ε3/ε4`) or haplotype, or by the variant C at rs429358, which ε4
 * has and ε2 and ε3 have not (so has ε1, which is very rare). A haplotype makes it true and never false. In the shapes of the
 * genomics reporting guide: http://hl7.org/fhir/uv/genomics-reporting/
 */
import type { Observation } from "@medplum/fhirtypes";
import { componentOf, isSomatic, VARIANT_CODE } from "../genomics/observations.ts";

const GENOTYPE = "84413-4";
const HAPLOTYPE = "84414-2";
const GENE_STUDIED = "48018-6";
const APOE_HGNC = "HGNC:613";
const DBSNP_ID = "81255-2";
const ALTERNATIVE_ALLELE = "69551-0";
const E4_RSID = "rs429358";
const PRESENT = "LA9633-4";
const ABSENT = "LA9634-2";

/** True or false as one Observation says it; undefined where it says nothing of it. */
export function carriesE4(observation: Observation): boolean | undefined {
  const codes = (observation.code?.coding ?? []).map(({ code }) => code);
  if (isSomatic(observation)) return undefined;
  if (codes.includes(VARIANT_CODE)) return byVariant(observation);
  if (!isOfApoe(observation)) return undefined;
  const alleles = allelesIn(textOf(observation));
  if (codes.includes(GENOTYPE)) return alleles.length === 2 ? alleles.includes("4") : undefined;
  return codes.includes(HAPLOTYPE) && alleles.includes("4") ? true : undefined;
}

/** Of the Observation or of a component, the texts in which a value may be named. */
function textOf({ valueCodeableConcept, valueString }: Pick<Observation, "valueCodeableConcept" | "valueString">) {
  return valueCodeableConcept?.text ?? valueCodeableConcept?.coding?.[0]?.display ?? valueString ?? "";
}

function isOfApoe(observation: Observation): boolean {
  const { coding = [], text } = componentOf(observation, GENE_STUDIED)?.valueCodeableConcept ?? {};
  const isStudied = coding.some(({ code, display }) => code === APOE_HGNC || display === "APOE") || text === "APOE";
  return isStudied || (coding.length === 0 && text === undefined && /^APOE\b/.test(textOf(observation)));
}

/** `ε3/ε4`, `E3/E4`, `*3/*4`, `APOE e3/e4`: the numbers of the alleles; none where the text is anything else. */
function allelesIn(text: string): readonly string[] {
  const bare = text.replace(/^APOE[ :-]*/, "");
  const found = /^[εeE*]?([234])(?:\s*\/\s*[εeE*]?([234]))?$/.exec(bare.trim());
  return [found?.[1], found?.[2]].filter((allele) => allele !== undefined);
}

function byVariant(observation: Observation): boolean | undefined {
  const rsid = componentOf(observation, DBSNP_ID);
  const named = [...(rsid?.valueCodeableConcept?.coding ?? []).map(({ code }) => code), rsid?.valueString];
  const alternative = componentOf(observation, ALTERNATIVE_ALLELE)?.valueString ?? "C";
  if (!named.includes(E4_RSID) || alternative !== "C") return undefined;
  const answers = (observation.valueCodeableConcept?.coding ?? []).map(({ code }) => code);
  return answers.includes(PRESENT) ? true : answers.includes(ABSENT) ? false : undefined;
}

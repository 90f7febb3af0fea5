/**
 * Genes of the twin: the two of the warfarin algorithm, by the readings of `genomics`, and APOE ε4. Final results that are
 * issued by the time asked for; genes do not age. What readings leave open, or contradict, is told of and not decided; a
 * genotype is never concluded from positions that were not tested.
 */
import type { Observation } from "@medplum/fhirtypes";
import { GENOMIC_LOINC } from "../genomics/observations.ts";
import { genomicReadings } from "../genomics/readings.ts";
import { cyp2c9Genotype, vkorc1Genotype, type WarfarinGenotype } from "../genomics/warfarin.ts";
import { carriesE4 } from "./apoe.ts";
import type { TwinDraft } from "./draft.ts";
import { timeTextOf } from "./readings.ts";
import type { FeatureSource } from "./state.ts";
import { momentOf } from "./time.ts";

const FINAL = new Set(["final", "amended", "corrected"]);
const CODES = new Set(GENOMIC_LOINC);

interface Result {
  readonly observation: Observation;
  readonly reference: string;
}

/** Adds the genotypes that all readings of a gene agree on. */
export function findGenes(
  draft: TwinDraft,
  observations: readonly Observation[],
  referenceOf: (observation: Observation) => string,
): void {
  const results = observations
    .filter((observation) => isGenomic(observation) && counts(observation, draft.asOf))
    .map((observation) => ({ observation, reference: referenceOf(observation) }))
    .sort((a, b) => (a.reference < b.reference ? -1 : 1));
  if (results.length === 0) return;
  const sources = new Map(results.map((result) => [result.reference, sourceOf(result)]));
  const readings = genomicReadings(results, { unlistedAreReference: false });
  const ofGene = (gene: string) => {
    const found = readings.filter((reading) => reading.gene === gene && reading.says === "genotype");
    const references = [...new Set(found.flatMap((reading) => reading.references))];
    return {
      sources: references.flatMap((reference) => sources.get(reference) ?? []),
      called: found.flatMap(({ called }) => called?.statement ?? []),
    };
  };
  addGenotype(draft, "cyp2c9Genotype", { found: cyp2c9Genotype(readings), ...ofGene("CYP2C9") });
  addGenotype(draft, "vkorc1Genotype", { found: vkorc1Genotype(readings), ...ofGene("VKORC1") });
  findApoe(draft, results, sources);
}

const isGenomic = ({ code }: Observation): boolean =>
  code?.coding?.some((coding) => CODES.has(coding.code ?? "")) === true;

function counts(observation: Observation, asOf: number): boolean {
  const time = momentOf(timeTextOf(observation));
  const isIssued = (momentOf(observation.issued) ?? 0) <= asOf;
  return (
    FINAL.has(observation.status ?? "") && !observation.focus?.length && time !== undefined && time <= asOf && isIssued
  );
}

function sourceOf({ observation, reference }: Result): FeatureSource {
  const time = timeTextOf(observation);
  const { system, code } = observation.code?.coding?.find((coding) => CODES.has(coding.code ?? "")) ?? {};
  return { reference, ...(time === undefined ? {} : { time }), code: `${system ?? ""}|${code ?? ""}` };
}

/** Sources named of one genotype; a gene that is read position by position has many. */
const MAX_SOURCES = 5;

function addGenotype(
  draft: TwinDraft,
  concept: "cyp2c9Genotype" | "vkorc1Genotype",
  {
    found,
    sources,
    called,
  }: {
    readonly found: WarfarinGenotype<string> | undefined;
    readonly sources: readonly FeatureSource[];
    readonly called: readonly string[];
  },
): void {
  if (sources.length === 0) return;
  const named = sources.slice(0, MAX_SOURCES);
  if (found === undefined) {
    const message = "genotypes on record that disagree, are open, or name an allele that has no term were left out";
    draft.note(concept, called.length === 0 ? message : `${message}: ${called.join("; ")}`, named);
    return;
  }
  const origin = called.length === 0 ? "measured" : "derived";
  const rule = called.length === 0 ? "genotype as reported" : called.join("; ");
  draft.add({ concept, value: found.value, origin, rule, sources: named });
}

function findApoe(draft: TwinDraft, results: readonly Result[], sources: ReadonlyMap<string, FeatureSource>): void {
  const said = results.flatMap(({ observation, reference }) => {
    const value = carriesE4(observation);
    const source = sources.get(reference);
    return value === undefined || source === undefined ? [] : [{ value, source }];
  });
  const [first] = said;
  if (first === undefined) return;
  const named = said.map(({ source }) => source).slice(0, MAX_SOURCES);
  if (said.some(({ value }) => value !== first.value)) {
    draft.note("hasApoeE4", "results that disagree were left out", named);
    return;
  }
  const rule = "reported genotype or haplotype of APOE, or C at rs429358";
  draft.add({ concept: "hasApoeE4", value: first.value, origin: "measured", rule, sources: named });
}
